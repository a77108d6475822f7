"""An earlier version of the stages beside today's: the same customers, placed by both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.crosswalks import CrosswalkQuestion, count_crosswalk
from stagelift.data.query.left import rule_of
from stagelift.data.query.spells import StageRules
from stagelift.data.zones import from_us
from stagelift.definitions import Journey
from stagelift.definitions.stages import left_of
from stagelift.definitions.versions import EarlierVersion
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.frames import Tabular
from stagelift.journey.model import numbered_stages
from stagelift.journey.rules import terms_of
from stagelift.journey.spells import stage_rules
from stagelift.journey.where.states import NOT_ENTERED
from stagelift.statistics.disclosure import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from stagelift.data.contract import Contract


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """Customers in one stage of the earlier version and one of today's.

    Args:
        before: Id of the earlier version's stage, or `not_entered`.
        became: What the crosswalk says it became.
        stage: Id of the stage they are in today, or `not_entered`.
        k: How many; None where too few.
    """

    before: str
    became: str
    stage: str
    k: int | None


@dataclass(frozen=True, slots=True)
class Crosswalk(Tabular):
    """Customers by their stage under two versions of a journey at one instant.

    Args:
        version: Name of the earlier version.
        now: Name of today's.
        at: The instant as ISO text.
        rows: Pairs of stages that hold anyone, in order.
        stages: Today's states in order, `not_entered` first.
        zone: The zone in which the instant is printed.
        minimum_cell: Cells of fewer customers are suppressed wherever they are shown.
    """

    version: str
    now: str
    at: str
    rows: tuple[CrosswalkRow, ...]
    stages: tuple[str, ...]
    zone: str = "UTC"
    minimum_cell: int = MINIMUM

    @property
    def n(self) -> int:
        """Customers placed by either version."""
        return sum(row.k or 0 for row in self.rows)

    @property
    def agreement(self) -> float | None:
        """Share of them who are where the crosswalk says, 0–1; None without any."""
        same = sum(row.k or 0 for row in self.rows if row.became == row.stage)
        return same / self.n if self.n else None

    def totals(self) -> dict[str, tuple[int, int]]:
        """Customers by today's stages: as the earlier version's counts crosswalk, and as counted.

        Returns:
            Stage id to both numbers; both columns add up to `n`, so nobody is lost.
        """
        return {
            stage: (
                sum(row.k or 0 for row in self.rows if row.became == stage),
                sum(row.k or 0 for row in self.rows if row.stage == stage),
            )
            for stage in self.stages
        }

    @property
    def shown(self) -> tuple[CrosswalkRow, ...]:
        """The cells as they may be published: rows and columns add up, so more than small ones."""
        sizes: dict[Any, int] = {(row.before, row.stage): row.k or 0 for row in self.rows}
        sums = []
        for place in (0, 1):
            for total in dict.fromkeys(key[place] for key in [*sizes] if isinstance(key, tuple)):
                parts = tuple(k for k in sizes if isinstance(k, tuple) and k[place] == total)
                sums.append(Partition(f"{place} {total}", parts))
        sizes |= {one.whole: sum(sizes[part] for part in one.parts) for one in sums}
        hidden = hide(sizes, sums, self.minimum_cell)
        return tuple(
            CrosswalkRow(row.before, row.became, row.stage, None)
            if (row.before, row.stage) in hidden
            else row
            for row in self.rows
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """The cells as JSON-ready rows; numbers of few customers are null.

        Returns:
            Keys `version`, `now`, `before`, `became`, `stage`, `k` and `at`.
        """
        return [
            {
                "version": self.version,
                "now": self.now,
                **{name: getattr(row, name) for name in CrosswalkRow.__dataclass_fields__},
                "at": self.at,
            }
            for row in self.shown
        ]

    def text(self, language: str = "en") -> str:
        """The crosswalk as people read it in a terminal.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.stages.text import crosswalk_text

        return crosswalk_text(self, language)

    def __str__(self) -> str:
        return self.text()


def earlier_version(journey: Journey, version: str | None) -> EarlierVersion:
    """An earlier version that can be compared with today's.

    Args:
        journey: The journey.
        version: Its name; the last one before today's when left out.

    Returns:
        The version.

    Raises:
        ArgumentError: When there is none, or a stage of it is in no crosswalk: the two versions
            then count different things, and a comparison would say nothing.
    """
    if not journey.was:
        raise ArgumentError("the journey has no earlier version. Write it under 'was:'")
    name = [*journey.was][-1] if version is None else version
    if name not in journey.was:
        there = did_you_mean(name, journey.was) or f"Versions are {', '.join(journey.was)}"
        raise ArgumentError(f"unknown version '{name}'. {there}")
    found = journey.was[name]
    lost = [f"'{stage}'" for stage, new in found.became(journey.stages).items() if new is None]
    if lost:
        raise ArgumentError(
            f"version '{name}' cannot be compared with today's: {', '.join(lost)} is in no "
            f"crosswalk. Write what it became under 'was.{name}.crosswalk'"
        )
    return found


def rules_before(version: EarlierVersion) -> StageRules:
    """What decided in which stage a customer is, in an earlier version.

    Args:
        version: The version.

    Returns:
        Its rules.
    """
    opened = tuple(terms_of(one.enter) for one in version.stages.values() if one.enter)
    return StageRules(opened, rule_of(left_of(version.stages)))


def names_before(version: EarlierVersion) -> tuple[str, ...]:
    """The stages of an earlier version by their numbers, the first being 1.

    Args:
        version: The version.

    Returns:
        The stages events open, then the state of having left.
    """
    opened = [name for name, one in version.stages.items() if one.enter]
    return (*opened, *(name for name, one in version.stages.items() if one.after is not None))


def crosswalk(contract: Contract, journey: Journey, version: str | None, at: int) -> Crosswalk:
    """Customers by their stage under an earlier version and today's, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        version: Name of the earlier version; the last one when left out.
        at: The instant, µs UTC.

    Returns:
        The crosswalk.

    Raises:
        ArgumentError: When there is no such version, or it has no complete crosswalk.
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    before = earlier_version(journey, version)
    became: Mapping[str, str | None] = before.became(journey.stages)
    asked = CrosswalkQuestion(rules_before(before), stage_rules(journey), at)
    old, new = names_before(before), numbered_stages(journey)
    rows = []
    for one in count_crosswalk(contract, asked):
        name = old[one.before - 1] if one.before else NOT_ENTERED
        stage = new[one.now - 1] if one.now else NOT_ENTERED
        rows.append(CrosswalkRow(name, became.get(name) or NOT_ENTERED, stage, one.customers))
    return Crosswalk(
        version=before.name,
        now=journey.version or "",
        at=from_us(at).isoformat(),
        rows=tuple(rows),
        stages=(NOT_ENTERED, *new),
        zone=journey.zone,
    )
