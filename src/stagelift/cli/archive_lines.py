"""Lines of `stagelift report archive`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stagelift.cli.options import language
from stagelift.cli.screen import columns, mark
from stagelift.cli.wording import said
from stagelift.formatting import formatted, measure_spec
from stagelift.reports.closed import PLAIN

if TYPE_CHECKING:
    from stagelift.reports.archive.calibration import Calibration, Forecasted
    from stagelift.reports.archive.pruning import Removable
    from stagelift.reports.archive.restating import Restated
    from stagelift.reports.archive.selection import Kept
    from stagelift.reports.archive.trend import Told


def kept_text(found: Sequence[Kept]) -> str:
    """What the archive holds, a line a metric."""
    if not found:
        return said("archive.none")
    head = tuple(said(f"archive.{name}") for name in ("metric", "facts", "runs", "periods", "last"))
    shown = [each for each in found if "." not in each.metric]
    rows = [
        (each.metric, f"{each.facts:,}", f"{each.runs:,}", f"{each.periods:,}", _minute(each.last))
        for each in shown
    ]
    lines = [columns([head, *rows])]
    if rest := len(found) - len(shown):
        lines.append(said("archive.parts", count=rest))
    return "\n".join(lines)


def trend_text(found: Sequence[Told]) -> str:
    """The numbers of a selection, each under what it measures; why there is none."""
    if not found:
        return said("archive.hidden")
    lines: list[str] = []
    groups: dict[str, list[Told]] = {}
    for each in found:
        plain = each.variant is None and each.measure in PLAIN
        first = each.metric if plain else each.name
        measure = each.measure if plain else ""
        whose = None if plain else each.experiment
        about = (whose, first, measure, each.stage, each.segment, each.variant)
        groups.setdefault(" · ".join(part for part in about if part), []).append(each)
    for title, rows in groups.items():
        lines += [title, columns(map(_told, rows))]
    return "\n".join(lines)


def _told(told: Told) -> tuple[str, ...]:
    value = value_text(told.value, told.low, told.high, told.unit, told.measure)
    n = said("archive.of", n=told.n) if told.n is not None else ""
    how = told.status if told.status != "ok" else ""
    again = ""
    if told.redefined:
        again = said("archive.redefined")
    elif told.restated:
        first, last = (_number(v, told.unit, told.measure) for v in (told.first, told.value))
        again = said("archive.was", value=first) if first != last else ""
    return told.period, value, n, how or "", again


def restated_text(found: Sequence[Restated]) -> str:
    """Every change of a published number: what it was, what it is, why."""
    shown = [each for each in found if _differs(each)]
    if not shown:
        return said("archive.restated.none")
    return "\n".join(map(_restated, shown))


def _differs(each: Restated) -> bool:
    """Whether both values are other ones as they are shown too."""
    was, now = (_number(value, each.unit, each.measure) for value in (each.before, each.now))
    return was != now


def _restated(each: Restated) -> str:
    whose = None if each.variant is None and each.measure in PLAIN else each.experiment
    about = " · ".join(part for part in (whose, each.name, each.stage, each.segment) if part)
    return said(
        "archive.restated.one",
        about=about,
        period=each.period,
        was=_number(each.before, each.unit, each.measure),
        now=_number(each.now, each.unit, each.measure),
        why=cause_text(each),
        on=each.known_now[:10],
    )


def cause_text(each: Restated) -> str:
    """Why a number was restated, with the rows that came late where they are known."""
    if each.cause == "redefined":
        return said("archive.cause.redefined")
    if each.cause == "other rows":
        return said("archive.cause.other")
    if not each.late:
        return said("archive.cause.later")
    rows = ", ".join(f"{source} {count:,}" for source, count in each.late.items())
    return said("archive.cause.late", rows=rows)


def calibration_text(found: Calibration) -> str:
    """Forecasts beside what came, and how often they held."""
    if not found.rows:
        return said("archive.forecasts.none")
    lines = [columns(map(_forecast, found.rows))]
    known, limits = len(found.known), found.limits
    if limits is None:
        lines.append(said("archive.forecasts.open", count=len(found.rows)))
        return "\n".join(lines)
    ends = "–".join(formatted(end, ".0%", language()) for end in limits)
    share = formatted(found.share or 0.0, ".0%", language())
    promised = "–" if found.promised is None else formatted(found.promised, ".0%", language())
    held = {"held": found.held, "count": known, "share": share, "ends": ends}
    lines.append(said("archive.forecasts.held", **held, promised=promised))
    return "\n".join(lines)


def _forecast(row: Forecasted) -> tuple[str, ...]:
    measure = "effect" if row.kind == "decision" else "level"
    value = value_text(row.value, row.low, row.high, row.unit, measure)
    came = "–" if row.came is None else _number(row.came, row.unit, measure)
    key = "open" if row.held is None else "kept" if row.held else "missed"
    sign = mark("ok" if row.held else "attention") if row.held is not None else " "
    outcome = said(f"archive.forecast.{key}", came=came)
    return sign, row.name, row.period, row.told[:10], value, outcome


def pruned_text(found: Sequence[Removable], *, dry_run: bool) -> str:
    """The runs that went, or would go."""
    if not found:
        return said("archive.prune.none")
    rows = [
        (
            each.run_id,
            each.key,
            _minute(each.finished),
            f"{each.size / 1024:,.0f} KB",
            "" if dry_run or each.removed else said("archive.prune.busy"),
        )
        for each in found
    ]
    key = "archive.prune.would" if dry_run else "archive.prune.done"
    gone = [each for each in found if dry_run or each.removed]
    return f"{columns(rows)}\n{said(key, count=len(gone))}"


def value_text(
    value: float | None, low: float | None, high: float | None, unit: str, measure: str
) -> str:
    """A value with its interval in its unit's own format."""
    if value is None or low is None or high is None:
        return _number(value, unit, measure)
    spec = measure_spec(unit, measure, width=high - low)
    known, *ends = (formatted(each, spec, language()) for each in (value, low, high))
    return f"{known} [{', '.join(ends)}]"


def _number(value: float | None, unit: str, measure: str) -> str:
    if value is None:
        return "–"
    return formatted(value, measure_spec(unit, measure), language())


def _minute(instant: str) -> str:
    return f"{instant[:16].replace('T', ' ')} UTC"
