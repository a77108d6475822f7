"""The answer of the journey's page: the finding with most at stake, its size, who decides by when.

A decision that waits leads, of several the one that brings most, unless a measure that left its
range costs more than the decision brings; then an experiment that must be mended; then a measure
outside its range. What is outside its range is said in any case. When there is none of these,
nothing needs a decision.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.reports.answer import MOST_WORDS, Answer, Pairs, fitted
from stagelift.reports.decided import last_decision
from stagelift.reports.first_screen import rows as said
from stagelift.reports.first_screen.course import course
from stagelift.reports.first_screen.quiet import quiet
from stagelift.reports.first_screen.trial import broken, broken_words, decision, undone
from stagelift.reports.money import gain, loss, lost
from stagelift.reports.trials import Row, in_state
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure

# lines that can wait where there is no room for all, the first to go first
SPARE = ("also", "freed", "holidays", "next", "last", "undone", "outside", "course", "early")
SPARE_STILL = ("broken", "alarm", "where")  # and where names are very long
OF_ALL = ("row.course", "row.last", "row.next")  # known of everyone, of no segment alone


def compose(material: Material, room: int = MOST_WORDS) -> Answer:
    """The answer of a page.

    Args:
        material: What the page is written from.
        room: Words there is room for before the first chart.

    Returns:
        The answer; its sentences are bound to facts.
    """
    waiting = by_value(material)
    lead = _first(material, waiting)
    alarm = material.alarm
    led = alarm is not None and alarm.key == lead.metric and lead.tone in {"news", "watch"}
    where = [("row.where", said.where_line(material))] if material.where is not None else []
    rows = [*where, *lead.rows] if led else [*lead.rows]
    if alarm is not None and not led:
        rows += [("row.alarm", said.alarm_line(material, alarm)), *where]
    rows += _also(material, lead, waiting)
    known = {lead.metric, alarm.key if alarm else None}
    outside = [m for m in material.measures if m.side and m.key not in known]
    rows += [("row.outside", said.outside_line(material, outside))] if outside else []
    rows += [("row.early", said.early_line(material))] if material.early is not None else []
    rows += [("row.course", course(material)), ("row.last", last_decision(material))]
    if alarm is None:  # else tiles and the table of tests say it, and the box stays short
        rows.append(("row.next", said.running(material)))
        rows += [("row.holidays", held)] if (held := said.holiday_line(material)) else []
    rows.append(("row.trust", said.trust_line(material)))
    if material.segment:
        rows = [row for row in rows if row[0] not in OF_ALL]
        lead = replace(lead, headline=f"{material.segment}: {lead.headline}")
    return _with_room(material, lead, tuple(rows), room)


def _with_room(material: Material, lead: Answer, rows: Pairs, room: int) -> Answer:
    """The answer with the lines there is room for; where something fell is not said without what.

    The names of `rows` are keys of the catalogue.
    """

    def tried(without: str) -> Answer:
        kept = [row for row in rows if row[0] != without]
        named = tuple((wording(material.language, key), text) for key, text in kept)
        spare = [wording(material.language, f"row.{name}") for name in (*SPARE, *SPARE_STILL)]
        return fitted(replace(lead, rows=named), spare, room)

    found, keys = tried(""), dict(rows)
    place = wording(material.language, "row.where"), keys.get("row.where", "")
    fall = wording(material.language, "row.alarm"), keys.get("row.alarm", "")
    if place not in found.rows or fall not in found.later:
        return found
    found = tried("row.where")
    return replace(found, later=(*found.later, place))


def by_value(material: Material) -> tuple[Row, ...]:
    """The decisions that wait, the one that brings most a month first.

    Args:
        material: What the page is written from.

    Returns:
        The rows; those whose worth nobody stated follow in the order of their verdict and day.
    """

    def brings(row: Row) -> float:
        name = gain(material, row)
        return 0.0 if name is None else material.book[name].value or 0.0

    return tuple(sorted(in_state(material.told, "waiting"), key=lambda row: -brings(row)))


def _also(material: Material, lead: Answer, waiting: tuple[Row, ...]) -> Pairs:
    """The other decisions that wait, and the experiments without a result."""
    others = [row.label for row in waiting[1:]]
    hidden = _hidden(material)[1 if lead.tone == "fix" else 0 :]
    found = [("row.also", ", ".join(others))] if others else []
    found += [("row.broken", broken_words(material, hidden[0]))] if hidden else []
    return tuple(found)


def _hidden(material: Material) -> tuple[Row, ...]:
    """The experiments whose data are broken, those that still await a decision first."""
    return tuple(row for row in material.told if row.is_broken)


def _first(material: Material, waiting: tuple[Row, ...]) -> Answer:
    hidden, alarm = _hidden(material), material.alarm
    if waiting and not (alarm is not None and _outweighs(material, alarm, waiting[0])):
        return decision(material, waiting[0])
    if hidden and not waiting:
        return broken(material, hidden[0])
    if alarm is not None:
        return _moved(material, alarm, _owed(material, waiting[0]) if waiting else ())
    news = [measure for measure in material.measures if measure.outside]
    if news:
        return _moved(material, news[0], (("row.decide", material.say("decide.nothing")),))
    return quiet(material)


def _owed(material: Material, row: Row) -> Pairs:
    """A decision that waits behind a larger matter, and what would undo it."""
    asked = ("row.decide", said.owed_of(material, row))
    kept = undone(material, row) if row.verdict == "ship" else ""
    return (asked, ("row.undone", kept)) if kept else (asked,)


def _outweighs(material: Material, alarm: Measure, row: Row) -> bool:
    """Whether a fall costs more in a month than the decision brings, as far as both are known."""
    name, brings = loss(material, alarm), gain(material, row)
    if name is None or (row.verdict == "ship" and brings is None):
        return False
    gained = 0.0 if brings is None else material.book[brings].value or 0.0
    return (material.book[name].value or 0.0) > gained


def _moved(material: Material, measure: Measure, asked: Pairs) -> Answer:
    """The answer about a measure that left its range, for the worse or for the better."""
    usual = measure.usual
    so_far = usual is not None and usual.descriptive
    short = "_so_far" if so_far else ""
    words = {"metric": measure.named, "span": material.entered(measure)}
    missing = lost(material, measure)
    facts = {
        "value": measure.key,
        "usual": f"{measure.key}.usual",
        **said.history(material, measure),
    }
    if missing is None:
        headline = material.say(f"headline.{measure.side}{short}", words)
        size = material.say("size.outside", value=measure.key, usual=f"{measure.key}.usual")
    else:
        key = "headline.fell" if measure.side == "below" else "headline.rose"
        headline = material.say(f"{key}{short}", words, value=measure.key, lost=missing)
        size = material.say(f"size.alarm{short}", words, **facts)
    costs = loss(material, measure)
    if costs is not None:
        size = f"{size} {material.say('size.loss' if measure.worse else 'size.more', loss=costs)}"
    owner = (("row.owner", measure.owner),) if measure.owner and measure.worse else ()
    tone = "watch" if so_far else "news"
    return Answer(tone, headline, size, (*owner, *asked), measure.key)
