"""The tiles: each measure with its interval, its normal range, its line and its target."""

from __future__ import annotations

from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING

from stagelift.formatting import day, default_spec, formatted, span
from stagelift.reports.charts import sparkline
from stagelift.reports.first_screen.course import landing_words
from stagelift.reports.fragments import Fragment, Twin, paragraph, section
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure

MISSING = {"low_n": "tile.hidden", "no_data": "tile.no_data"}
WEEKS = 13  # as many as a small line can show
BROAD = 4  # small lines in one table: more make a browser shrink the whole sheet
BESIDE = (  # column, the comparison that asks for it, the end of its fact's name
    ("before", "before", "before"),
    ("year", "year", "last_year"),
    ("lands", "target", "lands"),
)


def tiles(material: Material) -> Fragment:
    """The tiles of a page; their numbers also stand in a table at its end.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    if not material.shown:
        return section(paragraph(material.say("measures.none")), kind="measures")
    items = "".join(_tile(material, measure) for measure in material.shown)
    material.twins += [_twin(material), *_lines_twins(material)]
    label = escape(wording(material.language, "tiles"))
    body = f'<ul class="tiles" aria-label="{label}">{items}</ul>'
    under = " ".join([*left_words(material), *year_words(material)])
    return section(body, paragraph(under, "sub") if under else "", kind="measures")


def left_words(material: Material) -> list[str]:
    """How many measures a full page has no place for; none on a brief one, which shows its own.

    Args:
        material: What the page is written from.

    Returns:
        One sentence, or none.
    """
    left = len({m.metric for m in material.measures}) - len(material.shown)
    if not material.every or not left:
        return []
    return [material.say("measures.left", left=material.count("measures.left", left))]


def year_words(material: Material) -> list[str]:
    """Which days of last year the tiles are held against, or that the data do not hold them.

    Args:
        material: What the page is written from.

    Returns:
        One sentence for each way the days were chosen; none where nobody asked for last year.
    """
    if "year" not in material.compared:
        return []
    known = [year for year in material.years.values() if year.estimate is not None]
    if not known:
        return [material.say("compared.none")]
    spans: dict[tuple[str, str], dict[str, None]] = {}
    for year in known:
        days = span(year.period.first, year.period.last, material.language)
        names = ", ".join(one.name for one in year.feasts)
        weekly = material.period.kind in ("week", "span")
        key = "feast" if year.feasts else "year" if weekly else "dates"
        spans.setdefault((key, names), {})[days] = None
    return [
        material.say(f"compared.{key}", {"span": "; ".join(days), "festivals": names})
        for (key, names), days in spans.items()
    ]


def compared_words(material: Material, measure: Measure) -> str:
    """The measure in the period before and a year before, as far as the report asks for them.

    Args:
        material: What the page is written from.
        measure: The measure.

    Returns:
        The words; empty where nothing is asked or known.
    """
    parts, before = [], f"{measure.key}.before"
    known = before in material.book and material.book[before].value is not None
    if "before" in material.compared and known:
        parts.append(material.say("tile.before", before=before))
    year, then = material.years.get(measure.key), f"{measure.key}.last_year"
    if year is not None and then in material.book and material.book[then].value is not None:
        parts.append(material.say("tile.feast" if year.feasts else "tile.year", year=then))
    return " · ".join(parts)


def usual_words(material: Material, measure: Measure) -> str:
    """The normal range of a measure in words, marked when too few weeks stand behind it."""
    if measure.usual is None:
        return material.say("tile.no_history")
    if measure.festive:
        return material.say("tile.holiday", {"range": material.level(f"{measure.key}.usual")})
    side = f".{measure.side}" if measure.side else ""
    key = f"tile.so_far{side}" if measure.usual.descriptive else f"tile.usual{side}"
    return material.say(key, {"range": material.level(f"{measure.key}.usual")})


def target_words(material: Material, measure: Measure) -> str:
    """The target of a measure and its standing in words."""
    if measure.target is None or measure.standing is None:
        return material.say("tile.no_target")
    target = f"{measure.key}.target"
    if measure.aimed is None:
        return material.say(f"tile.target.{measure.standing}", target=target)
    grain = material.say(f"grain.{measure.target_every}")
    if measure.aims:
        return material.say("tile.aims", {"grain": grain}, **aim_counts(material, measure))
    said = {"grain": grain, "span": material.entered(measure.aimed)}
    judged = f"{measure.key}.judged"
    return material.say(f"tile.aimed.{measure.standing}", said, judged=judged, target=target)


def aim_counts(material: Material, measure: Measure) -> dict[str, str]:
    """The facts of a target that several periods of the page are judged by.

    Args:
        material: What the page is written from.
        measure: A measure with more than one such period.

    Returns:
        Names of facts: the target, how many periods met it, how many stayed short, how many of all.
    """
    counts = {"met": measure.aims_that("met"), "short": measure.aims_that("short")}
    counts["every"] = len(measure.aims)
    found = {name: material.count(f"{measure.key}.aims.{name}", n) for name, n in counts.items()}
    return {"target": f"{measure.key}.target", **found}


def about_words(material: Material, measure: Measure) -> str:
    """Whom a measure is about: who entered when and for how long, or how many answered."""
    if measure.estimate.unit == "points":
        return material.say("tile.answered", value=measure.key)
    if not measure.dated:
        return material.entered(measure)
    words = {"span": material.entered(measure)}
    if measure.estimate.unit == "score":
        return material.say("tile.scored", words, value=measure.key)
    if measure.days is None:
        # whoever enters is followed to a day; a base without one was active when the period began
        followed = measure.estimate.matured_through is not None
        return material.say("tile.entered" if followed else "tile.active", words)
    return material.say(
        "tile.followed", words, days=material.count(f"{measure.metric}.window_days", measure.days)
    )


def line_of(measure: Measure, weeks: int) -> list[float | None]:
    """The weekly values of a measure, oldest first, its shown week last."""
    estimates = [*measure.earlier, measure.estimate][-weeks:]
    hidden = measure.withheld
    return [None if e.period in hidden else e.value for e in estimates]


def shown_value(material: Material, measure: Measure) -> str:
    """The value as text, or why there is none."""
    fact = material.book[measure.key]
    if fact.value is None:
        if measure.ripens is not None:
            return material.say("tile.early", {"day": day(measure.ripens, material.language)})
        return material.say(MISSING.get(fact.status, "tile.unknown"))
    return material.book.show(measure.key)


def _tile(material: Material, measure: Measure) -> str:
    fact = material.book[measure.key]
    value = shown_value(material, measure)
    interval = material.level(measure.key) if fact.value is not None else ""
    state = measure.standing if measure.standing in {"met", "short"} else ""
    under = f" <small>{escape(interval)}</small>" if interval else ""
    big = f'<p class="big">{escape(value)}{under}</p>'
    if fact.value is None:
        big = paragraph(value)
    ahead, beside = landing_words(material, measure.key), compared_words(material, measure)
    parts = [
        f"<h2>{escape(measure.named)}</h2>",
        big,
        _line(material, measure, value) if fact.value is not None else "",
        paragraph(usual_words(material, measure), "outside" if measure.outside else ""),
        paragraph(target_words(material, measure), f"foot {state}".strip()),
        *(paragraph(words) for words in (ahead, beside) if words),
        paragraph(about_words(material, measure)),
    ]
    return f"<li>{''.join(parts)}</li>"


def _line(material: Material, measure: Measure, value: str) -> str:
    limits = measure.usual
    usual = None if limits is None else (limits.low, limits.high)
    said = {"metric": measure.named, "value": value, "usual": usual_words(material, measure)}
    label = material.say("spark", said)
    target = measure.target if measure.judged is measure else None
    return sparkline(line_of(measure, WEEKS), label=label, usual=usual, target=target)


def _twin(material: Material) -> Twin:
    say = material.language
    names = ["measure", "value", "low", "high", "n", "normal", "target"]
    names += [name for name, kind, _ in BESIDE if kind in material.compared]
    header = tuple(wording(say, f"table.{name}") for name in names)
    rows = tuple(_numbers(material, measure) for measure in material.shown)
    return Twin(wording(say, "tiles"), header, rows)


def _lines_twins(material: Material) -> list[Twin]:
    """What the small lines are drawn from, as many of them beside each other as a sheet holds."""
    shown = material.shown
    return [_lines_twin(material, shown[at : at + BROAD]) for at in range(0, len(shown), BROAD)]


def _lines_twin(material: Material, measures: Sequence[Measure]) -> Twin:
    """A row for each period, counted back from the one that each measure shows."""
    lines = [_drawn(material, measure)[::-1] for measure in measures]
    rows = [(str(back), *cells) for back, cells in enumerate(zip_longest(*lines, fillvalue=""))]
    names = wording(material.language, "tiles")
    if len(measures) < len(material.shown):
        names = f"{names} ({measures[0].named} … {measures[-1].named})"
    title = material.say("trend.title", {"metric": names})
    header = (material.say("tiles.back").capitalize(), *map(_dated, measures))
    return Twin(title, header, tuple(rows[::-1]))


def _dated(measure: Measure) -> str:
    return f"{measure.named} ({measure.estimate.period})" if measure.dated else measure.named


def _drawn(material: Material, measure: Measure) -> list[str]:
    """The values a small line is drawn from, oldest first, each with its interval."""
    found = []
    for estimate in [*measure.earlier, measure.estimate][-WEEKS:]:
        fact = measure.fact(measure.key, estimate)
        ends = {"value": fact.value, "low": fact.low, "high": fact.high}
        words = {
            part: material.book.bare(number, fact.spec, fact.unit, part)
            for part, number in ends.items()
        }
        known = fact.low is not None and fact.high is not None
        found.append(material.say("tiles.within", words) if known else words["value"])
    return found


def _numbers(material: Material, measure: Measure) -> tuple[str, ...]:
    key = measure.key
    show = material.book.show
    limits = usual_words(material, measure)
    target = show(f"{key}.target") if measure.target is not None else "–"
    return (
        measure.named,
        show(key),
        show(f"{key}.low"),
        show(f"{key}.high"),
        show(f"{key}.n"),
        limits,
        target,
        *(
            _beside(material, f"{key}.{end}")
            for _, kind, end in BESIDE
            if kind in material.compared
        ),
    )


def _beside(material: Material, name: str) -> str:
    """A compared number with its interval as a cell of a table."""
    if name not in material.book or material.book[name].value is None:
        return "–"
    return f"{material.book.show(name)} ({material.level(name)})"


def axis_text(measure: Measure, language: str, value: float) -> str:
    """A value of an axis: as few decimals as its unit allows."""
    unit = measure.estimate.unit
    return formatted(value, measure.spec if unit == "share" else default_spec(unit), language)
