"""Audience files: who is new since the last time, one file a variant, and a manifest beside them.

A customer stands in one file once, for ever: whoever was handed out before is left out, whatever
has changed since. A hand-out is a folder that appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from stagelift.data.contract import Contract
from stagelift.definitions import Experiment, Journey
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.launching.audience import audience
from stagelift.experiments.plan import Plan

Sender = Literal["csv", "braze"]
# What each sender calls the customer; the other columns are attributes it may use or ignore.
CUSTOMER: Mapping[str, str] = {"csv": "customer", "braze": "external_id"}
OUT, MANIFEST = "out", "manifest.json"
ASSIGNED = "assignments.parquet"  # a source `as: assignments` may read it


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One audience file.

    Args:
        name: Its name in the hand-out's folder.
        variant: The variant of everyone in it.
        customers: How many.
        sha256: Hash of its bytes.
    """

    name: str
    variant: str
    customers: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """What was handed out at one time.

    Args:
        experiment: Id of the experiment.
        plan: Fingerprint of its frozen plan.
        as_of: Instant of knowledge, UTC.
        sender: Whose columns the files have.
        files: The files, one a variant.
        before: Customers handed out earlier.
    """

    experiment: str
    plan: str
    as_of: str
    sender: str
    files: tuple[File, ...]
    before: int

    @property
    def customers(self) -> int:
        """Customers in these files."""
        return sum(one.customers for one in self.files)

    def to_dict(self) -> dict[str, Any]:
        """The manifest as JSON-ready values."""
        return asdict(self)


def hand_out(
    root: Path,
    experiment: Experiment,
    journey: Journey,
    contract: Contract,
    *,
    plan: Plan,
    sender: str = "csv",
) -> tuple[HandOut, Path | None]:
    """The new customers of every variant in files for their sender.

    Args:
        root: The workspace.
        experiment: The experiment.
        journey: Its journey.
        contract: The contract tables as of now.
        plan: The frozen plan, which says who is taken.
        sender: Whose columns the files have.

    Returns:
        What is handed out, and its folder; None when nobody is new.

    Raises:
        ArgumentError: When another tool splits, reachability is not known, or no such sender is.
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    from filelock import FileLock

    if sender not in get_args(Sender):
        hint = did_you_mean(sender, get_args(Sender))
        raise ArgumentError(f"sender '{sender}' came; csv or braze is expected. {hint}".rstrip())
    home = root / OUT / experiment.name
    home.mkdir(parents=True, exist_ok=True)
    with (
        FileLock(home / ".lock"),
        tempfile.TemporaryDirectory(dir=home, prefix=".writing-") as name,
    ):
        staged = Path(name)
        query = audience(experiment, journey, contract, plan.admission)
        contract.engine.export(query, staged / "all.parquet")
        at = datetime.fromtimestamp(contract.as_of_us / 1_000_000, UTC)
        found = HandOut(
            experiment=experiment.name,
            plan=plan.fingerprint,
            as_of=at.isoformat(),
            sender=sender,
            files=_written(staged, home, experiment, sender),
            before=sum(one.customers for one in handed_out(root, experiment.name)),
        )
        if not found.customers:
            return found, None
        (staged / "all.parquet").unlink()
        text = json.dumps(found.to_dict(), indent=1, ensure_ascii=False)
        (staged / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
        folder = home / _free_name(home, at)
        shutil.copytree(staged, home / f".{folder.name}")
        (home / f".{folder.name}").replace(folder)
    return found, folder


def handed_out(root: Path, experiment: str) -> tuple[HandOut, ...]:
    """Everything handed out so far.

    Args:
        root: The workspace.
        experiment: Id of the experiment.

    Returns:
        The manifests in the order of their instants.

    Raises:
        ArgumentError: A manifest that cannot be read.
    """
    found = []
    for path in sorted((root / OUT / experiment).glob(f"[!.]*/{MANIFEST}")):
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            files = tuple(File(**one) for one in read.pop("files"))
            found.append(HandOut(**read, files=files))
        except (OSError, ValueError, TypeError, KeyError) as error:
            where = path.relative_to(root).as_posix()
            raise ArgumentError(f"{where}: no manifest of audience files: {error}") from error
    return tuple(sorted(found, key=lambda one: one.as_of))


def _written(staged: Path, home: Path, experiment: Experiment, sender: str) -> tuple[File, ...]:
    """The new customers, one file a variant, and the ids of all of them for the next time."""
    import duckdb

    files = []
    with duckdb.connect() as local:
        local.execute("SET TimeZone = 'UTC'")
        earlier = sorted(home.glob(f"[!.]*/{ASSIGNED}"))
        # ids as text on both sides: a source may have come to write them otherwise
        local.execute(
            "CREATE TABLE fresh AS SELECT customer, CAST(customer AS VARCHAR) AS id, variant, "
            '"at" FROM read_parquet(?)',
            [str(staged / "all.parquet")],
        )
        if earlier:
            local.execute(
                "DELETE FROM fresh WHERE id IN (SELECT customer FROM read_parquet(?))",
                [[str(path) for path in earlier]],
            )
        record = (
            f"SELECT id AS customer, {_text(experiment.name)} AS experiment, variant, "  # noqa: S608 - our own words
            'make_timestamptz("at") AS assigned_at FROM fresh ORDER BY id'
        )
        local.execute(f"COPY ({record}) TO {_quoted(staged / ASSIGNED)} (FORMAT parquet)")
        for name, variant in experiment.variants.items():
            path = staged / f"{name}.csv"
            after = variant.send.after.microseconds if variant.send and variant.send.after else 0
            rows = (
                f'SELECT id AS {CUSTOMER[sender]}, variant, make_timestamptz("at") AS assigned_at, '  # noqa: S608 - our own words
                f'make_timestamptz("at" + {after}) AS send_at FROM fresh '
                f"WHERE variant = {_text(name)} ORDER BY id"
            )
            local.execute(f"COPY ({rows}) TO {_quoted(path)} (FORMAT csv, HEADER)")
            ((count,),) = local.execute(
                "SELECT count(*) FROM fresh WHERE variant = ?", [name]
            ).fetchall()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            files.append(File(name=path.name, variant=name, customers=count, sha256=digest))
    return tuple(files)


def _quoted(path: Path) -> str:
    return _text(str(path))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _free_name(home: Path, at: datetime) -> str:
    """The folder's name: the instant, with a number when it is taken."""
    name = f"{at:%Y-%m-%dT%H%M}"
    taken = 1
    while (home / (name if taken == 1 else f"{name}-{taken}")).exists():
        taken += 1
    return name if taken == 1 else f"{name}-{taken}"
