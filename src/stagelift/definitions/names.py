"""Names used in one definition and defined in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from stagelift.definitions.definitions import Definitions, Written
from stagelift.definitions.journey import BUILT_IN_CHANNELS, NO_CHANNEL, SHORTHAND_SOURCE
from stagelift.definitions.segment import EVERYONE
from stagelift.definitions.translate import Path
from stagelift.errors import did_you_mean

ANY = "*"  # every entry of a mapping or list
DOTTED = ("same_person", "targets")  # keys of which only the part before the dot is looked up
KEYS = "keys"  # the keys of a mapping are the names

# Who names what: (kind of definition, where in it, what is named).
USES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("journey", ("stages", ANY, "may_go_back_to"), "stage"),
    ("journey", ("stages", ANY, "may_go_back_to", ANY), "stage"),
    ("journey", ("channels", ANY, "falls_back_to"), "channel"),
    ("journey", ("same_person", KEYS), "source"),
    ("journey", ("same_person", ANY), "source"),
    ("journey", ("rules", "guardrails", KEYS), "metric"),
    ("journey", ("rules", "worth", KEYS), "metric"),
    ("journey", ("targets", KEYS), "metric"),
    ("journey", ("segment_sets", ANY), "segment"),
    ("journey", ("segment_sets", ANY, ANY), "segment"),
    ("metric", ("stage",), "stage"),
    ("metric", ("from",), "stage"),
    ("experiment", ("audience",), "segment"),
    ("experiment", ("primary",), "metric"),
    ("experiment", ("secondary",), "metric"),
    ("experiment", ("secondary", ANY), "metric"),
    ("experiment", ("guardrails", KEYS), "metric"),
    ("experiment", ("variants", ANY), "channel"),
    ("experiment", ("variants", ANY, "channel"), "channel"),
    ("report", ("tiles",), "metric"),
    ("report", ("tiles", ANY), "metric"),
)
PLACES = {
    "metric": "metrics/",
    "segment": "journey.yaml",
    "stage": "journey.yaml",
    "channel": "all channels",
    "source": "journey.yaml",
}

Unknown = tuple[Written, Path, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """The names that exist, by what they name; nothing where that cannot be known.

    Args:
        names: What is named to its names, without the kinds that cannot be known.
        standard: Metrics that stand in no file.
    """

    names: Mapping[str, frozenset[str]]
    standard: frozenset[str] = frozenset()

    def refuse(self, what: str, name: str) -> tuple[str, str] | None:
        """Why a name cannot be used, and the cure; None when it can.

        Args:
            what: "metric", "segment", "stage", "channel" or "source".
            name: The name.

        Returns:
            Message and hint, or None.
        """
        known = self.names.get(what)
        if known is None or name in known:
            return None
        if what == "metric" and name in self.names.get("stage", ()):
            return f"'{name}' is a stage, not a metric", f"Write 'METRIC.{name}'"
        if what == "channel" and name.lower() == "dm":
            return f"'{name}' is two channels", "Write 'post' for letters, 'social' for messages"
        written = known - self.standard if what == "metric" else known
        count = f"({len(written)} found in {PLACES[what]})"
        if what == "channel":
            count = f"Channels are {', '.join(sorted(known))}"
        hint = " ".join(part for part in (did_you_mean(name, known), count) if part)
        return f"unknown {what} '{name}'", hint


def unknown_names(definitions: Definitions) -> Iterator[Unknown]:
    """Every name that is used and not defined.

    Args:
        definitions: What could be read of a workspace.

    Yields:
        The definition, the path in it, the message and the hint.
    """
    known = _known(definitions)
    for written in definitions.written.values():
        for kind, where, what in USES:
            if kind == written.kind:
                yield from _refused(written, where, what, known)
    yield from _dm_listed(definitions)
    for name, metric in definitions.metrics.items():
        for source in metric.source_names():
            refused = known.refuse("source", source)
            if refused and ("metric", name) in definitions.written:
                yield (definitions.written["metric", name], (metric.kind,), *refused)


def metrics_named(written: Iterable[Written]) -> frozenset[str]:
    """The metrics that any definition names.

    Args:
        written: Definitions as they were written.

    Returns:
        Ids, known or not.
    """
    return frozenset(
        name.partition(".")[0] if where[0] in DOTTED else name
        for one in written
        for kind, where, what in USES
        if (kind, what) == (one.kind, "metric")
        for _, name in _named(one.content, where, ())
    )


def _refused(
    written: Written, where: tuple[str, ...], what: str, known: Known
) -> Iterator[Unknown]:
    for path, name in _named(written.content, where, ()):
        dotted = where[0] in DOTTED  # `nps.purchase` is the target of a metric at a stage
        wanted, _, stage = name.partition(".") if dotted else (name, "", "")
        refused = known.refuse(what, wanted)
        if not refused and stage and where[0] == "targets":
            refused = known.refuse("stage", stage)
        if refused:
            yield (written, path, *refused)


def _named(content: object, where: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    """The names at a place, with their paths; whatever has another shape is left out."""
    if not where:
        if isinstance(content, str):
            yield path, content
        return
    step, rest = where[0], where[1:]
    if isinstance(content, list) and step == ANY:
        for place, entry in enumerate(content):
            yield from _named(entry, rest, (*path, place))
    elif isinstance(content, dict) and step == KEYS:
        for key in content:
            yield (*path, key), key
    elif isinstance(content, dict):
        for key in content if step == ANY else [step] if step in content else []:
            yield from _named(content[key], rest, (*path, key))


def _dm_listed(definitions: Definitions) -> Iterator[Unknown]:
    written = definitions.written["journey", "journey"]
    for name in _keys(written, "channels"):
        if name.lower() == "dm":
            hint = "Write 'post' for letters, 'social' for messages"
            yield written, ("channels", name), f"'{name}' is two channels", hint


def _known(definitions: Definitions) -> Known:
    journey = definitions.written["journey", "journey"]
    files = {name for kind, name in definitions.written if kind == "metric"}
    free = frozenset(definitions.standard)
    names = {"metric": frozenset({*definitions.metrics, *files, *free})}
    if journey.content:  # an unreadable journey says nothing about what it defines
        shorthand = {SHORTHAND_SOURCE} if SHORTHAND_SOURCE in journey.content else set()
        names["segment"] = frozenset({EVERYONE, *_keys(journey, "segments")})
        names["stage"] = frozenset(_stage_names(journey))
        names["source"] = frozenset({*shorthand, *_keys(journey, "sources")})
        listed = {name for name in _keys(journey, "channels") if name.lower() != "dm"}
        names["channel"] = frozenset({*BUILT_IN_CHANNELS, NO_CHANNEL, *listed})
    return Known(names, free)


def _stage_names(journey: Written) -> Iterator[str]:
    """The ids of the stages and their aliases, as written."""
    yield from _keys(journey, "stages")
    for where in (("stages", ANY, "aliases"), ("stages", ANY, "aliases", ANY)):
        yield from (name for _, name in _named(journey.content, where, ()))


def _keys(written: Written, key: str) -> tuple[str, ...]:
    value = written.content.get(key)
    return tuple(value) if isinstance(value, dict) else ()
