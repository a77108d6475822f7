"""The answer of the page: the sentence that matters most, its size, who decides by when.

A decision that waits comes first, unless a measure that left its range costs more than the
decision brings; then an experiment that must be mended; then a measure outside its range. What is
outside its range is said in any case. When there is none of these, nothing needs a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.formatting import day, span
from stagelift.reports.changes import around
from stagelift.reports.decided import last_decision
from stagelift.reports.fragments import Fragment, pairs, paragraph, section
from stagelift.reports.money import gain, loss, lost, more_name
from stagelift.reports.normal import ENOUGH
from stagelift.reports.periods import Period
from stagelift.reports.trials import Row, in_state
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.source import Silent

NAMED = 2  # measures outside their range that are named, beside the one in the headline
RECENT = timedelta(days=7)  # a change this long before a period may still fit its time

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer in parts.

    Args:
        tone: `decision`, `fix`, `news`, `watch` or `quiet`.
        headline: The sentence.
        size: How large, with its interval; may be empty.
        rows: Names and what is said of them.
        metric: Key of the measure the headline is about, or None.
    """

    tone: str
    headline: str
    size: str
    rows: Pairs = ()
    metric: str | None = None

    @property
    def fragment(self) -> Fragment:
        """The answer as a piece of the page."""
        parts = [
            paragraph(self.headline, "headline"),
            paragraph(self.size, "size") if self.size else "",
            pairs(self.rows),
        ]
        return section(*parts, kind=f"answer {self.tone}")


def compose(material: Material) -> Answer:
    """The answer of a page.

    Args:
        material: What the page is written from.

    Returns:
        The answer; its sentences are bound to facts.
    """
    lead = _first(material)
    alarm = material.alarm
    led = alarm is not None and alarm.key == lead.metric and lead.tone in {"news", "watch"}
    where = [("row.where", where_line(material))] if material.where is not None else []
    rows = [*where, *lead.rows] if led else [*lead.rows]
    if alarm is not None and not led:
        rows += [("row.alarm", alarm_line(material, alarm)), *where]
    others = [row.label for row in in_state(material.trials, "waiting")[1:]]
    rows += [("row.also", ", ".join(others))] if others else []
    said = {lead.metric, alarm.key if alarm else None}
    outside = [m for m in material.measures if m.side and m.key not in said]
    rows += [("row.outside", outside_line(material, outside))] if outside else []
    rows += [("row.early", early_line(material))] if material.early is not None else []
    if alarm is None:  # else tiles and the table of tests say it, and the box stays short
        rows += [("row.course", course(material)), ("row.last", last_decision(material))]
        rows.append(("row.next", running(material)))
        rows += [("row.holidays", held)] if (held := holiday_line(material)) else []
    rows.append(("row.trust", trust_line(material)))
    named = tuple((wording(material.language, key), text) for key, text in rows)
    return Answer(lead.tone, lead.headline, lead.size, named, lead.metric)


def _first(material: Material) -> Answer:
    waiting, hidden = in_state(material.trials, "waiting"), in_state(material.trials, "hidden")
    alarm = material.alarm
    if waiting and not (alarm is not None and _outweighs(material, alarm, waiting[0])):
        return _decision(material, waiting[0])
    if hidden and not waiting:
        said = material.say("headline.hidden", {"experiment": hidden[0].label})
        owner = (("row.decide", asked_of(material, hidden[0])),)
        return Answer("fix", said, hidden[0].reason, owner)
    if alarm is not None:
        rows = (("row.decide", owed_of(material, waiting[0])),) if waiting else ()
        return _alarm(material, alarm, rows)
    news = [measure for measure in material.measures if measure.outside]
    if news:
        return _news(material, news[0])
    return Answer("quiet", material.say("headline.quiet"), _calm(material))


def _outweighs(material: Material, alarm: Measure, row: Row) -> bool:
    """Whether a fall costs more in a month than the decision brings, as far as both are known."""
    name, brings = loss(material, alarm), gain(material, row)
    if name is None or (row.verdict == "ship" and brings is None):
        return False
    gained = 0.0 if brings is None else material.book[brings].value or 0.0
    return (material.book[name].value or 0.0) > gained


def _decision(material: Material, row: Row) -> Answer:
    names = {"experiment": row.label, "treatment": row.treatment, "control": row.control}
    unplanned = row.verdict == "ship" and row.caveat == "exploratory"
    waiting = material.count("experiments.waiting", len(in_state(material.trials, "waiting")))
    key = "headline.unplanned" if unplanned else f"headline.{row.verdict}"
    headline = material.say(key, names, waiting=waiting)
    size = ""
    if row.effect is not None and row.levels is not None:
        customers = material.count(f"{row.name}.customers", sum(level.n for level in row.levels))
        facts = {
            "old": f"{row.name}.control",
            "new": f"{row.name}.treatment",
            "effect": f"{row.name}.effect",
        }
        size = material.say(
            "size.effect", {"metric": row.metric_label}, customers=customers, **facts
        )
    brings = gain(material, row)
    if brings is not None and row.worth is not None:
        costs = material.say("costs.unknown" if row.worth.free else "costs.paid")
        said = material.say("size.gain", {"costs": costs}, gain=brings, more=more_name(row))
        size = f"{size} {said}".strip()
    if row.caveat:
        size = f"{size} {material.say(f'caveat.{row.caveat}')}".strip()
    asked = (("row.decide", asked_of(material, row)),)
    return Answer("decision", headline, size, asked, row.effect.metric if row.effect else None)


def _alarm(material: Material, measure: Measure, waiting: Pairs) -> Answer:
    """The answer about a measure that left its range in the wrong direction."""
    usual = measure.usual
    so_far = usual is not None and usual.descriptive
    words = {"metric": measure.label, "span": material.entered(measure)}
    missing = lost(material, measure)
    facts = {"value": measure.key, "usual": f"{measure.key}.usual", **_history(material, measure)}
    if missing is None:
        key = f"headline.{measure.side}{'_so_far' if so_far else ''}"
        headline = material.say(key, words)
        size = material.say("size.outside", value=measure.key, usual=f"{measure.key}.usual")
    else:
        key = "headline.fell" if measure.side == "below" else "headline.rose"
        headline = material.say(key, words, value=measure.key, lost=missing)
        size = material.say("size.alarm_so_far" if so_far else "size.alarm", words, **facts)
    costs = loss(material, measure)
    if costs is not None:
        size = f"{size} {material.say('size.loss', loss=costs)}"
    owner = (("row.owner", measure.owner),) if measure.owner else ()
    tone = "watch" if so_far else "news"
    return Answer(tone, headline, size, (*owner, *waiting), measure.key)


def _history(material: Material, measure: Measure) -> dict[str, str]:
    """The names of two facts: how many earlier periods there are, and how many make news."""
    periods = 0 if measure.usual is None else measure.usual.periods
    return {
        "periods": material.count(f"{measure.key}.periods", periods),
        "enough": material.count("page.periods_for_news", ENOUGH),
    }


def _news(material: Material, measure: Measure) -> Answer:
    headline = material.say(f"headline.{measure.outside}", {"metric": measure.label})
    size = material.say("size.outside", value=measure.key, usual=f"{measure.key}.usual")
    owner = (("row.owner", measure.owner),) if measure.owner else ()
    return Answer("news", headline, size, owner, measure.key)


def _calm(material: Material) -> str:
    judged = [
        (m.value, m.usual)
        for m in material.measures
        if m.usual is not None and m.value is not None and not m.festive
    ]
    if not judged:
        return material.say("size.none")
    usual = [limits for _, limits in judged if limits is not None]
    facts = {"judged": material.count("measures.judged", len(judged))}
    inside = sum(
        limits.holds(value) for value, limits in judged if value is not None and limits is not None
    )
    if all(not limits.descriptive for limits in usual):
        template = wording(material.language, "size.inside")
        return material.book.claim(template, inside == len(judged), material.kind, **facts)
    facts["inside"] = material.count("measures.inside", inside)
    most = max(u.periods for u in usual if u.descriptive)
    facts["periods"] = material.count("measures.periods", most)
    return material.say("size.so_far", **facts)


def alarm_line(material: Material, measure: Measure) -> str:
    """A measure that left its range, in one line beside another headline."""
    sure = cost = ""
    if measure.usual is not None and measure.usual.descriptive:
        sure = material.say("alarm.sure", **_history(material, measure))
    costs = loss(material, measure)
    if costs is not None:
        cost = material.say("alarm.cost", loss=costs)
    words = {"metric": measure.label, "sure": sure, "cost": cost}
    return material.say("alarm.fell", words, value=measure.key, usual=f"{measure.key}.usual")


def where_line(material: Material) -> str:
    """The segment a fall stands in, and what changed at that time; never why."""
    if material.where is None or material.alarm is None:
        return ""
    shown = Period.parse(material.alarm.estimate.period)
    first = shown.first - RECENT
    fits = around(material.changes, first, shown.last, material.alarm.stage)
    why = material.say("where.why")
    if fits:
        on = day(fits[-1].on, material.language)
        change = fits[-1].what.text(material.language)
        why = material.say("where.change", {"change": change, "on": on})
    names = {"then": "where.usual", "now": "where.now"}
    names |= {"others_then": "where.others_usual", "others_now": "where.others_now"}
    return material.say("where", {"segment": material.where.label, "why": why}, **names)


def outside_line(material: Material, outside: list[Measure]) -> str:
    """The other measures outside their range, the first by name."""
    parts = [
        material.say(f"outside.side.{m.side}", {"metric": m.label}, value=m.key)
        for m in outside[:NAMED]
    ]
    if len(outside) > NAMED:
        more = material.count("measures.more_outside", len(outside) - NAMED)
        parts.append(material.say("outside.more", more=more))
    return "; ".join(parts)


def early_line(material: Material) -> str:
    """The early look at the same age, as one line."""
    early = material.early
    if early is None:
        return ""
    period = Period.parse(early.measure.estimate.period)
    when = span(period.first, period.last, material.language, year=False)
    side = material.say(f"early.{early.measure.side}") if early.measure.side else ""
    names = {"value": early.key, "usual": f"{early.key}.usual", "days": f"{early.key}.days"}
    led = material.alarm is not None and material.alarm.key == early.of.key
    words = {"metric": "" if led else f"{early.of.label}, ", "span": when, "side": side}
    return material.say(f"early.{early.state}", words, **names)


def holiday_line(material: Material) -> str:
    """The festivals of shown weeks, and the measures not judged because of them, as one line."""
    held = [m for m in material.measures if m.value is not None and m.usual and m.festive]
    if not held:
        return ""
    found = dict.fromkeys(festival for measure in held for festival in measure.festive)
    names = "; ".join(one.text(material.language) for one in found)
    labels = tuple(dict.fromkeys(measure.label for measure in held))
    key = "holidays.some" if len(labels) <= NAMED else "holidays.week"
    return material.say(key, {"festivals": names, "metrics": ", ".join(labels)})


def owed_of(material: Material, row: Row) -> str:
    """A decision that waits behind a larger matter: what is asked, what it brings, of whom."""
    asked, brings = asked_of(material, row), gain(material, row)
    owed = asked if brings is None else material.say("ask.gain", {"asked": asked}, gain=brings)
    words = {"experiment": row.label, "treatment": row.treatment, "control": row.control}
    return material.say(
        "ask.ship" if row.verdict == "ship" else "ask.other", {**words, "owed": owed}
    )


def asked_of(material: Material, row: Row) -> str:
    """Who decides and by when, as one line.

    Args:
        material: What the page is written from.
        row: The experiment.

    Returns:
        The line; it says what is missing.
    """
    by = day(row.by, material.language, weekday=True) if row.by else ""
    dated = "overdue" if overdue(material, row) else "owner_by"
    key = {(True, True): dated, (True, False): "owner", (False, True): "by"}.get(
        (bool(row.owner), bool(by)), "nobody"
    )
    return material.say(f"decide.{key}", {"owner": row.owner, "by": by})


def overdue(material: Material, row: Row) -> bool:
    """Whether an experiment still waits after the day its decision was due.

    Args:
        material: What the page is written from.
        row: The experiment.

    Returns:
        True from the day after the due day, by the journey's calendar.
    """
    today = material.as_of.astimezone(ZoneInfo(material.zone)).date()
    return row.state == "waiting" and row.by is not None and row.by < today


def course(material: Material) -> str:
    """The course against the targets, as one line."""
    aimed = [m for m in material.measures if m.key == m.metric and m.standing is not None]
    if not aimed:
        return material.say("course.none")
    targets = material.count("targets.set", len(aimed))
    met = [m for m in aimed if m.standing == "met"]
    short = [m.label for m in aimed if m.standing == "short"]
    if len(met) == len(aimed):
        return material.say("course.all", targets=targets)
    reached = material.count("targets.met", len(met))
    near = material.count("targets.about_met", len(aimed) - len(met) - len(short))
    key = "course.some" if short else "course.open"
    return material.say(key, {"short": ", ".join(short)}, met=reached, near=near, targets=targets)


def running(material: Material) -> str:
    """How many experiments run and when the next result is due, as one line."""
    rows = in_state(material.trials, "running")
    if not rows:
        return material.say("next.none")
    count = material.count("experiments.running", len(rows))
    ends = [row.ends for row in rows if row.ends is not None]
    if not ends:
        return material.say("next.undated", running=count)
    return material.say(
        "next.running", {"next": day(min(ends), material.language, weekday=True)}, running=count
    )


def trust_line(material: Material) -> str:
    """Whether the data can be trusted, as one line."""
    trust = material.trust
    parts = []
    if trust.late_share is None:
        parts.append(material.say("trust.late_unknown"))
    else:
        parts.append(
            material.say(
                "trust.late", late=material.count("data.late", trust.late_share, unit="share")
            )
        )
    rejected = sum(trust.rejected.values())
    if rejected:
        parts.append(
            material.say("trust.dirty", rejected=material.count("data.rejected", rejected))
        )
    else:
        parts.append(material.say("trust.clean"))
    parts += [silence(material, one) for one in trust.stale]
    return "; ".join(parts)


def silence(material: Material, one: Silent, *, usual: bool = False) -> str:
    """A source that delivers no more, in words.

    Args:
        material: What the page is written from.
        one: The source.
        usual: Whether its longest silence before is said, too.

    Returns:
        The words.
    """
    key = f"stale{'.one' if one.silent == 1 else ''}{'.usual' if usual else ''}"
    facts = {
        "silent": material.count(f"data.{one.source}.silent", one.silent),
        "usual": material.count(f"data.{one.source}.usual_silence", one.usual or 0),
    }
    return material.say(key, {"source": one.source}, **facts)
