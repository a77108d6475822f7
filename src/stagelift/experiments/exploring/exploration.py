"""What exploring an experiment says: effects by stage and group. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from stagelift.experiments.aside import Aside, rounded
from stagelift.frames import frame
from stagelift.journey.figures import round_significant
from stagelift.metrics.estimate import Estimate

if TYPE_CHECKING:
    from stagelift.definitions.fields import Label
    from stagelift.experiments.exploring.cells import Overlap
    from stagelift.experiments.exploring.groups import Groups
    from stagelift.experiments.exploring.soundness import LeftOut

Level = tuple[float | None, int]
"""A variant's level in a cell with its units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The effect of one treatment in one cell.

    Args:
        estimate: The effect with its interval and p-value under the plan's rule for looking; its
            `family` is the stage whose cells are tested together, its `adjusted_p_value` that of
            Benjamini and Hochberg within it.
        dimension: The way to split; None for all units of a stage, or of the test.
        channel: Channel of the treatment.
        against_channel: Channel of the control.
        treated: Level and units of the treatment.
        control: Level and units of the control.
        shrunk: The effect drawn towards the others of its dimension; None where it is not shrunk.
        shrunk_low: Lower end of its interval, which carries what is unknown of the spread.
        shrunk_high: Upper end.
        found: Whether it stands out on both levels.
        relative: The effect as a log ratio and its standard error, positive where better; None
            where it has none.
    """

    estimate: Estimate
    dimension: str | None
    channel: str
    against_channel: str
    treated: Level = (None, 0)
    control: Level = (None, 0)
    shrunk: float | None = None
    shrunk_low: float | None = None
    shrunk_high: float | None = None
    found: bool = False
    relative: tuple[float, float] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON-ready values."""
        figures = {
            name: round_significant(getattr(self, name))
            for name in ("shrunk", "shrunk_low", "shrunk_high")
        }
        return {
            **self.estimate.to_dict(),
            "dimension": self.dimension,
            "channel": self.channel,
            "against_channel": self.against_channel,
            "treated_value": round_significant(self.treated[0]),
            "treated_n": self.treated[1],
            "control_value": round_significant(self.control[0]),
            "control_n": self.control[1],
            **figures,
            "found": self.found,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFamily:
    """The tests of one stage together.

    Args:
        stage: Id of the stage, or `all`.
        tests: Cells that were tested.
        p_value: Simes' p-value that none of them has an effect; None without a test.
        adjusted_p_value: The same over stages, by Benjamini and Hochberg.
        selected: Whether the stage is selected at q.
        found: Cells that stand out.
    """

    stage: str
    tests: int
    p_value: float | None
    adjusted_p_value: float | None
    selected: bool
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration(Aside):
    """Effects by stage at entry, group and channel.

    Args:
        variants: Ids of the treatments.
        q: Level of the two levels.
        level: Level of the intervals.
        rows: The cells.
        groups: What the groups of each dimension say together.
        families: The stages as families of tests.
        within: Level within selected stages; None when none was selected.
        overlaps: Named segments that share customers.
        left_out: Ways to split that are not shown, with the reason.
        today: Ways to split whose values are those of today, as the source dates none.
        names: Words shown for stages and segments, by id.
    """

    variants: tuple[str, ...]
    q: float
    level: float
    rows: tuple[Row, ...] = ()
    groups: tuple[Groups, ...] = ()
    families: tuple[StageFamily, ...] = ()
    within: float | None = None
    overlaps: tuple[Overlap, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    today: tuple[str, ...] = ()
    names: Mapping[str, Label] = field(default_factory=dict)

    @property
    def found(self) -> tuple[Row, ...]:
        """The cells that stand out."""
        return tuple(row for row in self.rows if row.found)

    def to_dict(self) -> dict[str, Any]:
        """The exploration as JSON-ready values; without figures while it is shut."""
        return {
            "experiment": self.experiment,
            "exploratory": True,
            "decides": False,
            "metric": self.metric,
            "unit": self.unit,
            "control": self.control,
            "variants": list(self.variants),
            "as_of": self.as_of.isoformat(),
            "looks": self.looks,
            "look": self.look,
            "q": self.q,
            "within": round_significant(self.within),
            "level": self.level,
            "shut": self.shut,
            "cells": [row.to_dict() for row in self.rows],
            "groups": [rounded(asdict(one)) for one in self.groups],
            "families": [rounded(asdict(one)) for one in self.families],
            "overlaps": [rounded(asdict(one)) for one in self.overlaps],
            "left_out": [rounded(asdict(one)) for one in self.left_out],
            "values_of_today": list(self.today),
        }

    def to_frame(self) -> Any:
        """The cells as a pandas frame, one row each.

        Returns:
            A DataFrame with the keys of `Row.to_dict`.

        Raises:
            MissingExtraError: When pandas is not installed (the extra `frames`).
        """
        return frame([row.to_dict() for row in self.rows])

    def text(self, language: str = "en") -> str:
        """The exploration as a screen of text.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.experiments.exploring.text import exploration_text

        return exploration_text(self, language)

    def line(self, language: str = "en") -> str:
        """The exploration in one line: the dimension whose groups differ most.

        Args:
            language: `en` or `ko`.

        Returns:
            The line; why nothing is shown while it is shut.
        """
        from stagelift.experiments.exploring.text import exploration_line

        return exploration_line(self, language)

    def __str__(self) -> str:
        return self.text()
