"""What a preset says about one kind of export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stagelift.definitions.fields import Label

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """How the export of one tool is read: the mapping it fills, and how it is recognised.

    Args:
        name: Id, as written after `preset:`.
        title: Name of the export, in English and Korean.
        role: What the rows are, such as `events`.
        columns: Our word and the expression over the export's columns, in order.
        signature: Columns the export always has; it is recognised by them.
        documents: What the sender writes down about times, ids and copies, in one sentence.
        optional: Columns the export may lack; then they are read as missing.
        keep: Attributes kept: our name and the export's column.
        zone: Zone of the export's wall times, or None where its times are instants.
        path_columns: Columns taken from a file's path: name and regular expression whose first
            group is the value.
        reads: Regular expression that the paths of its files match; others under the same pattern
            are of another kind and are left out, which is said.
        file_name: Regular expression that the path of such files usually matches, or None.
        wall_clock: Our words for columns whose Unix times count on the wall clock of `zone`, which
            the source must then say.
        unidentified: Whether the export has rows of people nobody identified: they are kept out and
            counted, and are no fault of the data.
        event_names: The tool's name of an event and the name given to it; others stay as they are.
        same_person: Pairs of columns that join the ids of one person: device's id, then member's.
    """

    name: str
    title: Label
    role: str
    columns: Pairs
    signature: tuple[str, ...]
    documents: str
    optional: tuple[str, ...] = ()
    keep: Pairs = ()
    zone: str | None = None
    path_columns: Pairs = ()
    reads: str | None = None
    file_name: str | None = None
    wall_clock: tuple[str, ...] = ()
    unidentified: bool = False
    event_names: Pairs = ()
    same_person: Pairs = ()


def renamed(column: str, names: Pairs, *, first: Iterable[tuple[str, str]] = ()) -> str:
    """The expression that gives events their names.

    Args:
        column: The export's column with the tool's name of the event.
        names: The tool's name and the name given to it.
        first: Conditions and results that go before the names.

    Returns:
        A CASE that leaves all other names as they are.

    Example:
        >>> renamed("event", (("open", "opened"),), first=[("machine", "'scanned'")])
        "CASE WHEN machine THEN 'scanned' WHEN event = 'open' THEN 'opened' ELSE event END"
    """
    branches = [*first, *((f"{column} = '{theirs}'", f"'{ours}'") for theirs, ours in names)]
    cases = " ".join(f"WHEN {when} THEN {then}" for when, then in branches)
    return f"CASE {cases} ELSE {column} END"
