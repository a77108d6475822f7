"""The aggregate of times to an exit: what it counts, merges and refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survival_samples import drawn, hazards, table

from stagelift.errors import ArgumentError
from stagelift.statistics.survival import EventTable

SPELLS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 4)), max_size=12)


@pytest.mark.parametrize("late", [False, True])
def test_risk_sets_are_those_counted_one_by_one(late):
    rows = drawn(3, size=120, late=late)
    found = table(rows)
    counted = {time: (risk, len(exits)) for time, risk, exits in hazards(rows)}
    at = [list(found.times).index(time) for time in counted]
    assert [(found.at_risk[i], found.exits[i]) for i in at] == list(counted.values())
    assert (found.n, found.started) == (120, sum(entry == 0 for entry, _, _ in rows))


def merged(counts):
    rows = [(0, float(t), ("up", "out", None)[c], n) for t, c, n in counts]
    return EventTable.from_spells(rows, causes=("up", "out"))


@settings(deadline=None)
@given(SPELLS, SPELLS)
def test_a_sum_is_the_table_of_all_spells(one, other):
    together = merged(one) + merged(other)
    every = merged(one + other)
    assert together == every == merged(other) + merged(one)
    assert hash(together) == hash(every)
    assert merged(one) + merged([]) == merged(one)


def test_tables_with_late_entries_add_up():
    rows = drawn(8, size=90, late=True)
    assert table(rows[:30]) + table(rows[30:]) == table(rows)


def test_a_spell_of_no_length_is_an_exit_at_0():
    found = table([(0, 1), (0, 0), (3, 1)])
    assert (found.times.tolist(), found.at_risk.tolist()) == ([0.0, 3.0], [3, 1])
    assert (found.exits.tolist(), found.censored.tolist()) == ([1, 1], [1, 0])


def test_who_enters_is_at_risk_only_afterwards():
    found = table([(0, 5, 1), (5, 8, 1)])
    assert dict(zip(found.times, found.at_risk, strict=True)) == {5.0: 1, 8.0: 1}


def test_one_cause_alone_keeps_everyone_at_risk():
    rows = drawn(5, causes=2)
    both = table(rows, ("up", "out"))
    assert (both.of("up").at_risk == both.at_risk).all()
    assert both.of("up").exits.tolist() == both.events[0].tolist()
    assert both.of("out").n == both.n


def test_after_a_time_only_those_still_there_count():
    rows = drawn(6, size=80, late=True)
    left = [(max(a - 4.0, 0.0), b - 4.0, c) for a, b, c in rows if b > 4.0]
    assert table(rows).after(4.0) == table(left)


def test_the_table_cannot_be_changed():
    found = EventTable([1.0], [2])
    with pytest.raises(ValueError, match="read-only"):
        found.events[0, 0] = 7
    with pytest.raises(AttributeError):
        found.times = np.array([2.0])


def test_other_things_are_not_equal():
    assert EventTable([1.0], [2]) != EventTable([1.0], [3])
    assert EventTable([1.0], [2]) != "a table"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 1], [1, 1]), r"times\[1\] is 1.0; it must be > the time before it, 1"),
        (([-1], [1]), r"times\[0\] is -1.0; it must be ≥ 0"),
        (([np.inf], [1]), "times is inf; each must be finite"),
        (([np.nan], [1]), "times is nan; each must be finite"),
        (([[1, 2]], [1, 2]), "they must be one row of numbers"),
        (([1, 2], [1]), r"events is \(1,\); its shape must be \(1, 2\)"),
        (([1], [-1]), "events is -1.0; each must be a whole number ≥ 0"),
        (([1], [0.5]), "events is 0.5; each must be a whole number ≥ 0"),
        (([1], [np.nan]), "events is nan; each must be a whole number ≥ 0"),
        (([1], ["two"]), "events is .*; it must hold numbers, rows of one length"),
        (([1, 2], [1, 1], [0, 1, 2]), r"censored is \(3,\); its shape must be \(2,\)"),
        (([0, 2], [0, 1], None, [1, 0]), "entered at time 0 is 1; who is observed from the start"),
        (([1, 2], [1, 0], None, [0, 1]), "leaving at time 1 is 1; only 0 are at risk then"),
        (([1], [[1], [1]], None, None, ("up", "up")), "causes is .*; they must be distinct"),
        (([1], [1], None, None, "event"), "causes is 'event'; they must be distinct names"),
    ],
)
def test_what_no_spells_can_have_is_refused(arguments, message):
    with pytest.raises(ArgumentError, match=message):
        EventTable(*arguments)


@pytest.mark.parametrize(
    ("spell", "message"),
    [
        ((-1, 2, "event", 1), "entry is -1.0; it must be ≥ 0"),
        ((3, 3, "event", 1), "end is 3.0; it must be > the entry, 3"),
        ((0, -1, None, 1), "end is -1.0; it must be ≥ 0"),
        ((0, float("nan"), None, 1), "end is nan; it must be a finite number"),
        ((0, 1, "evnt", 1), "cause is 'evnt'; allowed: event. Did you mean 'event'?"),
        ((0, 1, None, -2), "how many is -2; it must be ≥ 0"),
    ],
)
def test_spells_that_cannot_be_are_refused(spell, message):
    with pytest.raises(ArgumentError, match=message.replace("?", r"\?")):
        EventTable.from_spells([spell])


def test_tables_of_other_causes_do_not_add():
    with pytest.raises(ArgumentError, match=r"they must be \('event',\) in both"):
        EventTable([1], [1]) + EventTable([1], [1], causes=("drop",))
    with pytest.raises(ArgumentError, match="cause is 'up'"):
        EventTable([1], [1]).of("up")
    with pytest.raises(ArgumentError, match="start is -1"):
        EventTable([1], [1]).after(-1)
