"""Lines of `stagelift report diff`: what changed most first, what one run has alone last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stagelift.cli.options import language
from stagelift.cli.screen import columns, mark
from stagelift.cli.wording import said
from stagelift.formatting import default_spec, formatted, measure_spec

if TYPE_CHECKING:
    from stagelift.reports.diff import Beside, Diff
    from stagelift.reports.programme.names import Names

POINT = "@"  # in the name of a fact: one point of a trend
ABSENT = "absent"
NOT = "not "  # before a segment: everyone else
COLUMNS = ("number", "a", "b", "difference", "usual", "n")
PARTS = (
    "promoters",
    "passives",
    "detractors",
    "early",
    "loss",
    "gain",
    "effect",
    "now",
    "usual",
    "others_now",
    "others_usual",
)


def diff_text(found: Diff, names: Names, *, every: bool) -> str:
    """Two runs of a report as a table.

    Args:
        found: Their numbers side by side.
        names: The words of the definitions.
        every: Whether to show what did not move too.

    Returns:
        A heading, one line a number that both have, how many were left out, then what only one
        of them has.
    """
    titles = titles_of(found.rows, names)
    kept = [row for row in found.rows if every or moved(found, row)]
    both = sorted((row for row in kept if not alone(row)), key=weight, reverse=True)
    single = [row for row in kept if alone(row)]
    first, second = found.first.stable.period, found.second.stable.period
    if found.restates:
        first, second = found.first.run_id, found.second.run_id
    lines = [said("diff.head", report=found.report, first=first, second=second)]
    if both:
        head = tuple(said(f"diff.{name}") for name in COLUMNS)
        lines.append(columns([head, *(diff_row(row, titles[_key(row)]) for row in both)]))
    rest = len(found.rows) - len(kept)
    if rest:
        lines.append(said("diff.same" if found.restates else "diff.usual_rest", count=rest))
    for name, rows in (
        (second, [row for row in single if row.status_a == ABSENT]),
        (first, [row for row in single if row.status_b == ABSENT]),
    ):
        if rows:
            lines.append(said("diff.alone", name=name, count=len(rows)))
            lines.append(columns([alone_row(row, titles[_key(row)]) for row in rows]))
    return "\n".join(lines)


def alone(row: Beside) -> bool:
    """Whether only one of the runs has a number."""
    return ABSENT in (row.status_a, row.status_b)


def moved(found: Diff, row: Beside) -> bool:
    """Whether a number is news: restated, outside its usual range, or in one run only.

    A level without a usual range is none where others have one; another effect or worth is.
    """
    if alone(row):
        return POINT not in row.name  # points of a trend come and go with the calendar
    if (row.a, row.status_a) == (row.b, row.status_b):
        return False
    if found.restates or row.redefined:
        return True
    if row.unusual is None and row.measure == "level" and found.judges:
        return False  # two points make no signal, where others are held against their range
    return row.unusual is not False


def weight(row: Beside) -> tuple[bool, float, float]:
    """How far up a number stands: by its difference in half-widths of the intervals of both.

    Numbers without intervals follow, by their relative difference; last what has no difference.
    """
    if row.difference is None or row.a is None:
        return False, 0.0, -1.0
    relative = abs(row.difference) / abs(row.a) if row.a else 0.0
    width = row.half_width
    if not width:
        return False, 0.0, relative
    return True, abs(row.difference) / width, relative


def titles_of(rows: Sequence[Beside], names: Names) -> dict[tuple[str | None, ...], str]:
    """What each number is called; with the fact's id where two would be called the same.

    Args:
        rows: The numbers.
        names: The words of the definitions.

    Returns:
        Its words by what sets a number apart.
    """
    plain = {_key(row): title(row, names) for row in rows}
    times = Counter(plain.values())
    return {key: text if times[text] == 1 else f"{text} ({key[0]})" for key, text in plain.items()}


def title(row: Beside, names: Names) -> str:
    """A number's experiment, metric, part, stage, segment and variant in words."""
    owner, _, last = row.name.partition(POINT)[0].rpartition(".")
    experiment = row.name.partition(".")[0]
    metric = row.metric if row.metric in names.metrics else row.metric.partition(".")[0]
    words = [names.experiment(experiment)] if experiment in names.experiments else []
    words.append(names.metric(metric))
    if owner and last in PARTS:
        words.append(said(f"diff.part.{last}"))
    if row.stage:
        words.append(names.stage(row.stage))
    if row.segment:
        segment = names.segment(row.segment.removeprefix(NOT))
        others = row.segment.startswith(NOT)
        words.append(said("diff.others", segment=segment) if others else segment)
    if row.variant:
        words.append(names.variant(experiment, row.variant))
    if POINT in row.name:
        words.append(row.name.partition(POINT)[2])
    return " · ".join(words)


def diff_row(row: Beside, words: str) -> tuple[str, ...]:
    """One number of two runs as a row."""
    return (
        words,
        value_text(row, second=False),
        value_text(row, second=True),
        said("diff.redefined") if row.redefined else difference_text(row),
        usual_text(row),
        f"{_count(row.n_a)} > {_count(row.n_b)}",
    )


def alone_row(row: Beside, words: str) -> tuple[str, str]:
    """One number that only one run has, as a row."""
    return words, value_text(row, second=row.status_a == ABSENT)


def value_text(row: Beside, *, second: bool) -> str:
    """A value with its interval and the period it is about, or why there is none."""
    if second:
        value, status, period, low, high = row.b, row.status_b, row.period_b, row.low_b, row.high_b
    else:
        value, status, period, low, high = row.a, row.status_a, row.period_a, row.low_a, row.high_a
    if value is None:
        return said("diff.undefined", status=status)
    spec = measure_spec(row.unit, row.measure)
    text = formatted(value, spec, language())
    if low is not None and high is not None:
        ends = (formatted(end, spec, language()) for end in (low, high))
        text = f"{text} [{', '.join(ends)}]"
    return f"{text} ({period})" if period else text


def difference_text(row: Beside) -> str:
    """The difference in the number's own unit."""
    if row.difference is None:
        return "–"
    measure = row.measure if row.measure == "lift" else "change"
    return formatted(row.difference, measure_spec(row.unit, measure), language())


def usual_text(row: Beside) -> str:
    """The usual range, and whether the second value lies outside it."""
    if row.usual_low is None or row.usual_high is None:
        return ""
    spec = default_spec(row.unit)
    low, high = (formatted(end, spec, language()) for end in (row.usual_low, row.usual_high))
    text = f"{low} – {high}"
    return f"{text} {mark('attention')}" if row.unusual else text


def _count(n: int | None) -> str:
    return "–" if n is None else f"{n:,}"


def _key(row: Beside) -> tuple[str | None, ...]:
    return row.name, row.metric, row.measure, row.stage, row.segment, row.variant
