"""When customers enter the state of having left: after a silence, or when their contract ends."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.populations import Ctes, matches
from stagelift.data.query.value_specs import Flag, Term
from stagelift.definitions import Left, Silence

ACTIVITY = "left"  # the name under which a measurement reads the events that show activity


@dataclass(frozen=True, slots=True)
class LeftRule:
    """What makes a customer one who has left.

    Args:
        terms: Events that show activity; empty for the end of a contract.
        silent: µs without any of them after which a customer has left; None for the end of a
            contract.
    """

    terms: tuple[Term, ...] = ()
    silent: int | None = None

    @property
    def values(self) -> tuple[tuple[str, Flag], ...]:
        """What a `Measurement` must list among its values so that its events show activity."""
        return () if self.silent is None else ((ACTIVITY, Flag(self.terms, 0)),)


def rule_of(left: Left | None) -> LeftRule | None:
    """What makes a customer one who has left, as a query evaluates it.

    Args:
        left: The journey's state of having left.

    Returns:
        The rule; None for a journey without such a state.
    """
    if left is None:
        return None
    if isinstance(left.rule, Silence):
        terms = tuple((term.event, term.occurrence) for term in left.rule.pattern.terms)
        return LeftRule(terms, left.rule.lasts.microseconds)
    return LeftRule()


def left_entries(contract: Contract, rule: LeftRule) -> exp.Select:
    """The instants at which customers enter the state of having left.

    With a silence of W, a customer leaves at a + W for every activity a that none follows up to
    and including a + W: an activity at that very instant keeps the customer. With contracts, at
    the end of each contract when no other is in force then. An entry is known when it lies at or
    before the contract's instant of knowledge; it needs a stage event before it, for who was never
    in a stage cannot leave. A customer comes back by any stage event; without one between two
    entries both rows are there, and the second opens nothing.

    Args:
        contract: The contract tables.
        rule: The rule.

    Returns:
        A query with customer and at. It reads the tables `events` (with the rule's events) and
        `staged` (customer, at, stage_no) of the statement it is put into.

    Raises:
        DataError: No source holds contracts, or none says when they end.
    """
    ends = silences(contract, rule) if rule.silent is not None else contract_ends(contract)
    began = exp.select("customer", "MIN(at) AS first_at").from_("staged").group_by("customer")
    return (
        exp.select("g.customer AS customer", "g.at AS at")
        .from_(ends.subquery("g", copy=False))
        .join(began.subquery("b", copy=False), on="b.customer = g.customer AND g.at > b.first_at")
    )


def left_tables(contract: Contract, rule: LeftRule | None, number: int) -> Ctes:
    """The stage events of customers with the entries to the state of having left among them.

    Args:
        contract: The contract tables.
        rule: The rule, or None for a journey nobody leaves.
        number: The number that state has among the stages, after all others.

    Returns:
        The tables `left_at` and `marks` (customer, at, stage_no); without a rule, `marks` is
        `staged`.

    Raises:
        DataError: No source holds contracts, or none says when they end.
    """
    staged = exp.select("customer", "at", "stage_no").from_("staged")
    if rule is None:
        return [("marks", staged)]
    gone = exp.select("customer", "at", f"{number} AS stage_no").from_("left_at")
    both = exp.union(staged, gone, distinct=False)
    marks = exp.select("customer", "at", "stage_no").from_(both.subquery("m", copy=False))
    return [("left_at", left_entries(contract, rule)), ("marks", marks)]


def silences(contract: Contract, rule: LeftRule) -> exp.Select:
    """The instants at which a silence has lasted as long as the rule asks.

    Args:
        contract: The contract tables.
        rule: The rule, with a silence.

    Returns:
        A query over `events` with customer and at.
    """
    following = "LEAD(at) OVER (PARTITION BY customer ORDER BY at) AS next_at"
    activity = exp.select("customer", "at", following).from_("events AS e")
    activity = activity.where(matches(rule.terms))
    over = f"at + {rule.silent}"
    return (
        exp.select("customer", f"{over} AS at")
        .from_(activity.subquery("a", copy=False))
        .where(f"next_at IS NULL OR next_at > {over}", f"{over} <= {contract.as_of_us}")
    )


def contract_ends(contract: Contract) -> exp.Select:
    """The instants at which a customer's last contract in force ends.

    Args:
        contract: The contract tables.

    Returns:
        A query with customer and at.

    Raises:
        DataError: No source holds contracts, or none says when they end.
    """
    rows = contract.required("contracts", ("start", "end"))
    held = exp.select("customer", '"start" AS starts', '"end" AS ends').from_(
        rows.subquery("contract", copy=False)
    )
    other = "o.customer = c.customer AND o.starts <= c.ends AND (o.ends IS NULL OR o.ends > c.ends)"
    return (
        exp.select("c.customer AS customer", "c.ends AS at")
        .distinct()
        .from_(held.subquery("c", copy=False))
        .join(held.copy().subquery("o", copy=False), on=other, join_type="left")
        .where("o.customer IS NULL", "c.starts < c.ends", f"c.ends <= {contract.as_of_us}")
    )
