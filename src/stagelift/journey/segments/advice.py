"""What is to be said of segments that the data make useless: advice, never a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.definitions.findings import Finding
from stagelift.errors import Issue, StageliftError
from stagelift.journey.segments.counted import EVERY, counted

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Definitions


def segment_advice(contract: Contract, definitions: Definitions) -> tuple[Issue, ...]:
    """Segments of nobody or of too few customers, and declared sets whose segments overlap.

    Args:
        contract: The contract tables of the sources that can be read.
        definitions: The workspace's definitions, without mistakes.

    Returns:
        One issue a segment or set, with its file and line; none where no events can be read.
    """
    journey = definitions.journey
    if not journey.segments or not contract.readings("events"):
        return ()
    written = definitions.written["journey", "journey"]
    try:
        found = counted(contract, journey, tuple(journey.segments))
    except StageliftError as error:
        return (Finding(written, ("segments",), str(error)).issue(),)
    said = []
    for name, size in zip(found.names, found.counts.sizes, strict=True):
        if size < found.minimum_cell:
            few = "fewer than 10 customers are in it, so none of its numbers will be shown"
            message = few if size else "nobody is in it as of now"
            hint = "Widen its rule, or join it with a segment like it"
            said.append(Finding(written, ("segments", name), message, hint))
    for (name, _), counts in zip(found.sets, found.counts.sets, strict=True):
        if counts.several and name != EVERY:
            message = "declared exclusive, but customers are in more than one of its segments"
            hint = "Narrow the segments, or remove the set"
            said.append(Finding(written, ("segment_sets", name), message, hint))
    return tuple(finding.issue() for finding in said)
