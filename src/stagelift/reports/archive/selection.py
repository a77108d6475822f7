"""Facts chosen from the archive: by metric, stage, segment, variant, period, report, measure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.reports import facts

SHOWN, MOST_METRICS = 8, 20  # names that are told where an unknown one came
MEASURED = ("level", "effect", "lift", "change", "worth", "money")
# What the page of an experiment tells while its figures are hidden: who came, and what was planned.
TOLD = re.compile(r"assigned(@.+)?|(share|split\.came|split\.planned)@.+|(check|plan|page)\.[^@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which facts are asked for; None asks for any.

    Args:
        metric: Id of the metric.
        stage: Id of the stage.
        segment: Id of the segment.
        variant: Id of the variant.
        period: Label of the period.
        report: Id of the report.
        measure: `level`, `effect`, …; None means all that is measured.
    """

    metric: str | None = None
    stage: str | None = None
    segment: str | None = None
    variant: str | None = None
    period: str | None = None
    report: str | None = None
    measure: str | None = None

    @property
    def asked(self) -> Mapping[str, str]:
        """Column → the value asked for."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """The experiments whose figures are hidden, as facts tell of them.

    Args:
        names: Their ids, with which names of facts begin on pages about several experiments. All
            that their own pages found is hidden, whatever it is called.
    """

    names: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the archive holds of one metric.

    Args:
        metric: Id of the metric.
        facts: Its facts.
        runs: Runs that published them.
        periods: Different periods they are about.
        first: ISO instant of the first run, UTC.
        last: Of the last.
    """

    metric: str
    facts: int
    runs: int
    periods: int
    first: str
    last: str


def kept(archive: Path) -> tuple[Kept, ...]:
    """What the archive holds, metric by metric; counts about the page and the data left out.

    Args:
        archive: The archive's folder; it need not exist.

    Returns:
        One entry a metric, in alphabetical order.
    """
    query = f"""SELECT metric, count(*) AS facts, count(DISTINCT run_id) AS runs,
        count(DISTINCT period) AS periods, min(run_time) AS first, max(run_time) AS last
        FROM archive WHERE measure IN ({_marks(MEASURED)}) GROUP BY metric ORDER BY metric"""  # noqa: S608 - only marks
    return tuple(Kept(**row) for row in facts.query(archive, query, list(MEASURED)))


def chosen(
    archive: Path, selection: Selection, *, hidden: Hidden | None = None
) -> tuple[dict[str, Any], ...]:
    """The facts asked for, in the order in which they were published.

    Args:
        archive: The archive's folder.
        selection: Which facts.
        hidden: The experiments whose health is red: their figures are left out.

    Returns:
        The facts as the archive holds them.

    Raises:
        ArgumentError: Nothing was published under a name; the nearest is given.
    """
    asked = dict(selection.asked)
    given = [asked.pop("measure")] if "measure" in asked else list(MEASURED)
    where = " AND ".join([f"measure IN ({_marks(given)})", *(f"{name} = ?" for name in asked)])
    query = f"SELECT * FROM archive WHERE {where} ORDER BY run_time, run_id, position"  # noqa: S608 - names of our columns
    found = facts.query(archive, query, [*given, *asked.values()])
    for row in found:
        row["details"] = json.loads(row["details"]) if row["details"] else {}
    shown = tuple(row for row in found if hidden is None or not is_hidden(row, hidden))
    if not found:
        raise ArgumentError(_unknown(archive, selection))
    return shown


def is_hidden(fact: Mapping[str, Any], hidden: Hidden) -> bool:
    """Whether a fact tells of an experiment whose figures are hidden."""
    name, variant = str(fact["name"] or ""), fact["variant"]
    first, dot, _ = name.partition(".")
    if first in hidden.names and (variant or (dot and fact["metric"] != first)):
        return True  # a metric may be called like the experiment; what is counted bears its name
    if fact.get("experiment") in hidden.names:
        return bool(variant) or TOLD.fullmatch(name) is None
    return False


def latest(found: Collection[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """The fact known last for each thing, in the order in which things were first published.

    A page made again as of an earlier instant tells no newer number: of two facts the one that
    rests on the later instant counts, of equal ones the one published last.

    Args:
        found: Facts in the order in which they were published.

    Returns:
        One fact a thing.
    """
    newest: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for fact in found:
        key = facts.thing(fact)
        if key not in newest or known_at(fact) >= known_at(newest[key]):
            newest[key] = fact
    return tuple(newest.values())


def known_at(fact: Mapping[str, Any]) -> str:
    """The instant a fact rests on, as ISO text that sorts; empty without one."""
    return str(fact.get("as_of") or "")


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _unknown(archive: Path, selection: Selection) -> str:
    """Why nothing was found: the first name that no fact bears."""
    for name, value in selection.asked.items():
        query = f"SELECT DISTINCT {name} AS known, measure FROM archive WHERE {name} IS NOT NULL"  # noqa: S608 - a name of our columns
        told = facts.query(archive, query)
        known = sorted({str(row["known"]) for row in told})
        levels = {str(row["known"]) for row in told if row["measure"] == "level"}
        if not known:
            return "nothing has been published yet; `stagelift report run` does"
        if value not in known:
            hint = did_you_mean(value, known) or f"There are: {_some(name, known, levels)}"
            return f"nothing was published of {name} '{value}'. {hint}"
    said = ", ".join(f"{name} '{value}'" for name, value in selection.asked.items())
    return f"nothing was published of {said} together"


def _some(name: str, known: Sequence[str], levels: Collection[str]) -> str:
    """Of the known names the newest; of metrics those with a level of their own."""
    if name != "metric":
        return ", ".join(known[-SHOWN:])
    own = [each for each in known if each in levels and "." not in each]
    return ", ".join([*own[:MOST_METRICS], *(["…"] if len(own) > MOST_METRICS else [])])
