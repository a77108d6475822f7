"""The customers kept out of every experiment, and all others, measured alike."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from stagelift.data.assign import HOLDOUT_SALT
from stagelift.data.query import Assigned, Measurement, measure
from stagelift.experiments.arms import Arms, arms
from stagelift.experiments.health import Check, freshness_check, split_check
from stagelift.experiments.planning.history import value_of

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query import SegmentRule
    from stagelift.definitions import Journey
    from stagelift.metrics.kind import WindowedMetric

HELD_OUT, OTHERS = "held out", "all others"


def holdout_arms(
    contract: Contract,
    journey: Journey,
    metric: WindowedMetric,
    *,
    audience: SegmentRule | None,
    span: tuple[int, int],
    at_once: bool,
) -> Arms:
    """A metric of both groups, told apart by the hash that keeps customers out.

    Args:
        contract: The contract tables.
        journey: The journey, whose rules keep a share out.
        metric: A metric per customer.
        audience: Whom to compare, None for everybody.
        span: First and last instant of entry, µs UTC, half-open.
        at_once: Whether everybody enters at the first instant, or each as they qualify.

    Returns:
        Two arms, `held out` and `all others`.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    share = journey.rules.holdout or Fraction(0)
    entrants = Assigned(
        experiment=HOLDOUT_SALT,
        audience=audience,
        start=span[0],
        end=span[1],
        at_once=at_once,
        salt=HOLDOUT_SALT,
        variants=((HELD_OUT, share), (OTHERS, 1 - share)),
    )
    plan = Measurement(
        populations=(entrants,),
        values=((metric.name, value_of(metric, journey)),),
        zone=journey.zone,
        as_of=contract.as_of_us,
    )
    cells = measure(contract, plan)
    return arms(cells, (metric,), (HELD_OUT, OTHERS), missing="immature")


def holdout_checks(
    units: Arms, journey: Journey, contract: Contract, needed: int
) -> tuple[Check, Check]:
    """Whether the data of the customers held out, and of all others, can be read.

    Args:
        units: Both groups.
        journey: The journey, whose rules keep a share out.
        contract: The contract tables.
        needed: Instant up to which outcomes are read, µs UTC.

    Returns:
        That the events reach so far, and that the groups' sizes fit the share.
    """
    share = journey.rules.holdout or Fraction(0)
    last = contract.span("events")[1]
    # without a visible event the span is the contract's own instant, which no event can have
    seen = last if last < contract.as_of_us else None
    return (
        freshness_check(seen, needed),
        split_check(units, {HELD_OUT: share, OTHERS: 1 - share}),
    )
