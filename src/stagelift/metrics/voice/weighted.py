"""A score weighted to all who were invited, beside the unweighted one and the response rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.responses import InvitationQuestion, measure_invitations
from stagelift.data.zones import from_us
from stagelift.errors import ArgumentError
from stagelift.formatting import default_spec, formatted, number
from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.metrics.nps import Nps
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.voice import tables
from stagelift.metrics.voice.cells import occasions
from stagelift.metrics.voice.response import FORTNIGHT
from stagelift.metrics.voice.strata import (
    Stratum,
    cut_names,
    plain_score,
    strata_of,
    times,
    value_moments,
    weights_of,
)
from stagelift.statistics.disclosure import Partition, hide
from stagelift.statistics.means import mean
from stagelift.statistics.moments import Moments
from stagelift.statistics.nps import POINTS
from stagelift.statistics.proportions import proportion
from stagelift.statistics.weighting import post_stratified

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.metrics.scored import ScoreMetric
    from stagelift.statistics.inference import Inference

COLUMNS = ("stratum", "invited", "answered", "rate", "value", "weight")


@dataclass(frozen=True, slots=True)
class Weighted(Tabular):
    """A score of those who answered, and the same weighted to those who were invited.

    Args:
        metric: Id of the metric.
        unit: Its unit.
        period: The period of the invitations.
        by: What the strata are.
        unweighted: The score of those who answered.
        weighted: The score with each stratum counting as it was invited; t interval.
        response: The share of the invited who answered with a score.
        effective_n: Kish's number of equally weighted answers; None without answers.
        strata: The strata in their order.
        collapsed: Names of strata that were read together, one having fewer than two answers.
        cut: Names of strata whose weight was cut to five times the median.
        as_of: Instant of knowledge as ISO text.
        minimum_cell: Strata of fewer answers are withheld wherever they are shown.
    """

    metric: str
    unit: str
    period: str
    by: str
    unweighted: Inference
    weighted: Inference
    response: Inference
    effective_n: float | None
    strata: tuple[Stratum, ...]
    collapsed: tuple[tuple[str, ...], ...]
    cut: tuple[str, ...]
    as_of: str
    minimum_cell: int = MINIMUM

    @property
    def invited(self) -> int:
        """Customers whose time to answer has passed."""
        return sum(one.invited for one in self.strata)

    @property
    def answered(self) -> int:
        """Of these, who gave a score on the scale in time."""
        return sum(one.answered for one in self.strata)

    @property
    def few(self) -> bool:
        """Whether there are too few answers to publish anything."""
        return 0 < self.answered < self.minimum_cell

    def to_dicts(self) -> list[dict[str, Any]]:
        """Unweighted, weighted and response rate as JSON-ready rows, in this order.

        Returns:
            One dict each, under the names of an estimate; without numbers when few answered.
        """
        counts = {"unweighted": self.answered, "weighted": self.answered, "response": self.invited}
        found = []
        for name, n in counts.items():
            one: Inference = getattr(self, name)
            told = {
                "metric": self.metric,
                "what": name,
                "unit": "share" if name == "response" else self.unit,
                "period": self.period,
                "as_of": self.as_of,
                "by": self.by,
                "n": n,
                "k": self.answered if name == "response" else None,
                **{k: _rounded(v) for k, v in tables.ends(one).items()},
                "effective_n": round_significant(self.effective_n) if name == "weighted" else None,
            }
            if self.few:
                kept = ("metric", "what", "unit", "period", "as_of", "by", "level", "method")
                told = tables.without(told, f"fewer than {self.minimum_cell} answers", kept)
            found.append(told)
        return found

    def cells(self) -> list[tuple[str, ...]]:
        """The strata as text under `COLUMNS`, small ones withheld.

        Returns:
            One row a stratum.
        """
        sizes: dict[Any, int] = {one.name: one.answered for one in self.strata}
        whole = {**sizes, None: self.answered}
        hidden = hide(whole, [Partition(None, tuple(sizes))], self.minimum_cell)
        found: list[tuple[str, ...]] = []
        for one in self.strata:
            if one.name in hidden:
                few = tables.few(self.minimum_cell)
                shown = few if one.answered < self.minimum_cell else tables.UNKNOWN
                found.append((one.name, "", shown, "", "", ""))
                continue
            rate = one.answered / one.invited if one.invited else None
            found.append(
                (
                    one.name,
                    tables.whole(one.invited),
                    tables.whole(one.answered),
                    tables.shown(rate, ".1%"),
                    tables.shown(one.value, default_spec(self.unit)),
                    tables.shown(one.weight, ".2f"),
                )
            )
        return found

    def __str__(self) -> str:
        head = f"{self.metric} by {self.by}, invited in {self.period}, as of {self.as_of}"
        if self.few:
            return f"{head}\nFewer than {self.minimum_cell} answers: nothing is shown."
        return tables.text_table(head, COLUMNS, self.cells(), *self.words())

    def words(self) -> tuple[str, ...]:
        """Unweighted, response rate and weighted together, and what the weights cost."""
        spec, rate = default_spec(self.unit), self.response
        answered = f"{number(self.answered)} of {number(self.invited)} invited"
        share = f"{tables.shown(rate.value, '.1%')} {tables.interval(rate.low, rate.high, '.1%')}"
        found = [
            f"Unweighted {_words(self.unweighted, spec)}; {answered} answered, {share}.",
            f"Weighted {_words(self.weighted, spec)}{self._cost()}.",
        ]
        if self.collapsed:
            joined = "; ".join(", ".join(group) for group in self.collapsed)
            found.append(f"Read together, for want of two answers in each: {joined}.")
        if self.cut:
            found.append(f"Weight cut to five times the median: {', '.join(self.cut)}.")
        return tuple(found)

    def _cost(self) -> str:
        if self.effective_n is None:
            return ""
        return f"; worth {formatted(self.effective_n, ',.0f')} equally weighted answers"


def _words(found: Inference, spec: str) -> str:
    if found.value is None:
        return f"not known: {found.note}"
    between = tables.interval(found.low, found.high, spec)
    return f"{formatted(found.value, spec)} {between}".rstrip()


def _rounded(value: Any) -> Any:
    return round_significant(value) if isinstance(value, float) else value


def weighted(
    contract: Contract,
    journey: Journey,
    metric: ScoreMetric,
    request: KpiRequest,
    split: tuple[str, ...] = (),
) -> Weighted:
    """A score of the invitations of one period, weighted to all who were invited.

    Args:
        contract: The contract tables.
        journey: The journey.
        metric: The score.
        request: The period of the invitations; the one attribute or the named segments are the
            strata, without any the stages are.
        split: Or the one column the survey keeps.

    Returns:
        Unweighted, weighted and response rate.

    Raises:
        ArgumentError: When strata are segments, which may overlap.
        DataError: When the source is missing or does not say when it invited.
        EngineError: When the engine refuses the query.
    """
    if request.segments:
        named = request.segments[0].name
        raise ArgumentError(f"by: '{named}' is a segment; strata are an attribute's values")
    by = split[0] if split else request.attributes[0].name if request.attributes else "stage"
    where = occasions(journey, request, split)
    source = metric.survey or ""
    asked = InvitationQuestion(
        source, metric.instrument, FORTNIGHT.microseconds, where, scale=metric.ends
    )
    found = measure_invitations(contract, asked)
    cells = strata_of(found, by, [name for name, _ in where.stages])
    moments = [value_moments(metric, cell.counts) for _, cell in cells]
    counts = [sum(cell.counts) for _, cell in cells]
    invited = sum(cell.invited for _, cell in cells)
    whole = tuple(map(sum, zip(*(cell.counts for _, cell in cells), strict=True))) or (0,) * 11
    scaled = POINTS if isinstance(metric, Nps) else 1.0
    shares = [cell.invited / invited for _, cell in cells]
    level = request.confidence
    weighting = post_stratified(moments, shares, level=level) if cells else None
    names = [name for name, _ in cells]
    weights = weights_of(weighting.weights, weighting.collapsed, counts) if weighting else {}
    none = mean(Moments(0, 0.0, 0.0, 0.0), level=level)
    return Weighted(
        metric=metric.name,
        unit=metric.measured_in,
        period=request.periods[0].label,
        by=by,
        unweighted=plain_score(metric, whole, level),
        weighted=times(weighting.weighted if weighting else none, scaled),
        response=proportion(sum(counts), invited, level=level),
        effective_n=weighting.effective_n if weighting else None,
        strata=tuple(
            Stratum(
                name,
                cell.invited,
                n,
                scaled * m.mean if n else None,
                weights.get(place),
            )
            for place, ((name, cell), n, m) in enumerate(zip(cells, counts, moments, strict=True))
        ),
        collapsed=tuple(tuple(names[i] for i in group) for group in weighting.collapsed)
        if weighting
        else (),
        cut=cut_names(names, weighting.collapsed, weighting.cut) if weighting else (),
        as_of=from_us(request.as_of).isoformat(),
    )
