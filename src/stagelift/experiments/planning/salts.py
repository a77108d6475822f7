"""Rehearsals by the real hash: the same past customers split by salts that were never used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from stagelift.data.contract import Contract
from stagelift.data.query import Assigned, Cell, Measurement, measure
from stagelift.data.query.grouped_cells import GroupedQuestion, Slot, measure_grouped
from stagelift.data.zones import day_start_us
from stagelift.definitions import Experiment, Journey, Once
from stagelift.experiments.arms import units_in
from stagelift.experiments.planning.history import History, everybody, value_of
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import tally
from stagelift.statistics.srm import sample_ratio

SALTS = 20
SPLIT_ALPHA = 0.001
RARE = 0.995  # of the alarms chance gives
NO_PERIOD = -1  # assigned units belong to none
LEAST = 100  # customers; fewer split too unevenly to say anything


@dataclass(frozen=True, slots=True, kw_only=True)
class HashCheck:
    """What the hash does with the customers of the past.

    Args:
        salts: How many salts were tried.
        n: Customers split by each.
        split_p: Smallest p-value of a split against the planned shares.
        alarms: Salts under which the primary metric differs at the plan's confidence.
        most: Most of them that chance gives, at 99.5 %.
    """

    salts: int
    n: int
    split_p: float
    alarms: int
    most: int

    @property
    def sound(self) -> bool:
        """Whether splits fit their shares and effects differ no more often than by chance."""
        return self.split_p >= SPLIT_ALPHA / self.salts and self.alarms <= self.most


def check_salts(
    experiment: Experiment,
    journey: Journey,
    metric: WindowedMetric,
    contract: Contract,
    found: History,
) -> HashCheck | None:
    """The customers of the past split by twenty real salts, from one query.

    Nobody was treated differently, so every difference is chance, or a hash that follows something
    of the customers: ids that end alike, or a table sorted by the same hash.

    Args:
        experiment: The experiment, whose shares are taken.
        journey: Its journey.
        metric: The primary metric.
        contract: The contract tables.
        found: Its history.

    Returns:
        The check; None with fewer than 100 customers.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    if found.tallies[metric.name].n < LEAST:
        return None
    cells = measure(contract, question(experiment, journey, metric, contract, found))
    shares = tuple(variant.share for variant in experiment.variants.values())
    names = tuple(experiment.variants)
    split_ps, alarms = [], 0
    for salt in range(SALTS):
        own = [cell for cell in cells if cell.population == salt]
        arms = {name: [cell for cell in own if cell.variant == name] for name in names}
        sizes = tuple(sum(units_in(cell) for cell in arms[name]) for name in names)
        split = sample_ratio(sizes, shares).p_value
        split_ps.append(1.0 if split is None else split)
        alarms += differs(metric, arms[names[1]], arms[names[0]], experiment.confidence)
    from scipy.stats import binom

    most = int(binom.ppf(RARE, SALTS, 1.0 - experiment.confidence))
    return HashCheck(salts=SALTS, n=found.total, split_p=min(split_ps), alarms=alarms, most=most)


def question(
    experiment: Experiment,
    journey: Journey,
    metric: WindowedMetric,
    contract: Contract,
    found: History,
) -> Measurement:
    """One measurement of as many populations as salts; they are the same customers."""
    zone = journey.zone
    end = day_start_us(found.last + timedelta(days=1), zone)
    once = isinstance(experiment.enters, Once)
    start = end - 1 if once else day_start_us(found.first, zone)
    base = everybody(experiment, journey, start, end)
    return Measurement(
        populations=tuple(salted(base, number) for number in range(SALTS)),
        values=((metric.name, value_of(metric, journey)),),
        zone=zone,
        as_of=contract.as_of_us,
    )


def salted(base: Assigned, number: int) -> Assigned:
    """The same customers under a salt of the rehearsal's own."""
    name = f"rehearsal/{number}"
    return replace(base, experiment=name, salt=name)


def differs(
    metric: WindowedMetric, treated: list[Cell], control: list[Cell], confidence: float
) -> bool:
    """Whether two groups of nobody treated differ at a confidence."""
    one, zero = (tally(cells, binary=metric.binary) for cells in (treated, control))
    if not one.n or not zero.n:
        return False
    p = metric.effect_of(one, zero, confidence=confidence, method="auto").p_value
    return p is not None and p < 1.0 - confidence


def group_sums(
    experiment: Experiment,
    journey: Journey,
    metric: WindowedMetric,
    contract: Contract,
    found: History,
) -> tuple[tuple[int, float, float], ...]:
    """The past customers' values by a thousand hashed groups of customers.

    Args:
        experiment: The experiment.
        journey: Its journey.
        metric: The primary metric.
        contract: The contract tables.
        found: Its history.

    Returns:
        Customers, sum of the value and of what divides it, a group; none where it varies not.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    plan = question(experiment, journey, metric, contract, found)
    plan = replace(plan, populations=plan.populations[:1])
    slot = Slot(value=metric.name, name="all", population=0, periods=(NO_PERIOD,))
    sums = measure_grouped(contract, GroupedQuestion(plan=plan, slots=(slot,)))
    return tuple((one.n, float(one.top), float(one.bottom)) for one in sums if one.n)
