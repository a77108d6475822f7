"""A launch taken back before the first delivery: the plan is put away, and the record says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query import mapped_summaries
from stagelift.data.query.message_log import told_tables
from stagelift.data.query.populations import read_from
from stagelift.data.query.receipts import tells_of_messages
from stagelift.data.query.source_tables import source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.unit_tables import unit_tables
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import enrolment, entrants
from stagelift.experiments.launching.handed import OUT
from stagelift.experiments.planning.history import channels_of
from stagelift.experiments.records import plan_path
from stagelift.files import sync_folder

if TYPE_CHECKING:
    from stagelift.definitions import LifeEntry
    from stagelift.experiments.life.deeds import Situation
    from stagelift.workspace.trial import Trial

VOIDED = ".voided"


def voided(trial: Trial, asked: Situation, *, nothing_delivered: bool) -> LifeEntry:
    """A launch taken back: the plan and the audience files are put away, the name is free again.

    Args:
        trial: The experiment.
        asked: The moment, who and why.
        nothing_delivered: Whether somebody vouches for it where the data cannot tell.

    Returns:
        What was recorded.

    Raises:
        ArgumentError: Without a reason, when it is decided, or a message was delivered or may have
            been.
    """
    from stagelift.workspace.living import recorded

    if not asked.why:
        raise ArgumentError("void: a reason is needed; it stands in the record: --reason")
    if asked.decided:
        raise ArgumentError(f"{asked.named} is decided; nothing can be changed any more")
    check_undelivered(trial, asked, vouched=nothing_delivered)
    root, name = trial.workspace.root, trial.definition.name
    plan = plan_path(root, name)
    kept = free_path(plan.parent, name)
    why = f"{asked.why} (the owner vouches that nothing was delivered)"
    entry = asked.entry("void", asked.now, kept=kept.relative_to(root).as_posix())
    if nothing_delivered:
        entry = entry.model_copy(update={"why": why})

    def put_away() -> None:
        put_files_away(root, name, kept.stem.removesuffix(".void").rpartition(".")[2])
        plan.rename(kept)
        sync_folder(plan.parent)

    done = recorded(trial, entry, put_away)
    trial.workspace.definitions.plans.pop(name, None)
    return done


def check_undelivered(trial: Trial, asked: Situation, *, vouched: bool) -> None:
    """Refuses to take a launch back once a message of it was delivered.

    Args:
        trial: The experiment.
        asked: The moment.
        vouched: Whether somebody vouches that nothing was delivered.

    Raises:
        ArgumentError: When deliveries are told to customers assigned, on a channel of the variants;
            or, not vouched for, when customers were handed out and no source tells of deliveries.
    """
    given = sum(one.customers for one in trial.handed_out())
    contract, name = trial.workspace.contract, asked.experiment
    if name in mapped_summaries(contract):
        raise ArgumentError(
            f"{asked.named} cannot be void: a mapped table says who was assigned; stop it instead"
        )
    entered = trial.workspace.as_of.timestamp() * 1e6 > asked.start
    told = contract.playing("messages") or tells_of_messages(contract)
    if told and entered:
        count = deliveries(trial, asked)
        if count:
            raise ArgumentError(
                f"{asked.named} cannot be void: {count:,} messages were delivered to customers "
                "it assigned; stop it instead"
            )
    if (given or entered) and not told and not vouched:
        whom = f"{given:,} customers were handed out" if given else "its run has begun"
        raise ArgumentError(
            f"{asked.named} cannot be void yet: {whom}, and no source tells of deliveries; if "
            "none was made, say so: --nothing-delivered"
        )


def deliveries(trial: Trial, asked: Situation) -> int:
    """Messages delivered to customers assigned, from their assignment on, on a variant's channel.

    Args:
        trial: The experiment.
        asked: The moment.

    Returns:
        Their number.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    workspace = trial.workspace
    contract, journey = workspace.contract, workspace.journey
    run = enrolment(trial.definition, journey, 0)
    plan = Measurement(
        populations=(entrants(trial.definition, journey, run, asked.admission),),
        as_of=contract.as_of_us,
    )
    channels = channels_of(trial.definition)

    def counting() -> exp.Select:
        span = (asked.start, contract.as_of_us)
        tables = source_tables(contract, plan) + unit_tables(plan)
        tables += told_tables(contract, span, contract.as_of_us)
        same = sql.and_("d.customer = u.customer", exp.condition('d."at" >= u.anchor'))
        found = exp.select("COUNT(*)").from_("units AS u")
        found = found.join("told_deliveries AS d", on=same)
        found = found.where("d.delivered = 1", exp.column("channel", "d").isin(*channels))
        return read_from(found, tables)

    ((count,),) = contract.answer(("deliveries", plan, channels), counting).rows
    return int(count)


def free_path(folder: Path, name: str) -> Path:
    """Where a plan that is void is put: numbered, so that none is overwritten."""
    number = 1
    while (folder / f"{name}.{number}.void.yaml").exists():
        number += 1
    return folder / f"{name}.{number}.void.yaml"


def put_files_away(root: Path, name: str, number: str) -> None:
    """The audience files so far lie apart, so that nobody reads them as an assignment."""
    home = root / OUT / name
    if not any(home.glob("[!.]*/")):
        return
    away = root / OUT / VOIDED / f"{name}.{number}"
    away.mkdir(parents=True, exist_ok=True)
    for folder in sorted(home.glob("[!.]*/")):
        folder.rename(away / folder.name)
