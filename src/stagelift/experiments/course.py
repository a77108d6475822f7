"""The course of a weekly plan: what each of its looks said, and which of them decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from stagelift.data.zones import day_number, from_us
from stagelift.experiments.arms import Arms, units_in
from stagelift.experiments.calendar import LookCalendar
from stagelift.experiments.enrolment import Enrolment
from stagelift.experiments.judging import Judgement, View, deciding_effect, judged
from stagelift.experiments.question import Question
from stagelift.experiments.readout import LookLine, Readout
from stagelift.experiments.trajectory import at_looks, with_overrun
from stagelift.experiments.verdict import Evidence
from stagelift.metrics.privacy import MINIMUM

DECISIVE = {"ship", "stop"}  # verdicts that later looks do not change


def weekly_verdict(
    asked: Question,
    arms: Arms,
    calendar: LookCalendar,
    enrolled: Enrolment | None,
    blank: Readout,
) -> tuple[View, Judgement, Readout]:
    """The first look at which the plan ships or stops, else the latest.

    What decides is shown as of that look, which later ones do not change; metrics that decide
    nothing go on to the latest, each by a spending of its own.

    Args:
        asked: The experiment.
        arms: Its units.
        calendar: The looks of the plan.
        enrolled: When units enter.
        blank: The readout without figures.

    Returns:
        What the look sees, its verdict, and the readout that names the look.
    """
    latest = calendar.taken(asked.contract.as_of_us)
    found, course, planned = looked_at(asked, arms, calendar, enrolled)
    number = course[-1].number if course else 0
    deciding = {metric.name for metric in asked.decisive}
    numbers = [(each, number if each.name in deciding else latest) for each in asked.every]
    last = is_last(asked, calendar, enrolled, number)
    view = View(asked, at_looks(arms, numbers, calendar), planned, last)
    blank = replace(placed(asked, calendar, number, blank), final=view.final, course=course)
    if found.verdict == "continue":
        blank = replace(blank, next_look=next_day(asked, calendar, latest, blank))
    elif found.verdict in DECISIVE:
        line = overrun_line(view, found, calendar, number, latest)
        blank = replace(blank, overrun=line)
    return view, found, blank


def looked_at(
    asked: Question, arms: Arms, calendar: LookCalendar, enrolled: Enrolment | None
) -> tuple[Judgement, tuple[LookLine, ...], int]:
    """The verdict of the first decisive look, else of the latest; what each said; units planned."""
    last = min(calendar.taken(asked.contract.as_of_us), calendar.planned)
    course: list[LookLine] = []
    for number in range(min(1, last), last + 1):
        at = calendar.instants[number - 1] if number else asked.contract.as_of_us
        planned = planned_units(asked, arms, enrolled, at)
        seen = at_looks(arms, [(metric, number) for metric in asked.decisive], calendar)
        view = View(asked, seen, planned, is_last(asked, calendar, enrolled, number))
        found = judged(view)
        if number:
            course.append(look_line(view, found.evidence, number, from_us(at)))
        if found.verdict in DECISIVE:
            break
    return found, tuple(course), planned


def is_last(
    asked: Question, calendar: LookCalendar, enrolled: Enrolment | None, number: int
) -> bool:
    """Whether no later look can bring anything: the planned end, or every window after a stop.

    A stop spends nothing: what is left of the error at such a look stays unspent.

    Args:
        asked: The experiment.
        calendar: The looks of the plan.
        enrolled: When units enter, a stop taken into account.
        number: Number of the look, 0 before the first.

    Returns:
        True at the last look.
    """
    if number == calendar.planned:
        return True
    stopped = asked.plan.admission.stopped is not None and enrolled is not None and number > 0
    return stopped and calendar.instants[number - 1] >= (enrolled.final if enrolled else 0)


def placed(asked: Question, calendar: LookCalendar, number: int, blank: Readout) -> Readout:
    """The readout with the place of its weekly look, 0 before the first, and its day."""
    on = asked.local_day(calendar.instants[number - 1]) if number else None
    return replace(blank, look=number, planned_looks=calendar.planned, looked_on=on)


def next_day(asked: Question, calendar: LookCalendar, latest: int, blank: Readout) -> date | None:
    """The local day of the look after the latest; the last one is due on the planned end."""
    if latest + 1 == calendar.planned:
        return blank.planned_end
    return asked.local_day(calendar.instants[latest])


def overrun_line(
    view: View, found: Judgement, calendar: LookCalendar, number: int, latest: int
) -> LookLine | None:
    """The deciding effect with those who had entered when the look decided and matured since."""
    later = with_overrun(view.arms, view.asked.primary, calendar, number, latest)
    if later is None:
        return None
    after = replace(view, arms=later)
    effect = deciding_effect(after, found.evidence.variant).absolute
    at = from_us(calendar.instants[latest - 1])
    return look_line(after, replace(found.evidence, effect=effect), number, at)


def look_line(view: View, evidence: Evidence, number: int, at: datetime) -> LookLine:
    """What a look said of the variant that fared best then."""
    tallies, name = view.arms.tallies, view.asked.primary.name
    sizes = [tallies[name, each].n for each in (view.asked.control, evidence.variant)]
    small = any(0 < size < MINIMUM for size in sizes)
    return LookLine(
        number=number,
        at=at,
        variant=evidence.variant,
        n=None if small else sum(sizes),
        effect=evidence.effect,
    )


def planned_units(asked: Question, arms: Arms, enrolled: Enrolment | None, at: int) -> int:
    """Mature units planned: the plan's, else those that the entries up to an instant promise.

    What came after a look does not enter, so that later reports leave its bounds as they were.
    """
    if asked.plan.planned_units is not None:
        return asked.plan.planned_units
    if enrolled is None or at >= enrolled.last_entry:
        return max(sum(arms.assigned.values()), 1)
    last = day_number(asked.local_day(at - 1))
    entered = sum(
        units_in(cell)
        for variant in arms.assigned
        for cell in arms.cells[asked.primary.name, variant]
        if cell.day <= last
    )
    if at <= enrolled.start:
        return max(entered, 1)
    done = (at - enrolled.start) / (enrolled.last_entry - enrolled.start)
    return max(round(entered / done), 1)
