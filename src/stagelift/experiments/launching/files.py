"""Audience files: who is new since the last time, one file a variant, and a manifest beside them.

A customer is handed out once, for ever: whoever was before is left out, whatever has changed
since. A hand-out is a folder that appears whole or not at all.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from stagelift.data.contract import Contract
from stagelift.definitions import Experiment, Journey
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.launching.audience import audience, recorded
from stagelift.experiments.launching.columns import Setting, file_columns
from stagelift.experiments.launching.handed import (
    ASSIGNED,
    MANIFEST,
    OUT,
    QUALIFIED,
    File,
    HandOut,
    handed_out,
    records_of,
)
from stagelift.experiments.launching.sender import ENCODINGS, Sender, sender_of
from stagelift.experiments.launching.steps import STEPS, steps_page
from stagelift.experiments.launching.writing import Fresh
from stagelift.experiments.plan import Plan

WRITING = ".writing-"


@dataclass(frozen=True, slots=True)
class Form:
    """How the files are asked for.

    Args:
        sender: Whose columns the files have; None: the tool that splits, else plain lists.
        encoding: Their letters; None: what the sender reads.
        hashed: Whether ids and addresses are written as SHA-256 hashes; None: what the sender asks.
    """

    sender: str | None = None
    encoding: str | None = None
    hashed: bool | None = None


def setting_of(experiment: Experiment, journey: Journey, form: Form) -> tuple[Setting, str]:
    """What decides the files' columns, and their letters; all that can be refused is refused here.

    Args:
        experiment: The experiment.
        journey: Its journey.
        form: What is asked.

    Returns:
        The setting and the encoding.

    Raises:
        ArgumentError: An unknown sender, or one that does not take what is asked.
    """
    sender = sender_of(experiment.split_by, form.sender)
    encoding = form.encoding or sender.encoding
    if encoding not in sender.encodings:
        hint = did_you_mean(encoding, ENCODINGS)
        taken = ", ".join(sender.encodings)
        raise ArgumentError(f"{sender.label} reads {taken}; '{encoding}' came. {hint}".rstrip())
    salted = journey.rules.hash_ids is not None
    is_hashed = hashed_in(sender, form.hashed, by_rule=salted)
    rule = journey.rules.hash_ids if is_hashed and sender.hashed == "option" else None
    one = Setting(
        sender=sender,
        experiment=experiment.name,
        carried=tuple(experiment.audience_columns),
        country=journey.country,
        zone=journey.zone,
        hashed=is_hashed,
        salted_by=rule or "",
        drawn=experiment.split_by == "stagelift",
    )
    file_columns(one)
    return one, encoding


def hashed_in(sender: Sender, asked: bool | None, *, by_rule: bool = False) -> bool:
    """Whether ids and addresses are hashed.

    Args:
        sender: Whose files.
        asked: What was asked, None for what the sender and the rule ask.
        by_rule: Whether the journey's `hash_ids` asks it wherever a sender can do with hashes.

    Returns:
        True for hashes.

    Raises:
        ArgumentError: Where a sender could match nobody.
    """
    if sender.hashed == "always" and asked is False:
        raise ArgumentError(f"{sender.label} files are hashed always; plain addresses stay here")
    if sender.hashed == "never" and asked:
        raise ArgumentError(
            f"{sender.label} finds customers by their id and would know nobody by a hash; "
            "hand out without --hash-ids, or --for csv"
        )
    chosen = by_rule and sender.hashed == "option" if asked is None else asked
    return sender.hashed == "always" or chosen


def hand_out(
    root: Path,
    experiment: Experiment,
    journey: Journey,
    contract: Contract,
    *,
    plan: Plan,
    form: Form = Form(),
) -> tuple[HandOut, Path | None]:
    """The new customers of every variant in files for their sender.

    Args:
        root: The workspace.
        experiment: The experiment.
        journey: Its journey.
        contract: The contract tables as of now.
        plan: The frozen plan, which says who is taken.
        form: Whose columns the files have, in which letters.

    Returns:
        What is handed out, and its folder; None when nobody is new.

    Raises:
        ArgumentError: Reachability is not known, or a sender does not take what is asked.
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    from filelock import FileLock

    one, encoding = setting_of(experiment, journey, form)
    home = root / OUT / experiment.name
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / ".lock"), staging(home) as place:
        staged = place / "new"  # moved as a whole: what is large is written once
        staged.mkdir()
        rows = staged / "all.parquet"
        query = audience(experiment, journey, contract, plan.admission)
        contract.engine.export(recorded(query, experiment, contract.engine.dialect), rows)
        at = datetime.fromtimestamp(contract.as_of_us / 1_000_000, UTC)
        with Fresh(rows, records_of(root, experiment.name), delays(experiment)) as fresh:
            given = written(fresh, staged, experiment, one, encoding, (plan.fingerprint, at))
        before = sum(each.customers for each in handed_out(root, experiment.name))
        given = replace(given, before=before)
        if not given.customers:
            return given, None
        manifest = json.dumps(given.to_dict(), indent=1, ensure_ascii=False)
        (staged / MANIFEST).write_text(f"{manifest}\n", encoding="utf-8")
        page = steps_page(
            given,
            experiment,
            one.sender,
            journey.languages,
            journey.rules.holdout or Fraction(0),
        )
        (staged / STEPS).write_text(page, encoding="utf-8")
        folder = home / free_name(home, at)
        staged.replace(folder)
    return given, folder


@contextmanager
def staging(home: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, and with it those of runs that were killed.

    Args:
        home: The experiment's folder, which nobody else writes in.

    Yields:
        The folder.
    """
    for left in home.glob(f"{WRITING}*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=home, prefix=WRITING) as name:
        yield Path(name)


def delays(experiment: Experiment) -> dict[str, int]:
    """µs from entry to each variant's message."""
    return {
        name: variant.send.after.microseconds if variant.send and variant.send.after else 0
        for name, variant in experiment.variants.items()
    }


def written(
    fresh: Fresh,
    staged: Path,
    experiment: Experiment,
    one: Setting,
    encoding: str,
    under: tuple[str, datetime],
) -> HandOut:
    """The files of those who are new, in a folder nobody reads yet."""
    plan, at = under
    found = fresh.counts(one, int(at.timestamp() * 1_000_000))
    names = tuple(experiment.variants) if one.drawn else ("",)
    counts = {name: found[name] for name in names if name in found}
    parts = fresh.parts(staged, one, counts, encoding)
    fresh.record(one, staged / (ASSIGNED if one.drawn else QUALIFIED))
    return HandOut(
        experiment=experiment.name,
        plan=plan,
        as_of=at.isoformat(),
        sender=one.sender.name,
        files=tuple(
            File(name=p.path.name, variant=p.variant, customers=p.customers, sha256=p.sha256)
            for p in parts
        ),
        before=0,
        encoding=encoding,
        ids="sha256" if one.hashed else "plain",
        salted_by=one.salted_by,
        assigned={name: count.customers for name, count in counts.items()},
        late={name: count.late for name, count in counts.items()} if one.drawn else {},
        without_address={name: count.without_address for name, count in counts.items()},
    )


def free_name(home: Path, at: datetime) -> str:
    """The folder's name: the instant, with a number when it is taken."""
    name = f"{at:%Y-%m-%dT%H%M}"
    taken = 1
    while (home / (name if taken == 1 else f"{name}-{taken}")).exists():
        taken += 1
    return name if taken == 1 else f"{name}-{taken}"
