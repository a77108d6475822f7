"""Everything a team has tried, what it taught, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.statistics.programme import calibration
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.programme.calendar import Overlap, Slot
    from stagelift.experiments.programme.candidates import Candidate
    from stagelift.experiments.programme.counted import CountedProgramme
    from stagelift.experiments.programme.holdout import HeldOut
    from stagelift.experiments.programme.learning import GridCell, Lesson
    from stagelift.experiments.programme.ledger import Entry
    from stagelift.experiments.programme.together import OneScale
    from stagelift.statistics.inference import Inference
    from stagelift.statistics.programme import Calibration

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What was forecast at a decision, and what the KPI did since: described, not scored.

    Args:
        experiment: Id of the experiment.
        metric: Id of its primary metric.
        decision: What was decided.
        on: Day of the decision as written.
        owner: Who decided.
        forecast: The words kept.
        effect: The effect it rested on, in the metric's unit, or None.
        unit: The metric's unit.
        before: The KPI in whole weeks before the test, a row as `kpis` gives it, or None.
        after: The same in whole weeks since the decision, or None.
        note: Why one is missing: `no_kpi`, `too_soon`, `unknown`, or empty.
    """

    experiment: str
    metric: str
    decision: str
    on: str
    owner: str
    forecast: str
    effect: float | None
    unit: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    note: Literal["", "no_kpi", "too_soon", "unknown"] = ""

    def to_dict(self) -> dict[str, Any]:
        """The forecast and the KPI as JSON-ready values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Tabular):
    """A team's experiments together.

    Args:
        entries: Decided and ended experiments, oldest first.
        scale: Their effects on one scale.
        lessons: By stage and channel.
        never: Stages and channels no message was ever sent on.
        grid: Every stage and channel: what was tested there, or whom a test would reach.
        outcomes: What became of each decision, those without a forecast too.
        followed: Forecasts that nothing scores, and what the KPIs did since.
        slots: Tests that run or are planned.
        unlaunched: Tests whose days are past and that were never launched; they count in no rate.
        overlaps: Pairs of running or planned tests whose days meet.
        candidates: What to test next, the most valuable first.
        counted: Sources of counts.
        held_out: What the programme brought by the global holdout, by primary metric.
        as_of: Instant of knowledge as text.
        currency: ISO 4217 code of money.
        notes: What could not be told.
    """

    entries: tuple[Entry, ...]
    scale: OneScale
    lessons: tuple[Lesson, ...] = ()
    never: tuple[tuple[str, str], ...] = ()
    grid: tuple[GridCell, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    followed: tuple[Followed, ...] = ()
    slots: tuple[Slot, ...] = ()
    unlaunched: tuple[Slot, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    counted: tuple[CountedProgramme, ...] = ()
    held_out: tuple[HeldOut, ...] = ()
    as_of: str
    currency: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def read(self) -> tuple[Entry, ...]:
        """The entries that have a verdict."""
        return tuple(entry for entry in self.entries if entry.verdict is not None)

    @property
    def win_rate(self) -> Inference:
        """Share of the tests read in which the rule shipped a variant."""
        return proportion(sum(entry.won for entry in self.read), len(self.read), level=LEVEL)

    @property
    def kept(self) -> Inference:
        """Share of all entries whose plan was frozen in time and kept."""
        kept = sum(entry.plan == "kept" for entry in self.entries)
        return proportion(kept, len(self.entries), level=LEVEL)

    @property
    def calibration(self) -> Calibration | None:
        """Whether the forecasts hold on the whole; None before any is scored."""
        return calibration([one.score for one in self.outcomes if one.score is not None])

    def to_dict(self) -> dict[str, Any]:
        """The programme as JSON-ready values.

        Returns:
            One dict; effects on the common scale are relative, 0.1 for ten per cent.
        """
        return {
            "as_of": self.as_of,
            "ledger": [entry.to_dict() for entry in self.entries],
            "win_rate": share(self.win_rate, len(self.read)),
            "plans_kept": share(self.kept, len(self.entries)),
            "one_scale": self.scale.to_dict(),
            "shrunk": [row.to_dict() for row in self.scale.rows],
            "learning": [lesson.to_dict() for lesson in self.lessons],
            "never_tried": [{"stage": stage, "channel": name} for stage, name in self.never],
            "grid": [cell.to_dict() for cell in self.grid],
            "forecasts": [one.to_dict() for one in self.outcomes],
            "calibration": None if self.calibration is None else asdict(self.calibration),
            "unscored": [one.to_dict() for one in self.followed],
            "calendar": [slot.to_dict() for slot in self.slots],
            "never_launched": [slot.to_dict() for slot in self.unlaunched],
            "overlaps": [overlap.to_dict() for overlap in self.overlaps],
            "next": [one.to_dict() for one in self.candidates],
            "counted": [one.to_dict() for one in self.counted],
            "holdout": [one.to_dict() for one in self.held_out],
            "notes": list(self.notes),
        }

    def to_dicts(self) -> list[dict[str, Any]]:
        """The ledger as JSON-ready rows.

        Returns:
            One dict an experiment.
        """
        return [entry.to_dict() for entry in self.entries]

    def text(
        self, language: str = "en", translated: Callable[[str], str] = lambda text: text
    ) -> str:
        """The programme as text: how often tests win, then the ledger and what follows from it.

        Args:
            language: `en` or `ko`.
            translated: What puts the sentences of other layers, such as a check's finding, into
                that language.

        Returns:
            Lines.
        """
        from stagelift.experiments.programme.text import programme_text

        return programme_text(in_words(self, translated), language)

    def __str__(self) -> str:
        return self.text()


def in_words(found: Programme, translated: Callable[[str], str]) -> Programme:
    """A programme whose sentences from other layers are put into another language."""
    return replace(
        found,
        entries=tuple(replace(one, note=translated(one.note)) for one in found.entries),
        outcomes=tuple(replace(one, note=translated(one.note)) for one in found.outcomes),
        held_out=tuple(replace(one, note=translated(one.note)) for one in found.held_out),
        notes=tuple(map(translated, found.notes)),
    )


def share(found: Inference, n: int) -> dict[str, Any]:
    """A share with its interval as JSON-ready values."""
    row = {name: round_significant(getattr(found, name)) for name in ("value", "low", "high")}
    return {**row, "n": n, "level": found.level, "method": found.method}
