"""The queries behind a metric, an experiment or all KPIs, as text that the engine's clients run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlglot import exp

from stagelift.data.dialects import text_of
from stagelift.data.plans import EnginePlan, plan_of
from stagelift.data.spark.files import view_of
from stagelift.data.written import WrittenContract
from stagelift.data.zones import to_us
from stagelift.definitions import fingerprint
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.reading import read_out
from stagelift.metrics.contract_kpis import contract_kpis
from stagelift.metrics.kpis import stage_kpis
from stagelift.metrics.messages.asking import message_question
from stagelift.metrics.messages.engagement import engagement
from stagelift.metrics.unit_kpis import unit_kpis

if TYPE_CHECKING:
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.workspace.workspace import Workspace

KPIS, MESSAGES = "kpis", "messages"
WITHIN = "3 days"  # as `stagelift messages` counts reactions when nothing is said


def written_sql(workspace: Workspace, name: str, request: KpiRequest) -> str:
    """The query that answers a question, as commented SQL.

    Args:
        workspace: The workspace.
        name: Id of a metric or an experiment, `kpis` for all metrics, or `messages`.
        request: The period, of metrics and messages.

    Returns:
        One statement per source the question needs, each ending in a semicolon.

    Raises:
        ArgumentError: An unknown name, or one that no query answers.
        DataError: When a source cannot be read as defined.
    """
    contract, about = written(workspace, name, request)
    return "\n\n".join(_statements(workspace, contract, about))


def engine_plans(
    workspace: Workspace, name: str, request: KpiRequest
) -> tuple[tuple[str, EnginePlan], ...]:
    """How the engine answers a question, query by query.

    Args:
        workspace: The workspace.
        name: As `written_sql` takes it.
        request: The period, of metrics and messages.

    Returns:
        What each query is about, and its plan.

    Raises:
        ArgumentError: An unknown name, or one that no query answers.
        DataError: When a source cannot be read as defined.
        EngineError: The engine refused.
    """
    contract, about = written(workspace, name, request)
    return tuple((about, plan_of(workspace.engine, query)) for query in contract.queries)


def written(workspace: Workspace, name: str, request: KpiRequest) -> tuple[WrittenContract, str]:
    """A contract that was asked a question and wrote its queries down; and what they are about."""
    metrics, experiments = workspace.known_metrics, workspace.definitions.experiments
    contract = WrittenContract(workspace.engine, workspace.journey, to_us(workspace.as_of))
    if name in experiments:
        one = experiments[name]
        read_out(one, workspace.journey, metrics, contract, workspace.experiments[name].plan)
        about = f"experiment {name}, definition {fingerprint(one)}"
    elif name == KPIS or name in metrics:
        wanted = workspace.metrics if name == KPIS else {name: metrics[name]}
        for measured in (stage_kpis, contract_kpis, unit_kpis):
            measured(contract, workspace.journey, wanted.values(), request)
        marks = ", ".join(f"{one} {fingerprint(found)}" for one, found in wanted.items())
        about = f"{request.periods[0].label}; definitions {marks}"
    elif name == MESSAGES:
        prices = contract.channel_prices
        question = message_question(workspace.journey, request, WITHIN, prices=prices)
        engagement(contract, workspace.journey, question)
        about = f"messages that set out in {request.periods[0].label}, reactions within {WITHIN}"
    else:
        hint = did_you_mean(name, (*metrics, *experiments, KPIS, MESSAGES))
        known = f"a metric, an experiment, '{KPIS}' or '{MESSAGES}' is expected"
        raise ArgumentError(f"sql: unknown name '{name}'; {known}. {hint}".rstrip())
    if not contract.queries:
        raise ArgumentError(f"sql: no query answers '{name}': nothing in the data is asked for it")
    return contract, about


def _statements(workspace: Workspace, contract: WrittenContract, about: str) -> Iterator[str]:
    """Each query with what it is about before it."""
    zone = ZoneInfo(workspace.journey.zone)
    as_of = f"{workspace.as_of.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}"
    for query in contract.queries:
        text = text_of(query, contract.engine.dialect, pretty=True)
        head = [f"-- {about}", f"-- as known {as_of}; instants are µs since 1970 UTC"]
        yield "\n".join([*head, *_views(workspace, query), f"{text};"])


def _views(workspace: Workspace, query: exp.Expr) -> Iterator[str]:
    """What the views of Spark that a query reads stand for: no other session has them."""
    if workspace.engine.dialect != "spark":
        return
    read = {table.name for table in query.find_all(exp.Table)}
    for name, source in workspace.journey.sources.items():
        if view_of(name) in read:
            yield f"-- `{view_of(name)}` is a view over {source.read}"
