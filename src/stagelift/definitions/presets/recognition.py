"""Which preset fits an export, told by its columns and the name of its file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from stagelift.definitions.presets.preset import Preset
from stagelift.definitions.presets.registry import PRESETS

LEAST_SHARE = 0.6  # of the signature; below it the columns meet by chance


@dataclass(frozen=True, slots=True)
class Recognised:
    """One preset that may fit, with what speaks for it and what against.

    Args:
        preset: The preset.
        matched: Columns of its signature that the export has.
        missing: Columns of its signature that the export lacks.
        absent: Optional columns that the export lacks; they are read as missing.
        by_file_name: Whether the file's name is of the usual form.
    """

    preset: Preset
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    absent: tuple[str, ...]
    by_file_name: bool

    @property
    def fits(self) -> bool:
        """Whether every column of the signature is there."""
        return not self.missing


def recognise(columns: Collection[str], *, file_name: str | None = None) -> tuple[Recognised, ...]:
    """The presets that may fit an export, the most likely first.

    Args:
        columns: The export's columns; capital letters make no difference.
        file_name: Path of the file, or of one of several; some exports name events in it.

    Returns:
        Presets with at least 60 % of their signature: those that fit wholly first, then those
        with the longer match, then those whose file is named as usual; none when nothing is near.

    Example:
        >>> found = recognise(["event_timestamp", "event_name", "user_pseudo_id", "event_params"])
        >>> found[0].preset.name, found[0].fits
        ('ga4_bigquery', True)
    """
    found = [_compared(one, columns, file_name) for one in PRESETS.values()]
    likely = [one for one in found if len(one.matched) >= LEAST_SHARE * len(one.preset.signature)]
    return tuple(sorted(likely, key=_rank))


def _compared(preset: Preset, columns: Collection[str], file_name: str | None) -> Recognised:
    path = (file_name or "").replace("\\", "/")
    there = {column.casefold() for column in columns}
    there |= {name for name, pattern in preset.path_columns if re.search(pattern, path)}
    matched = tuple(name for name in preset.signature if name.casefold() in there)
    missing = tuple(name for name in preset.signature if name.casefold() not in there)
    absent = tuple(name for name in preset.optional if name.casefold() not in there)
    usual = preset.file_name is not None and re.search(preset.file_name, path) is not None
    return Recognised(preset, matched, missing, absent, usual)


def _rank(one: Recognised) -> tuple[object, ...]:
    share = len(one.matched) / len(one.preset.signature)
    return (not one.fits, -share, -len(one.matched), not one.by_file_name, len(one.absent))
