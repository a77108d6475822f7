"""`stagelift messages`: what became of a period's messages, and who answered which."""

from __future__ import annotations

import click

from stagelift.cli.options import (
    json_option,
    language,
    open_workspace,
    query_options,
    workspace_options,
)
from stagelift.cli.queries import refuse_together, show_queries
from stagelift.cli.screen import following, print_json, say


@click.command()
@click.option(
    "--period",
    default="last-week",
    show_default=True,
    help="2026-W46, 2026-11, 2026-Q4, 2026-10-01..2026-10-15, last-week, last-month.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="NAME",
    help="'stage' at sending, a segment, 'segment' for all of them, or an attribute; repeatable.",
)
@click.option(
    "--within",
    default="3 days",
    show_default=True,
    help="How long after delivery a reaction counts; with --channels before EVENT, 7 days.",
)
@click.option(
    "--channels",
    metavar="EVENT",
    help="Instead: how channels overlap, and how many with EVENT depended on one alone.",
)
@query_options
@json_option
@workspace_options
def messages(  # noqa: PLR0913 - one parameter an option
    *,
    period: str,
    by: tuple[str, ...],
    within: str,
    channels: str | None,
    as_sql: bool,
    explained: bool,
    as_json: bool,
) -> None:
    """Measure each message: delivered, opened by people, clicked, and what stopped it before."""
    if as_sql or explained:
        given: dict[str, object] = {"--by": by, "--within": typed_within(), "--channels": channels}
        refuse_together({**given, "--json": as_json})
        with open_workspace() as workspace:
            show_queries(workspace, "messages", period=period, explained=explained)
        return
    if channels is not None:
        of_channels(period, by, channels, as_json=as_json)
        return
    from stagelift.metrics.messages.engagement_text import EN, engagement_text

    with open_workspace() as workspace:
        found = workspace.messages(period, by=by, within=within)
    if as_json:
        print_json({"rates": found.to_dicts(), "ladder": found.ladder_dicts()})
        return
    words = EN
    if language() == "ko":
        from stagelift.cli.wording_messages import MESSAGES_KO

        words = MESSAGES_KO
    say(engagement_text(found, words))
    following("kpi" if by else f"messages --period {period} --by stage")


def of_channels(period: str, by: tuple[str, ...], event: str, *, as_json: bool) -> None:
    """Prints how channels overlap, depend on each other and follow up.

    Args:
        period: As typed.
        by: Segments and attributes.
        event: The event that converts.
        as_json: Whether JSON is printed.
    """
    from stagelift.metrics.messages.touches_text import EN, touches_text

    with open_workspace() as workspace:
        found = workspace.touches(event, period, by=by, within=typed_within() or "7 days")
    if as_json:
        print_json({"shares": found.to_dicts(), "reach": found.reach_dicts()})
        return
    words = EN
    if language() == "ko":
        from stagelift.cli.wording_messages import CHANNELS_KO

        words = CHANNELS_KO
    say(touches_text(found, words))
    following(f"messages --period {period}")


def typed_within() -> str | None:
    """What was typed after `--within`; None where its default holds."""
    context = click.get_current_context()
    source = context.get_parameter_source("within")
    typed = source is not None and source.name != "DEFAULT"
    return str(context.params["within"]) if typed else None
