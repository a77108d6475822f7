"""Rules that segments, sets of them and their names must keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stagelift.definitions.amounts import Money
from stagelift.definitions.findings import Finding, Rule
from stagelift.definitions.segment import Segment
from stagelift.errors import did_you_mean

if TYPE_CHECKING:
    from stagelift.definitions.definitions import Definitions
    from stagelift.definitions.events import EventTerm

HOUSEHOLD = "household"
WEEKLY = "weekly_journey"  # the notebook whose page can be of one segment


def segments_can_have_members(definitions: Definitions) -> Iterator[Finding]:
    """What a segment asks for is not what it forbids."""
    written = definitions.written["journey", "journey"]
    for name, segment in definitions.journey.segments.items():
        for key in ("did_not", "but_not"):
            forbidden = [t for p in Segment.patterns(getattr(segment, key)) for t in p.terms]
            for pattern in Segment.patterns(segment.did):
                if forbidden and all(_covered(term, forbidden) for term in pattern.terms):
                    message = f"nobody can be in it: '{pattern}' is what 'did' asks for"
                    hint = f"Remove it from 'did' or from '{key}'"
                    yield Finding(written, ("segments", name, key), message, hint)


def _covered(term: EventTerm, forbidden: list[EventTerm]) -> bool:
    """Whether every event that is the term is a forbidden one."""
    return any(term.event == one.event and term.occurrence >= one.occurrence for one in forbidden)


def attributes_of_segments_exist(definitions: Definitions) -> Iterator[Finding]:
    """The attributes a segment compares are kept by a source of customers."""
    written = definitions.written["journey", "journey"]
    sources = definitions.journey.sources.values()
    people = [source for source in sources if source.role == "customers"]
    if not sources:
        return  # a journey without data yet says nothing about its columns
    known = {name for source in people for name in source.keep}
    known |= {f"consent_{name}" for source in people for name in source.consent}
    known |= {HOUSEHOLD for source in people if HOUSEHOLD in source.columns}
    for name, segment in definitions.journey.segments.items():
        for attribute in dict.fromkeys(condition.attribute for condition in segment.where):
            if attribute not in known:
                listed = f"kept are {', '.join(sorted(known))}" if known else "none is kept"
                message = f"no source of customers keeps '{attribute}'; {listed}"
                hint = did_you_mean(attribute, known)
                yield Finding(written, ("segments", name, "where", attribute), message, hint)


def groups_of_segments_exist(definitions: Definitions) -> Iterator[Finding]:
    """A segment of an RFM group names one that exists and can be scored."""
    written, rfm = definitions.written["journey", "journey"], definitions.journey.rfm
    for name, segment in definitions.journey.segments.items():
        if segment.rfm is None:
            continue
        path = ("segments", name, "rfm")
        if rfm is None:
            hint = "Write 'rfm: {did: ordered, ...}' in journey.yaml"
            yield Finding(written, path, "there is no block 'rfm' that defines groups", hint)
        elif segment.rfm not in rfm.groups:
            listed = f"groups are {', '.join(rfm.groups)}"
            hint = did_you_mean(segment.rfm, rfm.groups)
            yield Finding(written, path, f"unknown group '{segment.rfm}'; {listed}", hint)
        elif not rfm.has_cuts:
            hint = "`stagelift segments --rfm` computes them for you to paste"
            yield Finding(written, path, "the block 'rfm' has no cut points yet", hint)


def sets_hold_several_segments(definitions: Definitions) -> Iterator[Finding]:
    """A set has at least two segments and a name of its own."""
    written = definitions.written["journey", "journey"]
    for name, inside in definitions.journey.segment_sets.items():
        if len(inside) < 2:
            yield Finding(written, ("segment_sets", name), "one segment came; a set has several")
        if name in definitions.journey.segments:
            message = f"'{name}' is a segment already"
            yield Finding(written, ("segment_sets", name), message, "Give the set another name")


def sums_of_segments_are_in_the_currency(definitions: Definitions) -> Iterator[Finding]:
    """What customers of a segment spent is said in the journey's currency."""
    written, currency = definitions.written["journey", "journey"], definitions.journey.currency
    for name, segment in definitions.journey.segments.items():
        least = segment.at_least
        if isinstance(least, Money) and currency and least.currency != currency:
            message = f"'{least}' is not in the journey's currency {currency}"
            yield Finding(written, ("segments", name, "at_least"), message)


def segments_of_reports_exist(definitions: Definitions) -> Iterator[Finding]:
    """The segment a weekly page is about is one of the journey; notebooks of one's own are free."""
    known = definitions.journey.segments
    for name, report in definitions.reports.items():
        if report.notebook != WEEKLY:
            continue
        segment = report.parameters.get("segment", "")
        written = definitions.written.get(("report", name))
        if written is None or not isinstance(segment, str) or segment == "" or segment in known:
            continue  # what is no text is said with the parameters of its notebook
        listed = f"segments are {', '.join(known)}" if known else "the journey defines none"
        message = f"unknown segment '{segment}'; {listed}"
        hint = did_you_mean(segment, known)
        yield Finding(written, ("parameters", "segment"), message, hint)


SEGMENT_RULES: tuple[Rule, ...] = (
    segments_can_have_members,
    attributes_of_segments_exist,
    groups_of_segments_exist,
    sets_hold_several_segments,
    sums_of_segments_are_in_the_currency,
    segments_of_reports_exist,
)
