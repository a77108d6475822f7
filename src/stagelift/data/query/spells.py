"""The spells customers spend in stages: from which instant until which, and what came next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.event_table import event_table
from stagelift.data.query.left import LeftRule, left_tables
from stagelift.data.query.populations import Ctes, entry_tables, read_from
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.source_tables import source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import Term

ORDER = "PARTITION BY customer ORDER BY at, stage_no"


@dataclass(frozen=True, slots=True)
class StageRules:
    """What decides in which stage a customer is.

    Args:
        stages: The stages' enter terms in journey order; the first stage has the number 1.
        left: What makes a customer one who has left, or None for a journey nobody leaves.
    """

    stages: tuple[tuple[Term, ...], ...]
    left: LeftRule | None = None

    @property
    def left_no(self) -> int:
        """The number of the state of having left: after all stages."""
        return len(self.stages) + 1

    @property
    def places(self) -> int:
        """How many states there are, that of having left among them where a rule says so."""
        return len(self.stages) + (self.left is not None)

    def covers(self, other: object) -> bool:
        """Whether the other asks for spells in the same stages."""
        return self == other

    def plan(
        self,
        contract: Contract,
        segments: tuple[SegmentRule, ...] = (),
        attributes: tuple[Attribute, ...] = (),
    ) -> Measurement:
        """A measurement whose events show every entry and every segment; it has no units.

        Args:
            contract: The contract tables; they say as of when, and in which zone.
            segments: Named segments whose events are read as well.
            attributes: Attributes by which units will be split.

        Returns:
            The measurement.
        """
        return Measurement(
            stages=self.stages,
            values=self.left.values if self.left else (),
            segments=segments,
            attributes=attributes,
            zone=contract.zone,
            as_of=contract.as_of_us,
        )


def mark_tables(contract: Contract, rules: StageRules) -> Ctes:
    """The spells, from the table `events`.

    A spell lasts from an entry to the customer's next one, [at, until): a repeated event of the
    same stage enters nothing, and events of one instant follow the order of the stages, so that
    whoever passes through a stage at once has a spell of no length in it.

    Args:
        contract: The contract tables.
        rules: What decides in which stage a customer is.

    Returns:
        Tables ending in `spells`: customer, stage_no, at, until (NULL while it lasts), next_no (the
        stage entered next, NULL likewise) and spell_no (1 for the customer's first spell anywhere).

    Raises:
        DataError: When the end of a contract decides who has left and no source holds contracts.
    """
    marks = left_tables(contract, rules.left, rules.left_no)
    ordered = exp.select(
        "customer", "at", "stage_no", f"LAG(stage_no) OVER ({ORDER}) AS previous_no"
    ).from_("marks")
    entered = (
        exp.select("customer", "at", "stage_no")
        .from_(ordered.subquery("o", copy=False))
        .where("previous_no IS NULL OR previous_no <> stage_no")
    )
    spells = exp.select(
        "customer",
        "stage_no",
        "at",
        f"LEAD(at) OVER ({ORDER}) AS until",
        f"LEAD(stage_no) OVER ({ORDER}) AS next_no",
        f"ROW_NUMBER() OVER ({ORDER}) AS spell_no",
    ).from_("entered")
    return [entry_tables()[0], *marks, ("entered", entered), ("spells", spells)]


def every_spell(contract: Contract, rules: StageRules) -> exp.Select:
    """All spells from the events: what is kept under `rules` where many questions come.

    Args:
        contract: The contract tables.
        rules: What decides in which stage a customer is.

    Returns:
        A query with the columns of `spells`, as `mark_tables` describes them.

    Raises:
        DataError: When the workspace has no events.
    """
    events = event_table(contract, rules.plan(contract))
    alone = [("events", events), *mark_tables(contract, rules)]
    return read_from(exp.select("*").from_("spells"), alone)


def spell_tables(
    contract: Contract,
    rules: StageRules,
    segments: tuple[SegmentRule, ...] = (),
    attributes: tuple[Attribute, ...] = (),
) -> Ctes:
    """All tables from the events to the spells, which are found once where many questions come.

    Args:
        contract: The contract tables.
        rules: What decides in which stage a customer is.
        segments: Named segments by whose events units will be split.
        attributes: Attributes by which units will be split.

    Returns:
        `events`, what the segments and attributes read, and tables ending in `spells`.

    Raises:
        DataError: When the workspace has no events, or no customers though an attribute is asked.
    """
    plan = rules.plan(contract, segments, attributes)
    tables = source_tables(contract, plan)

    found = contract.shared(rules, lambda: every_spell(contract, rules))
    if found is None:
        return [*tables, *mark_tables(contract, rules)]
    return [*tables, ("spells", exp.select("*").from_(found))]
