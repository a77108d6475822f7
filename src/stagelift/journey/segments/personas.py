"""Personas: a segment's words, its size, and the motives its customers gave in a survey."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.motives import AnswerCount, Motives, measure_motives
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.frames import Tabular
from stagelift.journey.rules import segment_named
from stagelift.journey.segments.sizes import SegmentSize, segment_sizes
from stagelift.journey.segments.table import label_of
from stagelift.journey.shares import ShownShare, shown_fields
from stagelift.statistics.disclosure import MINIMUM, Partition, hide
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.persona import Motives as MotivesDefined
    from stagelift.statistics.inference import Inference

Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MotiveShare(ShownShare):
    """The customers of a segment who gave one answer last, of those who answered.

    Args:
        answer: The answer as the survey has it.
        label: Words for it by language.
    """

    answer: str
    label: Words


@dataclass(frozen=True, slots=True)
class SegmentPersona:
    """One segment as a person.

    Args:
        segment: Its id.
        label: Its words by language.
        words: The description by language.
        size: Its customers.
        instrument: The question about motives; None without one.
        motives: The share of each answer, the most frequent first.
        coverage: Share of its customers who answered; None without a question, or not shown.
    """

    segment: str
    label: Words
    words: Words
    size: SegmentSize
    instrument: str | None
    motives: tuple[MotiveShare, ...]
    coverage: Inference | None


@dataclass(frozen=True, slots=True)
class Personas(Tabular):
    """The personas of a journey at an instant.

    Args:
        personas: Each of them.
        at: The instant, what happened before it counts.
        as_of: Instant of knowledge.
        minimum_cell: Customers of the smallest number shown.
    """

    personas: tuple[SegmentPersona, ...]
    at: str
    as_of: str
    minimum_cell: int = MINIMUM

    def __getitem__(self, segment: str) -> SegmentPersona:
        for one in self.personas:
            if one.segment == segment:
                return one
        raise KeyError(segment)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One row an answer, or one a persona without a question; hidden numbers are null.

        Returns:
            JSON-ready rows.
        """
        rows: list[dict[str, Any]] = []
        for one in self.personas:
            covered = one.coverage
            head = {
                "segment": one.segment,
                "words": dict(one.words),
                "customers": one.size.k,
                "instrument": one.instrument,
                "coverage": covered and covered.value,
                "coverage_low": covered and covered.low,
                "coverage_high": covered and covered.high,
            }
            tail = {"level": 0.95, "method": "wilson", "at": self.at, "as_of": self.as_of}
            blank = MotiveShare("", (), status="no_data")
            for motive in one.motives or (blank,):
                own = {"answer": motive.answer or None, "label": dict(motive.label)}
                rows.append({**head, **own, **motive.figures, **tail})
        return rows

    def text(self, language: str = "en") -> str:
        """Each persona as a short paragraph with its motives.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.segments.persona_text import personas_text

        return personas_text(self, language)

    def __str__(self) -> str:
        return self.text()


def segment_personas(
    contract: Contract, journey: Journey, names: tuple[str, ...], at: int | None = None
) -> Personas:
    """Personas at an instant: one query for the sizes, one for each question about motives.

    Args:
        contract: The contract tables.
        journey: The journey.
        names: Ids of segments that have a persona.
        at: What happened before this instant counts, µs UTC; the contract's own when left out.

    Returns:
        The personas.

    Raises:
        ArgumentError: When there is none, or a segment is unknown or has none.
        DataError: When a table that is needed is not mapped.
    """
    if not names:
        raise ArgumentError("personas: no segment has one; write 'persona:' under a segment")
    described = {n: s.persona for n, s in journey.segments.items() if s.persona is not None}
    for name in names:
        if name not in described:
            hint = did_you_mean(name, described) or f"There are {', '.join(described) or 'none'}"
            raise ArgumentError(f"personas: '{name}' has no persona. {hint}")
    sizes = segment_sizes(contract, journey, names, at)
    instant = contract.as_of_us if at is None else at
    found = []
    for name in names:
        persona = described[name]
        size = sizes.row(name)
        motives: tuple[MotiveShare, ...] = ()
        coverage = None
        if persona.motives is not None:
            counts = _answers(contract, journey, name, persona.motives, instant)
            motives, coverage = motive_shares(counts, persona.motives)
        found.append(
            SegmentPersona(
                segment=name,
                label=label_of(journey, name),
                words=persona.words.texts if persona.words is not None else (),
                size=size,
                instrument=persona.motives.instrument if persona.motives is not None else None,
                motives=motives if size.status == "ok" else (),
                coverage=coverage if size.status == "ok" else None,
            )
        )
    return Personas(tuple(found), at=sizes.at, as_of=sizes.as_of)


def _answers(
    contract: Contract, journey: Journey, name: str, asked: MotivesDefined, instant: int
) -> tuple[AnswerCount, ...]:
    question = Motives(
        source=asked.source,
        instrument=asked.instrument,
        answers=tuple(asked.answers),
        rules=(segment_named(journey, name),),
        at=instant - 1,
    )
    return measure_motives(contract, question)


def motive_shares(
    counts: tuple[AnswerCount, ...], asked: MotivesDefined
) -> tuple[tuple[MotiveShare, ...], Inference | None]:
    """The share of each answer, and the share of customers who answered.

    Args:
        counts: Customers by answer.
        asked: The question with the words of its answers.

    Returns:
        Shares, the most frequent first, and the coverage; None where it may not be shown.
    """
    given = {one.answer: one.customers for one in counts if one.answer is not None}
    given = {**dict.fromkeys(asked.answers, 0), **{a: k for a, k in given.items() if k}}
    silent = sum(one.customers for one in counts if one.answer is None)
    answered = sum(given.values())
    cells: dict[Hashable, int] = {("answer", answer): k for answer, k in given.items()}
    cells |= {"answered": answered, "silent": silent, "all": answered + silent}
    parts: tuple[Hashable, ...] = tuple(("answer", answer) for answer in given)
    sums = [Partition("answered", parts), Partition("all", ("answered", "silent"))]
    hidden = hide(cells, sums)
    shares = [
        _share(answer, k, answered, asked, hidden)
        for answer, k in sorted(given.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    covered = None if {"answered", "silent"} & hidden else proportion(answered, answered + silent)
    return tuple(shares), covered


def _share(
    answer: str, k: int, n: int, asked: MotivesDefined, hidden: frozenset[Hashable]
) -> MotiveShare:
    words = asked.answers.get(answer)
    label = words.texts if words is not None else ()
    if {("answer", answer), "answered"} & hidden:
        return MotiveShare(answer, label, status="low_n")
    return MotiveShare(answer, label, **shown_fields(k, n))
