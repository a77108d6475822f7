"""The cohort triangle: of those who entered in a week, how many came back in each week since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from stagelift.console import aligned
from stagelift.data.query import Entrants, Flag, Measurement, PeriodWindow, Term, measure
from stagelift.data.query.specs import calendar_window
from stagelift.data.zones import from_us
from stagelift.definitions import EventPattern, Journey
from stagelift.errors import ArgumentError
from stagelift.formatting import formatted, number
from stagelift.frames import Tabular
from stagelift.journey.rules import stage_terms, terms_of
from stagelift.metrics.kpi_table import SMALL_CELL
from stagelift.metrics.placement import entrants_of, stage_names
from stagelift.metrics.retention import DAY_US, Clock, Retention
from stagelift.metrics.tally import Tally, tally
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions.metric import Metric

CohortUnit = Literal["week", "month"]
UNIT_DAYS: dict[str, int] = {"week": 7, "month": 30}  # months differ in length, columns must not
POOLED = "all"
UNKNOWN = "·"


@dataclass(frozen=True, slots=True)
class CohortQuestion:
    """What the cohorts are asked.

    Args:
        terms: Events that show a return.
        entrants: Whose first entry starts the cohort.
        stage: Id of that stage.
        clock: Whether days are local ones or spans of 24 hours from the entry.
        unit: `week` or `month`; a column of months is 30 days long.
        periods: The cohorts' entry periods, oldest first; as many columns are asked.
    """

    terms: tuple[Term, ...]
    entrants: Entrants
    stage: str
    clock: Clock
    unit: CohortUnit
    periods: tuple[PeriodWindow, ...]

    def flag(self, age: int) -> Flag:
        """The value of one column: a return in the age-th unit since entry."""
        first, last = age * UNIT_DAYS[self.unit], (age + 1) * UNIT_DAYS[self.unit] - 1
        if self.clock == "24h":
            return Flag(self.terms, (last + 1) * DAY_US, opens=first * DAY_US)
        return Flag(self.terms, calendar_window(last), days=(first, last))


@dataclass(frozen=True, slots=True)
class CohortCell:
    """The customers of one cohort who came back in one unit of time since they entered.

    Args:
        cohort: Label of the entry period, or `all` for the pooled row.
        age: Units since entry, from 0: the first seven days of a week, the entry itself left out.
        n: Customers of the cohort; of all known cohorts in the pooled row.
        k: Those who came back; None while unknown.
        value: k / n, 0–1; None while unknown.
        low: Lower end of its Wilson interval.
        high: Upper end.
        note: Why it is unknown; else empty.
    """

    cohort: str
    age: int
    n: int
    k: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cohorts(Tabular):
    """A triangle of cohorts: known cells only, and a pooled row that is a ratio of sums.

    Args:
        event: The events that show a return, as written.
        stage: Id of the stage whose first entry starts a cohort.
        unit: `week` or `month`.
        cells: By cohort, oldest first, and age; then the pooled row.
        as_of: Instant of knowledge as ISO text.
        minimum_cell: Cohorts of fewer customers are suppressed wherever they are shown.
    """

    event: str
    stage: str
    unit: CohortUnit
    cells: tuple[CohortCell, ...]
    as_of: str
    minimum_cell: int = SMALL_CELL

    @property
    def cohorts(self) -> tuple[str, ...]:
        """Labels of the entry periods, oldest first."""
        return tuple(dict.fromkeys(c.cohort for c in self.cells if c.cohort != POOLED))

    def row(self, cohort: str) -> tuple[CohortCell, ...]:
        """The cells of one cohort by age.

        Args:
            cohort: Label of an entry period, or `all`.

        Returns:
            One cell per age.

        Raises:
            ArgumentError: When there is no such cohort.
        """
        found = tuple(cell for cell in self.cells if cell.cohort == cohort)
        if not found:
            raise ArgumentError(
                f"cohort: '{cohort}' came; there are {', '.join((*self.cohorts, POOLED))}"
            )
        return found

    def to_dicts(self) -> list[dict[str, Any]]:
        """The cells as JSON-ready rows; values of small cohorts are null.

        Returns:
            One dict per cohort and age, the pooled row last.
        """
        hidden = self.withheld
        return [self._shown(cell, hidden) for cell in self.cells]

    @property
    def withheld(self) -> frozenset[tuple[str, int]]:
        """Cohort and age of the cells that are not shown.

        A small cohort is hidden, and with it the smallest ones that, taken from the pooled row,
        would give it away; a pooled cell that no other cohort can hide is hidden itself.
        """
        return withheld_cohorts(self.cells, self.minimum_cell)

    def _shown(self, cell: CohortCell, hidden: frozenset[tuple[str, int]]) -> dict[str, Any]:
        row: dict[str, Any] = {
            "event": self.event,
            "stage": self.stage,
            "unit": self.unit,
            **{name: getattr(cell, name) for name in CohortCell.__dataclass_fields__},
        }
        if (cell.cohort, cell.age) in hidden:
            row.update(dict.fromkeys(("n", "k", "value", "low", "high")))
            small = 0 < cell.n < self.minimum_cell
            few = f"fewer than {self.minimum_cell} customers"
            row["note"] = few if small else f"hidden, or a cohort of {few} could be computed"
        return row

    def __str__(self) -> str:
        rows = [["entered", "customers", *(str(cell.age) for cell in self.row(POOLED))]]
        hidden = self.withheld
        for cohort in (*self.cohorts, POOLED):
            shown = [self._shown(cell, hidden) for cell in self.row(cohort)]
            sizes = [row["n"] for row in shown if row["n"] is not None]
            few = 0 < max(cell.n for cell in self.row(cohort)) < self.minimum_cell
            size = f"< {self.minimum_cell}" if few else number(max(sizes)) if sizes else UNKNOWN
            values = [
                UNKNOWN if row["value"] is None else formatted(row["value"], ".1%") for row in shown
            ]
            rows.append([cohort, size, *values])
        head = f"Share of new {self.stage} who came back ({self.event}) by {self.unit} since entry"
        foot = f"As of {self.as_of}. {UNKNOWN} is not known yet, or too few to show"
        return "\n".join([head, *aligned(rows, left=1), foot])


def withheld_cohorts(cells: Iterable[CohortCell], minimum: int) -> frozenset[tuple[str, int]]:
    """The cells of a triangle that must not be published.

    Args:
        cells: Cells by cohort and age, and the pooled ones.
        minimum: Customers of the smallest published cohort.

    Returns:
        Cohort and age of each.
    """
    rows = tuple(cells)
    ages: dict[int, dict[str, int]] = defaultdict(dict)
    for cell in rows:
        if cell.cohort != POOLED and cell.k is not None and cell.n:
            ages[cell.age][cell.cohort] = cell.n
    hidden = {c.cohort for c in rows if c.cohort != POOLED and 0 < c.n < minimum}
    lone: set[tuple[str, int]] = set()
    for age, sizes in ages.items():  # whole rows: a cohort's size is the same at every age
        while unseen := [n for name, n in sizes.items() if name in hidden]:
            others = {name: n for name, n in sizes.items() if name not in hidden}
            if len(unseen) > 1 and sum(unseen) >= minimum:
                break
            if not others:
                lone.add((POOLED, age))
                break
            hidden.add(min(others, key=lambda name: (others[name], name)))
    whole = {(c.cohort, c.age) for c in rows if c.cohort in hidden}
    small = {(c.cohort, c.age) for c in rows if 0 < c.n < minimum}
    return frozenset(whole | small | lone)


def cohort_question(
    journey: Journey,
    metric: Metric | None,
    event: str | None,
    unit: str,
    periods: tuple[PeriodWindow, ...],
) -> CohortQuestion:
    """The question from a retention metric, or from an event.

    Args:
        journey: The journey.
        metric: A retention metric: its event, its stage and its clock are taken, not its days.
        event: Events that show a return, such as `visited | ordered`; without either, those that
            open the first stage.
        unit: `week` or `month`.
        periods: The entry periods, oldest first.

    Returns:
        The question.

    Raises:
        ArgumentError: When both are given, the metric is no retention, or the unit is unknown.
    """
    if unit not in UNIT_DAYS:
        raise ArgumentError(f"unit: '{unit}' came; one of {', '.join(UNIT_DAYS)} is allowed")
    if metric is not None and event is not None:
        raise ArgumentError("cohorts: name a metric or an event, not both")
    if metric is not None and not isinstance(metric, Retention):
        raise ArgumentError(
            f"metric '{metric.name}' ({metric.kind}) follows no cohort; name a retention metric, "
            "or an event"
        )
    stage = (metric.from_ if metric is not None else None) or stage_names(journey)[0]
    if metric is not None:
        terms, clock = metric.events(), metric.clock
    else:
        opening = dict(stage_terms(journey))[stage]
        terms = terms_of(EventPattern.parse(event)) if event else opening
        clock = "calendar"
    name = metric.name if metric is not None else "cohorts"
    entrants = entrants_of(journey, name, stage, "first_ever")
    chosen: CohortUnit = "week" if unit == "week" else "month"
    return CohortQuestion(terms, entrants, stage, clock, chosen, periods)


def cohort_triangle(
    contract: Contract, journey: Journey, asked: CohortQuestion, *, confidence: float = 0.95
) -> Cohorts:
    """The triangle, from one query with one value per column.

    Args:
        contract: The contract tables.
        journey: The journey.
        asked: The question.
        confidence: Level of the intervals, 0–1.

    Returns:
        Cells by cohort and age. A cell is known once the period has ended and the whole unit is
        over for every customer of the cohort; until then it is None with the reason.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    ages = range(len(asked.periods))
    plan = Measurement(
        stages=tuple(terms for _, terms in stage_terms(journey)),
        populations=(asked.entrants,),
        values=tuple((str(age), asked.flag(age)) for age in ages),
        periods=asked.periods,
        zone=journey.zone,
        as_of=contract.as_of_us,
    )
    groups = defaultdict(list)
    for cell in measure(contract, plan):
        groups[(cell.period, int(cell.value))].append(cell)
    tallies = {
        (place, age): tally(groups[(place, age)], binary=True)
        for place in range(len(asked.periods))
        for age in ages
    }
    cells = [
        cohort_cell(period, age, tallies[(place, age)], contract.as_of_us, confidence)
        for place, period in enumerate(asked.periods)
        for age in ages
    ]
    pooled = [pooled_cell([c for c in cells if c.age == age], age, confidence) for age in ages]
    return Cohorts(
        event=words(asked.terms),
        stage=asked.stage,
        unit=asked.unit,
        cells=(*cells, *pooled),
        as_of=from_us(contract.as_of_us).isoformat(),
    )


def cohort_cell(
    period: PeriodWindow, age: int, sums: Tally, as_of: int, confidence: float
) -> CohortCell:
    """One cell of the triangle, unknown until it is over for the whole cohort.

    Args:
        period: The entry period.
        age: Units since entry.
        sums: The cohort's customers, mature and immature.
        as_of: Instant of knowledge, µs UTC.
        confidence: Level of the interval.

    Returns:
        The cell.
    """
    size = sums.n + sums.immature
    if period.end > as_of:
        return CohortCell(period.label, age, size, note="the entry period has not ended")
    if not size:
        return CohortCell(period.label, age, 0, note="nobody entered")
    if sums.immature:
        note = f"not over yet for {sums.immature} of {size} customers"
        return CohortCell(period.label, age, size, note=note)
    return known_cell(period.label, age, (sums.n, sums.k or 0), confidence)


def pooled_cell(column: list[CohortCell], age: int, confidence: float) -> CohortCell:
    """The sum of those who came back over the sum of the customers, over the known cells.

    Args:
        column: The cells of one age.
        age: Units since entry.
        confidence: Level of the interval.

    Returns:
        The cell of the pooled row.
    """
    known = [cell for cell in column if cell.k is not None]
    if not known:
        return CohortCell(POOLED, age, 0, note="no cohort is known at this age")
    sums = sum(cell.n for cell in known), sum(cell.k or 0 for cell in known)
    return known_cell(POOLED, age, sums, confidence)


def known_cell(cohort: str, age: int, sums: tuple[int, int], confidence: float) -> CohortCell:
    """A cell with its share and Wilson interval."""
    n, k = sums
    found = proportion(k, n, level=confidence)
    return CohortCell(cohort, age, n, k, found.value, found.low, found.high)


def words(terms: tuple[Term, ...]) -> str:
    """Event terms as they are written.

    Args:
        terms: Pairs of event and occurrence.

    Returns:
        Text.

    Example:
        >>> words((("visited", 1), ("ordered", 2)))
        'visited | ordered x2'
    """
    return " | ".join(event if nth == 1 else f"{event} x{nth}" for event, nth in terms)
