"""The queries of a question on the command line: their text, or the engine's plan and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.cli.screen import say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.data.plans import EnginePlan
    from stagelift.workspace import Workspace


def show_queries(
    workspace: Workspace, name: str, *, period: str = "last-week", explained: bool
) -> None:
    """Prints the queries behind NAME instead of what they answer.

    Args:
        workspace: The workspace.
        name: Id of a metric or an experiment, `kpis` or `messages`.
        period: The period of metrics and messages.
        explained: Whether to print the engine's plans instead of the queries.

    Raises:
        ArgumentError: An unknown name or period.
    """
    if not explained:
        say(workspace.sql(name, period=period))
        return
    for about, plan in workspace.engine_plans(name, period=period):
        for line in (f"-- {about}", f"-- {cost_text(plan)}", *plan.lines):
            say(line)


def cost_text(plan: EnginePlan) -> str:
    """What an engine tells of the cost, in the language of the output.

    Args:
        plan: The plan.

    Returns:
        One line.
    """
    told = [
        "" if plan.cost is None else said("queries.cost", cost=f"{plan.cost:,.1f}"),
        "" if plan.rows is None else said("queries.rows", rows=f"{plan.rows:,}"),
        size_text(plan),
        "" if plan.seconds is None else said("queries.seconds", seconds=f"{plan.seconds:.2f}"),
    ]
    known = ", ".join(filter(None, told)) or said("queries.untold")
    return said("queries.run" if plan.was_run else "queries.planned", known=known)


def size_text(plan: EnginePlan) -> str:
    """The bytes read or expected, empty where the engine tells none."""
    if plan.size is None:
        return ""
    written = f"{plan.size:,} B" if isinstance(plan.size, int) else plan.size
    return said("queries.size", size=written)


def refuse_together(options: dict[str, object]) -> None:
    """Stops where an option asks for figures beside the text of a query.

    Args:
        options: Option → its value.

    Raises:
        ArgumentError: Names the options.
    """
    given = [name for name, value in options.items() if value]
    if given:
        raise ArgumentError(
            f"--sql and --explain print no figures; leave {' and '.join(given)} out"
        )
