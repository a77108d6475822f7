"""The assignment of an experiment as one query that runs where the tables lie."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.data.portable import DIALECTS, PortableContract, in_dialect
from stagelift.data.zones import to_us
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.launching.audience import audience

if TYPE_CHECKING:
    from stagelift.workspace.trial_questions import TrialQuestions


def assigning_sql(trial: TrialQuestions, dialect: str | None = None) -> str:
    """Who is assigned which variant since when, as commented SQL.

    Args:
        trial: The experiment.
        dialect: One of `DIALECTS`; the engine's own by default.

    Returns:
        One statement with customer, variant and assigned_at: the rows `launch` and `enrol` hand
        out together.

    Raises:
        ArgumentError: An unknown dialect, or a journey one query cannot follow.
        DataError: When a source cannot be read as defined.
    """
    ws, experiment = trial.workspace, trial.definition
    chosen = dialect or ws.engine.dialect
    if chosen not in DIALECTS:
        hint = did_you_mean(chosen, DIALECTS)
        listed = ", ".join(DIALECTS)
        raise ArgumentError(
            f"dialect '{chosen}' came; one of {listed} is expected. {hint}".rstrip()
        )
    plan = trial.plan_in_force()
    contract = PortableContract(ws.engine, ws.journey, to_us(ws.as_of), chosen)
    query = audience(experiment, ws.journey, contract, plan.admission)
    text = in_dialect(query, chosen)
    known = f"{ws.as_of.astimezone(ZoneInfo(ws.journey.zone)):%Y-%m-%d %H:%M} {ws.journey.zone}"
    lines = [
        f"-- experiment {experiment.name}, plan {plan.fingerprint}: who is assigned, by md5-v1",
        f"-- as known {known}; instants inside are µs since 1970 UTC",
        "-- each customer once, at the first instant it qualifies; the variant is the first whose",
        "-- threshold is above the first 8 hex digits of md5(salt:customer), compared as text",
    ]
    lines += [
        f"-- source '{source}' is read from table {table}"
        for source, table in sorted(contract.tables.items())
    ]
    return "\n".join([*lines, f"{text};"])
