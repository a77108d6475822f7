"""The customers an experiment assigns, with variant and instants, as one query of the engine."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.assigned_rows import assigned_rows
from stagelift.definitions import Experiment, Journey
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import enrolment, entrants
from stagelift.experiments.life.admission import Admission
from stagelift.experiments.planning.history import AGREED, channels_of

MAPPED_SPLIT = (
    "experiment '{name}' is split by {tool}; it draws the variants, so no file is handed out. "
    "Map what it assigned as a source `as: assignments`"
)


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
        A query with customer, variant and at (µs UTC, the instant of assignment), each customer
        once; with `reachable_by`, only those who agreed to every variant's channel.

    Raises:
        ArgumentError: When another tool splits, or reachability is asked of a channel whose consent
            no source has.
        DataError: When a table that is needed is not mapped.
    """
    if experiment.split_by != "stagelift":
        raise ArgumentError(MAPPED_SPLIT.format(name=experiment.name, tool=experiment.split_by))
    enrolled = enrolment(experiment, journey, 0)
    population = entrants(experiment, journey, enrolled, admission)
    rows = without_recorded(assigned_rows(contract, population), experiment.name, contract)
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
