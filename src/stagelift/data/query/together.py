"""Several experiments asked in one query; the answer of each is the one it gets when asked alone.

To read ten million events, find their copies and join them costs far more than another experiment
does. So of many that are read, each stops at the first question it shares with others; those are
asked together, and all go on from answers that are there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.query.cell_sums import KEYS
from stagelift.data.query.cells import cells_asked, measurement_query
from stagelift.data.query.derived import Derived
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.specs import Measurement
from stagelift.data.questions import Postponed
from stagelift.errors import DataError, EngineError

R = TypeVar("R")
Row = tuple[Any, ...]
MOST = 64  # experiments in one query: the units of all of them are in memory together
NUMBERED = re.compile(r"(?P<name>[inehpqs](\d_)?)(?P<place>\d+)")  # a value's column: n0, s1_0


def read_together(contract: Contract, readers: Sequence[Callable[[], R]]) -> list[R]:
    """What several readers of experiments give, their measurements asked together.

    Args:
        contract: The contract tables that all of them read.
        readers: Each reads one experiment; it may be begun several times, and is to change nothing
            by that.

    Returns:
        What each gives, in their order.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    found: dict[int, R] = {}
    waiting = list(range(len(readers)))
    together = len(readers) > 1
    while waiting:
        asked: dict[int, Any] = {}
        for place in waiting:
            try:
                with contract.postponing(can_share if together else asked_alone):
                    found[place] = readers[place]()
            except Postponed as later:
                asked[place] = later.question
        waiting = list(asked)
        together = together and asked_ahead(contract, [plan for _, plan in asked.values()])
    return [found[place] for place in range(len(readers))]


def asked_alone(question: object) -> bool:
    """Puts no question off."""
    return False


def asked_ahead(contract: Contract, plans: Iterable[Measurement]) -> bool:
    """Asks measurements of experiments together, so that `measure` finds each answered.

    Args:
        contract: The contract tables as of the plans' instant.
        plans: What will be measured, each such as `can_share` lets through.

    Returns:
        Whether they were answered; if not, each asked alone says which of them cannot be.
    """
    alike: dict[Measurement, list[Measurement]] = defaultdict(list)
    for plan in plans:
        alike[replace(plan, populations=(), values=(), segments=())].append(plan)
    try:
        for group in alike.values():
            for start in range(0, len(group), MOST):
                some = group[start : start + MOST]
                contract.answer_ahead(
                    [cells_asked(plan) for plan in some],
                    lambda unknown: answers_of(contract, [plan for _, plan in unknown]),
                )
    except (DataError, EngineError):
        return False
    return True


def can_share(question: object) -> bool:
    """Whether a question is a measurement that can be asked together with others.

    Args:
        question: Any question that `Contract.answer` takes.

    Returns:
        True for one experiment that randomises customers, not split by an attribute, whose values
        need no tables of their own events.
    """
    plan = question[1] if isinstance(question, tuple) and len(question) == 2 else None
    if not isinstance(plan, Measurement) or question != cells_asked(plan):
        return False
    if len(plan.populations) != 1 or plan.attributes:
        return False
    (population,) = plan.populations
    if not isinstance(population, Assigned | MappedAssignments) or population.household:
        return False
    return not any(isinstance(value, Derived) for _, value in plan.values)


def answers_of(contract: Contract, plans: Sequence[Measurement]) -> list[Answer]:
    """The answer to each of several measurements, from one query.

    Args:
        contract: The contract tables.
        plans: Measurements that differ in their populations, values and segments alone.

    Returns:
        Answers as each query alone would give them; their rows may come in another order.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    whole = united(plans)
    query = measurement_query(contract, whole)
    names = tuple(projection.alias_or_name for projection in query.expressions)
    whose = names.index("population")
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in contract.engine.run(query):
        rows[int(row[whose])].append(row)
    return [part(Answer(names, tuple(rows[n])), whole, plan) for n, plan in enumerate(plans)]


def united(plans: Sequence[Measurement]) -> Measurement:
    """One measurement of what several ask: all populations, each value and segment once.

    Args:
        plans: Measurements that differ in their populations, values and segments alone.

    Returns:
        The measurement; the population's number is the plan's place.
    """
    return replace(
        plans[0],
        populations=tuple(plan.populations[0] for plan in plans),
        values=tuple(dict.fromkeys(value for plan in plans for value in plan.values)),
        segments=tuple(dict.fromkeys(rule for plan in plans for rule in plan.segments)),
    )


def part(answer: Answer, whole: Measurement, plan: Measurement) -> Answer:
    """One measurement's share of an answer, under its own numbers.

    Args:
        answer: Rows of its population.
        whole: What was asked.
        plan: What the measurement asks.

    Returns:
        What it alone is answered: no row of a segment it does not ask, no column of another value.
    """
    at = {name: place for place, name in enumerate(answer.names)}
    values = {whole.values.index(one): own for own, one in enumerate(plan.values)}
    segments = {whole.segments.index(one): own for own, one in enumerate(plan.segments)}
    taken = {name: at[name] for name in KEYS}
    for place, own in sorted(segments.items(), key=lambda pair: pair[1]):
        taken |= {f"g{own}": at[f"g{place}"], f"g{own}_all": at[f"g{place}_all"]}
    for name, column in at.items():
        told = NUMBERED.fullmatch(name)
        if told is not None and int(told["place"]) in values:
            taken[f"{told['name']}{values[int(told['place'])]}"] = column
    others = [at[f"g{n}_all"] for n in range(len(whole.segments)) if n not in segments]
    rows = (row for row in answer.rows if all(int(row[one]) for one in others))
    whose, columns = at["population"], tuple(taken.values())
    return Answer(
        tuple(taken), tuple(tuple(0 if c == whose else row[c] for c in columns) for row in rows)
    )
