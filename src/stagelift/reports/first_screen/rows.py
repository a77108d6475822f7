"""The lines under the headline: where, outside, early look, course, what runs, trust."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from stagelift.formatting import day, span
from stagelift.reports.changes import around
from stagelift.reports.money import gain, loss
from stagelift.reports.normal import ENOUGH
from stagelift.reports.periods import Period
from stagelift.reports.restated import restated_facts
from stagelift.reports.trials import Row, in_state

if TYPE_CHECKING:
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.source import Silent

NAMED = 2  # measures outside their range that are named, beside the one in the headline
RECENT = timedelta(days=7)  # a change this long before a period may still fit its time
MANY_REJECTED = 0.001  # share of all rows that makes a quarantine a matter of the first screen


def history(material: Material, measure: Measure) -> dict[str, str]:
    """The names of two facts: how many earlier periods there are, and how many make news."""
    periods = 0 if measure.usual is None else measure.usual.periods
    return {
        "periods": material.count(f"{measure.key}.periods", periods),
        "enough": material.count("page.periods_for_news", ENOUGH),
    }


def alarm_line(material: Material, measure: Measure) -> str:
    """A measure that left its range, in one line beside another headline."""
    sure = cost = ""
    if measure.usual is not None and measure.usual.descriptive:
        sure = material.say("alarm.sure", **history(material, measure))
    costs = loss(material, measure)
    if costs is not None:
        cost = material.say("alarm.cost", loss=costs)
    words = {"metric": measure.named, "sure": sure, "cost": cost}
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
        material.say(f"outside.side.{m.side}", {"metric": m.named}, value=m.key)
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
    labels = tuple(dict.fromkeys(measure.named for measure in held))
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
    return row.state == "waiting" and row.by is not None and row.by < material.today


def running(material: Material) -> str:
    """How many experiments run and when the next result is due, as one line."""
    rows = in_state(material.told, "running")
    if not rows:
        later = len(material.trials) - len(material.told)
        if later:
            return material.say("next.later", later=material.count("experiments.later", later))
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
    if rejected > MANY_REJECTED * trust.rows:  # fewer are told among the checks alone
        parts.append(
            material.say("trust.dirty", rejected=material.count("data.rejected", rejected))
        )
    parts += [silence(material, one) for one in trust.stale]
    key = "trust.restated" if restated_facts(material) else "trust.unrestated"
    parts.append(material.say(key))
    if red := sum(row.is_broken for row in material.told):
        key = "trust.red_tests.one" if red == 1 else "trust.red_tests"
        parts.append(material.say(key, red=material.count("experiments.red", red)))
    return ", ".join(parts)


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
