"""Realised value: what a customer has brought by a horizon, observed and not foretold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from stagelift.data.query.ledger_specs import Entry, Ledger
from stagelift.data.query.value_specs import Term
from stagelift.definitions import Duration, Journey
from stagelift.definitions.fields import YesNo
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.metrics.money.amounts import MoneyPerUnit, OneEvent, every_stage
from stagelift.metrics.money.margin import earned
from stagelift.metrics.placement import Entry as EntryMode
from stagelift.metrics.placement import Place

QUARTER = Duration.parse("90 days")


class RealisedValue(MoneyPerUnit):
    """The mean per customer of revenue − goods − refunds − messages from first entry to a horizon.

    Only customers whose horizon has passed count; for the others nothing is foretold. The event
    that let a customer into the stage counts.

    Args:
        event: The event that brings money, its `value` less its `cost`.
        refunds: An event whose value is taken off.
        messages: Whether the cost of messages is taken off.
        entry: Which entries of the stage count, the customer's first ever unless said.
        within: The horizon, 90 days unless said.

    Example:
        >>> RealisedValue(name="value_90", realised_value="ordered").value().own_entry
        True
    """

    kind: ClassVar[str] = "realised_value"

    event: OneEvent = Field(alias="realised_value")
    refunds: OneEvent | None = None
    messages: YesNo = True
    entry: EntryMode = "first_ever"
    within: Duration | None = QUARTER

    @property
    def entry_mode(self) -> EntryMode:
        """Which entries of a stage count."""
        return self.entry

    def value(self) -> Ledger:
        """All lines of the customer."""
        lines = earned(self.event, self.refunds)
        sent = (Entry("messages", sign=-1),) if self.messages else ()
        return Ledger((self.within or QUARTER).microseconds, (*lines, *sent), own_entry=True)

    def events(self) -> tuple[Term, ...]:
        """The event that brings money."""
        return ((self.event.events[0], 1),)

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The first entrants of every stage, or of the one `from:` names."""
        return every_stage(self, journey)


def by_horizon(
    metrics: Mapping[str, Metric], name: str | None, horizons: Sequence[int]
) -> dict[str, Metric]:
    """One metric at several horizons.

    Args:
        metrics: Metrics by id.
        name: One of kind `realised_value`; the first of that kind when left out.
        horizons: Days, each ≥ 1.

    Returns:
        The metric once a horizon, named with its days.

    Raises:
        ArgumentError: When there is no such metric, or a horizon is below 1.

    Example:
        >>> found = by_horizon({"v": RealisedValue(name="v", realised_value="ordered")}, None, [30])
        >>> str(found["v_30d"].within)
        '30 days'
    """
    held = {key: one for key, one in metrics.items() if isinstance(one, RealisedValue)}
    chosen = held.get(name) if name is not None else next(iter(held.values()), None)
    if chosen is None:
        listed = f"there are {', '.join(held)}" if held else "say `realised_value: EVENT` on one"
        came = f"unknown metric of realised value '{name}'" if name else "no metric of that kind"
        raise ArgumentError(f"metric: {came}; {listed}. {did_you_mean(name or '', held)}".rstrip())
    if any(days < 1 for days in horizons):
        raise ArgumentError(f"horizons: {min(horizons)} came; days of 1 or more are allowed")
    return {
        f"{chosen.name}_{days}d": chosen.model_copy(
            update={"name": f"{chosen.name}_{days}d", "within": Duration.parse(f"{days} days")}
        )
        for days in horizons
    }
