"""The customers an experiment assigns, with variant and instants, as one query of the engine."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.portable import moment_of_us
from stagelift.data.query.assigned_rows import assigned_rows
from stagelift.data.query.attributes import customer_table, in_force
from stagelift.definitions import Experiment, Journey
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.enrolment import enrolment, entrants
from stagelift.experiments.launching.columns import PRIVATE
from stagelift.experiments.life.admission import Admission
from stagelift.experiments.planning.history import AGREED, channels_of


def audience(
    experiment: Experiment,
    journey: Journey,
    contract: Contract,
    admission: Admission | None = None,
) -> exp.Select:
    """The query of everyone assigned up to the contract's instant.

    Args:
        experiment: The experiment.
        journey: Its journey.
        contract: The contract tables.
        admission: Who is taken by the frozen plan and the deeds since; the definition's by default.

    Returns:
        A query with customer, variant (where another tool draws: what the hash would give), at (µs
        UTC, the instant of assignment) and the columns that go along, each customer once; with
        `reachable_by`, only those who agreed to every variant's channel.

    Raises:
        ArgumentError: When reachability is asked of a channel whose consent no source has, or a
            column is to go along that no source of customers keeps.
        DataError: When a table that is needed is not mapped.
    """
    enrolled = enrolment(experiment, journey, 0)
    population = entrants(experiment, journey, enrolled, admission)
    rows = without_recorded(assigned_rows(contract, population), experiment.name, contract)
    return carrying(reachable(rows, experiment, contract), experiment, contract)


def reachable(rows: exp.Select, experiment: Experiment, contract: Contract) -> exp.Select:
    """The rows of those every variant can reach; all of them where nobody asks.

    Args:
        rows: A query with customer, variant and at.
        experiment: The experiment.
        contract: The contract tables.

    Returns:
        The rows of those who agreed to every variant's channel.

    Raises:
        ArgumentError: A channel whose consent no source has.
    """
    if experiment.reachable_by is None:
        return rows
    columns = [f"consent_{name}" for name in channels_of(experiment)]
    missing = [name for name in columns if not contract.maps("customers", name)]
    if missing:
        named = ", ".join(name.removeprefix("consent_") for name in missing)
        raise ArgumentError(
            f"experiment '{experiment.name}': reachable_by asks for consent to {named}, which no "
            "source of customers has; map it under `consent:`"
        )
    people = contract.required("customers", columns)
    agreed = [
        exp.cast(exp.column(name, "c", quoted=True), "TEXT").isin(*AGREED) for name in columns
    ]
    return (
        exp.select("r.customer AS customer", "r.variant AS variant", 'r."at" AS "at"')
        .from_(rows.subquery("r", copy=False))
        .join(people.subquery("c", copy=False), on="c.customer = r.customer")
        .where(sql.and_(*agreed))
    )


def recorded(rows: exp.Select, experiment: Experiment, dialect: str) -> exp.Select:
    """The rows as a record of assignments, which a source `as: assignments` reads as it is.

    Args:
        rows: What `audience` gives.
        experiment: The experiment.
        dialect: The engine's dialect.

    Returns:
        A query with customer (text), experiment, variant, assigned_at and the carried columns.
    """
    us = exp.column("at", "w", quoted=True)
    kept = [sql.column(name, "w") for name in rows.named_selects if name.startswith(PRIVATE)]
    return exp.select(
        sql.alias_(sql.cast(sql.column("customer", "w"), sql.TEXT), "customer"),
        sql.alias_(sql.text(experiment.name), "experiment"),
        "w.variant AS variant",
        sql.alias_(moment_of_us(us, dialect), "assigned_at"),
        *kept,
    ).from_(rows.subquery("w", copy=False))


def carrying(rows: exp.Select, experiment: Experiment, contract: Contract) -> exp.Select:
    """The rows with the attributes of customers that go along to the sender, as they are now.

    Args:
        rows: A query with customer, variant and at.
        experiment: Says which under `audience_columns`.
        contract: The contract tables.

    Returns:
        The rows with one column each, NULL where a customer has none.

    Raises:
        ArgumentError: An attribute no source of customers keeps.
    """
    wanted = experiment.audience_columns
    if not wanted:
        return rows
    kept = {name for one in contract.readings("customers") for name in one.resolved.fields}
    for name in wanted.values():
        if name not in kept:
            hint = did_you_mean(name, kept)
            raise ArgumentError(
                f"experiment '{experiment.name}': audience_columns: no source of customers keeps "
                f"'{name}'; say `keep: [{name}]` there. {hint}".rstrip()
            )
    people = customer_table(contract, tuple(dict.fromkeys(wanted.values())))
    found = exp.select("r.customer AS customer", "r.variant AS variant", 'r."at" AS "at"').select(
        *(
            sql.alias_(sql.column(kept, "a"), f"{PRIVATE}{name}", quoted=True)
            for name, kept in wanted.items()
        )
    )
    now = in_force("r", str(contract.as_of_us - 1))
    return found.from_(rows.subquery("r", copy=False)).join(
        people.subquery("a", copy=False), on=now, join_type="left"
    )


def without_recorded(rows: exp.Select, experiment: str, contract: Contract) -> exp.Select:
    """The rows of customers whom no mapped table names as assigned already: that record governs.

    Args:
        rows: A query with customer, variant and at.
        experiment: Id of the experiment.
        contract: The contract tables.

    Returns:
        The same rows without those customers.

    Raises:
        DataError: When the mapped table cannot be read.
    """
    if not contract.readings("assignments"):
        return rows
    named = contract.maps("assignments", "experiment")
    columns = ("variant", "experiment") if named else ("variant",)
    record = contract.required("assignments", columns).subquery("m", copy=False)
    known = exp.select("customer").from_(record)
    if named:
        known = known.where(exp.column("experiment").eq(experiment))
    kept = exp.select("r.customer AS customer", "r.variant AS variant", 'r."at" AS "at"')
    kept = kept.from_(rows.subquery("r", copy=False))
    same = "g.customer = r.customer"
    kept = kept.join(known.distinct().subquery("g", copy=False), on=same, join_type="left")
    return kept.where("g.customer IS NULL")
