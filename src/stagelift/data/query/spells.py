"""The spells customers spend in stages: from which instant until which, and what came next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.specs import Measurement, Term

ORDER = "PARTITION BY customer ORDER BY at, stage_no"


@dataclass(frozen=True, slots=True)
class SpellNeeds:
    """The spells of a journey's stages.

    Args:
        stages: The stages' enter terms.
    """

    stages: tuple[tuple[Term, ...], ...]

    def covers(self, other: object) -> bool:
        """Whether the other asks for spells in the same stages."""
        return self == other


def stage_plan(contract: Contract, stages: tuple[tuple[Term, ...], ...]) -> Measurement:
    """A measurement that needs nothing but the stages' events.

    Args:
        contract: The contract tables; they say as of when, and in which zone.
        stages: The stages' enter terms in journey order.

    Returns:
        A measurement of nobody.
    """
    return Measurement(
        stages=stages,
        populations=(),
        values=(),
        periods=(),
        segments=(),
        attributes=(),
        zone=contract.zone,
        as_of=contract.as_of_us,
    )


def spell_rows() -> exp.Select:
    """The spells, from the table `entries`.

    A spell lasts from an entry to the customer's next one, [at, until): a repeated event of the
    same stage enters nothing, and events of one instant follow the order of the stages, so that
    whoever passes through a stage at once has a spell of no length in it.

    Returns:
        A query with customer, stage_no, at, until (NULL while it lasts), next_no (the stage entered
        next, NULL likewise) and spell_no (1 for the customer's first spell in any stage).
    """
    return exp.select(
        "customer",
        "stage_no",
        "at",
        f"LEAD(at) OVER ({ORDER}) AS until",
        f"LEAD(stage_no) OVER ({ORDER}) AS next_no",
        f"ROW_NUMBER() OVER ({ORDER}) AS spell_no",
    ).from_("entries")


def spell_table(contract: Contract, plan: Measurement) -> Ctes:
    """The spells of a measurement's stages, found once where many questions come.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured; the table `events` is its own.

    Returns:
        Tables ending in `spells`, as `spell_rows` describes it.

    Raises:
        DataError: When the workspace has no events.
    """

    def build() -> exp.Select:
        return read_from(exp.select("*").from_("spells"), spell_tables(contract, plan.stages))

    found = contract.shared(SpellNeeds(plan.stages), build)
    if found is None:
        return [*entry_table(contract, plan), ("spells", spell_rows())]
    return [("spells", exp.select("*").from_(found))]


def spell_tables(contract: Contract, stages: tuple[tuple[Term, ...], ...]) -> Ctes:
    """All tables from the events to the spells, for a question that asks nothing else of them.

    Args:
        contract: The contract tables.
        stages: The stages' enter terms in journey order.

    Returns:
        Tables from `events` to `spells`.

    Raises:
        DataError: When the workspace has no events.
    """
    plan = stage_plan(contract, stages)
    events = ("events", event_table(contract, plan))
    return [events, *entry_table(contract, plan), ("spells", spell_rows())]
