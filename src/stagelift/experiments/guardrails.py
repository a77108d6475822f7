"""The guardrails of an experiment: the journey's, and its own in their place."""

from __future__ import annotations

from stagelift.definitions import Experiment, Journey, Margin


def guardrails_of(experiment: Experiment, journey: Journey) -> dict[str, Margin]:
    """The guardrails of an experiment: the journey's, overridden by its own.

    Args:
        experiment: The experiment.
        journey: Its journey.

    Returns:
        Margin by metric id; the primary metric is never its own guardrail.
    """
    margins = {**journey.rules.guardrails, **experiment.guardrails}
    return {name: margin for name, margin in margins.items() if name != experiment.primary}
