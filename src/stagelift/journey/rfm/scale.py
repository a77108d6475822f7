"""Cut points of recency, frequency and money: those that are fixed, or those to fix."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stagelift.data.query.rfms import MICROS, RfmScale, measure_cuts
from stagelift.definitions.rfm import Rfm
from stagelift.errors import ArgumentError
from stagelift.journey.instant import known_instant
from stagelift.journey.rules import terms_of
from stagelift.journey.segments.table import instant_words

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.statistics.inference import Status

FEWEST = 50  # customers, ten for each of five scores


def scale_of(rfm: Rfm) -> RfmScale:
    """What the query looks at.

    Args:
        rfm: The block of journey.yaml.

    Returns:
        Events, look-back and cut points.
    """
    return RfmScale(
        terms=terms_of(rfm.did),
        within=rfm.within.microseconds,
        recency=rfm.recency,
        frequency=rfm.frequency,
        money=tuple(int(cut * MICROS) for cut in rfm.money),
    )


def fixed_rfm(journey: Journey) -> Rfm:
    """The journey's block, with cut points.

    Args:
        journey: The journey.

    Returns:
        The block.

    Raises:
        ArgumentError: When there is none, or it has no cut points.
    """
    if journey.rfm is None or not journey.rfm.has_cuts:
        missing = "no block 'rfm'" if journey.rfm is None else "no cut points in the block 'rfm'"
        raise ArgumentError(
            f"rfm: {missing} in journey.yaml; rfm_cuts() and `stagelift segments --rfm` compute "
            "them on a reference day, to be pasted and kept"
        )
    return journey.rfm


@dataclass(frozen=True, slots=True)
class RfmCutPoints:
    """Cut points that part the customers of a reference day into fifths; equal values stay equal.

    Args:
        event: Events that count.
        within_days: How far they are looked back at.
        n: Customers with one of them.
        recency: Most days since the last one, for the scores 5, 4, 3 and 2.
        frequency: Fewest of them, for the scores 2 to 5.
        money: Least sum of their values, for the scores 2 to 5; empty without values.
        status: `ok`, or why there are none.
        note: The reason in words.
        at: The reference instant, what happened before it counts.
        as_of: Instant of knowledge.
    """

    event: str
    within_days: float
    n: int
    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    money: tuple[Decimal, ...]
    status: Status
    note: str
    at: str
    as_of: str

    def to_dicts(self) -> list[dict[str, Any]]:
        """One row a score from 2 to 5, with the cut point of each of the three.

        Returns:
            JSON-ready rows; none where there are no cut points.
        """
        days = tuple(reversed(self.recency))
        more = {"n": self.n, "event": self.event, "within_days": self.within_days}
        return [
            {
                "score": place + 2,
                "recency_days_at_most": days[place],
                "frequency_at_least": often,
                "money_at_least": float(self.money[place]) if self.money else None,
                **more,
                "at": self.at,
                "as_of": self.as_of,
            }
            for place, often in enumerate(self.frequency)
        ]

    @property
    def yaml(self) -> str:
        """The block to paste into journey.yaml; empty where there are no cut points."""
        if self.status != "ok":
            return ""
        lines = [
            f"rfm:   # cut points of {self.at}",
            f"  did: {self.event}",
            f"  within: {self.within_days:g} days",
            f"  recency: {_listed(self.recency)}   # days, for the scores 5, 4, 3 and 2",
            f"  frequency: {_listed(self.frequency)}   # for the scores 2, 3, 4 and 5",
        ]
        if self.money:
            lines.append(f"  money: {_listed(self.money)}")
        return "\n".join(lines)

    def text(self, language: str = "en") -> str:
        """The cut points as a block to paste.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.rfm.text import cuts_text

        return cuts_text(self, language)

    def __str__(self) -> str:
        return self.text()


def _listed(cuts: tuple[int, ...] | tuple[Decimal, ...]) -> str:
    return (
        "[" + ", ".join(f"{cut:f}" if isinstance(cut, Decimal) else str(cut) for cut in cuts) + "]"
    )


def rfm_cuts(contract: Contract, journey: Journey, rfm: Rfm, at: int | None = None) -> RfmCutPoints:
    """Cut points of the customers at a reference instant, from one query.

    Args:
        contract: The contract tables.
        journey: For its zone.
        rfm: Events and look-back.
        at: What happened before this instant counts, µs UTC; the contract's own when left out.

    Returns:
        The cut points; `low_n` below 50 customers, `degenerate` where all are equally recent.

    Raises:
        ArgumentError: When the instant lies ahead.
        DataError: When no source holds events.
    """
    instant = known_instant(contract, at)
    cuts = measure_cuts(contract, scale_of(rfm), instant - 1)
    recency = tuple(cut for cut in cuts.recency if cut is not None)
    status: Status = "ok"
    note = ""
    if cuts.n < FEWEST:
        status, note = "low_n", f"fewer than {FEWEST} customers: too few to part into fifths"
    elif len(recency) < len(cuts.recency):
        status, note = "degenerate", "too many customers are equally recent to be parted"
    known = status == "ok"
    return RfmCutPoints(
        event=str(rfm.did),
        within_days=rfm.within.days,
        n=cuts.n,
        recency=recency if known else (),
        frequency=cuts.frequency if known else (),
        money=tuple(Decimal(cut) / MICROS for cut in cuts.money) if known else (),
        status=status,
        note=note,
        at=instant_words(instant, journey.zone),
        as_of=instant_words(contract.as_of_us, journey.zone),
    )
