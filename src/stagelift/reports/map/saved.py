"""The map as a file whose lines can be compared, and what changed since one was saved.

Figures are rounded to three digits that matter, so that a line changes when its number does and not
when a customer came late; the order is that of the journey.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift.definitions.yaml_file import read_yaml
from stagelift.errors import ArgumentError
from stagelift.reports.map.journey_map import FORMAT
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from stagelift.reports.map.journey_map import JourneyMap

FOLDER = "maps"
DIGITS = 3
PLAIN = re.compile(r"[A-Za-z_][\w .=-]*")
HEAD = ("format", "journey", "period", "as_of", "definitions")
Row = tuple[str, str, str, str, str]
"""What, then, now, the change, and `definition changed`, `appeared`, `gone` or nothing."""


@dataclass(frozen=True, slots=True)
class MapChanges:
    """What differs between a saved map and another one.

    Args:
        before: Name of the earlier map, such as its instant.
        rows: One a figure that differs, in the journey's order.
        language: Language of the words.
    """

    before: str
    rows: tuple[Row, ...]
    language: str = "en"

    def to_dicts(self) -> list[dict[str, Any]]:
        """The differences as JSON-ready rows.

        Returns:
            One dict a figure: what, before, now, change and mark.
        """
        names = ("what", "before", "now", "change", "mark")
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def __str__(self) -> str:
        return self.text()

    def text(self, width: int = 100) -> str:
        """The differences as a screen of text.

        Args:
            width: Columns of the screen.

        Returns:
            Lines.
        """
        from stagelift.reports.map.section import Grid
        from stagelift.reports.map.text import grid_lines

        if not self.rows:
            return say(self.language, "against.same", before=self.before)
        header = [say(self.language, f"against.column.{name}") for name in ("what", "before")]
        header += [say(self.language, f"against.column.{name}") for name in ("now", "change")]
        rows = tuple((*row[:4], self._mark(row[4])) for row in self.rows)
        title = say(self.language, "against", before=self.before)
        grid = Grid(title, (*header, ""), rows)
        return "\n".join(grid_lines(grid, width)).lstrip("\n")

    def _mark(self, mark: str) -> str:
        return say(self.language, f"against.{mark}") if mark else ""


def rounded(value: object) -> object:
    """A figure as it is saved: three digits that matter, counts whole.

    Args:
        value: A number, or anything else, which stays.

    Returns:
        The rounded number.

    Example:
        >>> rounded(20933), rounded(0.45755), rounded(-6.25), rounded("ok")
        (20900, 0.458, -6.25, 'ok')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    found = float(f"{value:.{DIGITS}g}")
    return int(found) if isinstance(value, int) or abs(found) >= 10**DIGITS else found


def saved_values(found: JourneyMap) -> dict[str, Any]:
    """What is saved of a map, nested by section, stage and figure.

    Args:
        found: The map.

    Returns:
        Mappings of rounded figures.
    """
    return {
        "format": FORMAT,
        "journey": found.journey,
        "period": found.period,
        "as_of": found.as_of,
        "definitions": dict(found.fingerprint),
        **{section: dict(values) for section, values in _sections(found)},
    }


def _sections(found: JourneyMap) -> Iterator[tuple[str, Iterator[tuple[str, Any]]]]:
    held = {section.name: section.records for section in found.sections}
    yield "stages", ((r["stage"], _stage(r)) for r in held.get("now", ()))
    yield "targets", ((_target_name(r), _target(r)) for r in held.get("targets", ()))
    yield "leave", ((_target_name(r), "on target") for r in held.get("leave", ()))
    parts = (r for r in held.get("hours", ()) if r["level"] == "part" and r["asked"] == "answers")
    yield "hours", ((f"{r['group']} {r['part']}", _figure(r)) for r in parts)
    never = (r for r in held.get("untried", ()) if r["tried"] == "never")
    yield (
        "untried",
        ((f"{r['stage']} {r['channel']}", {"reachable": rounded(r["reachable"])}) for r in never),
    )


def _stage(record: Mapping[str, Any]) -> dict[str, Any]:
    step = {"to": record["next_stage"], "days": record["within_days"]}
    return {
        "owner": record["owner"],
        "customers_now": rounded(record["customers_now"]),
        "entrants": rounded(record["entrants"]),
        "conversion": step | _figure(record["conversion"]),
        **{name: _figure(score) for name, score in record["scores"].items() if score},
    }


def _figure(record: Mapping[str, Any]) -> dict[str, Any]:
    names = ("value", "low", "high", "n", "status")
    found = {name: rounded(record.get(name)) for name in names}
    return found | ({"period": record["period"]} if record.get("period") else {})


def _target(record: Mapping[str, Any]) -> dict[str, Any]:
    aim = {"target": record["target"], "by": record["by"]}
    ends = {name: rounded(record[name]) for name in ("value", "low", "high", "n")}
    lands = {name: rounded(record[name]) for name in ("landing", "landing_low", "landing_high")}
    return aim | ends | {"standing": record["standing"]} | lands | {"course": record["course"]}


def _target_name(record: Mapping[str, Any]) -> str:
    name, stage = record["target_of"], record["stage"]
    return name if "." in name or stage is None else f"{name}.{stage}"


def saved_text(found: JourneyMap) -> str:
    """The map as YAML, one line a figure.

    Args:
        found: The map.

    Returns:
        The file's text.
    """
    lines = []
    for name, value in saved_values(found).items():
        if not isinstance(value, dict):
            lines.append(f"{_key(name)}: {_scalar(value)}")
            continue
        lines.append(f"{_key(name)}:" if value else f"{_key(name)}: {{}}")
        lines.extend(_lines(value, 1))
    return "\n".join(lines) + "\n"


def _lines(values: Mapping[str, Any], depth: int) -> Iterator[str]:
    for name, value in values.items():
        head = f"{'  ' * depth}{_key(name)}:"
        nested = isinstance(value, dict) and any(isinstance(v, dict) for v in value.values())
        if nested:
            yield head
            yield from _lines(value, depth + 1)
        elif isinstance(value, dict):
            inside = ", ".join(f"{_key(key)}: {_scalar(one)}" for key, one in value.items())
            yield f"{head} {{{inside}}}"
        else:
            yield f"{head} {_scalar(value)}"


def _key(name: str) -> str:
    return name if PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "null" if value is None else json.dumps(value)


def read_saved(path: Path, name: str) -> dict[str, Any]:
    """A saved map.

    Args:
        path: The file.
        name: Its name in errors.

    Returns:
        Mappings whose figures are texts.

    Raises:
        ArgumentError: When it cannot be read, is no map, or was saved in another layout.
    """
    try:
        found = read_yaml(path, name)
    except OSError as error:
        raise ArgumentError(f"{name}: the map cannot be read ({error.strerror})") from error
    if found.issues:
        raise ArgumentError(str(found.issues[0]))
    content: dict[str, Any] = found.content
    written = content.get("format")
    if written is None:
        raise ArgumentError(f"{name}: this is no saved map; `stagelift map --save` writes one")
    if str(written) != str(FORMAT):
        raise ArgumentError(
            f"{found.locate(('format',))}: a map of layout {written} came; this version reads "
            f"layout {FORMAT}. Save it again: stagelift map --save --as-of {_day(content)}"
        )
    return content


def _day(content: Mapping[str, Any]) -> str:
    return str(content.get("as_of") or "2026-11-16")[:10]


def changes(before: Mapping[str, Any], found: JourneyMap, name: str) -> MapChanges:
    """What differs between a saved map and one just made.

    Args:
        before: The saved map.
        found: The other one.
        name: Name of the saved one.

    Returns:
        The figures that differ; those whose definition changed are marked and not subtracted.

    Raises:
        ArgumentError: When they are maps of different journeys.
    """
    if str(before.get("journey")) != found.journey:
        raise ArgumentError(
            f"{name}: a map of the journey '{before.get('journey')}' came; "
            f"this is '{found.journey}'"
        )
    then, now = dict(_flat(before, ())), dict(_flat(as_read(saved_values(found)), ()))
    redefined = _redefined(before, found)
    rows = []
    for path in dict.fromkeys((*now, *then)):
        if then.get(path) == now.get(path):
            continue
        rows.append(_row(path, then.get(path), now.get(path), redefined))
    told = {part for row in rows for part in row[0].replace(":", " ·").split(" · ")}
    alone = (what for what in sorted(redefined) if what.partition(" ")[2] not in told)
    rows.extend((what, "", "", "", "definition") for what in alone)
    return MapChanges(name, tuple(rows), found.language)


def as_read(value: Any) -> Any:
    """What is saved of a map as it reads from its file: every figure a text.

    Args:
        value: What `saved_values` gave, or a part of it.

    Returns:
        The same with texts for numbers.

    Example:
        >>> as_read({"n": 5, "to": None})
        {'n': '5', 'to': None}
    """
    if isinstance(value, dict):
        return {key: as_read(one) for key, one in value.items()}
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _flat(value: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The figures of a map by their path: a mapping with a value is one figure."""
    for key, one in value.items():
        if not path and key in HEAD:
            continue
        if isinstance(one, Mapping) and "value" not in one and "reachable" not in one:
            yield from _flat(one, (*path, str(key)))
        elif isinstance(one, Mapping):
            yield (*path, str(key)), _words(one)
        else:
            yield (*path, str(key)), "" if one is None else str(one)


def _words(one: Mapping[str, Any]) -> str:
    """A figure in words: value, interval, and what else decides how to read it."""
    value = one.get("value", one.get("reachable"))
    said = "–" if value is None else str(value)
    if one.get("low") is not None and one.get("high") is not None:
        said += f" [{one['low']}, {one['high']}]"
    if one.get("standing"):
        said += f" {one['standing']} {one['target']}"
    return said


def _row(
    path: tuple[str, ...], then: str | None, now: str | None, redefined: frozenset[str]
) -> Row:
    what = " · ".join(path[1:]) if len(path) > 1 else path[0]
    what = f"{path[0]}: {what}" if path[0] != "stages" else what
    changed = "definition" if _touches(path, redefined) else ""
    if then is None:
        return (what, "", now or "", "", changed or "appeared")
    if now is None:
        return (what, then, "", "", changed or "vanished")
    return (what, then, now, "" if changed else _difference(then, now), changed)


def _touches(path: tuple[str, ...], redefined: frozenset[str]) -> bool:
    """Whether a figure rests on a definition that changed."""
    names = {f"stage {part}" for part in path} | {f"metric {part}" for part in path}
    names |= {f"metric {part.partition('.')[0]}" for part in path}
    if path[0] == "stages" and path[-1] == "conversion":
        names |= {name for name in redefined if name.startswith("metric map_")}
    return bool(names & redefined)


def _redefined(before: Mapping[str, Any], found: JourneyMap) -> frozenset[str]:
    """What is defined otherwise now than in the saved map; what one of them lacks is not."""
    then = {str(k): str(v) for k, v in (before.get("definitions") or {}).items()}
    now = dict(found.fingerprint)
    return frozenset(name for name in then.keys() & now.keys() if then[name] != now[name])


def _difference(then: str, now: str) -> str:
    """The difference of the leading numbers of two figures; empty when one is no number."""
    try:
        old, new = (Decimal(text.split(" ", maxsplit=1)[0]) for text in (then, now))
    except (InvalidOperation, IndexError):
        return ""
    return f"{(new - old).normalize():+f}" if new != old else ""
