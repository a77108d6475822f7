"""Whether the experiment that is read is the one that was registered."""

from __future__ import annotations

from stagelift.experiments.health.check import Check


def registered_check(changed: str) -> Check | None:
    """Whether the frozen plan still decides.

    Args:
        changed: The keys a verdict rests on that are no longer as they were frozen; may be empty.

    Returns:
        Red when there are any; None where the plan stands, or nothing was frozen in time.

    Example:
        >>> registered_check("primary").text
        'departs from the frozen plan: primary; put it back, or ask the new question in a new file'
        >>> registered_check("") is None
        True
    """
    if not changed:
        return None
    todo = "put it back, or ask the new question in a new file"
    text = f"departs from the frozen plan: {changed}; {todo}"
    return Check("plan", "red", text, words=(("keys", changed),))
