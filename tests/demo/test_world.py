"""The demo world: the same again from the same seed, coherent, and true to its truth."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from fractions import Fraction
from hashlib import sha256

import pytest

from stagelift.data.assign import assign
from stagelift.demo.curve import week_label
from stagelift.demo.trials import TRIALS, customer_id, treated
from stagelift.demo.world import make
from stagelift.errors import ArgumentError

HALVES = [Fraction(1, 2), Fraction(1, 2)]
WINDOW = "x.u = e.u AND x.t {after} e.t AND x.t < e.t + INTERVAL {days} DAY"


def digests(root):
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    first = make(tmp_path / "a", customers=400, seed=3)
    second = make(tmp_path / "b", customers=400, seed=3)
    assert first == second
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    again = make(tmp_path / "a", customers=400, seed=4)
    assert again != first
    assert digests(tmp_path / "a") != digests(tmp_path / "b")


def test_nothing_half_written_is_left(small):
    names = {path.name for path in (small.root / "data").rglob("*") if path.is_file()}
    assert names == {
        "events.parquet",
        "orders.parquet",
        "receipts.parquet",
        "surveys.csv",
        "customers.parquet",
        "assignments.parquet",
        "truth.json",
        "feedback.csv",
        "support.parquet",
        "coupons.parquet",
        "logistics.parquet",
        "sendlog.parquet",
    }


def test_truth_is_written_as_it_is_returned(small):
    written = json.loads((small.root / "data" / "truth.json").read_text("utf-8"))
    assert written == json.loads(json.dumps(asdict(small.truth)))


def test_too_few_customers_are_refused(tmp_path):
    with pytest.raises(ArgumentError, match="customers == 99, must be >= 100"):
        make(tmp_path, customers=99)


def test_seven_channels_and_five_stages(small):
    channels = small.sql.execute("SELECT DISTINCT channel FROM receipts ORDER BY 1").fetchall()
    assert [name for (name,) in channels] == [
        "call_centre",
        "email",
        "in_app",
        "kakao",
        "push",
        "sms",
        "social",
    ]
    events = {name for (name,) in small.sql.execute("SELECT DISTINCT event FROM app").fetchall()}
    assert events == {
        "visited",
        "viewed",
        "cart_added",
        "wished",
        "review_written",
        "friend_invited",
    }
    assert small.sql.execute("SELECT max(number) FROM orders").fetchone()[0] >= 3


def test_every_journey_is_in_order(small):
    """A visit comes first, consideration before the first order, an order before a review."""
    orphans = """
        SELECT count(*) FROM orders o WHERE number = 1 AND NOT EXISTS (
            SELECT 1 FROM app a WHERE a.u = o.u AND a.event IN ('cart_added', 'wished')
            AND a.t < o.t AND o.t < a.t + INTERVAL 7 DAY)"""
    carts_after = """
        SELECT count(*) FROM app a JOIN orders o ON o.u = a.u AND o.number = 1
        WHERE a.event IN ('cart_added', 'wished') AND a.t > o.t"""
    early_reviews = """
        SELECT count(*) FROM app a WHERE a.event = 'review_written' AND NOT EXISTS (
            SELECT 1 FROM orders o WHERE o.u = a.u AND o.t < a.t)"""
    first = """
        SELECT count(*) FROM (SELECT min(t) FILTER (event = 'visited') AS v, min(t) AS t
        FROM app GROUP BY u) WHERE v IS NULL OR v > t"""
    late = small.sql.execute("SELECT count(*) FROM app").fetchone()[0] * 0.002
    assert small.sql.execute(orphans).fetchone()[0] <= 1  # a cart that has not arrived yet
    assert small.sql.execute(carts_after).fetchone()[0] == 0
    assert small.sql.execute(early_reviews).fetchone()[0] <= 1
    assert small.sql.execute(first).fetchone()[0] <= late


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_the_split_is_the_rule_of_the_package(trial):
    names = (trial.control, trial.treatment)
    expected = [assign(customer_id(k), trial.name, names, HALVES) for k in range(300)]
    assert [names[int(flag)] for flag in treated(trial, 300)] == expected


def test_recorded_assignments_follow_the_split_and_precede_their_outcomes(small):
    rows = small.sql.execute(
        f"SELECT member_no, experiment, variant FROM '{small.root}/data/assignments.parquet'"
    ).fetchall()
    trials = {trial.name: trial for trial in TRIALS}
    assert {experiment for _, experiment, _ in rows} == {"review_ask", "winback_call"}
    for member, experiment, variant in rows:
        trial = trials[experiment]
        assert variant == assign(member, experiment, (trial.control, trial.treatment), HALVES)
    twice = f"""SELECT count(*) FROM (SELECT 1 FROM '{small.root}/data/assignments.parquet'
        GROUP BY member_no, experiment HAVING count(*) > 1)"""
    asked_late = f"""
        SELECT count(*) FROM '{small.root}/data/assignments.parquet' a JOIN receipts r
        ON r.u = a.member_no AND r.template = 'winback_call' AND r.t <= a.assigned_at"""
    assert small.sql.execute(twice).fetchone()[0] == 0
    assert small.sql.execute(asked_late).fetchone()[0] == 0


UNITS = {
    "cart_reminder": """SELECT u, min(greatest(t, TIMESTAMPTZ '2026-10-18 15:00:00+00')) AS t
        FROM app a WHERE event = 'cart_added' AND t >= '2026-10-15 15:00:00+00' AND NOT EXISTS (
            SELECT 1 FROM orders o WHERE o.u = a.u AND o.t < '2026-10-18 15:00:00+00')
        GROUP BY u""",
    "evening_push": """SELECT DISTINCT u, TIMESTAMPTZ '2026-08-02 15:00:00+00' AS t FROM app
        WHERE event = 'visited' AND t >= '2026-07-05 15:00:00+00'
        AND t < '2026-08-02 15:00:00+00'""",
    "review_ask": """SELECT u, min(t) AS t FROM orders WHERE t >= '2026-08-30 15:00:00+00'
        AND t < '2026-09-27 15:00:00+00' GROUP BY u""",
}
OUTCOMES = {
    "first_order": "SELECT u, t FROM orders",
    "cart_added": "SELECT u, t FROM app WHERE event = 'cart_added'",
    "review": "SELECT u, t FROM app WHERE event = 'review_written'",
    "unsubscribed": "SELECT u, t FROM receipts WHERE kind = 'unsubscribed'",
    "complained": "SELECT u, t FROM receipts WHERE kind = 'complained'",
    "repeat_order": "SELECT u, t FROM orders WHERE number >= 2",
    "order_again": "SELECT u, t FROM orders",
}


def converted(units: str, outcome: str, days: int) -> str:
    # The order that opens the stage is not the next one.
    condition = WINDOW.format(days=days, after=">" if outcome == "order_again" else ">=")
    return f"""SELECT e.*, (EXISTS (SELECT 1 FROM ({OUTCOMES[outcome]}) x WHERE {condition}))::INT
        AS k FROM ({units}) e WHERE e.t + INTERVAL {days} DAY <= '2026-11-15 21:00:00+00'"""


@pytest.mark.parametrize(
    ("experiment", "metric", "days"),
    [
        ("cart_reminder", "first_order", 7),
        ("cart_reminder", "unsubscribed", 7),
        ("evening_push", "cart_added", 7),
        ("evening_push", "unsubscribed", 7),
        ("review_ask", "review", 14),
        ("review_ask", "unsubscribed", 7),
    ],
)
def test_what_happened_in_each_arm_is_the_truth_and_luck(small, experiment, metric, days):
    query = converted(UNITS[experiment], metric, days)
    rows = small.sql.execute(f"SELECT u, k FROM ({query})").fetchall()
    truth = small.truth.experiments[experiment]
    effect = truth.mature[metric]
    names = (truth.control, truth.treatment)
    arms = {name: [] for name in names}
    for unit, k in rows:
        arms[assign(unit, experiment, names, HALVES)].append(k)
    expected = {truth.control: effect.control, truth.treatment: effect.control + effect.effect}
    assert abs(len(rows) - effect.n) <= max(2, 0.005 * effect.n)  # rows that arrive late
    for name, values in arms.items():
        rate = expected[name]
        error = math.sqrt(rate * (1 - rate) / len(values))
        assert abs(sum(values) / len(values) - rate) < 4 * error + 0.5 / len(values)


STAGE_EVENTS = """
    SELECT u, t, CASE WHEN event = 'visited' THEN 1 WHEN event IN ('cart_added', 'wished') THEN 2
        ELSE 5 END AS stage FROM app WHERE event <> 'viewed'
    UNION ALL SELECT u, t, CASE WHEN number = 1 THEN 3 ELSE 4 END FROM orders"""
NUMBERS = {"awareness": 1, "consideration": 2, "purchase": 3, "retention": 4}


def entrants(stage: str) -> str:
    """First entry per week: an event of the stage whose predecessor belongs to another stage."""
    return f"""SELECT u, min(t) AS t FROM (
        SELECT *, lag(stage) OVER (PARTITION BY u ORDER BY t, stage) AS previous
        FROM ({STAGE_EVENTS})) WHERE stage = {NUMBERS[stage]} AND stage IS DISTINCT FROM previous
        GROUP BY u, date_trunc('week', t + INTERVAL 9 HOUR)"""


@pytest.mark.parametrize("metric", sorted(OUTCOMES))
def test_weekly_rates_are_the_truth_and_luck(small, metric):
    truth = small.truth.kpis[metric]
    entry = entrants(truth.entered)
    query = f"""SELECT strftime(t + INTERVAL 9 HOUR, '%G-W%V'), count(*), sum(k)
        FROM ({converted(entry, metric, truth.within_days)}) GROUP BY ALL"""
    seen = expected = variance = 0.0
    for week, n, k in small.sql.execute(query).fetchall():
        chance = truth.weeks[week].rate
        if n < 0.99 * truth.weeks[week].n:  # a week whose last days are not mature
            continue
        seen, expected = seen + k, expected + n * chance
        variance += n * chance * (1 - chance)
    assert expected > 5
    assert abs(seen - expected) < 4 * math.sqrt(variance) + 0.5


def test_the_leak_lowers_first_orders_on_android_only(small):
    leak = small.truth.leak
    assert 0.4 < leak.with_leak / leak.without < 0.8
    weeks = small.truth.kpis["first_order"].weeks
    usual = [weeks[week_label(number)].rate for number in range(24)]
    assert weeks["2026-W45"].rate < min(usual) - 0.015
    failed = """SELECT os, count(*) FILTER (k = 1) / count(*) FROM (
        SELECT a.os, EXISTS (SELECT 1 FROM orders o WHERE o.u = a.u AND o.t > a.t)::INT AS k
        FROM app a WHERE event = 'cart_added' AND t >= '2026-11-03 15:00:00+00') GROUP BY os"""
    rates = dict(small.sql.execute(failed).fetchall())
    assert rates["android"] < rates["ios"]


def test_survey_has_silence_blanks_and_scores_off_the_scale(small):
    path = small.root / "data" / "surveys.csv"
    query = f"""SELECT count(*), count(done_at), count(q1),
        count(*) FILTER (q1 = '11'), count(*) FILTER (q1 = '8.5'), count(DISTINCT stage)
        FROM read_csv('{path}', all_varchar = true)"""
    invited, answered, scored, eleven, half, stages = small.sql.execute(query).fetchone()
    assert invited > answered > scored > 100
    assert (eleven, half, stages) == (3, 2, 5)


def test_nps_of_the_answers_is_the_truth_and_luck(small):
    path = small.root / "data" / "surveys.csv"
    query = f"""SELECT stage, avg(v), count(*) FROM (SELECT stage, CASE WHEN q1::INT >= 9 THEN 1
        WHEN q1::INT <= 6 THEN -1 ELSE 0 END AS v FROM read_csv('{path}', all_varchar = true)
        WHERE q1 IS NOT NULL AND q1 NOT IN ('11', '8.5')) GROUP BY stage"""
    for stage, mean, n in small.sql.execute(query).fetchall():
        assert abs(100 * mean - small.truth.nps[stage]) < 400 / math.sqrt(n)


def test_mean_order_value_is_the_truth_and_luck(small):
    week = small.truth.kpis["order_value"].weeks["2026-W30"]
    value = week.rate / small.truth.kpis["first_order"].weeks["2026-W30"].rate
    mean, spread, n = small.sql.execute(
        "SELECT avg(value), stddev(value), count(*) FROM orders"
    ).fetchone()
    assert abs(float(mean) - value) < 4 * spread / math.sqrt(n)
