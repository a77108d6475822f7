"""The words of what has no definition of its own name something the journey knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from stagelift.definitions.definitions import Definitions
from stagelift.definitions.findings import Finding, Rule
from stagelift.definitions.usage import uses_of_events
from stagelift.errors import did_you_mean

SLIP = 0.85  # of the letters alike: less is another word, such as the name of a message


def labels_name_something(definitions: Definitions) -> Iterator[Finding]:
    """A label of an attribute's value names a kept attribute, and no label is a slip of the pen.

    Messages and topics are known to the data alone, so a name that resembles none is theirs.
    """
    written, journey = definitions.written["journey", "journey"], definitions.journey
    if not journey.sources:
        return  # a journey without data yet says nothing about its columns
    kept = {name for source in journey.sources.values() for name in source.keep}
    known = {*kept, *uses_of_events(definitions)}
    for name in journey.labels:
        attribute, equals, _ = name.partition("=")
        path = ("labels", name)
        if equals and attribute not in kept:
            listed = f"kept are {', '.join(sorted(kept))}" if kept else "none is kept"
            message = f"no source keeps '{attribute}'; {listed}"
            yield Finding(written, path, message, did_you_mean(attribute, kept))
        elif not equals and name not in known and (near := nearly(name, known)):
            message = f"no event or attribute is called '{name}'"
            yield Finding(written, path, message, did_you_mean(name, near))


def nearly(name: str, known: Collection[str]) -> list[str]:
    """The name that differs from one by a letter or two; none where it is another word.

    Args:
        name: What was written.
        known: The names there are.

    Returns:
        One name or none.

    Example:
        >>> nearly("vistied", {"visited"}), nearly("order_confirmed", {"ordered"})
        (['visited'], [])
    """
    return get_close_matches(name, known, n=1, cutoff=SLIP)


LABEL_RULES: tuple[Rule, ...] = (labels_name_something,)
