"""What runs, and what to test next: expected worth, chance, weeks and customers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stagelift.formatting import NARROW, clock, day, span
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.programme.pieces import Cell, listed

if TYPE_CHECKING:
    from stagelift.experiments.programme.calendar import Overlap, Slot
    from stagelift.experiments.programme.candidates import Candidate
    from stagelift.reports.programme.material import Material

SHOWN = 4  # each is reckoned from the workspace's own past, which takes a second or more
NEXT = ("test", "worth", "chance", "weeks", "customers")
RUNNING = ("test", "state", "entry", "readout", "audience")


def next_section(material: Material) -> Fragment:
    """The tests to run next, the most valuable first.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    heading = material.say("next.title")
    found = material.programme.candidates
    if not found:
        lines = [material.say("next.none"), *material.programme.notes]
        return section(*map(paragraph, lines), kind="next", heading=heading)
    header = [material.say(f"column.{name}") for name in NEXT]
    rows = [next_row(material, one) for one in found[:SHOWN]]
    command = f"stagelift programme --write {found[0].name}"
    parts = [listed(heading, header, rows)]
    if found[SHOWN:]:
        rest = "; ".join(candidate_words(material, one) for one in found[SHOWN:])
        parts.append(paragraph(material.say("next.after", {"tests": rest})))
    parts.append(paragraph(material.say("next.reckoning")))
    parts.append(paragraph(material.say("next.write", {"command": command})))
    return section(*parts, kind="next", heading=heading, sub=material.say("next.sub"))


def next_row(material: Material, one: Candidate) -> list[Cell]:
    """One candidate: what it is expected to bring, its chance, its weeks and customers."""
    facts = units_facts(material, one)
    book = material.book
    more = material.say("next.end", more=facts["more"])
    worth = Cell(more)
    if one.money is not None:
        worth = Cell(book.show(money_fact(material, one)), more)
    return [
        Cell(candidate_words(material, one), material.say(f"why.{one.why}")),
        worth,
        Cell(book.show(facts["chance"])),
        Cell(weeks_words(material, one, facts), wanted_words(material, one)),
        Cell(book.show(facts["units"]) if "units" in facts else material.say("none")),
    ]


def weeks_words(material: Material, one: Candidate, facts: dict[str, str]) -> str:
    """The weeks a candidate needs, or why they are not known."""
    if "weeks" in facts:
        return material.book.show(facts["weeks"])
    # a plan that never ends says so in its note; one that was not asked for has none
    return material.say("weeks.never" if "two years" in one.note else "weeks.unplanned")


def candidate_words(material: Material, one: Candidate) -> str:
    """What is tested where: channel against control at a stage."""
    names = material.names
    said = {"channel": names.channel(one.channel), "control": names.channel(one.control)}
    return material.say("test", {"stage": names.stage(one.stage), **said})


def wanted_words(material: Material, one: Candidate) -> str:
    """The effect a candidate's weeks are reckoned for; empty without weeks."""
    if one.weeks is None or not one.wanted:
        return ""
    wanted = one.wanted.replace("pp", "%p" if material.language == "ko" else f"{NARROW}pp")
    return material.say("next.wanted", {"wanted": wanted})


def money_fact(material: Material, one: Candidate) -> str:
    """Records the money a candidate is expected to bring a month; returns its name."""
    currency = material.programme.currency
    name = f"next.{one.name}.money"
    value = float(f"{one.money or 0.0:.3g}")  # a reckoning: more digits would pretend
    return material.expected(name, one, value, unit=currency, form=f"{currency}~")


def units_facts(material: Material, one: Candidate) -> dict[str, str]:
    """Records what is reckoned of a candidate; names by what they are."""
    key = f"next.{one.name}"
    known = {
        "more": (one.more, "count", "+.1f" if one.more < 10 else "+,.0"),
        "chance": (one.chance, "share", ".0%"),
        "rate": (one.rate, "share", ".1%"),
        "entrants": (one.entrants, "count", ",.0"),
    }
    facts = {
        name: material.expected(f"{key}.{name}", one, value, unit=unit, form=form)
        for name, (value, unit, form) in known.items()
    }
    for name, value in (("weeks", one.weeks), ("units", one.units)):
        if value is not None:
            facts[name] = material.expected(f"{key}.{name}", one, value, unit="count", form=",.0")
    return facts


def running_section(material: Material) -> Fragment:
    """Tests that run or are planned, where they meet, those never launched, and what came later.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    heading = material.say("running.title")
    parts = [running_table(material, heading)]
    parts += [paragraph(overlap_line(material, one)) for one in material.programme.overlaps]
    parts += map(paragraph, unlaunched_lines(material))
    parts += map(paragraph, later_lines(material))
    sub = material.say("running.sub", {"through": clock(material.local, material.language)})
    return section(*parts, kind="running", heading=heading, sub=sub)


def running_table(material: Material, title: str) -> str:
    """A row a test that has not ended."""
    slots, language, names = material.programme.slots, material.language, material.names
    if not slots:
        return paragraph(material.say("running.none"))
    rows = []
    for one in slots:
        stage = names.stage(one.stage) if one.stage else ""
        where = names.segment(one.audience)
        rows.append(
            [
                Cell(names.experiment(one.experiment), one.owner),
                Cell(material.say(f"state.{one.state}")),
                Cell(span(one.first, one.last, language, year=False)),
                Cell(_ahead_of(material, one)),
                Cell(where, stage),
            ]
        )
    return listed(title, [material.say(f"column.{name}") for name in RUNNING], rows)


def _ahead_of(material: Material, one: Slot) -> str:
    """The day of a test that is still to come: its readout, or of the decision that waits."""
    decide = material.names.experiments[one.experiment].decide
    if one.state != "waiting" or decide is None or decide.by is None:
        return day(one.end, material.language)
    return material.say("running.decide", {"by": day(decide.by, material.language)})


def overlap_line(material: Material, one: Overlap) -> str:
    """Two tests that run at once, and the customers they share."""
    common = material.say("overlap.unknown")
    if one.common == 0:
        common = material.say("overlap.nobody")
    elif one.common is not None:
        key = f"overlap.{one.one}.{one.other}"
        common = material.say("overlap.share", share=material.count(key, one.common, unit="share"))
    names, language = material.names, material.language
    said = {
        "one": names.experiment(one.one),
        "other": names.experiment(one.other),
        "first": day(one.first, language),
        "last": day(one.last, language),
        "common": common,
        "same": material.say("overlap.same") if one.same_audience else "",
    }
    return material.say("overlap", said)


def unlaunched_lines(material: Material) -> Iterator[str]:
    """Tests whose days are past and that were never launched."""
    for one in material.programme.unlaunched:
        days = span(one.first, one.last, material.language)
        said = {"name": material.names.experiment(one.experiment), "days": days}
        yield material.say("running.unlaunched", said)


def later_lines(material: Material) -> Iterator[str]:
    """Tests decided after the period's last day, which the next review holds."""
    if material.later:
        names = ", ".join(map(material.names.experiment, material.later))
        last = day(material.period.last, material.language)
        yield material.say("running.later", {"names": names, "last": last})
