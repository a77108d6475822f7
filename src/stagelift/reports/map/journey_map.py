"""The measured map: sections over one journey, as text, JSON, a piece of a page and a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.reports.map.book import MapBook
from stagelift.reports.map.section import Section

FORMAT = 1  # of the saved file; another number means another layout


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """The journey as it is, measured.

    Args:
        journey: Id of the journey.
        fingerprint: Hash of the definitions its numbers rest on, by what they define.
        period: Label of the period its KPIs are about.
        as_of: Instant of knowledge as text, in the journey's zone.
        language: Language of its words.
        level: Level of its intervals, 0–1.
        lead: What matters most as a headline, and how large it is.
        headlines: What a busy reader needs, most important first.
        sections: Its parts in order.
        warnings: Where the map is too complex to be read, or rests on little.
        book: The facts of what it shows.
    """

    journey: str
    fingerprint: tuple[tuple[str, str], ...] = field(repr=False)
    period: str
    as_of: str
    language: str
    level: float
    lead: tuple[str, str]
    headlines: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...] = field(repr=False)
    warnings: tuple[str, ...] = ()
    book: MapBook = field(default_factory=MapBook, repr=False, compare=False)

    def section(self, name: str) -> Section:
        """One section.

        Args:
            name: Its id, such as `targets`.

        Returns:
            The section.

        Raises:
            ArgumentError: When the map has no such section.
        """
        for found in self.sections:
            if found.name == name:
                return found
        known = [each.name for each in self.sections]
        raise ArgumentError(
            f"map: unknown section '{name}'; there are {', '.join(known)}. "
            f"{did_you_mean(name, known)}".rstrip()
        )

    def __str__(self) -> str:
        return self.text()

    def text(self, width: int = 100, *, sections: tuple[str, ...] = ()) -> str:
        """The map as a screen of text.

        Args:
            width: Columns of the screen, ≥ 60.
            sections: Only these; all of them when left out.

        Returns:
            Lines.

        Raises:
            ArgumentError: When the map has no such section.
        """
        from stagelift.reports.map.text import map_text

        return map_text(self, width, sections)

    def to_dict(self) -> dict[str, Any]:
        """The map as a JSON-ready mapping; small numbers are null.

        Returns:
            Journey, period, instant, headlines, warnings and sections.
        """
        return {
            "format": FORMAT,
            "journey": self.journey,
            "period": self.period,
            "as_of": self.as_of,
            "level": self.level,
            "definitions": dict(self.fingerprint),
            "headlines": [{"about": about, "said": said} for about, said in self.headlines],
            "warnings": list(self.warnings),
            "sections": [section.to_dict() for section in self.sections],
        }

    def to_dicts(self) -> list[dict[str, Any]]:
        """Every record of every section.

        Returns:
            One dict a record, with the section it belongs to.
        """
        return [
            {"section": section.name, **record}
            for section in self.sections
            for record in section.records
        ]

    def to_html(self) -> str:
        """The map as a piece of a page in the look of the reports; every text is escaped.

        Returns:
            Safe markup without a style sheet.
        """
        from stagelift.reports.map.page import fragment

        return fragment(self).html

    def to_page(self) -> str:
        """The map as one self-contained page.

        Returns:
            The page.
        """
        from stagelift.reports.map.page import page

        return page(self)

    def _repr_html_(self) -> str:
        from stagelift.reports.theme import STYLE

        return f"{STYLE}{self.to_html()}"

    def to_saved(self) -> str:
        """The map as the text of a file whose lines can be compared: stable order, round figures.

        Returns:
            YAML.
        """
        from stagelift.reports.map.saved import saved_text

        return saved_text(self)
