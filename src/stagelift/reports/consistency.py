"""Two numbers of a page that one formula links must agree, wherever on the page they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import isclose

from stagelift.reports.periods import Period
from stagelift.reports.prose import TOLERANCE, Fact, FactBook, stopped

# what makes two facts the same number under two names, such as a tile's and its funnel's
SAME = ("metric", "measure", "stage", "segment", "variant", "against", "period", "unit", "as_of")
MOVED, STEP = "move.", "move.rate@"  # names of the largest mover's facts
RATES, MIX, CHANGE = "move.rates", "move.mix", "move.change"
NOW, BEFORE = "move.now", "move.before"
JUDGED = ".judged"  # the measure in a period of its target's kind
LANDS = ".lands"  # ends the name of a measure's forecast
ADJUSTED = ".adjusted"  # in the name of a difference adjusted for the time before
ALIKE = ("value", "n", "k")  # whatever the method of the interval


def check_consistency(book: FactBook) -> None:
    """Compares every pair of linked facts of a page; the page stops at the first that disagree.

    The same quantity under two names is one number; a lift is what its two levels give, and so is a
    raw difference; the steps of a change add up to it; a forecast has its measure's base. That a
    share is its count over its units and lies in its interval was checked when it was recorded.

    Args:
        book: The facts of the whole page.

    Raises:
        ReportError: Two facts disagree; both are named with their values, and the cell.

    Example:
        >>> book = FactBook()
        >>> level = {"metric": "m", "measure": "level", "period": "W1", "unit": "share"}
        >>> _ = book.record(Fact(name="tile", value=0.211, **level))
        >>> _ = book.record(Fact(name="funnel", value=0.075, **level))
        >>> check_consistency(book)
        Traceback (most recent call last):
        stagelift.errors.ReportError: 'tile' is 0.211 but 'funnel' is 0.075: one is wrong
    """
    facts = [fact for fact in book if fact.value is not None and fact.measure != "count"]
    for one, other, part in _unlike(facts):
        raise stopped(
            f"'{one.name}' is {getattr(one, part)} but '{other.name}' is {getattr(other, part)}: "
            "one is wrong"
        )
    _check_comparisons(facts)
    _check_parts(book)
    _check_landings(book)
    _check_bounds(book)


def _unlike(facts: Iterable[Fact]) -> Iterator[tuple[Fact, Fact, str]]:
    """Pairs of facts about one quantity that differ, and in what; intervals by the same method."""
    groups: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        method = fact.method if fact.measure != "level" else ""  # a difference may be estimated so
        adjusted = ADJUSTED in fact.name  # or adjusted for what was before, by the same method
        groups[(*(getattr(fact, name) for name in SAME), method, adjusted)].append(fact)
    for group in groups.values():
        for one, other in pairwise(group):
            same = one.method == other.method and one.level == other.level
            for part in (*ALIKE, *(("low", "high") if same else ())):
                left, right = getattr(one, part), getattr(other, part)
                if left is not None and right is not None and not _equal(left, right):
                    yield one, other, part


def _check_comparisons(facts: list[Fact]) -> None:
    """Stops at a lift that is not what its two levels give, or a difference of counted levels."""
    levels: dict[tuple[str | None, ...], Fact] = {
        (f.metric, f.stage, f.segment, f.variant, f.period): f
        for f in facts
        if f.measure == "level" and f.variant is not None
    }
    for fact in facts:
        if fact.measure != "lift" or fact.variant is None or ADJUSTED in fact.name:
            continue
        place = (fact.metric, fact.stage, fact.segment)
        new = levels.get((*place, fact.variant, fact.period))
        old = levels.get((*place, fact.against, fact.period))
        effect = _effect_of(facts, fact)
        if new is None or old is None or not old.value or effect is None:
            continue
        raw = _equal((new.value or 0.0) - old.value, effect.value or 0.0)
        if raw and not _equal((new.value or 0.0) / old.value - 1, fact.value or 0.0):
            raise stopped(
                f"'{fact.name}' is {fact.value} but '{new.name}' over '{old.name}' gives "
                f"{(new.value or 0.0) / old.value - 1}"
            )


def _check_parts(book: FactBook) -> None:
    """Stops at a change whose steps, or whose two levels, do not give it."""
    named = {fact.name: fact for fact in book if fact.name.startswith(MOVED)}
    rates = [fact for name, fact in named.items() if name.startswith(STEP) and _is_change(fact)]
    mix, now, before = ([named[n]] if n in named else [] for n in (MIX, NOW, BEFORE))
    sums: list[tuple[str, list[Fact], list[Fact]]] = []
    sums += [(RATES, rates, []), (CHANGE, [*rates, *mix], [])] if rates else []
    sums += [(CHANGE, now, before)] if now and before else []
    for whole, added, taken in sums:
        parts = (*added, *taken)
        if whole not in named or any(f.value is None for f in (named[whole], *parts)):
            continue  # a step that is not shown leaves nothing to compare
        total = sum(f.value or 0.0 for f in added) - sum(f.value or 0.0 for f in taken)
        if not _equal(named[whole].value or 0.0, total):
            told = ", ".join(f"'{fact.name}'" for fact in parts)
            raise stopped(f"'{whole}' is {named[whole].value} but {told} give {total}")


def _check_landings(book: FactBook) -> None:
    """Stops at a forecast of other people than its measure's, such as weeks' beside a quarter's."""
    for fact in book:
        key = fact.name.removesuffix(LANDS)
        if key == fact.name or key not in book:
            continue
        key = f"{key}{JUDGED}" if f"{key}{JUDGED}" in book else key
        ahead, now = Period.parse(fact.period), Period.parse(book[key].period)
        if (ahead.last - ahead.first) != (now.last - now.first):
            raise stopped(
                f"'{fact.name}' is of {fact.period} but '{key}' of {book[key].period}: a level and "
                "its forecast must be of periods of one length"
            )


def _check_bounds(book: FactBook) -> None:
    """Stops at a guardrail's bound that is no end of the interval shown and names no test."""
    for fact in book:
        metric, _, variant = fact.name.partition("@")
        name = metric.removesuffix(".worst").removesuffix(".best")
        shown = [
            other
            for other in book
            if (other.metric, other.variant) == (name, variant)
            and other.measure in {"effect", "lift"}
            and other.low is not None
        ]
        if name == metric or not shown or fact.value is None:
            continue
        ends = [abs(end) for other in shown for end in (other.low, other.high) if end is not None]
        if not any(_equal(abs(fact.value), end) for end in ends):
            raise stopped(
                f"'{fact.name}' is {fact.value} but '{shown[0].name}' lies from {shown[0].low} to "
                f"{shown[0].high}: one is wrong"
            )


def _is_change(fact: Fact) -> bool:
    return fact.measure == "change"


def _effect_of(facts: list[Fact], lift: Fact) -> Fact | None:
    """The difference beside a lift, which tells whether it was adjusted."""
    names = ("metric", "stage", "segment", "variant", "against", "period")
    same = (f for f in facts if all(getattr(f, n) == getattr(lift, n) for n in names))
    return next((f for f in same if f.measure == "effect"), None)


def _equal(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
