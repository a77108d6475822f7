"""The largest change of the tiles, taken apart: which customers' own rates, and who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import formatted
from stagelift.metrics.why.movement import Movement
from stagelift.reports.charts.svg import round_ticks
from stagelift.reports.charts.waterfall import Step, spans, waterfall
from stagelift.reports.evidence.asking import Events, asked, kept
from stagelift.reports.fragments import Fragment, Twin, paragraph, section
from stagelift.reports.measures import words
from stagelift.reports.prose import Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.metrics.why.movement import Split, SplitPart
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.source import Source
    from stagelift.statistics.inference import Inference

OTHER = "other"  # what the split calls the parts too small to show
TICKS = 4


def movement(source: Source, material: Material) -> Fragment:
    """The waterfall of the tile that moved most, by the split that stands out most.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment; empty where no tile is a share with a period before, or nothing can be split.
    """
    measure = largest_mover(material)
    if measure is None or not isinstance(source, Events):
        return Fragment("")
    told, events = measure.estimate, source
    found = asked(lambda: events.why(measure.metric, told.period, stage=measure.stage))
    if not isinstance(found, Movement) or found.status != "ok" or not found.splits:
        return Fragment("")
    split = found.splits[0]
    material.count("move.n", found.n)
    steps = _steps(material, measure, found, split)
    title = material.say("move.title", {"metric": measure.named})
    caption, sub = material.say("move.axis"), _sub(material, measure, found, split)
    ticks = [(tick, formatted(tick, "+.1p", material.language)) for tick in _ticks(steps)]
    material.twins.append(_twin(material, title, steps))
    drawn = waterfall(steps, caption=caption, ticks=ticks)
    note = paragraph(material.say("move.where"), "sub")
    return section(drawn, note, kind="figure movement", heading=title, sub=sub)


def largest_mover(material: Material) -> Measure | None:
    """The tile that moved most for its normal range, else for its interval.

    Args:
        material: What the page is written from.

    Returns:
        A share with a shown period before; the page's alarm where there is one; None without any.
    """
    known = [m for m in material.shown if _splittable(m)]
    if material.alarm is not None and _splittable(material.alarm):
        return material.alarm
    return max(known, key=_size, default=None)


def _splittable(measure: Measure) -> bool:
    """Whether a measure is a share whose change can be shown and counted by its parts."""
    now, before = measure.estimate, measure.before
    if before is None or not measure.dated or now.unit != "share" or now.k is None:
        return False
    shown = not measure.withheld & {now.period, before.period}
    return shown and now.value is not None and before.value is not None


def _size(measure: Measure) -> float:
    """The change over half the normal range, or over half the interval."""
    now, before, usual = measure.estimate, measure.before, measure.usual
    gap = abs((now.value or 0.0) - ((before.value if before else 0.0) or 0.0))
    ends = (usual.low, usual.high) if usual else (now.low or 0.0, now.high or 0.0)
    return gap / ((ends[1] - ends[0]) / 2 or 1.0)


def _steps(material: Material, measure: Measure, found: Movement, split: Split) -> list[Step]:
    """A step for each part's own rate, one for who they are, and the whole."""
    steps = [_part(material, measure, found, split, part) for part in split.parts]
    rest = material.say("move.mix"), material.say("move.mix_small")
    steps.append(_step(material, measure, _kept(material, found, "mix", split.mix), rest))
    whole = _kept(material, found, "change", found.change)
    span = (
        material.say("move.levels", old="move.before", new="move.now")
        if _levels(material, measure, found)
        else ""
    )
    steps.append(_step(material, measure, whole, (material.say("move.whole"), span), whole=True))
    return steps


def _levels(material: Material, measure: Measure, found: Movement) -> bool:
    """Records the two levels the change lies between; they may leave out days it left out."""
    for name, level in (("move.before", found.before), ("move.now", found.now)):
        period = found.against if name == "move.before" else found.period
        like = Fact(
            name=name,
            metric=f"{found.metric}.compared",
            measure="level",
            stage=found.stage,
            period=period,
            value=None,
            unit=found.unit,
            n=found.n_before if name == "move.before" else found.n,
        )
        kept(material, name, level, like=like, form=measure.spec)
    return found.before.value is not None and found.now.value is not None


def _kept(
    material: Material,
    found: Movement,
    name: str,
    what: Inference,
    segment: str | None = None,
    n: int | None = None,
) -> str:
    like = Fact(
        name=name,
        metric=f"{found.metric}.{name}" if name != "change" else f"{found.metric}.compared",
        measure="change",
        stage=found.stage,
        segment=segment,
        against=found.against,
        period=found.period,
        value=None,
        unit=found.unit,
        n=found.n if n is None else n,
    )
    full = f"move.{name}" if segment is None else f"move.{name}@{segment}"
    return kept(material, full, what, like=like)


def _part(
    material: Material, measure: Measure, found: Movement, split: Split, part: SplitPart
) -> Step:
    segment = f"{split.by}={part.name}"
    name = _kept(material, found, "rate", part.rate, segment, part.n)
    label = group_words(material, segment)
    small = ""
    if part.rate_before is not None and part.rate_now is not None:
        rates = {
            end: material.count(f"{name}.{end}", value, unit="share", form=measure.spec)
            for end, value in (("old", part.rate_before), ("new", part.rate_now))
        }
        small = material.say("move.levels", **rates)
    return _step(material, measure, name, (label, small))


def group_words(material: Material, name: str) -> str:
    """The words of a group of customers: what its value is called, or a segment of that name.

    Args:
        material: What the page is written from.
        name: Id of a segment, `attribute=value`, or `other`.

    Returns:
        The words.
    """
    value = name.rpartition("=")[2]
    if value == OTHER:
        return material.say("move.other")
    segment = material.journey.segments.get(value)
    if name in material.journey.labels or segment is None:
        value = name if name in material.journey.labels else value
        return material.journey.called(value, material.language)
    return words(segment.label, value, material.language)


def _step(
    material: Material,
    measure: Measure,
    name: str,
    said: tuple[str, str],
    *,
    whole: bool = False,
) -> Step:
    fact = material.book[name]
    low, high = fact.low, fact.high
    tone = "noise"
    if low is not None and high is not None and (low > 0 or high < 0):
        tone = "better" if (low > 0) == (measure.better == "up") else "worse"
    return Step(
        label=said[0],
        small=said[1],
        added=fact.value or 0.0,
        low=low,
        high=high,
        value=material.book.show(name),
        interval=material.level(name),
        tone=tone,
        whole=whole,
    )


def _ticks(steps: Sequence[Step]) -> tuple[float, ...]:
    ends = [0.0, *(end for pair in spans(steps) for end in pair)]
    low, high = min(ends), max(ends)
    return round_ticks(low, high, TICKS) if high > low else ()


def _sub(material: Material, measure: Measure, found: Movement, split: Split) -> str:
    """The finding: how much, and whether the parts differ in it."""
    said = {
        "metric": measure.named,
        "by": material.journey.called(split.by, material.language),
        "before": found.against,
        "now": found.period,
    }
    rate = _kept(material, found, "rates", split.rate)
    key = "move.moved" if found.moved else "move.still"
    first = material.say(key, said, value="move.change")
    second = material.say("move.sub" if found.telling else "move.alike", said, rate=rate)
    return f"{first} {second}"


def _twin(material: Material, title: str, steps: Sequence[Step]) -> Twin:
    names = ("part", "rates", "adds", "interval")
    header = tuple(material.say(f"table.{name}") for name in names)
    rows = tuple((s.label, s.small or "–", s.value, s.interval or "–") for s in steps)
    return Twin(title, header, rows)
