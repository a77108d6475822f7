"""Who was invited to a survey, and who answered in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.occasion_specs import Dated, Occasions
from stagelift.data.query.occasion_sums import total
from stagelift.data.query.occasions import occasion_cells
from stagelift.data.query.surveys import SCORES

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

ROOM = 16  # an instant and a score of 0 to 10 in one number


@dataclass(frozen=True, slots=True)
class InvitationQuestion:
    """Which invitations, and until when an answer counts.

    Args:
        source: Name of the surveys source.
        instrument: The question, or None for every row of the source.
        within: Length in µs of the time to answer, from the invitation.
        where: In which cells they are counted, by the instant of the invitation.
        scale: The first and the last score that can be given; None when scores are not asked for.
    """

    source: str
    instrument: str | None
    within: int
    where: Occasions
    scale: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class InvitationCell:
    """The customers invited in one cell.

    Args:
        period: Index into the periods.
        stage: Stage id at invitation, or None for all stages together.
        segment: Segment id, `attribute=value`, or None for everyone.
        invited: Customers whose time to answer has passed, for at least one invitation.
        answered: Of these, who answered one in time.
        open: Invitations whose time has not passed.
        counts: Of those who answered with a score on the scale, customers by the latest one, 0 to
            10; empty when scores are not asked for.
    """

    period: int
    stage: str | None
    segment: str | None
    invited: int
    answered: int
    open: int
    counts: tuple[int, ...] = ()


def invitation_rows(contract: Contract, asked: InvitationQuestion, *, staged: bool) -> exp.Select:
    """The invitations with whether their time has passed and whether they were answered in it.

    Args:
        contract: The contract tables.
        asked: Which ones.
        staged: Whether the source maps the stage at invitation.

    Returns:
        A query with customer, at, ripe, done, the columns by which cells are split, and stage.

    Raises:
        DataError: When no such source holds surveys.
    """
    own = [name for name in ("stage",) if staged] + [*asked.where.split]
    named = ("instrument",) if asked.instrument is not None else ()
    scored = () if asked.scale is None else ("score",)
    columns = ("invited", "answered", *scored, *own, *named)
    rows = contract.required("surveys", columns, source=asked.source)
    until = f"invited + {asked.within}"
    done = f"answered >= invited AND answered < {until}"
    latest = []
    if asked.scale is not None:  # the later of two answers has the greater number
        on_scale = f"score BETWEEN {asked.scale[0]} AND {asked.scale[1]}"
        latest = [f"CASE WHEN {done} AND {on_scale} THEN answered * {ROOM} + score END AS last_"]
    query = exp.select(
        "customer",
        "invited AS at",
        f"CASE WHEN {until} <= {asked.where.as_of} THEN 1 ELSE 0 END AS ripe",
        f"CASE WHEN {done} THEN 1 ELSE 0 END AS done",
        *latest,
        *map(sql.column, own),
    )
    query = query.from_(rows.subquery("contract", copy=False)).where("invited IS NOT NULL")
    if asked.instrument is not None:
        query = query.where(sql.column("instrument").eq(sql.text(asked.instrument)))
    return query


def measure_invitations(
    contract: Contract, asked: InvitationQuestion
) -> tuple[InvitationCell, ...]:
    """How many customers were invited and answered in time, in a fixed order.

    Args:
        contract: The contract tables.
        asked: Which invitations.

    Returns:
        Cells by period, stage and segment.

    Raises:
        DataError: When the source is missing or does not say when it invited.
        EngineError: When the engine refuses the query.
    """

    def rows(where: Occasions) -> Dated:
        staged = any(one.has("stage") for one in contract.readings("surveys", asked.source))
        found = invitation_rows(contract, replace(asked, where=where), staged=staged)
        columns = ("ripe", "done") if asked.scale is None else ("ripe", "done", "last_")
        return Dated(found, columns, staged=staged)

    one = ["MAX(ripe) AS ripe", "MAX(ripe * done) AS done", total("1 - ripe", "waiting")]
    added = [total("ripe", "invited"), total("done", "answered"), total("waiting", "open")]
    scores = () if asked.scale is None else SCORES
    if scores:
        one.append(f"MAX(CASE WHEN ripe = 1 THEN last_ END) % {ROOM} AS latest")
    added.extend(
        total(f"CASE WHEN latest = {score} THEN 1 ELSE 0 END", f"s{score}") for score in scores
    )
    sums = (one, added, asked.within)
    found = occasion_cells(contract, ("invitations", asked), asked.where, rows, sums)
    return tuple(
        InvitationCell(
            c.period,
            c.stage,
            c.segment,
            c.sums["invited"],
            c.sums["answered"],
            c.sums["open"],
            tuple(c.sums[f"s{score}"] for score in scores),
        )
        for c in found
    )
