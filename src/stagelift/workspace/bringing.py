"""A readout or KPIs whose sums are computed elsewhere: the one query, and what its result says."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.data.brought.answering import AnsweringContract, Brought, read_brought
from stagelift.data.brought.asking import About, AskingContract, one_statement
from stagelift.data.portable import DIALECTS
from stagelift.data.zones import from_us, to_us
from stagelift.definitions import fingerprint
from stagelift.errors import ArgumentError, DataError, did_you_mean
from stagelift.experiments.question import Question
from stagelift.experiments.reading import examined

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.experiments.readout import Readout
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace

KPIS = "kpis"


def brought_sql(workspace: Workspace, name: str, dialect: str, *, period: str) -> str:
    """The one query whose result finishes a readout or KPIs.

    Args:
        workspace: The workspace; its sources tell columns and types, and may be samples.
        name: Id of an experiment or a metric, or `kpis` for all metrics.
        dialect: duckdb, postgres, spark, bigquery, snowflake or redshift.
        period: The period of KPIs.

    Returns:
        Commented SQL.

    Raises:
        ArgumentError: An unknown name or dialect, or nothing is asked.
        DataError: When a source cannot be read as defined.
    """
    if dialect not in DIALECTS:
        hint = did_you_mean(dialect, DIALECTS)
        listed = ", ".join(DIALECTS)
        raise ArgumentError(
            f"dialect '{dialect}' came; one of {listed} is expected. {hint}".rstrip()
        )
    at = to_us(workspace.as_of)
    answers = workspace.state / "answers"
    contract = AskingContract(workspace.engine, workspace.journey, at, dialect, answers=answers)
    if name in workspace.definitions.experiments:
        about = of_trial(workspace.experiments[name], dialect)
        ask(workspace.experiments[name], contract)
    else:
        about = of_kpis(workspace, name, period, dialect)
        kpis_from(workspace, contract, about)
    if not contract.asked:
        raise ArgumentError(f"sql: no query answers '{name}': nothing in the data is asked for it")
    zone = workspace.journey.zone
    known = f"{workspace.as_of.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
    what = f"readout {name}" if not about.period else f"kpi --period {about.period}"
    lines = [
        f"-- {name} {about.period}".rstrip()
        + f", definitions {about.fingerprint}, as known {known}",
        "-- sums and counts alone; save all rows and columns as CSV or Parquet, then:",
        f"-- stagelift {what} --moments FILE",
        *(
            f"-- source '{source}' is read from table {table}"
            for source, table in sorted(contract.tables.items())
        ),
    ]
    return "\n".join([*lines, f"{one_statement(contract, about)};"])


def of_trial(trial: Trial, dialect: str) -> About:
    """What a result about an experiment says of itself."""
    at = to_us(trial.workspace.as_of)
    return About(trial.definition.name, "", at, trial.plan_in_force().fingerprint, dialect)


def of_kpis(workspace: Workspace, name: str, period: str, dialect: str) -> About:
    """What a result about KPIs says of itself."""
    metrics = workspace.known_metrics
    if name != KPIS and name not in metrics:
        hint = did_you_mean(name, (*metrics, *workspace.definitions.experiments, KPIS))
        known = "a metric, an experiment or 'kpis' is expected"
        raise ArgumentError(f"sql: unknown name '{name}'; {known}. {hint}".rstrip())
    wanted = workspace.metrics.values() if name == KPIS else (metrics[name],)
    marks = [fingerprint(one) for one in wanted]
    digest = hashlib.sha256("".join((fingerprint(workspace.journey), *marks)).encode()).hexdigest()
    at, label = to_us(workspace.as_of), workspace.period(period).label
    return About(name, label, at, digest[:12], dialect)


def ask(trial: Trial, contract: Contract) -> Readout:
    """An experiment read from a contract; no look is kept."""
    ws, plan = trial.workspace, trial.plan_in_force()
    asked = Question(trial.definition, ws.journey, ws.metrics, plan, contract)
    return examined(asked, look=0 if plan.looks == "weekly" else 1).readout


def kpis_from(workspace: Workspace, contract: Contract, about: About) -> Kpis:
    """KPIs measured from a contract."""
    other = workspace.seen(workspace.as_of)
    other.__dict__["contract"] = contract
    name = about.name
    wanted = workspace.metrics if name == KPIS else {name: workspace.known_metrics[name]}
    return other.kpis(about.period, metrics=wanted)


def opened_as_of(workspace: Workspace, brought: Brought) -> Workspace:
    """The workspace as of the instant of a result."""
    return workspace.seen(from_us(brought.about.as_of))


def readout_of(workspace: Workspace, name: str, file: Path | str) -> Readout:
    """The readout of an experiment, finished from a result.

    Args:
        workspace: The workspace.
        name: Id of the experiment.
        file: The result of the query that `sql NAME --dialect` printed, CSV or Parquet.

    Returns:
        The readout as of the query's instant; checks that look around the experiment are left out.

    Raises:
        DataError: A result that is incomplete, about something else, or of older definitions.
    """
    brought = read_brought(Path(file))
    seen = opened_as_of(workspace, brought)
    trial = seen.experiments[name]
    check_about(brought, of_trial(trial, brought.about.dialect))
    return ask(trial, AnsweringContract(seen.engine, seen.journey, brought))


def kpis_of(workspace: Workspace, period: str | None, file: Path | str) -> Kpis:
    """The KPIs of a period, finished from a result.

    Args:
        workspace: The workspace.
        period: The period asked for; None takes the result's own.
        file: The result of the query that `sql NAME --dialect` printed, CSV or Parquet.

    Returns:
        The KPIs as of the query's instant.

    Raises:
        DataError: A result that is incomplete, about something else, or of older definitions.
    """
    brought = read_brought(Path(file))
    seen, about = opened_as_of(workspace, brought), brought.about
    if not about.period:
        raise DataError(f"{brought.path}: it is about experiment '{about.name}': use readout")
    check_about(brought, of_kpis(seen, about.name, period or about.period, about.dialect))
    return kpis_from(seen, AnsweringContract(seen.engine, seen.journey, brought), about)


def check_about(brought: Brought, wanted: About) -> None:
    """Refuses a result about something else, another period, or other definitions.

    Args:
        brought: The result.
        wanted: What is asked now.

    Raises:
        DataError: Names what came and what is wanted.
    """
    came, path = brought.about, brought.path
    if came.name != wanted.name:
        raise DataError(f"{path}: it is about '{came.name}', and '{wanted.name}' is asked")
    if came.period != wanted.period:
        raise DataError(f"{path}: it is about {came.period}, and {wanted.period} is asked")
    if came.fingerprint != wanted.fingerprint:
        raise DataError(
            f"{path}: it was asked by definitions {came.fingerprint}, now they are "
            f"{wanted.fingerprint}; print the query again and bring its result"
        )
