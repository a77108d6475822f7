"""What the tests taught, by stage and channel."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.experiments.programme.together import relative
from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.experiments.programme.ledger import Compared
    from stagelift.experiments.programme.together import Shrunk
    from stagelift.metrics.channel_use import ChannelUse

Z = 1.959963984540054  # of a 95 % interval
FURTHEST = ("waiting", "hidden", "maturing", "running", "planned")  # of tests that have not ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """The tests of one channel at one stage.

    Args:
        stage: Id of the stage.
        channel: The channel tested.
        tests: Tests that were read.
        wins: Treatments the rule shipped.
        value: Mean shrunk effect as a log ratio; None when none is comparable.
        low: Lower end of its interval.
        high: Upper end.
        against: Channels it was compared with.
        open: Ids of the tests that have not ended.
        later: Tests that ended after the period reviewed; their effects are not told in it.
        n: Units of its treatments and their controls.
    """

    stage: str
    channel: str
    tests: int
    wins: int
    value: float | None
    low: float | None
    high: float | None
    against: tuple[str, ...]
    open: tuple[str, ...] = ()
    later: int = 0
    n: int = 0

    def state(self, states: Mapping[str, str]) -> str:
        """How the furthest of the tests that have not ended stands.

        Args:
            states: State by experiment.

        Returns:
            The first of `FURTHEST` that one of them is in; `running` where none is named, empty
            where all have ended.
        """
        if not self.open:
            return ""
        told = {states.get(name, "running") for name in self.open}
        return next((state for state in FURTHEST if state in told), "running")

    def to_dict(self) -> dict[str, Any]:
        """The lesson as JSON-ready values; effects are relative, 0.1 for ten per cent."""
        figures = {name: getattr(self, name) for name in ("value", "low", "high")}
        return {
            "stage": self.stage,
            "channel": self.channel,
            "tests": self.tests,
            "wins": self.wins,
            **{
                name: None if log is None else round_significant(relative(log))
                for name, log in figures.items()
            },
            "against": list(self.against),
            "running": len(self.open),
            "later": self.later,
            "n": self.n,
        }


def lessons(
    found: Sequence[Compared],
    shrunk: Iterable[Shrunk],
    still_open: Iterable[tuple[str, str, str]] = (),
    later: Iterable[tuple[str, str]] = (),
) -> tuple[Lesson, ...]:
    """The tests by stage and channel.

    The shrunk effects of a cell are averaged as independent ones: tests of one cell that share a
    control arm are a little less sure than the interval says.

    Args:
        found: Treatments of tests that were read.
        shrunk: Those of them on the common scale.
        still_open: Stage, channel and experiment of each treatment that still runs or is planned.
        later: Those of each treatment whose test ended after the period reviewed.

    Returns:
        One lesson a cell with a test, in order of appearance.
    """
    effects = {(one.compared.experiment, one.compared.variant): one for one in shrunk}
    open_ones, ended_later = list(still_open), list(later)
    told = ((one.stage, one.channel) for one in found if one.stage is not None)
    cells = dict.fromkeys((*told, *(one[:2] for one in open_ones), *ended_later))
    made = []
    for stage, channel in cells:
        here = [one for one in found if (one.stage, one.channel) == (stage, channel)]
        keys = [(one.experiment, one.variant) for one in here]
        rows = [effects[key] for key in keys if key in effects]
        value = low = high = None
        if rows:
            value = sum(row.value for row in rows) / len(rows)
            # each interval's half width is 1.96 standard deviations of a nearly normal posterior
            errors = [(row.high - row.low) / (2 * Z) for row in rows]
            half = Z * math.hypot(*errors) / len(rows)
            low, high = value - half, value + half
        made.append(
            Lesson(
                stage=str(stage),
                channel=channel,
                tests=len({one.experiment for one in here}),
                wins=sum(one.won for one in here),
                value=value,
                low=low,
                high=high,
                against=tuple(dict.fromkeys(one.against for one in here)),
                open=tuple(dict.fromkeys(n for *at, n in open_ones if at == [stage, channel])),
                later=ended_later.count((str(stage), channel)),
                n=sum(one.n for one in here),
            )
        )
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One channel at one stage: what tests taught, or whom a test would reach.

    Args:
        stage: Id of the stage.
        channel: The channel.
        lesson: Its tests, None where there are none.
        best: Whether its shrunk effect is the largest of the stage and its interval above none.
        reachable: Customers in the stage who agreed to the channel; None where no source says.
    """

    stage: str
    channel: str
    lesson: Lesson | None
    best: bool
    reachable: int | None

    def to_dict(self) -> dict[str, Any]:
        """The cell as JSON-ready values."""
        return {
            "stage": self.stage,
            "channel": self.channel,
            "best": self.best,
            "reachable": self.reachable,
            "lesson": None if self.lesson is None else self.lesson.to_dict(),
        }


def grid(found: Sequence[Lesson], use: ChannelUse) -> tuple[GridCell, ...]:
    """Every stage and channel, tested or not.

    Args:
        found: The lessons.
        use: Channels by stage, with who agreed to them.

    Returns:
        One cell a stage and channel: those of the messages sent, then those tested beside them;
        numbers of fewer customers than the privacy minimum are left out.
    """
    taught = {(one.stage, one.channel): one for one in found}
    reach = {(cell.stage, cell.channel): cell.reachable for cell in use.cells}
    known = [one for one in found if one.low is not None and one.low > 0.0]
    best = {
        stage: max((one for one in known if one.stage == stage), key=lambda one: one.value or 0.0)
        for stage in dict.fromkeys(one.stage for one in known)
    }
    cells = []
    for stage, channel in dict.fromkeys((*reach, *taught)):
        lesson, number = taught.get((stage, channel)), reach.get((stage, channel))
        cells.append(
            GridCell(
                stage=stage,
                channel=channel,
                lesson=lesson,
                best=lesson is not None and best.get(stage) is lesson,
                reachable=None if number is not None and 0 < number < MINIMUM else number,
            )
        )
    return tuple(cells)
