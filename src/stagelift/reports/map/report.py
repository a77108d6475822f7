"""The measured map as a report: one verb a notebook cell, its numbers in the archive of facts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.map.journey_map import JourneyMap
from stagelift.reports.map.page import answer_fragment, head_fragment, section_fragment
from stagelift.reports.map.wording import say
from stagelift.reports.report import RUN_DIR

NUMBERS = ("value", "low", "high", "n", "status", "method", "level")
Fact = dict[str, Any]


class MapReport:
    """One map in the making; `stagelift.open(".").map_report()` makes it.

    Args:
        found: The map.
        as_of: Its instant of knowledge, UTC.
        zone: IANA zone of its days.
    """

    def __init__(self, found: JourneyMap, *, as_of: datetime, zone: str) -> None:
        self.map, self.as_of, self.zone = found, as_of, zone

    def __repr__(self) -> str:
        return f"MapReport({self.map.journey!r}, {self.map.period}, {self.map.language})"

    def head(self) -> Fragment:
        """Journey, period and the instant the data are read as of."""
        return head_fragment(self.map)

    def answer(self) -> Fragment:
        """What a busy reader needs, most important first."""
        return answer_fragment(self.map)

    def section(self, name: str) -> Fragment:
        """One section of the map.

        Args:
            name: Its id: `now`, `targets`, `holding`, `leave`, `moves`, `topics`, `hours`,
                `untried`, `segments` or `coverage`.

        Returns:
            The fragment.

        Raises:
            ArgumentError: When the map has no such section.
        """
        return section_fragment(self.map.section(name), self.map)

    def finish(self) -> Fragment:
        """How the map is to be read; hands its numbers to the run.

        Returns:
            The fragment.
        """
        folder = os.environ.get(RUN_DIR)
        if folder:
            self.write(Path(folder))
        title = escape(say(self.map.language, "made.title"))
        said = paragraph(say(self.map.language, "made.method", level=f"{self.map.level:.0%}"))
        return section(f"<details><summary>{title}</summary>{said}</details>", kind="made")

    def write(self, folder: Path) -> None:
        """Writes `facts.json` and `page.json` into a folder.

        Args:
            folder: An existing folder.
        """
        for name, content in (("facts.json", list(self.facts())), ("page.json", self.summary)):
            text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
            (folder / name).write_text(text, encoding="utf-8")

    @property
    def summary(self) -> dict[str, Any]:
        """What an index says of the page: titles, and its first finding as the headline."""
        found = self.map
        title = say(found.language, "title.page", journey=found.journey)
        headline, size = found.lead
        return {
            "title": title,
            "html_title": f"{title} · {found.period}",
            "headline": headline,
            "size": size,
            "status": "",
            "language": found.language,
            "period": found.period,
            "as_of": self.as_of.isoformat(),
            "zone": self.zone,
        }

    def facts(self) -> Iterator[Fact]:
        """The map's numbers that a later map can be compared with.

        Yields:
            Conversions between stages, customers in each, targets with their landing, and what
            each step holds back, as rows of the archive.
        """
        for record in self.map.section("now").records:
            yield from self._stage(record)
        for record in self.map.section("targets").records:
            yield from self._target(record)
        for record in self.map.section("holding").records:
            if record.get("kind") == "step":
                yield from self._step(record)

    def _stage(self, record: Mapping[str, Any]) -> Iterator[Fact]:
        stage = record["stage"]
        for what in ("customers_now", "entrants"):
            yield self._fact(f"{stage}.{what}", what, "count", {"value": record.get(what)}, stage)
        found = record.get("conversion")
        if found:
            yield self._fact(f"{stage}.next", "next_stage", "level", found, stage)

    def _target(self, record: Mapping[str, Any]) -> Iterator[Fact]:
        metric, stage = record["metric"], record.get("stage")
        name = f"target.{record['target_of']}"
        yield self._fact(name, metric, "level", record, stage)
        landing = {part: record.get(f"landing_{part}") for part in ("low", "high", "status")}
        landing |= {"value": record.get("landing"), "method": record.get("landing_method")}
        yield self._fact(f"{name}.landing", metric, "forecast", {**record, **landing}, stage)

    def _step(self, record: Mapping[str, Any]) -> Iterator[Fact]:
        metric, stage = record["metric"], record.get("stage")
        for part, unit in (("gain", "count"), ("money", "")):
            ends = {end: record.get(f"{part}_{end}") for end in ("value", "low", "high")}
            if ends["value"] is not None:
                numbers = {**record, **ends, "unit": unit or record.get("currency") or "money"}
                yield self._fact(f"holding.{metric}.{part}", metric, part, numbers, stage)

    def _fact(
        self, name: str, metric: str, measure: str, numbers: Mapping[str, Any], stage: str | None
    ) -> Fact:
        unit = numbers.get("unit") or ("count" if measure == "count" else "share")
        return {
            "name": name,
            "metric": metric,
            "measure": measure,
            "unit": unit,
            "stage": stage,
            "period": numbers.get("period") or self.map.period,
            "as_of": self.as_of.isoformat(),
            "status": "ok",
            **{key: numbers[key] for key in NUMBERS if numbers.get(key) is not None},
            "value": numbers.get("value"),
            "fingerprint": dict(self.map.fingerprint).get(f"metric {metric}"),
        }
