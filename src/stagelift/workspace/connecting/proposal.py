"""The source block that would be written, and what speaks for and against it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stagelift.data.columns import column_names, own_name
from stagelift.data.quoting import quoted
from stagelift.definitions.edit import Entry
from stagelift.definitions.presets import Preset, preset, recognise
from stagelift.definitions.sources import COLUMNS, REQUIRED, Source
from stagelift.errors import ArgumentError
from stagelift.workspace.connecting.forms import experiment_file
from stagelift.workspace.connecting.guess import Guess, guess
from stagelift.workspace.connecting.profile import SLASHED_DAY
from stagelift.workspace.connecting.wishes import OF_SOURCES, Wishes, fits
from stagelift.workspace.connecting.words import plain

if TYPE_CHECKING:
    from stagelift.definitions import Journey
    from stagelift.workspace.connecting.place import Place
    from stagelift.workspace.connecting.profile import Column

ASSUMED = {  # a comment of the file, in the journey's first language
    "en": "assumed: these times carry no offset",
    "ko": "가정: 시각에 시간대가 적혀 있지 않음",
}
UNITS = {10: "seconds", 13: "milliseconds", 16: "microseconds", 19: "nanoseconds"}
MOMENT_WORDS = (
    *("time", "ingested", "invited", "answered", "start", "end", "valid_from", "valid_to"),
    *("assigned", "sent", "delivered", "opened", "clicked"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to say about the data, in the words of whoever prints it.

    Args:
        key: Which sentence.
        facts: What is filled in.
    """

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source as it would be written.

    Args:
        name: Its id.
        place: What it reads.
        role: What its rows are.
        columns: The columns of the data.
        entries: The lines of the block.
        source: The definition, or None while something required is missing.
        preset: The preset that fills the mapping, or None.
        notes: What was assumed or detected.
        problems: What keeps it from being written.
        same_person: Two columns that would join anonymous rows with members; may be empty.
    """

    name: str
    place: Place
    role: str
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    source: Source | None
    preset: Preset | None = None
    notes: tuple[Said, ...] = ()
    problems: tuple[Said, ...] = ()
    same_person: tuple[str, ...] = ()


def propose(
    place: Place,
    columns: tuple[Column, ...],
    journey: Journey,
    wishes: Wishes,
    events: Sequence[str] = (),
) -> Proposal:
    """The block for a place, by a preset that fits or by what the columns speak for.

    Args:
        place: What would be read.
        columns: Its columns.
        journey: Its zone is taken for times without an offset.
        wishes: What the user asked for.
        events: Events the journey names.

    Returns:
        The proposal, with every problem found.

    Raises:
        ArgumentError: A word that is none of the role's.
    """
    known = _preset_of(place, columns, wishes)
    guessed = guess(columns, place.stem, events, role=wishes.role)
    if wishes.role is None and not known and not fits(wishes, guessed.role):
        # what the user maps tells more than what the columns look like
        meant = next((role for role in COLUMNS if fits(wishes, role)), guessed.role)
        guessed = guess(columns, place.stem, events, role=meant)
    role = wishes.role or (known.role if known else guessed.role)
    if not fits(wishes, role):
        word = next(word for word in wishes.mapping if not fits(wishes, role, word))
        allowed = ", ".join(COLUMNS[role])
        raise ArgumentError(f"--set: '{word}' is no column of {role}; allowed are {allowed}")
    draft = _Draft(place, columns, journey, wishes, role)
    return draft.by_preset(known) if known else draft.by_guess(guessed)


def _preset_of(place: Place, columns: Sequence[Column], wishes: Wishes) -> Preset | None:
    if wishes.preset == "none":
        return None
    if wishes.preset is not None:
        return preset(wishes.preset)
    file = place.files[0] if place.files else place.read
    for found in recognise([column.name for column in columns], file_name=file):
        if found.fits and wishes.role in (None, found.preset.role):
            return found.preset
    return None


class _Draft:
    """One proposal in the making: lines, notes and problems in the order they are found."""

    def __init__(
        self,
        place: Place,
        columns: tuple[Column, ...],
        journey: Journey,
        wishes: Wishes,
        role: str,
    ) -> None:
        self.place, self.columns, self.journey = place, columns, journey
        self.wishes, self.role = wishes, role
        self.by_name = {column.name: column for column in columns}
        self.notes: list[Said] = []
        self.problems: list[Said] = []

    def by_preset(self, known: Preset) -> Proposal:
        entries = [Entry("read", self.place.read), Entry("preset", known.name)]
        if self.role != known.role:
            entries.append(Entry("as", self.role))
        wished = {word: self._wished(word, text) for word, text in self.wishes.mapping.items()}
        mapping = {
            word: text
            for word, text in wished.items()
            if text and "." not in word and word not in OF_SOURCES
        }
        entries += [Entry(word, text) for word, text in mapping.items()]
        entries += self._groups({}, {})
        filled = {**dict(known.columns), **mapping}
        entries += self._zone(filled, known.zone)
        self.notes.append(Said("documents", {"text": known.documents}))
        pairs = known.same_person[0] if known.same_person else ()
        there = all(own_name(name, self.by_name) for one in pairs for name in column_names(one))
        self._also(known)
        return self._finished(entries, known, pairs if there else ())

    def _also(self, known: Preset) -> None:
        """Says which other preset fits some of the files, such as those of who was assigned."""
        for file in self.place.files:
            for found in recognise(list(self.by_name), file_name=file):
                other = found.preset
                if found.fits and found.by_file_name and other.role != known.role:
                    facts = {"preset": other.name, "role": other.role}
                    self.notes.append(Said("also", facts))
                    return

    def by_guess(self, guessed: Guess) -> Proposal:
        columns = {**guessed.columns}
        for word, text in self.wishes.mapping.items():
            if "." in word or word in OF_SOURCES:
                continue
            columns.pop(word, None)
            if text:
                columns[word] = self._wished(word, text)
        columns = {word: columns[word] for word in COLUMNS[self.role] if word in columns}
        entries = [Entry("read", self.place.read, self.place.about), Entry("as", self.role)]
        if self.role == "units":
            entries[1] = Entry("shape", "unit")
        entries += [self._entry(word, text) for word, text in columns.items()]
        entries += self._zone(columns, None)
        entries += self._groups(guessed.keep, guessed.consent)
        self._missing(columns)
        self._of_experiment(columns)
        self._near_presets()
        stitched = (guessed.device, columns.get("customer", "")) if guessed.device else ()
        return self._finished(entries, None, stitched)

    def _wished(self, word: str, text: str) -> str:
        """What the user wrote; a bare word for an event that is no column is its name."""
        bare = text.isidentifier() and not any(
            text.casefold() == n.casefold() for n in self.by_name
        )
        return f"'{text}'" if word == "event" and bare else text

    def _entry(self, word: str, text: str) -> Entry:
        """One line of the mapping, with what was found out about its column."""
        column = self.by_name.get(text)
        if word == "event" and text.startswith("'"):
            self.notes.append(Said("one_event", {"event": text.strip("'")}))
        if column is None:
            return Entry(word, text)
        if word == "customer":
            return self._customer(column)
        if word in MOMENT_WORDS and column.mostly("unix", 0.5):
            length = len(max(column.examples or ("",), key=len))
            unit = UNITS.get(length, "seconds")
            self.notes.append(Said("unix", {"column": column.name, "unit": unit}))
            return Entry(word, text, column.meaning or f"Unix {unit}")
        if word in MOMENT_WORDS:
            self._formats(column, asked=word in self.wishes.mapping)
        return Entry(word, text, column.meaning)

    def _customer(self, column: Column) -> Entry:
        if column.kind in ("float", "decimal") or column.mostly("decimal_id", 0.5):
            shown = ", ".join(column.examples[:2])
            self.problems.append(Said("float_ids", {"column": column.name, "examples": shown}))
        if column.padded:
            facts = {"column": column.name, "rows": column.padded}
            self.notes.append(Said("padded_ids", facts))
            return Entry("customer", f"trim({_quoted(column.name)})", column.meaning)
        if column.filled < column.rows:
            empty = column.rows - column.filled
            facts = {"column": column.name, "rows": empty, "of": column.rows}
            self.notes.append(Said("empty_ids", facts))
        return Entry("customer", column.name, column.meaning)

    def _formats(self, column: Column, *, asked: bool) -> None:
        """Says when a column of times is written in several ways, or in one that is not read."""
        if column.forms.get("other_day", 0) and not asked:
            others, example = column.forms["other_day"], _example(column)
            facts = {"column": column.name, "rows": others, "of": column.filled}
            self.problems.append(Said("other_days", {**facts, "example": example}))
        forms = ("unix", "instant", "wall", "other_day")
        used = [form for form in forms if column.forms.get(form, 0)]
        if column.kind == "text" and len(used) > 1:
            counts = {form: column.forms[form] for form in used}
            self.notes.append(Said("two_formats", {"column": column.name, "forms": counts}))

    def _zone(self, mapping: Mapping[str, str], given: str | None) -> list[Entry]:
        """The line for the zone, where times without an offset came and nobody says whose."""
        wished = self.wishes.mapping.get("zone")
        if wished:
            return [Entry("zone", wished)]
        if given is not None or wished == "":
            return []
        times = [self.by_name.get(mapping.get(word, "")) for word in MOMENT_WORDS]
        naive = [one.name for one in times if one is not None and one.is_naive]
        if not naive:
            return []
        facts = {"zone": self.journey.zone, "columns": naive}
        self.notes.append(Said("zone", facts))
        language = self.journey.languages[0]
        return [Entry("zone", self.journey.zone, ASSUMED.get(language, ASSUMED["en"]))]

    def _groups(self, keep: Mapping[str, str], consent: Mapping[str, str]) -> list[Entry]:
        """The lines for attributes and consent, with what the user added or left out."""
        found = {"keep": dict(keep), "consent": dict(consent)}
        for word, text in self.wishes.mapping.items():
            group, dot, name = word.partition(".")
            if dot and text:
                found[group][name] = text
            elif dot:
                found[group].pop(name, None)
            elif word in found and not text:
                found[word] = {}
        return [Entry(group, names) for group, names in found.items() if names]

    def _missing(self, columns: Mapping[str, str]) -> None:
        """A problem for every required word no column was found for."""
        for word in REQUIRED[self.role]:
            if word in columns:
                continue
            seen = [column.name for column in self.columns]
            self.problems.append(Said(f"no_{word}", {"columns": seen, "role": self.role}))

    def _of_experiment(self, columns: Mapping[str, str]) -> None:
        """Says that the file looks like an experiment's own, and in which form it is read."""
        found = experiment_file(self.columns, columns) if self.wishes.role is None else None
        if found is not None and found[0] == "counts":
            self.problems = [Said(*found)]  # no column of customers or times is to be found
        elif found is not None:
            self.notes.append(Said(*found))

    def _near_presets(self) -> None:
        """Says which known export this nearly is."""
        file = self.place.files[0] if self.place.files else self.place.read
        near = recognise(list(self.by_name), file_name=file)
        if near and not near[0].fits and self.wishes.preset is None:
            facts = {"preset": near[0].preset.name, "missing": list(near[0].missing)}
            self.notes.append(Said("near_preset", facts))

    def _finished(
        self, entries: list[Entry], known: Preset | None, pair: Sequence[str]
    ) -> Proposal:
        name = self.wishes.name or self._name(known)
        source = None
        if not self.problems:
            content: dict[str, Any] = {entry.key: entry.value for entry in entries}
            source = Source.model_validate({**content, "name": name})
        joined = tuple(f"{name}.{column}" for column in pair)
        return Proposal(
            name,
            self.place,
            self.role,
            self.columns,
            tuple(entries),
            source,
            known,
            tuple(self.notes),
            tuple(self.problems),
            joined,
        )

    def _name(self, known: Preset | None) -> str:
        """The place's own name; a preset's vendor where the place has none that tells."""
        name = self.place.name
        vague = name in ("data", "export", "exports", "files", "events", "part", "source", "raw")
        return plain(known.name.partition("_")[0]) if known and vague else name


def _example(column: Column) -> str:
    """One of the days with dots or slashes."""
    found = (text for text in column.examples if re.match(SLASHED_DAY, text))
    return next(found, "03/11/2026")


def _quoted(name: str) -> str:
    return name if name.isidentifier() else quoted(name)
