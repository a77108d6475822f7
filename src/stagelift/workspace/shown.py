"""One definition with everything it means: what was written, what is the default, what follows."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from stagelift.definitions import Condition, Definition, Definitions, Label, fingerprint
from stagelift.definitions.journey import SHORTHAND_SOURCE
from stagelift.definitions.stages import ids_by_name
from stagelift.errors import ArgumentError, Location

Path = tuple[str | int, ...]
Source = Literal["written", "default", "derived", "unset"]
NEAREST = 3
# Why a value that was not written differs from the field's default.
REASONS: Mapping[tuple[str, str], str] = {
    ("Experiment", "salt"): "name",
    ("Variant", "share"): "equal",
    ("Journey", "zone"): "country",
    ("Journey", "currency"): "country",
    ("Journey", "languages"): "country",
    ("Journey", "sources"): "data",
    ("Source", "columns"): "data",
    ("Source", "role"): "shape",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One key of a definition.

    Args:
        path: Keys from the definition down.
        value: What it means as plain values; None for a block whose keys follow, or what is unset.
        source: `written`, `default`, `derived` or `unset`.
        place: Where it is written, or where what it follows from is written.
        reason: Key of the reason, of what is derived.
    """

    path: tuple[str, ...]
    value: Any
    source: Source
    place: Location | None = None
    reason: str = ""

    @property
    def is_block(self) -> bool:
        """Whether it is a heading of keys that follow."""
        return self.value is None and self.source != "unset"


@dataclass(frozen=True, slots=True)
class Shown:
    """One definition with everything it means.

    Args:
        kind: `metric`, `experiment`, `report`, `segment`, `source`, `stage`, `channel` or
            `journey`.
        name: Its id.
        place: Where it is written; None for what needs no file.
        fingerprint: Changes when, and only when, its numbers may change.
        lines: Its keys in the order of the grammar.
        notes: Keys of what else follows from it, with their words.
    """

    kind: str
    name: str
    place: Location | None
    fingerprint: str
    lines: tuple[Line, ...]
    notes: tuple[tuple[str, Mapping[str, object]], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The definition as JSON-ready values.

        Returns:
            Keys `kind`, `name`, `place`, `fingerprint`, `values` (nested) and `origins` (dotted
            key to place, `default` or `derived`).
        """
        values: dict[str, Any] = {}
        for line in self.lines:
            inside = values
            for key in line.path[:-1]:
                inside = inside.setdefault(key, {})
            inside[line.path[-1]] = {} if line.is_block else line.value
        places = {
            ".".join(line.path): str(line.place) if line.source == "written" else line.source
            for line in self.lines
            if not line.is_block
        }
        return {
            "kind": self.kind,
            "name": self.name,
            "place": str(self.place) if self.place else None,
            "fingerprint": self.fingerprint,
            "values": values,
            "origins": places,
        }


@dataclass(frozen=True, slots=True)
class _Where:
    """A definition and where it is written.

    Args:
        kind: What it is.
        definition: The object.
        owner: Kind and id of the file's definition, as `Definitions.written` knows it.
        at: Keys inside that definition.
    """

    kind: str
    definition: Definition
    owner: tuple[str, str]
    at: Path = field(default=())


def catalogue(definitions: Definitions) -> dict[str, dict[str, _Where]]:
    """Everything that can be shown, by kind and id.

    Args:
        definitions: The workspace's definitions.

    Returns:
        Kind to id to definition.
    """
    journey = definitions.journey
    inside: dict[str, tuple[str, Mapping[str, Definition]]] = {
        "segment": ("segments", journey.segments),
        "source": ("sources", journey.sources),
        "stage": ("stages", journey.stages),
        "channel": ("channels", journey.channels),
    }
    own = ("journey", "journey")
    found: dict[str, dict[str, _Where]] = {
        "metric": {
            name: _Where("metric", each, ("metric", name))
            for name, each in {**definitions.standard, **definitions.metrics}.items()
        },
        "experiment": {
            name: _Where("experiment", each, ("experiment", name))
            for name, each in definitions.experiments.items()
        },
        "report": {
            name: _Where("report", each, ("report", name))
            for name, each in definitions.reports.items()
        },
    }
    for kind, (key, entries) in inside.items():
        found[kind] = {n: _Where(kind, each, own, (key, n)) for n, each in entries.items()}
    short = definitions.location(*own, SHORTHAND_SOURCE)
    if SHORTHAND_SOURCE in found["source"] and short != definitions.location(*own):
        data = journey.sources[SHORTHAND_SOURCE]
        found["source"][SHORTHAND_SOURCE] = _Where("source", data, own, (SHORTHAND_SOURCE,))
    return {**found, "journey": {journey.name: _Where("journey", journey, own)}}


def shown(definitions: Definitions, name: str) -> tuple[Shown, ...]:
    """Every definition of a name, of whatever kind.

    Args:
        definitions: The workspace's definitions.
        name: An id, or `journey`.

    Returns:
        One or several; a stage and a metric may share a name.

    Raises:
        ArgumentError: When nothing has the name; the nearest of all kinds are given.
    """
    known = catalogue(definitions)
    found = [each[name] for each in known.values() if name in each]
    found = found or _by_alias(definitions, known["stage"], name)
    if name == "journey" and not found:
        found = list(known["journey"].values())
    if not found:
        raise ArgumentError(f"nothing is called '{name}'. {_nearest(known, name)}".rstrip())
    return tuple(_shown(definitions, where) for where in found)


def _by_alias(definitions: Definitions, stages: Mapping[str, _Where], name: str) -> list[_Where]:
    """The stage that goes by an alias."""
    ids = ids_by_name(definitions.journey.stages)
    return [stages[ids[name]]] if name in ids else []


def _nearest(known: Mapping[str, Mapping[str, object]], name: str) -> str:
    kinds = {each: kind for kind, entries in known.items() for each in entries}
    near = difflib.get_close_matches(name, kinds, n=NEAREST, cutoff=0.5)
    return f"Nearest: {', '.join(f'{kinds[n]} {n!r}' for n in near)}" if near else ""


def _shown(definitions: Definitions, where: _Where) -> Shown:
    own = definitions.written.get(where.owner)
    place = own.locate(where.at) if own else None
    return Shown(
        kind=where.kind,
        name=_name_of(where),
        place=place,
        fingerprint=fingerprint(where.definition),
        lines=tuple(_Lines(definitions, where).of(where.definition, where.at, ())),
        notes=tuple(_notes(definitions, where)),
    )


def _name_of(where: _Where) -> str:
    return str(getattr(where.definition, "name", "")) or str(where.at[-1])


class _Lines:
    """The lines of one definition; it knows what was written where."""

    def __init__(self, definitions: Definitions, where: _Where) -> None:
        self.written = definitions.written.get(where.owner)

    def content(self, at: Path) -> Any:
        """What was written at a path, or None."""
        place: Any = self.written.content if self.written else None
        for key in at:
            place = place.get(key) if isinstance(place, dict) else None
        return place

    def of(self, definition: Definition, at: Path, path: tuple[str, ...]) -> Iterator[Line]:
        """The lines of a definition and of those inside it."""
        model = type(definition)
        for name, info in model.model_fields.items():
            key, value = info.alias or name, getattr(definition, name)
            if key == "name":
                continue
            if (model.__name__, name) == ("Source", "columns"):  # written as keys of their own
                yield from self._columns(value, at, path)
                continue
            default = info.get_default(call_default_factory=True)
            line = self._line(definition, name, (*path, key), (*at, key), value == default)
            if isinstance(value, Definition) and (line.source == "written" or value != default):
                yield _block(line)
                yield from self.of(value, (*at, key), (*path, key))
            elif isinstance(value, dict) and value:
                yield _block(line)
                for entry, inside in value.items():
                    yield from self._entry(entry, inside, (*at, key, entry), (*path, key, entry))
            else:
                yield line

    def _entry(self, name: str, value: Any, at: Path, path: tuple[str, ...]) -> Iterator[Line]:
        """One entry of a mapping under names of the user's."""
        place = self.written.locate(at) if self.written else None
        if isinstance(value, Definition):
            yield Line(path, None, "written", place)
            yield from self.of(value, at, path)
        else:
            yield Line(path, plain(value), "written", place)

    def _columns(
        self, columns: Mapping[str, str], at: Path, path: tuple[str, ...]
    ) -> Iterator[Line]:
        content = self.content(at)
        preset = isinstance(content, dict) and "preset" in content
        for word, column in columns.items():
            if isinstance(content, dict) and word in content:
                yield Line((*path, word), column, "written", self._place((*at, word)))
            else:
                reason = "preset" if preset else "data"
                yield Line((*path, word), column, "derived", self._place(at), reason)

    def _line(
        self, definition: Definition, name: str, path: tuple[str, ...], at: Path, default: bool
    ) -> Line:
        value, content = plain(getattr(definition, name)), self.content(at[:-1])
        short = isinstance(content, str) and at[-1] == definition.shorthand
        if short or (isinstance(content, dict) and at[-1] in content):
            return Line(path, value, "written", self._place(at))
        if default:
            return Line(path, value, "unset" if value in (None, "") else "default")
        reason = REASONS.get((type(definition).__name__, name), "")
        if isinstance(content, dict) and "preset" in content:
            reason = "preset"
        return Line(path, value, "derived", self._place((*at[:-1], reason)), reason)

    def _place(self, at: Path) -> Location | None:
        return self.written.locate(at) if self.written else None


def _block(line: Line) -> Line:
    return Line(line.path, None, line.source, line.place, line.reason)


def plain(value: object) -> Any:
    """A value as it is written in a file.

    Args:
        value: A field of a definition.

    Returns:
        Texts, numbers, yes-no, lists and mappings.

    Example:
        >>> plain(Label.accept({"ko": "첫 구매"})), plain(("a", "b"))
        ({'ko': '첫 구매'}, ['a', 'b'])
    """
    if isinstance(value, Label):
        texts = dict(value.texts)
        return texts["*"] if list(texts) == ["*"] else texts
    if isinstance(value, Definition):
        return {}
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        pairs = bool(value) and all(isinstance(each, tuple | Condition) for each in value)
        found = dict(map(_pair, value)) if pairs else {}
        return found if found and len(found) == len(value) else [plain(entry) for entry in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _pair(entry: tuple[str, object] | Condition) -> tuple[str, Any]:
    """A condition, or a customer of an example, as key and value of a mapping."""
    if not isinstance(entry, Condition):
        return entry[0], plain(entry[1])
    if entry.operator == "=":
        several = len(entry.values) > 1
        return entry.attribute, list(entry.values) if several else entry.values[0]
    return entry.attribute, f"{entry.operator}{', '.join(entry.values)}"


def _notes(definitions: Definitions, where: _Where) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What else follows from a definition: where a metric is measured, what an experiment keeps."""
    from stagelift.definitions import Experiment, Journey
    from stagelift.definitions.versions import stages_fingerprint
    from stagelift.metrics.kind import WindowedMetric

    if isinstance(where.definition, Journey):
        yield "stages", {"mark": stages_fingerprint(where.definition.stages)}
        if where.definition.left is not None:
            yield "left", {"name": where.definition.left.name, "rule": where.definition.left.rule}
    if isinstance(where.definition, WindowedMetric):
        yield from _kpi_notes(definitions, where.definition)
    if isinstance(where.definition, Experiment):
        yield from _experiment_notes(definitions, where.definition)


def _kpi_notes(definitions: Definitions, metric: Any) -> Iterator[tuple[str, Mapping[str, object]]]:
    from stagelift.data.query import Entrants
    from stagelift.metrics.placement import stage_names

    stages = stage_names(definitions.journey)
    places = metric.places(definitions.journey)
    if not places and metric.events():
        yield "no_kpi", {"stage": stages[0] if stages else "?"}
    for place in places:
        if isinstance(place.population, Entrants):
            start = stages[place.population.stage - 1]
            yield "kpi", {"start": start, "stage": place.reported or start}


def _experiment_notes(
    definitions: Definitions, experiment: Any
) -> Iterator[tuple[str, Mapping[str, object]]]:
    from stagelift.experiments.correction import chosen_correction
    from stagelift.experiments.guardrails import guardrails_of

    plan = definitions.plans.get(experiment.name)
    if plan:
        day = str(plan.get("frozen_at", "")).partition("T")[0]
        yield "plan", {"mark": plan.get("fingerprint"), "day": day}
    if experiment.looks is None:
        yield "looks", {"looks": experiment.chosen_looks}
    if experiment.correction is None and len(experiment.variants) > 2:
        yield "correction", {"correction": chosen_correction(experiment)}
    for name, margin in guardrails_of(experiment, definitions.journey).items():
        if name not in experiment.guardrails:
            place = definitions.location("journey", "journey", "rules", "guardrails", name)
            yield "guardrail", {"metric": name, "margin": str(margin), "place": place}
