"""Old runs removed as `keep:` of their report says; never what the site shows, and never facts."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.reports.index import build_index, read_manifests
from stagelift.reports.numbers import beside
from stagelift.reports.publish import file_name

if TYPE_CHECKING:
    from stagelift.definitions.keeping import Keep
    from stagelift.reports.manifest import Manifest

GOING = "_going"  # where a run stands while its files are removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Removable:
    """A run that nothing needs any more.

    Args:
        run_id: Its id.
        key: Its key.
        finished: ISO instant, UTC.
        size: Bytes of its files.
        removed: Whether it is gone; false on a dry run, and while another run of its key works.
    """

    run_id: str
    key: str
    finished: str
    size: int
    removed: bool = False


def removable(
    runs: Sequence[Manifest], keep: Mapping[str, Keep], now: datetime
) -> tuple[Manifest, ...]:
    """The runs that `keep:` lets go.

    A run goes when it is beyond the newest `runs` of its key and older than `days`, as far as its
    report names them. What is never removed: the newest good runs of each key, whose page and
    numbers the site shows, and every failure after them, which the index tells of.

    Args:
        runs: Finished runs, oldest first.
        keep: Report → what it keeps; the runs of others stay.
        now: The instant now, UTC.

    Returns:
        The runs, key by key, the newest of each first.
    """
    by_key: dict[str, list[Manifest]] = {}
    for run in runs:
        by_key.setdefault(run.key, []).append(run)
    return tuple(
        run
        for own in by_key.values()
        if (kept := keep.get(own[-1].stable.report)) is not None
        for place, run in enumerate(reversed(own))
        if run in _unneeded(own) and _is_beyond(place, run, kept, now)
    )


def _unneeded(own: Sequence[Manifest]) -> Sequence[Manifest]:
    """The runs of a key before its newest good ones."""
    good = [place for place, run in enumerate(own) if run.status == "ok"]
    return own[: good[-min(len(good), beside.KEPT)]] if good else own[:-1]


def _is_beyond(place: int, run: Manifest, kept: Keep, now: datetime) -> bool:
    many = kept.runs is None or place >= kept.runs
    age = now - datetime.fromisoformat(run.finished)
    return many and (kept.days is None or age > timedelta(days=kept.days))


def prune(
    root: Path, site: Path, keep: Mapping[str, Keep], now: datetime, *, dry_run: bool = False
) -> tuple[Removable, ...]:
    """Runs that `keep:` lets go are gone, each whole; the archive of facts keeps their numbers.

    A run is moved aside in one step and then removed, so that a kill leaves it there or gone; what
    a killed removal left is removed too. Keys another run is working on are left alone.

    Args:
        root: The workspace.
        site: Folder of the public pages, whose index then lists what is left.
        keep: Report → what it keeps.
        now: The instant now, UTC.
        dry_run: Whether only to say what would go.

    Returns:
        The runs, key by key, the newest of each first.
    """
    runs = root / ".stagelift" / "runs"
    going = removable(read_manifests(runs), keep, now)
    if dry_run:
        return tuple(_described(runs, run, removed=False) for run in going)
    done = []
    for run in going:
        with _alone(root, run.key) as free:
            done.append(_described(runs, run, removed=free))
            if free:
                _remove(runs, run)
    shutil.rmtree(runs / GOING, ignore_errors=True)
    if any(each.removed for each in done):
        build_index(root, site)
    return tuple(done)


def _remove(runs: Path, run: Manifest) -> None:
    """The run stands among the runs, or not at all."""
    (runs / GOING).mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):  # another removal was first
        os.replace(_folder(runs, run), runs / GOING / run.run_id)  # noqa: PTH105 - as files.replace
    shutil.rmtree(runs / GOING / run.run_id, ignore_errors=True)


@contextlib.contextmanager
def _alone(root: Path, key: str) -> Iterator[bool]:
    """Whether no run of the key is at work, and none begins within."""
    from filelock import FileLock, Timeout

    path = root / ".stagelift" / "locks" / f"{file_name(key)}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path, timeout=0):
            yield True
    except Timeout:
        yield False


def _folder(runs: Path, run: Manifest) -> Path:
    return runs / ("_failed" if run.status == "failed" else ".") / run.run_id


def _described(runs: Path, run: Manifest, *, removed: bool) -> Removable:
    files = [file for file in _folder(runs, run).rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    return Removable(
        run_id=run.run_id, key=run.key, finished=run.finished, size=size, removed=removed
    )
