"""Margin, message cost, return and realised value, by hand and again by plain Python."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

import message_logs as logs
import stagelift
from message_logs import at, event, shop
from stagelift.errors import ArgumentError, DataError, DefinitionError

WEEK = "2026-W02"
METRICS = """\
metrics:
  margin: {margin: ordered, from: looking, within: 7 days}
  kept: {margin: ordered, refunds: refunded, from: looking, within: 7 days}
  sent: {cost: messages, within: 7 days}
  per_order: {cost: messages, per: ordered, from: looking, within: 7 days}
  back: {return_on_messages: ordered, from: looking, within: 7 days}
  worth: {realised_value: ordered, refunds: refunded, from: looking, within: 30 days}
"""


def bought(name, days, value, cost=None, kind="ordered", **more):
    row = {"customer": name, "time": at(days), "event": kind, "value": value}
    return row | ({} if cost is None else {"cost": cost}) | more


def priced(root, rows, metrics=METRICS, log=None, as_of=logs.LATER):
    """A workspace whose events map a cost and an order number."""
    shop(root, rows, log).close()
    names = (*logs.EVENTS, "cost")
    logs.write_csv(root / "events.csv", names, [[r.get(c, "") for c in names] for r in rows])
    journey = root / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    more = "value: value, cost: cost, order_id: order_id"
    journey.write_text(text.replace("value: value", more), encoding="utf-8")
    (root / "metrics").mkdir(exist_ok=True)
    (root / "metrics" / "all.yaml").write_text(metrics, encoding="utf-8")
    return stagelift.open(root, as_of=as_of)


def value(ws, metric, stage=None, period=WEEK):
    found = list(ws.kpis(period, metrics={metric: ws.metrics[metric]}))
    picked = [one for one in found if stage in (None, one.stage)]
    assert len(picked) == 1, picked
    return picked[0]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    visits = [{"customer": n, "time": at(0), "event": "visited"} for n in ("a", "b", "c", "d")]
    rows = [
        *visits,
        bought("a", 1, 60, 40, order_id="o1"),
        bought("a", 1, 40, 20, order_id="o1"),  # two lines of one order
        bought("a", 6, 30, "", "refunded", order_id="o1"),
        bought("b", 7, 100, 50, order_id="o2"),  # the window is half-open: too late
        bought("c", 2, 80, "", order_id="o3"),  # nobody knows what it cost
        event("a", 0.5, "delivered", "sms"),
        event("a", 0.6, "delivered", "sms"),
        event("b", 3, "delivered", "sms"),
        event("b", 3, "delivered", "email"),  # no price: it counts as free
        event("d", -1, "delivered", "sms"),  # before entry
    ]
    with priced(tmp_path_factory.mktemp("money"), rows) as ws:
        yield ws


@pytest.mark.parametrize(
    ("metric", "expected", "n"),
    [
        ("margin", (100 - 60) / 3, 3),  # c's order has no cost: left out, not free
        ("kept", (100 - 60 - 30) / 3, 3),
        ("per_order", (2 + 2 + 2) / 2, 4),  # two orders within seven days
        ("back", (40 - 6) / 6, 3),
        ("worth", (100 - 60 - 30 - 4 + 100 - 50 - 2) / 3, 3),
    ],
)
def test_money_by_hand(small, metric, expected, n):
    found = value(small, metric)
    assert found.value == pytest.approx(expected, rel=1e-9)
    assert found.n == n
    if metric in ("margin", "kept", "worth"):
        assert dict(found.excluded) == {"no_cost": 1}


def test_message_cost_of_each_stage_counts_from_its_entry(small):
    assert value(small, "sent", "looking").value == pytest.approx(6 / 4)
    # b's order came on day 7 and a's on day 1: nothing was delivered after either
    assert value(small, "sent", "buying").value == 0.0


def test_the_order_that_opens_the_stage_is_not_counted_again_but_realised(tmp_path):
    rows = [
        {"customer": "a", "time": at(0), "event": "visited"},
        bought("a", 1, 100, 60, order_id="o1"),
        bought("a", 2, 50, 20, order_id="o2"),
    ]
    metrics = METRICS.replace("from: looking", "from: buying")
    with priced(tmp_path, rows, metrics) as ws:
        assert value(ws, "margin").value == 30.0
        assert value(ws, "worth").value == 70.0


def test_a_log_of_its_own_cost_governs_the_price(tmp_path):
    rows = [
        {"customer": "a", "time": at(0), "event": "visited"},
        event("a", 1, "delivered", "sms"),
        event("a", 4, "delivered", "sms"),
    ]
    log = [
        {
            "customer": "a",
            "message": "news",
            "channel": "sms",
            "sent": at(1),
            "delivered": at(1),
            "cost": 7,
        }
    ]
    with priced(tmp_path, rows, log=log) as ws:
        assert value(ws, "sent", "looking").value == 9.0


def test_value_by_horizon_is_null_before_its_time(tmp_path):
    rows = [{"customer": f"c{n}", "time": at(0), "event": "visited"} for n in range(40)]
    rows += [bought(f"c{n}", 10 + n, 10, 4, order_id=f"o{n}") for n in range(40)]
    with priced(tmp_path, rows) as ws:  # 56 days later
        found = {one.metric: one for one in ws.realised_value(WEEK, horizons=(30, 50, 60))}
        with pytest.raises(ArgumentError, match="horizons: 0 came"):
            ws.realised_value(WEEK, horizons=(0,))
        with pytest.raises(ArgumentError, match="unknown metric of realised value 'wort'"):
            ws.realised_value(WEEK, metric="wort")
    assert found["worth_30d"].value == pytest.approx(20 * 6 / 40)
    assert found["worth_50d"].value == pytest.approx(6.0)
    assert (found["worth_60d"].value, found["worth_60d"].status) == (None, "immature")


@pytest.mark.parametrize("seed", range(2))
def test_money_agrees_with_plain_python(tmp_path, seed):
    chance = random.Random(seed)
    rows, orders, refunds, sent = [], {}, {}, {}
    for number in range(50):
        name = f"c{number}"
        rows.append({"customer": name, "time": at(chance.uniform(0, 6.9)), "event": "visited"})
        entered = logs.datetime.fromisoformat(rows[-1]["time"])
        for place in range(chance.randint(0, 4)):
            day, price = chance.uniform(-3, 16), chance.randint(5, 90)
            goods = chance.randint(1, price)
            rows.append(bought(name, day, price, goods, order_id=f"{name}-{place}"))
            when = logs.datetime.fromisoformat(rows[-1]["time"])
            orders.setdefault(name, []).append((when, price - goods))
            if chance.random() < 0.3:
                rows.append(
                    bought(name, day + 2, price, "", "refunded", order_id=f"{name}-{place}")
                )
                refunds.setdefault(name, []).append((when + timedelta(days=2), price))
        for _ in range(chance.randint(0, 5)):
            rows.append(event(name, chance.uniform(-3, 16), "delivered", "sms"))
            when = logs.datetime.fromisoformat(rows[-1]["time"])
            sent.setdefault(name, []).append((when, 2))
        rows.append({"customer": name, "time": entered.isoformat(), "event": "marker"})
    entries = {
        r["customer"]: logs.datetime.fromisoformat(r["time"])
        for r in rows
        if r["event"] == "marker"
    }

    def within(ledger, name, days=7):
        start = entries[name]
        end = start + timedelta(days=days)
        return sum(amount for when, amount in ledger.get(name, []) if start <= when < end)

    count = {name: [(when, 1) for when, _ in each] for name, each in orders.items()}
    # a customer who orders before visiting enters looking afterwards all the same
    with priced(tmp_path, rows) as ws:
        units = list(entries)
        margin = sum(within(orders, n) for n in units)
        cost = sum(within(sent, n) for n in units)
        assert value(ws, "margin").value == pytest.approx(margin / 50, rel=1e-9)
        assert value(ws, "per_order").value == pytest.approx(
            cost / sum(within(count, n) for n in units), rel=1e-9
        )
        assert value(ws, "back").value == pytest.approx((margin - cost) / cost, rel=1e-9)
        worth = sum(
            within(orders, n, 30) - within(refunds, n, 30) - within(sent, n, 30) for n in units
        )
        assert value(ws, "worth").value == pytest.approx(worth / 50, rel=1e-9)


def test_what_is_missing_is_said(tmp_path):
    rows = [{"customer": "a", "time": at(0), "event": "visited"}]
    with shop(tmp_path / "plain", rows) as ws:
        folder = ws.root / "metrics"
        folder.mkdir()
        (folder / "all.yaml").write_text(METRICS, encoding="utf-8")
    with (
        stagelift.open(tmp_path / "plain", as_of=logs.LATER) as ws,
        pytest.raises(DataError, match="no source of events has a cost"),
    ):
        value(ws, "margin")
    text = "metrics:\n  x: {cost: postage}\n  y: {margin: ordered x2}\n"
    (tmp_path / "plain" / "metrics" / "all.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        stagelift.open(tmp_path / "plain")
    said = str(caught.value)
    assert "metrics/all.yaml:2" in said
    assert "one of these is expected: messages" in said
    assert "metrics/all.yaml:3" in said
    assert "the name of one event is expected" in said


def test_an_experiment_reads_margin_as_an_effect(tmp_path):
    chance = random.Random(4)
    # someone keeps coming, so that the source is known to deliver
    rows = [{"customer": "late", "time": at(day), "event": "visited"} for day in range(-1, 56)]
    sent = []
    for n in range(400):
        rows.append({"customer": f"c{n}", "time": at(-1), "event": "visited"})
        sent.append((f"c{n}", "trial", "push" if n % 2 else "none", at(0)))
        if chance.random() < (0.6 if n % 2 else 0.3):
            rows.append(bought(f"c{n}", 2, 50, 30, order_id=f"o{n}"))
    priced(
        tmp_path,
        rows,
        METRICS.replace("margin: {margin: ordered, from: looking,", "margin: {margin: ordered,"),
    ).close()
    logs.write_csv(tmp_path / "sent.csv", ("customer", "experiment", "variant", "time"), sent)
    journey = tmp_path / "journey.yaml"
    mapped = "customer: customer, experiment: experiment, variant: variant, time: time"
    source = f"  split: {{read: sent.csv, as: assignments, {mapped}}}\nstages:"
    journey.write_text(
        journey.read_text(encoding="utf-8").replace("stages:", source, 1), encoding="utf-8"
    )
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "trial.yaml").write_text(
        "question: Does a push bring margin?\nprimary: margin\n"
        "audience: everyone\nenters: as they qualify\n"
        "variants:\n  none: {channel: none, share: 50%}\n  push: {channel: push, share: 50%}\n"
        "worth_having: +1\nrun: 2026-01-05..2026-01-11\nlooks: once\n",
        encoding="utf-8",
    )
    with stagelift.open(tmp_path, as_of=logs.LATER) as ws:
        readout = ws.experiments["trial"].readout()
    effect = next(
        one for one in readout.estimates if (one.metric, one.measure) == ("margin", "effect")
    )
    assert effect.method == "welch"
    assert 3 < effect.value < 9  # 0.3 more orders of 20 each
