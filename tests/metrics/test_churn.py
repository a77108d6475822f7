"""Churn by silence counted by hand: who is alive when, to the microsecond, and who is asked."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tiny import LATER, MONDAY, WEEK, day, kpi, workspace

CHURN = "  churn: {churn: visited | ordered, silent_for: 14 days}\n"
SILENT = timedelta(days=14)
P0, P1 = MONDAY, MONDAY + timedelta(days=7)
MICRO = timedelta(microseconds=1)


def churn(root, rows, *, as_of=LATER, **where):
    with workspace(root, rows, metrics=CHURN, as_of=as_of, **where.pop("files", {})) as ws:
        return kpi(ws, "churn", **where)


@pytest.mark.parametrize(
    ("instants", "n", "k"),
    [
        ((P0 - SILENT,), 0, 0),  # an event at t shows activity in [t, t + 14 days): over at p0
        ((P0 - SILENT + MICRO,), 1, 1),
        ((P0 - MICRO,), 1, 0),
        ((P0,), 1, 0),  # alive at p0 itself, and at p1
        ((P0 + MICRO,), 0, 0),  # came only after p0
        ((P0 - timedelta(days=8), P1), 1, 0),  # back at p1 itself: alive
        ((P0 - timedelta(days=8), P1 + MICRO), 1, 1),
        ((P1 - SILENT,), 1, 1),  # over at p1
        ((P1 - SILENT + MICRO,), 1, 0),
    ],
)
def test_alive_at_the_start_and_not_at_the_end_to_the_microsecond(tmp_path, instants, n, k):
    found = churn(tmp_path, [("a", at.isoformat(), "visited") for at in instants])
    assert (found.n, found.k) == (n, k)


def test_who_was_never_active_is_in_no_denominator(tmp_path):
    rows = [
        ("asked", day(-3), "emailed"),
        ("gone", day(-13), "visited"),
        ("here", day(-1), "ordered"),
    ]
    found = churn(tmp_path, rows)
    assert (found.n, found.k, found.value, found.excluded) == (2, 1, 0.5, ())


def test_several_events_of_one_customer_are_one_customer(tmp_path):
    rows = [("a", day(-13), "visited"), ("a", day(-12), "visited"), ("a", day(-12), "ordered")]
    found = churn(tmp_path, rows)
    assert (found.n, found.k) == (1, 1)


def test_the_end_of_the_period_must_be_known(tmp_path):
    rows = [("a", day(-13), "visited")]
    at_end = churn(tmp_path / "at", rows, as_of=P1, period="2026-W02")
    assert (at_end.n, at_end.value, at_end.status) == (0, None, "immature")
    after = churn(tmp_path / "after", rows, as_of=P1 + MICRO)
    assert (after.n, after.k, after.status) == (1, 1, "low_n")


def test_a_segment_is_that_of_the_start_of_the_period(tmp_path):
    rows = [
        ("before", day(-1), "ordered"),
        ("before", day(-1), "visited"),
        ("during", day(-2), "visited"),
        ("during", day(3), "ordered"),
    ]
    files = {"segments": "  buyers: {did: ordered}\n"}
    found = churn(tmp_path, rows, by="buyers", segment="buyers", files=files)
    assert (found.n, found.k) == (1, 0)


EXPERIMENT = """\
question: Does a letter keep them?
audience: everyone
primary: churn
variants: {a: {channel: none, share: 50%}, b: {channel: email, share: 50%}}
run: 2026-01-05..2026-01-11
looks: once
"""


def test_in_an_experiment_the_base_is_who_was_active_at_assignment(tmp_path):
    assigned = day(1)
    at = MONDAY + timedelta(days=1)
    instants = {
        "over": [at - SILENT],  # inactive: its time was over at assignment
        "gone": [at - SILENT + MICRO],
        "same": [at],  # the event that assigns shows activity; silence begins after it
        "last": [at, at + SILENT],
        "late": [at, at + SILENT + MICRO],
        "here": [at - MICRO, at + MICRO],
        "never": [at + MICRO],  # first seen after assignment: not active at it
    }
    rows = [(name, one.isoformat(), "visited") for name, seen in instants.items() for one in seen]
    sent = [(name, "letter", "a", assigned) for name in instants]
    sent += [("other", "letter", "b", assigned)]
    with workspace(
        tmp_path,
        [*rows, ("other", day(0), "visited"), ("beat", day(55), "pinged")],
        metrics=CHURN,
        experiments={"letter": EXPERIMENT},
        assignments=sent,
    ) as ws:
        readout = ws.experiments["letter"].readout()
    levels = {e.variant: e for e in readout.estimates if e.measure == "level"}
    assert readout.assigned == {"a": 7, "b": 1}  # the split is that of all who were assigned
    assert (levels["a"].n, levels["a"].k) == (5, 3)
    assert levels["a"].excluded == (("inactive", 2),)


def test_an_experiment_waits_until_the_silence_can_be_known(tmp_path):
    rows = [("x", day(0), "visited"), ("y", day(0), "visited"), ("beat", day(14), "pinged")]
    sent = [("x", "letter", "a", day(1)), ("y", "letter", "b", day(1))]
    always = EXPERIMENT.replace("looks: once", "looks: always")
    for as_of, counts in (
        (MONDAY + timedelta(days=15), (0, (("immature", 1),))),
        (MONDAY + timedelta(days=15) + MICRO, (1, ())),
    ):
        with workspace(
            tmp_path,
            rows,
            metrics=CHURN,
            experiments={"letter": always},
            assignments=sent,
            as_of=as_of,
        ) as ws:
            readout = ws.experiments["letter"].readout()
        level = next(e for e in readout.estimates if e.measure == "level" and e.variant == "a")
        assert (level.n, level.excluded) == counts


def test_random_logs_equal_a_count_in_plain_python(tmp_path):
    rng = random.Random(11)
    events = [
        (
            f"c{rng.randint(0, 80)}",
            MONDAY + timedelta(hours=6 * rng.randint(-100, 120)),
            rng.choice(["visited", "ordered", "emailed"]),
        )
        for _ in range(250)
    ]
    rows = [(customer, at.isoformat(), name) for customer, at, name in events]
    periods = {
        WEEK: (P0, P1),
        "2026-W04": (P0 + timedelta(days=14), P1 + timedelta(days=14)),
        "2026-01": (P0 - timedelta(days=4), P0 + timedelta(days=27)),
    }

    def alive(customer, instant):
        return any(
            at <= instant < at + SILENT
            for one, at, name in events
            if one == customer and name != "emailed"
        )

    with workspace(tmp_path, rows, metrics=CHURN) as ws:
        for period, (start, end) in periods.items():
            found = kpi(ws, "churn", period=period)
            base = [c for c in {one for one, *_ in events} if alive(c, start)]
            gone = [customer for customer in base if not alive(customer, end)]
            assert (found.n, found.k) == (len(base), len(gone))
            assert 0 < len(gone) < len(base)
