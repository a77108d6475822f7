"""The demo's messages, money and parcels against the chances that made them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import stagelift as sl
from stagelift.demo.templates import TEMPLATES
from stagelift.demo.world import make

pytestmark = pytest.mark.slow  # it makes a shop of its own

ROOT = Path(__file__).parents[1]
RUNGS = ("assigned", "held", "capped", "sent", "failed", "fell_back", "delivered")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A smaller shop, made anew with its own definitions."""
    root = tmp_path_factory.mktemp("shop")
    shutil.copy(ROOT / "journey.yaml", root / "journey.yaml")
    shutil.copytree(ROOT / "metrics", root / "metrics")
    make(root, customers=12_000, seed=11)
    with sl.open(root) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def truth(shop):
    return json.loads((shop.root / "data" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def week(shop, truth):
    return shop.messages(truth["messages"]["week"], by="stage")


def test_the_way_of_logged_messages_is_that_of_the_log(week, truth):
    for name, true in truth["messages"]["sendlog"].items():
        way = week.ladder(channel=true["channel"], message=name)
        found = {rung: way.rung(rung) or 0 for rung in RUNGS}
        assert found == {rung: true[rung] for rung in RUNGS}, name
        machine = week.rate("machine_opened", channel=true["channel"], message=name)
        assert (machine.k or 0) == true["machine_opened"], name
    kakao = week.ladder(channel="kakao", message="review_kakao")
    text = week.ladder(channel="sms", message="review_kakao")
    instead = truth["messages"]["sendlog"]["review_kakao"]
    assert text.rung("by_fallback") == instead["fell_back"] > 0
    assert kakao.cost + text.cost == instead["cost"]


def test_true_rates_lie_inside_the_intervals(shop, week, truth):
    """95 % of them: of all messages of two weeks, those of events as well as those of the log."""
    inside = compared = 0
    for found in (week, shop.messages("2026-W40")):
        for one in TEMPLATES:
            true = {
                "opened": one.opened,
                "clicked": one.clicked * (1 if one.opened is None else one.opened),
                "unsubscribed": one.unsubscribed,
            }
            for rate, expected in true.items():
                got = found.rate(rate, channel=one.channel, message=one.name)
                if got is None or got.value is None or expected is None or got.status != "ok":
                    continue
                compared += 1
                inside += got.low <= expected <= got.high
    assert compared >= 25
    assert inside / compared >= 0.78  # 95 % less four simulation errors at 25
    sent = truth["messages"]["sendlog"]["newsletter"]["rates"]["delivered"]
    delivered = week.rate("delivered", channel="email", message="newsletter")
    assert delivered.low <= sent <= delivered.high


def test_channels_without_opens_have_none(week):
    for channel, message in (("kakao", "review_kakao"), ("sms", "parcel_sent")):
        assert week.rate("opened", channel=channel, message=message).value is None
    assert week.rate("opened", channel="social", message="cart_dm").note == (
        "no open was ever reported on social"
    )


def test_the_same_stages_and_nothing_found_where_nothing_differs(week):
    # how customers take a message depends on the message alone
    tested = [one for one in week.rates if one.p_value is not None]
    assert len(tested) >= 10
    assert sum(bool(one.found) for one in tested) <= 2


def test_parcels_and_refunds_are_those_of_the_truth(shop, truth):
    true = truth["parcels"]
    inside = []
    for week in ("2026-W32", "2026-W36", "2026-W40"):
        found = shop.fulfilment(week, promised=f"{true['promised_days']} days")
        pairs = {
            "delivered_on_time": "on_time",
            "refunds_per_order": "refunded",
            "money_back": "money_back",
        }
        for metric, name in pairs.items():
            one = found.estimate(metric)
            inside.append(one.low <= true[name] <= one.high)
        by_day = found.estimate(f"delivered_by_day_{true['promised_days']}")
        inside.append(by_day.low <= true["on_time"] <= by_day.high)
    assert sum(inside) >= 9  # of 12 at 95 %: fewer happen once in five thousand worlds


def test_goods_leave_the_true_margin(shop, truth):
    metrics = {name: shop.metrics[name] for name in ("margin", "order_value")}
    found = {one.metric: one for one in shop.kpis("2026-W40", metrics=metrics)}
    # coupons are a small part of the value, so that margin is near 1 − the goods' share of it
    share = found["margin"].value / found["order_value"].value
    assert share == pytest.approx(1 - truth["parcels"]["goods_share"], abs=0.05)
    assert dict(found["margin"].excluded).get("no_cost", 0) == 0


def test_rows_arrive_as_they_were_made_to(shop):
    lags = shop.lag()
    app = lags.source("app")
    assert 20 <= app.p50_seconds <= 40  # 1 s and an exponential of 40 s, 3 % late
    assert 0.02 <= app.late <= 0.035
    assert lags.source("sendlog").late > 0.95  # it is exported once a week
    assert lags.source("survey").p50_seconds is None
