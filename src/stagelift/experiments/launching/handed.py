"""What was handed out: the manifest beside the files, and all manifests so far."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from stagelift.errors import ArgumentError

OUT, MANIFEST = "out", "manifest.json"
ASSIGNED = "assignments.parquet"  # a source `as: assignments` may read it
QUALIFIED = "customers.parquet"  # the same where the sender draws the variants
RECORDS = (ASSIGNED, QUALIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One audience file.

    Args:
        name: Its name in the hand-out's folder.
        variant: The variant of everyone in it; empty where the sender draws.
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
        files: The files, one a variant or several where the sender's import is limited.
        before: Customers handed out earlier.
        encoding: The letters of the files.
        ids: `plain`, or `sha256` where ids and addresses are hashed.
        salted_by: Environment variable of the salt they were hashed with, `$NAME`; empty for none.
        assigned: Customers assigned, by variant: those in no file too.
        late: Those whose message was due before they were handed out, by variant.
        without_address: Those the sender has no address of, by variant; they stay assigned.
    """

    experiment: str
    plan: str
    as_of: str
    sender: str
    files: tuple[File, ...]
    before: int
    encoding: str = "utf-8"
    ids: str = "plain"
    salted_by: str = ""
    assigned: Mapping[str, int] = field(default_factory=dict)
    late: Mapping[str, int] = field(default_factory=dict)
    without_address: Mapping[str, int] = field(default_factory=dict)

    @property
    def customers(self) -> int:
        """Customers handed out now, those in no file too."""
        return sum(self.assigned.values()) or sum(one.customers for one in self.files)

    def to_dict(self) -> dict[str, Any]:
        """The manifest as JSON-ready values."""
        return asdict(self)


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
    return tuple(given for given, _ in folders_of(root, experiment))


def folders_of(root: Path, experiment: str) -> tuple[tuple[HandOut, Path], ...]:
    """Everything handed out so far, each with the folder it lies in.

    Args:
        root: The workspace.
        experiment: Id of the experiment.

    Returns:
        Manifests and folders in the order of their instants.

    Raises:
        ArgumentError: A manifest that cannot be read.
    """
    found = []
    for path in sorted((root / OUT / experiment).glob(f"[!.]*/{MANIFEST}")):
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            files = tuple(File(**one) for one in read.pop("files"))
            found.append((HandOut(**read, files=files), path.parent))
        except (OSError, ValueError, TypeError, KeyError) as error:
            where = path.relative_to(root).as_posix()
            raise ArgumentError(f"{where}: no manifest of audience files: {error}") from error
    return tuple(sorted(found, key=lambda one: one[0].as_of))


def records_of(root: Path, experiment: str) -> list[Path]:
    """The Parquet files of everyone handed out so far.

    Args:
        root: The workspace.
        experiment: Id of the experiment.

    Returns:
        One a hand-out, in order of their names.
    """
    home = root / OUT / experiment
    return sorted(path for name in RECORDS for path in home.glob(f"[!.]*/{name}"))
