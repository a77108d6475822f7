"""What the sections behind a page ask a workspace, and how what was found becomes facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from stagelift.errors import StageliftError
from stagelift.reports.prose import Fact

if TYPE_CHECKING:
    from collections.abc import Callable

    from stagelift.experiments.programme.learning import GridCell
    from stagelift.metrics.cohorts import Cohorts
    from stagelift.metrics.voice.answers import Answers
    from stagelift.metrics.why.end_to_end import EndToEnd
    from stagelift.metrics.why.movement import Movement
    from stagelift.reports.material import Material
    from stagelift.statistics.inference import Inference

T = TypeVar("T")


@runtime_checkable
class Events(Protocol):
    """A workspace of events; one of finished units or counts has none of these to tell."""

    def why(
        self, metric: str | None = None, period: str | None = None, *, stage: str | None = None
    ) -> Movement | EndToEnd:
        """Why a metric moved."""
        ...

    def cohorts(self, *, unit: str = "week", periods: int = 8) -> Cohorts:
        """Who came back in each week since they entered the first stage."""
        ...

    def answers(self, metric: str | None = None, period: str = "last-week") -> Answers:
        """How many gave each answer, by stage at invitation."""
        ...

    def stage_channels(self) -> tuple[GridCell, ...]:
        """What tests taught of each channel at each stage."""
        ...


def asked(ask: Callable[[], T]) -> T | None:
    """An answer; None where the workspace has nothing for it, such as no such source.

    Args:
        ask: The question.

    Returns:
        What it gives; None when it refuses in our words.

    Example:
        >>> asked(lambda: 1)
        1
    """
    try:
        return ask()
    except StageliftError:
        return None


def kept(material: Material, name: str, found: Inference, *, like: Fact, form: str = "") -> str:
    """Records what a method found as a fact.

    Args:
        material: What the page is written from.
        name: The fact's name.
        found: Value and interval.
        like: A fact that says what it is about: metric, stage, segment, period, unit, n.
        form: Its format; by default the unit's.

    Returns:
        The name.
    """
    fact = Fact(
        name=name,
        metric=like.metric,
        measure=like.measure,
        stage=like.stage,
        segment=like.segment,
        against=like.against,
        period=like.period,
        value=found.value,
        low=found.low,
        high=found.high,
        level=found.level,
        n=like.n,
        unit=like.unit,
        method=found.method,
        status=found.status,
        note=found.note,
        as_of=material.as_of.isoformat(),
        form=form,
    )
    return material.book.record(fact).name
