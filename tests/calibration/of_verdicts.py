"""Whole experiments that must not ship, judged look by look as a readout judges them.

One run is one experiment from its first look to its end: its units by day of assignment are drawn,
every look of its plan is taken on them, and the verdict that ends it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

import stagelift
from calibration.verdicts import RULES, Looks, Outcome
from stagelift.data.query import Cell
from stagelift.data.zones import DAY_US, day_number
from stagelift.experiments.arms import arms
from stagelift.experiments.calendar import look_calendar
from stagelift.experiments.course import looked_at
from stagelift.experiments.enrolment import enrolment
from stagelift.experiments.judging import View, judged
from stagelift.experiments.plan import plan_of
from stagelift.experiments.question import Question
from tiny import day, workspace

RUNS, FEWER = 10_000, 1_000  # in the plain situation, in each of the others
FIRST, DAYS, WINDOW = date(2026, 1, 5), 28, 7 * DAY_US
MICROS = 1_000_000
ENDING = ("ship", "stop")
METRICS = """\
  bought: {conversion: ordered, within: 7 days}
  spent: {sum: ordered.value, within: 7 days}
  left: {conversion: unsubscribed, within: 7 days, better: down}
"""
TRIAL = """\
audience: everyone
primary: {primary}
run: 2026-01-05..2026-02-01
looks: {looks}
variants:
{variants}
{margins}
"""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is tested on whom.

    Args:
        words: What is true, in words.
        primary: Id of the metric that decides.
        sizes: Units a day by variant, the control first.
        rates: By metric, the true share of each variant.
        margins: The guardrails as a definition writes them; empty for none.
        plain: Whether it is simulated most often.
    """

    words: str
    primary: str
    sizes: tuple[int, ...]
    rates: dict[str, tuple[float, ...]]
    margins: str = ""
    plain: bool = False


HALF = (150, 150)
SITUATIONS = (
    Situation("nothing differs: 11% buy, 150 and 150 a day", "bought", HALF, {}, plain=True),
    Situation("nothing differs: 540 and 60 a day", "bought", (540, 60), {}),
    Situation("nothing differs: two variants and a control", "bought", (150,) * 3, {}),
    Situation("nothing differs: what is spent, one in nine buys", "spent", HALF, {}),
    Situation(
        "more buy, and as many leave as the guardrail forbids",
        "bought",
        HALF,
        {"bought": (0.11, 0.21), "left": (0.02, 0.03)},
        "guardrails: {left: 1pp}",
    ),
)


def outcomes(folder: Path) -> tuple[Outcome, ...]:
    """Every rule for looking in every situation.

    Args:
        folder: Where the definitions are written.

    Returns:
        Outcomes in the order of the page.
    """
    with asked_in(folder) as asked:
        return tuple(
            outcome(asked[looks, place], situation, np.random.default_rng((20261122, place)))
            for looks in RULES
            for place, situation in enumerate(SITUATIONS)
        )


@contextmanager
def asked_in(folder: Path) -> Iterator[dict[tuple[Looks, int], Question]]:
    """The questions by rule and situation, as a workspace's files define them."""
    names = {
        (looks, place): f"{looks}_{place}" for looks in RULES for place in range(len(SITUATIONS))
    }
    written = {name: definition(looks, SITUATIONS[place]) for (looks, place), name in names.items()}
    with workspace(folder, [("z", day(1), "visited")], metrics=METRICS, experiments=written) as ws:
        yield {key: question(ws, name) for key, name in names.items()}


def definition(looks: Looks, situation: Situation) -> str:
    """The experiment's file."""
    total = sum(situation.sizes)
    variants = "".join(
        f"  v{place}: {{channel: {channel}, share: {size}/{total}}}\n"
        for place, (size, channel) in enumerate(
            zip(situation.sizes, ("email", "push", "sms"), strict=False)
        )
    )
    return TRIAL.format(
        looks=looks, primary=situation.primary, variants=variants, margins=situation.margins
    )


def question(ws: stagelift.Workspace, name: str) -> Question:
    """The question with a plan that was frozen for exactly the units that come."""
    experiment = ws.experiments[name].definition
    place = name.partition("_")[2]
    planned = DAYS * sum(SITUATIONS[int(place)].sizes)
    written = plan_of(experiment, ws.journey, ws.metrics, None, as_of=ws.as_of)
    plan = replace(written, planned_units=planned, frozen=True)
    return Question(experiment, ws.journey, ws.metrics, plan, ws.contract)


def outcome(asked: Question, situation: Situation, rng: np.random.Generator) -> Outcome:
    """What became of all experiments of one rule in one situation."""
    looks = asked.plan.looks
    runs = RUNS if situation.plain else FEWER
    verdict = {"once": at_end, "weekly": by_weeks, "always": at_any_time}[looks]
    found = [verdict(asked, cells) for cells in experiments(asked, situation, runs, rng)]
    return Outcome(
        looks=looks,
        where=situation.words,
        runs=runs,
        shipped=found.count("ship"),
        stopped=found.count("stop"),
    )


def at_end(asked: Question, cells: list[Cell]) -> str:
    """The verdict of the one look."""
    return judged(view(asked, cells, final=True)).verdict


def by_weeks(asked: Question, cells: list[Cell]) -> str:
    """The verdict of the first weekly look that ends the experiment, else of the last."""
    enrolled = enrolment(asked.experiment, asked.journey, WINDOW)
    calendar = look_calendar(enrolled, asked.journey.zone, (WINDOW,))
    seen = arms(cells, asked.decisive, tuple(asked.experiment.variants), missing="immature")
    return looked_at(asked, seen, calendar, enrolled)[0].verdict


def at_any_time(asked: Question, cells: list[Cell]) -> str:
    """The verdict of the first of fourteen looks, one every other day, that ends the experiment."""
    for mature in range(1, DAYS, 2):
        last = day_number(FIRST) + mature
        then = [cell for cell in cells if cell.day <= last]
        verdict = judged(view(asked, then, final=mature == DAYS - 1)).verdict
        if verdict in ENDING:
            break
    return verdict


def view(asked: Question, cells: list[Cell], *, final: bool) -> View:
    """The experiment as one look sees it."""
    seen = arms(cells, asked.decisive, tuple(asked.experiment.variants), missing="immature")
    return View(asked, seen, asked.plan.planned_units or 0, final)


def experiments(
    asked: Question, situation: Situation, runs: int, rng: np.random.Generator
) -> Iterator[list[Cell]]:
    """The cells of one experiment after the other."""
    names = [metric.name for metric in asked.decisive]
    for _ in range(runs):
        found = []
        for name in names:
            rates = situation.rates.get(name, (0.11,) * len(situation.sizes))
            for place, (size, rate) in enumerate(zip(situation.sizes, rates, strict=True)):
                sums = spent(rng, size, rate) if name == "spent" else bought(rng, size, rate)
                found += [
                    Cell(0, f"v{place}", None, number, None, name, size, *powers, 0, 0, 0)
                    for number, powers in enumerate(sums, start=day_number(FIRST))
                ]
        yield found


def bought(rng: np.random.Generator, size: int, rate: float) -> list[tuple[int, int, float]]:
    """Buyers of each day, as the sums of the first three powers of 0/1 values."""
    return [(k, k, float(k)) for k in rng.binomial(size, rate, DAYS).tolist()]


def spent(rng: np.random.Generator, size: int, rate: float) -> list[tuple[int, int, float]]:
    """What each day's units spent, in whole units, as sums of powers in micros."""
    amounts = 10 * np.exp(0.6 * rng.standard_normal((DAYS, size)))
    values = np.rint(amounts).astype(np.int64) * (rng.random((DAYS, size)) < rate)
    sums = ((values**power).sum(axis=1).tolist() for power in (1, 2, 3))
    return [
        (one * MICROS, two * MICROS**2, float(three) * MICROS**3)
        for one, two, three in zip(*sums, strict=True)
    ]
