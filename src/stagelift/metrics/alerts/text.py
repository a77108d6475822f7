"""Alerts as text: what to look at first, each bound to its numbers, then the false alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import confidence, day, formatted, number, span
from stagelift.metrics.why.wording import say
from stagelift.statistics.judged_span import CHANCE

if TYPE_CHECKING:
    from stagelift.metrics.alerts.alerts import Alert, Alerts

HEAD = (
    *("metric", "stage", "segment", "age", "days_judged", "value", "usual"),
    *("change", "interval", "limits", "n", "since", "direction"),
)


def alerts_text(found: Alerts, language: str) -> str:
    """The alerts, or that there is none, and how many false ones to expect.

    Args:
        found: The series.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    count, series = len(found.alerts), number(found.judged)
    if not count:
        lines = [say(language, "alert.none" if found.judged else "alert.unjudged", series=series)]
    else:
        worse = len(found.worse)
        lines = [say(language, "alert.some", worse=worse, better=count - worse, series=series)]
        head = [say(language, f"column.{name}") for name in HEAD]
        lines += ["", *aligned([head, *(_row(row, language) for row in found.alerts)]), ""]
    lines.append(
        say(
            language,
            "alert.false",
            count=f"{found.false_alarms:.1f}",
            series=series,
            runs=RUNS_TEXT[found.every],
            chance=formatted(CHANCE, ".2%"),
            q=confidence(found.q),
        )
    )
    unknown = len(found.rows) - found.judged
    if unknown:
        lines.append(say(language, "alert.quiet", count=unknown))
    if found.unwatched:
        lines.append(say(language, "alert.unwatched", names=", ".join(found.unwatched)))
    return "\n".join(
        [*lines, *found.notes, say(language, f"alert.foot.{found.every}", as_of=found.as_of)]
    )


RUNS_TEXT = {"day": "91", "week": "13"}


def _row(row: Alert, language: str) -> list[str]:
    judged, age = row.span, say(language, "alert.whole")
    if row.age_days is not None:
        age = say(language, "alert.age", days=row.age_days)
    spec = ".1%" if (judged.usual or 0.0) >= 0.05 else ".2%"
    change = "+.1pp" if spec == ".1%" else "+.2pp"
    days = ""
    if row.first_day is not None and row.last_day is not None:
        days = span(row.first_day, row.last_day, language, year=False)
    return [
        row.metric,
        row.stage or "",
        row.segment or say(language, "alert.everyone"),
        age,
        days,
        _one(judged.value, spec, language),
        _one(judged.usual, spec, language),
        _one(judged.change, change, language),
        _two(judged.low, judged.high, change, language),
        _two(judged.least, judged.most, spec, language),
        number(judged.n),
        "" if row.since is None else day(row.since, language),
        say(language, "alert.worse" if row.worse else "alert.better"),
    ]


def _one(value: float | None, spec: str, language: str) -> str:
    return "–" if value is None else formatted(value, spec, language)


def _two(low: float | None, high: float | None, spec: str, language: str) -> str:
    return f"[{_one(low, spec, language)}, {_one(high, spec, language)}]"
