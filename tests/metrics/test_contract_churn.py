"""Churn of contracts: balanced books, by hand and in plain Python."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

import stagelift
from stagelift.errors import DefinitionError
from tiny import LATER, MONDAY, day, kpi, workspace, write_csv

JOURNEY = """\
journey: tiny
zone: UTC
currency: EUR
sources:
  log: {read: log.csv, as: events, customer: customer, time: time, event: event}
  terms: {read: terms.csv, as: contracts, customer: customer, start: start, end: end, mrr: fee}
  people: {read: people.csv, as: customers, customer: customer, keep: [plan]}
stages:
  looking: visited
segments:
  seen: {did: visited}
"""
METRICS = """\
metrics:
  churn: {churn: contracts}
  revenue_churn: {churn: contracts, weight: mrr}
"""
MICRO = timedelta(microseconds=1)


def books(root, terms, *, as_of=LATER, people=()):
    write_csv(root / "log.csv", ("customer", "time", "event"), [("x", day(0), "visited")])
    write_csv(root / "terms.csv", ("customer", "start", "end", "fee"), terms)
    write_csv(root / "people.csv", ("customer", "plan"), [("x", "none"), *people])
    (root / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (root / "metrics").mkdir(exist_ok=True)
    (root / "metrics" / "all.yaml").write_text(METRICS, encoding="utf-8")
    return stagelift.open(root, as_of=as_of)


P0, P1 = MONDAY, MONDAY + timedelta(days=7)


@pytest.mark.parametrize(
    ("start", "end", "n", "k"),
    [
        (P0, None, 1, 0),  # active from its start on
        (P0 + MICRO, None, 0, 0),  # joined
        (P0 - MICRO, P0, 0, 0),  # ended as the period began: churned before
        (P0 - MICRO, P0 + MICRO, 1, 1),
        (P0, P1, 1, 1),  # ends exactly at the end: churned in this period
        (P0, P1 + MICRO, 1, 0),
    ],
)
def test_a_contract_is_active_from_its_start_until_before_its_end(tmp_path, start, end, n, k):
    terms = [("a", start.isoformat(), end.isoformat() if end else "", "10")]
    with books(tmp_path, terms) as ws:
        found = kpi(ws, "churn")
    assert (found.n, found.k) == (n, k)


TERMS = [
    *[(f"stays{n}", day(-60), "", "20") for n in range(30)],
    *[(f"ends{n}", day(-60), day(3), "10") for n in range(6)],
    ("pauses", day(-60), day(1), "10"),
    ("pauses", day(4), "", "15"),  # back before the end: not churned
    *[(f"joins{n}", day(2), "", "5") for n in range(4)],
    ("passes", day(2), day(5), "5"),
]


def test_the_books_balance_and_say_so(tmp_path):
    with books(tmp_path, TERMS) as ws:
        found, after = kpi(ws, "churn"), kpi(ws, "churn", period="2026-W03")
    assert (found.n, found.k, found.unit) == (37, 6, "share")
    assert found.value == pytest.approx(6 / 37)
    assert found.excluded == (("joined", 4), ("joined_and_left", 1))
    assert found.note == "37 active \u2212 6 churned + 4 joined = 35"
    assert after.n == 35
    assert found.status == "ok"


def test_revenue_churn_is_the_lost_share_of_revenue_at_the_start(tmp_path):
    with books(tmp_path, [*TERMS, ("free", day(-60), "", "")]) as ws:
        found = kpi(ws, "revenue_churn")
    assert found.value == pytest.approx(60 / 670)
    assert (found.n, found.k) == (37, None)
    assert ("missing_mrr", 1) in found.excluded
    assert found.low < found.value < found.high


def test_attributes_split_the_books_and_event_segments_do_not(tmp_path):
    people = [(f"ends{n}", "basic") for n in range(6)]
    with books(tmp_path, TERMS, people=people) as ws:
        found = {
            e.segment: e
            for e in ws.kpis("2026-W02", by=("plan", "seen"))
            if e.k is not None and e.metric == "churn"
        }
    assert (found["plan=basic"].n, found["plan=basic"].k) == (6, 6)
    assert (found["plan=unknown"].n, found["plan=unknown"].k) == (31, 0)
    assert "seen" not in found


def test_a_period_that_has_not_ended_is_null(tmp_path):
    with books(tmp_path / "at", TERMS, as_of=P1) as ws:
        found = kpi(ws, "churn")
    assert (found.value, found.status, found.note) == (None, "immature", "the period has not ended")
    with books(tmp_path / "after", TERMS, as_of=P1 + MICRO) as ws:
        assert kpi(ws, "churn").k == 6


def test_nobody_under_contract_has_no_churn(tmp_path):
    with books(tmp_path, [("a", day(20), "", "1")]) as ws:
        found = kpi(ws, "churn")
    assert (found.value, found.n, found.status) == (None, 0, "no_data")


def test_without_a_source_of_contracts_it_is_a_mistake_in_its_file(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        workspace(tmp_path, [("a", day(0), "visited")], metrics="  churn: {churn: contracts}\n")
    assert "metrics/all.yaml:2: metrics.churn.churn: no source holds contracts" in str(caught.value)
    with pytest.raises(DefinitionError, match="silent_for: this key is missing"):
        workspace(tmp_path, [("a", day(0), "visited")], metrics="  churn: {churn: visited}\n")


def test_trust_counts_what_was_rejected(tmp_path):
    with books(tmp_path, [*TERMS, ("ends0", day(-9), "", "1"), ("b", day(3), day(2), "1")]) as ws:
        assert kpi(ws, "churn").k == 6
        assert dict(ws.trust().rejected) == {"contract_overlaps": 1, "end_before_start": 1}


def test_random_terms_equal_a_count_in_plain_python(tmp_path):
    rng = random.Random(17)
    terms = {}
    for number in range(120):
        at, spans = MONDAY + timedelta(hours=12 * rng.randint(-40, 10)), []
        for _ in range(rng.randint(1, 4)):
            length = timedelta(hours=12 * rng.randint(1, 30))
            spans.append((at, at + length if rng.random() < 0.8 else None))
            if spans[-1][1] is None:
                break
            at = spans[-1][1] + timedelta(hours=12 * rng.randint(0, 10))
        terms[f"c{number}"] = spans
    rows = [
        (customer, start.isoformat(), end.isoformat() if end else "", "1")
        for customer, spans in terms.items()
        for start, end in spans
    ]

    def active(customer, instant: datetime):
        return any(a <= instant and (b is None or instant < b) for a, b in terms[customer])

    with books(tmp_path, rows) as ws:
        for label, start, end in (
            ("2026-W02", P0, P1),
            ("2026-01", P0 - timedelta(days=4), P0 + timedelta(days=27)),
        ):
            found = kpi(ws, "churn", period=label)
            base = [c for c in terms if active(c, start)]
            gone = [c for c in base if not active(c, end)]
            joined = [c for c in terms if not active(c, start) and active(c, end)]
            assert (found.n, found.k) == (len(base), len(gone))
            assert dict(found.excluded)["joined"] == len(joined)
            assert len(base) - len(gone) + len(joined) == sum(active(c, end) for c in terms)
