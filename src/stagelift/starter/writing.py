"""Files of a new workspace on disk: all of them or none, and never over a file that is there."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stagelift.errors import ArgumentError

JOURNEY = "journey.yaml"
IGNORE = ".gitignore"
SHOWN = 12  # files named in an error


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Args:
        root: The workspace.
        files: The files written, in the order of their names.
        same: Files that were there with the same content.
        extended: Whether lines were added to a `.gitignore` that was there.
    """

    root: Path
    files: tuple[str, ...]
    same: tuple[str, ...] = ()
    extended: bool = False


def write_all(root: Path, files: Mapping[str, str]) -> Written:
    """The files are written, every one of them or none.

    They are staged beside their places and moved there; `journey.yaml` comes last, so that a folder
    is a workspace only when it is whole. A file that is there with the same content is left alone;
    `.gitignore` gets the lines it lacks.

    Args:
        root: The workspace, made when it is missing.
        files: Path in it, with forward slashes, to text.

    Returns:
        What was written.

    Raises:
        ArgumentError: When another file stands in the place of one of them; all are named.
    """
    wanted = dict(files)
    missing = _lacking(root / IGNORE, wanted.get(IGNORE, ""))
    if (root / IGNORE).is_file():
        wanted.pop(IGNORE, None)
    same = tuple(name for name, text in wanted.items() if _holds(root / name, text))
    fresh = {name: text for name, text in wanted.items() if name not in same}
    taken = sorted(name for name in fresh if _taken(root, name))
    if taken:
        named = ", ".join(f"'{name}'" for name in taken[:SHOWN])
        more = f" and {len(taken) - SHOWN} more" if len(taken) > SHOWN else ""
        raise ArgumentError(
            f"'{root}' already holds {named}{more}; nothing was written. "
            "Take an empty folder, or move these files away"
        )
    _move_in(root, fresh)
    extended = bool(missing) and (root / IGNORE).is_file() and IGNORE not in fresh
    if extended:
        _append(root / IGNORE, missing)
    return Written(root, tuple(sorted(fresh)), same, extended)


def _holds(path: Path, text: str) -> bool:
    """Whether a file is there with this very content."""
    return path.is_file() and path.read_bytes().replace(b"\r\n", b"\n") == text.encode("utf-8")


def _taken(root: Path, name: str) -> bool:
    """Whether something else stands in a file's place, or a file where it needs a folder."""
    path = root / name
    above = [folder for folder in path.parents if folder.is_relative_to(root)]
    return os.path.lexists(path) or any(
        os.path.lexists(folder) and not folder.is_dir() for folder in above
    )


def _lacking(path: Path, text: str) -> tuple[str, ...]:
    """The lines an ignore file that is there does not hold yet."""
    if not path.is_file():
        return ()
    known = {line.strip().strip("/") for line in path.read_text("utf-8", "replace").splitlines()}
    rules = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(line for line in rules if line.strip("/") not in known)


def _append(path: Path, lines: tuple[str, ...]) -> None:
    from stagelift.files import swap

    there = path.read_text(encoding="utf-8")
    gap = "" if not there or there.endswith("\n") else "\n"
    swap(path, there + gap + "".join(f"{line}\n" for line in lines))


def _move_in(root: Path, files: Mapping[str, str]) -> None:
    """Stages the files in one folder, then moves each to its place, the journey last."""
    made = [folder for folder in (root, *root.parents) if not folder.exists()]
    placed: list[Path] = []
    staged = root / f".starter-{secrets.token_hex(4)}"
    try:
        for name, text in files.items():
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        for name in sorted(files, key=lambda name: (name == JOURNEY, name)):
            target = root / name
            made.extend(folder for folder in reversed(target.parents) if not folder.exists())
            target.parent.mkdir(parents=True, exist_ok=True)
            _place(staged / name, target)
            placed.append(target)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        shutil.rmtree(staged, ignore_errors=True)
        for folder in sorted(set(made), key=lambda each: -len(each.parts)):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise
    shutil.rmtree(staged, ignore_errors=True)


def _place(staged: Path, target: Path) -> None:
    """Moves a file to a place that is free; somebody else's file there is an error, not a loss."""
    if os.path.lexists(target):
        raise ArgumentError(f"'{target}' appeared meanwhile; nothing was written")
    staged.rename(target)
