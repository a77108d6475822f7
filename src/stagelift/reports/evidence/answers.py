"""Who recommends, stage by stage: promoters, passives and detractors, and the score with them."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from stagelift.errors import ReportError
from stagelift.reports.charts.answers import answer_row
from stagelift.reports.evidence.asking import Events, asked
from stagelift.reports.fragments import DrawnRow, Fragment, Twin, drawn, section
from stagelift.reports.prose import TOLERANCE, Fact
from stagelift.statistics.moments import FIRST_PROMOTER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stagelift.metrics.voice.answers import Answers
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.source import Source

FIRST_PASSIVE = 7
SCALE = tuple(range(11))
PARTS = ("promoters", "passives", "detractors")


def answers(source: Source, material: Material) -> Fragment:
    """The stack of a net promoter score by stage, each part from the answers themselves.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment; empty where no such score is asked, so that its dots stand instead.

    Raises:
        ReportError: Promoters less detractors are not the score shown beside them.
    """
    scored = [m for m in material.measures if m.estimate.unit == "points" and m.stage is not None]
    if not scored or not isinstance(source, Events):
        return Fragment("")
    events, first = source, scored[0]
    found = asked(lambda: events.answers(first.metric, first.estimate.period))
    if found is None or found.scale != SCALE:
        return Fragment("")
    measures = sorted(
        (m for m in scored if m.metric == first.metric and m.estimate.period == found.period),
        key=lambda m: material.stages.index(str(m.stage)),
    )
    parts = {m.key: _parts(material, m, found) for m in measures}
    if not any(parts.values()):
        return Fragment("")
    title, sub = material.say("answers.title", {"metric": first.label}), material.say("answers.sub")
    rows = [_row(material, m, parts[m.key]) for m in measures]
    material.twins.append(_twin(material, title, measures, parts))
    key = f'<p class="sub legend">{"".join(_key(material, part) for part in PARTS)}</p>'
    return section(key, drawn(rows), kind="figure answers", heading=title, sub=sub, half=True)


def _key(material: Material, part: str) -> str:
    return f'<span class="key {part}"></span>{material.say(f"answers.{part}")} '


def _parts(material: Material, measure: Measure, found: Answers) -> Mapping[str, str]:
    """The facts of the three parts; none where the score itself is not shown."""
    score = material.book[measure.key]
    row = next((r for r in found.rows if (r.stage, r.segment) == (measure.stage, None)), None)
    if score.value is None or row is None:
        return {}
    counts = row.counts
    split = {
        "promoters": sum(counts[FIRST_PROMOTER:]),
        "passives": sum(counts[FIRST_PASSIVE:FIRST_PROMOTER]),
        "detractors": sum(counts[:FIRST_PASSIVE]),
    }
    n = sum(split.values())
    net = 100 * (split["promoters"] - split["detractors"]) / n if n else 0.0
    if not isclose(net, score.value, abs_tol=TOLERANCE * 100):
        message = f"'{measure.key}' is {score.value} but its answers give {net}"
        raise ReportError(message)
    return {
        part: material.book.record(_fact(material, measure, part, count, n)).name
        for part, count in split.items()
    }


def _fact(material: Material, measure: Measure, part: str, k: int, n: int) -> Fact:
    return Fact(
        name=f"{measure.key}.{part}",
        metric=f"{measure.metric}.{part}",
        measure="level",
        stage=measure.stage,
        period=measure.estimate.period,
        value=k / n,
        n=n,
        k=k,
        unit="share",
        as_of=material.as_of.isoformat(),
        form=".0%",
    )


def _row(material: Material, measure: Measure, parts: Mapping[str, str]) -> DrawnRow:
    if not parts:
        return DrawnRow(measure.stage_label, "", "–", "", material.say("few"), "")
    score = material.book[measure.key]
    shares = {part: float(material.book[name].value or 0.0) for part, name in parts.items()}
    ends = None if score.low is None or score.high is None else (score.low, score.high)
    drawing = answer_row(shares["promoters"], shares["detractors"], interval=ends)
    small = material.say("answers.small", value=measure.key, **parts)
    shown, interval = material.book.show(measure.key), material.level(measure.key)
    return DrawnRow(measure.stage_label, small, shown, "", interval, drawing)


def _twin(
    material: Material,
    title: str,
    measures: Sequence[Measure],
    parts: Mapping[str, Mapping[str, str]],
) -> Twin:
    names = ("stage", "value", "low", "high", "n")
    header = (
        *(material.say(f"table.{name}") for name in names),
        *(material.say(f"answers.{part}") for part in PARTS),
    )
    show = material.book.show
    rows = tuple(
        (
            m.stage_label,
            *(show(f"{m.key}{end}") for end in ("", ".low", ".high", ".n")),
            *(show(parts[m.key][part]) if parts[m.key] else "–" for part in PARTS),
        )
        for m in measures
    )
    return Twin(title, header, rows)
