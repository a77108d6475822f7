"""Where the data lie: a file, a pattern, a folder, a table of a connection, or a dbt model."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.data.engine import FILE_ENDINGS
from stagelift.errors import ArgumentError, did_you_mean, nearest
from stagelift.workspace.connecting.dbt import MANIFEST, Model, find_manifest, model_named
from stagelift.workspace.connecting.words import plain

if TYPE_CHECKING:
    from stagelift.definitions import Journey

DBT = "dbt:"
TABLE = re.compile(r"[^\W\d]\w*(\.\w+){1,3}")
# What tools leave beside the data they write.
BESIDE = re.compile(r"(^[._])|(^_?SUCCESS$)|([.]crc$)|(^Thumbs[.]db$)|(^desktop[.]ini$)", re.I)
MOST_LISTED = 5
LAYERS = re.compile(r"^(fct|fact|dim|stg|int|mart|raw|src|tb|tbl)_")
DATES = re.compile(r"([-_. ]?(19|20)\d{2}[-_.]?\d{2}([-_.]?\d{2})?|[-_. ]\d+)+$")


@dataclass(frozen=True, slots=True)
class Place:
    """What a source would read.

    Args:
        read: The text for `read:`.
        stem: What the data are called there, for a name.
        connection: The connection, or None for files.
        files: Paths of the files, relative to the workspace where they lie in it.
        left_out: Files of a folder that are not read.
        outside: Whether the files lie outside the workspace.
        about: What a catalogue says about the table.
        meanings: Column to what a catalogue says about it.
    """

    read: str
    stem: str
    connection: str | None = None
    files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    outside: bool = False
    about: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """A name for the source: the stem without layers, dates and numbers."""
        short = plain(DATES.sub("", LAYERS.sub("", self.stem))) or plain(self.stem)
        return short if re.match(r"[^\W\d]", short) else f"source_{short}".rstrip("_")


def find_place(written: str, root: Path, journey: Journey, model: str | None = None) -> Place:
    """The place a text names.

    Args:
        written: A path, a pattern, a folder, `connection.schema.table`, `dbt:MODEL` or a manifest.
        root: The workspace.
        journey: Its connections.
        model: The model of a manifest.

    Returns:
        What would be read.

    Raises:
        ArgumentError: Nothing is there, a folder without data or with several kinds of them, or an
            unknown connection or model.
    """
    if written.startswith(DBT):
        return _dbt_place(find_manifest(root), written.removeprefix(DBT), journey)
    path = Path(written)
    if path.name == MANIFEST and path.is_file():
        return _dbt_place(path, model, journey)
    if path.is_dir():
        return _folder(path, root)
    if path.is_file() or glob.has_magic(written):
        return _files(written, root)
    first = written.partition(".")[0]
    ending = written.lower().endswith(FILE_ENDINGS)
    if TABLE.fullmatch(written) and not ending and "/" not in written:
        if first in journey.connections:
            return Place(written, written.rpartition(".")[2], connection=first)
        raise ArgumentError(_unknown_connection(written, first, journey))
    raise ArgumentError(_missing(written))


def _unknown_connection(written: str, first: str, journey: Journey) -> str:
    hint = did_you_mean(first, journey.connections)
    if journey.connections:
        known = f"journey.yaml has {', '.join(sorted(journey.connections))}. {hint}".rstrip()
    else:
        line = f"connections: {{{first}: {{postgresql: $DW_URL}}}}"
        known = f"journey.yaml names none; for a table, write '{line}' there"
    return f"'{written}' is no file here, and '{first}' is no connection: {known}"


def _missing(written: str) -> str:
    """What stands where the path leads to, as far as it leads anywhere."""
    path = Path(written)
    folder = path.parent
    if not folder.is_dir():
        return f"there is no folder '{folder}', so no '{path.name}' in it"
    there = sorted(one.name for one in folder.iterdir() if not BESIDE.search(one.name))
    stems = {plain_stem(Path(name)): name for name in there}  # all files end alike
    near = nearest(plain_stem(path), stems)
    hint = f"Did you mean '{stems[near]}'?" if near else ""
    shown = f"'{folder}' holds {_listed(there)}" if there else f"'{folder}' is empty"
    return f"there is no file '{written}'; {shown}. {hint}".rstrip()


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(f"'{name}'" for name in names[:MOST_LISTED]) + more


def _files(pattern: str, root: Path) -> Place:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - patterns may be absolute
    paths = [Path(one) for one in found if Path(one).is_file()]
    if not paths:
        raise ArgumentError(f"no file matches '{pattern}'")
    for path in paths:
        _refuse_unreadable(path)
    stem = plain_stem(paths[0]) if len(paths) == 1 else _common_stem(paths)
    return _place(pattern, stem, paths, root)


def _refuse_unreadable(path: Path) -> None:
    if not _ending(path):
        known = ", ".join(FILE_ENDINGS)
        raise ArgumentError(f"'{path.name}' is no data file; files ending in {known} are read")
    if path.stat().st_size == 0:
        raise ArgumentError(f"'{path}' is empty (0 bytes); export it again")


def _ending(path: Path) -> str:
    """The ending of a file that can be read, the longest one; empty for others."""
    found = [ending for ending in FILE_ENDINGS if path.name.lower().endswith(ending)]
    return max(found, key=len, default="")


def plain_stem(path: Path) -> str:
    """A file's name without its endings.

    Args:
        path: Any file.

    Returns:
        The name.

    Example:
        >>> plain_stem(Path("data/nps.csv.gz"))
        'nps'
    """
    return path.name[: len(path.name) - len(_ending(path))] or path.stem


def common_start(names: Sequence[str]) -> str:
    """The letters that all names begin with.

    Args:
        names: At least one name.

    Returns:
        The longest common beginning, possibly empty.

    Example:
        >>> common_start(["events_01.csv", "events_02.csv"])
        'events_0'
    """
    low, high = min(names), max(names)
    same = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), None)
    return low if same is None else low[:same]


def _common_stem(paths: Sequence[Path]) -> str:
    common = common_start([path.name for path in paths])
    return common.strip("-_. ") if len(common) > 2 else paths[0].resolve().parent.name


def _folder(folder: Path, root: Path) -> Place:
    """All files of a folder of the kind most of them have."""
    every = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [
        path
        for path in every
        if not any(BESIDE.search(part) for part in path.relative_to(folder).parts)
    ]
    kinds = Counter(_ending(path) for path in files if _ending(path))
    if not kinds:
        holds = _listed([path.name for path in files]) if files else "nothing"
        known = ", ".join(FILE_ENDINGS)
        raise ArgumentError(f"'{folder}' holds {holds}; files ending in {known} are read")
    (ending, most), *others = kinds.most_common()
    if others and others[0][1] == most:
        said = " and ".join(f"{number} {kind}" for kind, number in ((ending, most), others[0]))
        raise ArgumentError(f"'{folder}' holds {said}; say which, as in '{folder}/*{ending}'")
    chosen = [path for path in files if path.name.lower().endswith(ending)]
    for path in chosen:
        _refuse_unreadable(path)
    deep = any(path.parent != folder for path in chosen)
    pattern = f"{folder.as_posix().rstrip('/')}/{'**/' if deep else ''}*{ending}"
    left_out = tuple(path.relative_to(folder).as_posix() for path in files if path not in chosen)
    return _place(pattern, folder.resolve().name, chosen, root, left_out)


def _place(
    pattern: str, stem: str, paths: Sequence[Path], root: Path, left_out: tuple[str, ...] = ()
) -> Place:
    read, inside = _from_root(pattern, root)
    files = tuple(_from_root(str(path), root)[0] for path in paths)
    return Place(read, stem, files=files, left_out=left_out, outside=not inside)


def _from_root(pattern: str, root: Path) -> tuple[str, bool]:
    """A path or pattern as the workspace writes it, and whether it lies inside."""
    whole = Path(os.path.abspath(pattern))  # noqa: PTH100 - a pattern is no path to resolve
    for base in (root, root.resolve()):
        if whole.is_relative_to(base):
            return whole.relative_to(base).as_posix(), True
    return whole.as_posix(), False


def without(place: Place, foreign: Sequence[str]) -> Place | None:
    """The place with a narrower pattern that leaves some files out.

    Args:
        place: Several files.
        foreign: Those of them that do not belong to the others.

    Returns:
        The narrower place, or None when the names of the rest have nothing of their own in common.
    """
    rest = [name for name in place.files if name not in foreign]
    folder, _, last = place.read.rpartition("/")
    names = [Path(name).name for name in rest]
    start = common_start(names)
    if not start or any(Path(name).name.startswith(start) for name in foreign):
        return None
    read = f"{folder}/{start}{last}" if folder else f"{start}{last}"
    left_out = (*place.left_out, *(Path(name).name for name in foreign))
    return Place(read, place.stem, files=tuple(rest), left_out=left_out, outside=place.outside)


def _dbt_place(manifest: Path, name: str | None, journey: Journey) -> Place:
    found: Model = model_named(manifest, name)
    connection = _dbt_connection(journey)
    parts = (connection, found.schema, found.table)
    return Place(
        ".".join(part for part in parts if part),
        found.name,
        connection=connection,
        about=found.about,
        meanings=found.meanings,
    )


def _dbt_connection(journey: Journey) -> str:
    """The connection dbt writes to: the one that names a dbt profile, else the only one."""
    names = list(journey.connections)
    profiles = [name for name in names if journey.connections[name].dbt_profile]
    found = profiles if len(profiles) == 1 else names
    if len(found) == 1:
        return found[0]
    if not found:
        raise ArgumentError(
            "a dbt model is a table, and journey.yaml names no connection to read it through; "
            "write 'connections: {dw: {postgresql: $DW_URL}}' there"
        )
    raise ArgumentError(
        f"journey.yaml names several connections ({', '.join(found)}); name the table with one, "
        f"as in {found[0]}.SCHEMA.TABLE"
    )
