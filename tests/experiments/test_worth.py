"""What a variant is worth: hand-computed, and without figures where a month is not known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from test_readout import ARMS, CLOSED, METRICS, shop, trial

from stagelift.experiments.screen import worth_words
from stagelift.experiments.volume import MONTH_DAYS
from stagelift.experiments.worth import Worth
from stagelift.formatting import NARROW
from tiny import MONDAY, workspace

RULES = "  worth: {bought: 20 EUR, left: 3 EUR}\n"
COSTS = "channels:\n  push: {cost: 0.5}\n"


def read(root, text, *, rules=RULES, more=COSTS, as_of=CLOSED):
    rows, sent = shop(ARMS)
    workspace(
        root, rows, metrics=METRICS, experiments={"trial": text}, assignments=sent, rules=rules
    ).close()
    journey = root / "journey.yaml"
    journey.write_text(journey.read_text("utf-8") + more, "utf-8")
    import stagelift

    with stagelift.open(root, as_of=as_of) as ws:
        return ws.experiments["trial"].readout()


def test_worth_is_effect_times_volume_times_margin_less_messages(tmp_path):
    readout = read(tmp_path, trial("always"))
    worth, effect = readout.worth, readout.estimate("bought", "effect")
    volume = 1400 / 7 * 30  # all entered within a run of seven days
    assert worth.volume == pytest.approx(volume)
    assert (worth.variant, worth.metric, worth.currency) == ("b", "bought", "EUR")
    for name in ("value", "low", "high"):
        gain = getattr(effect, name)
        assert getattr(worth.more, name) == pytest.approx(gain * volume)
        assert getattr(worth.money, name) == pytest.approx((gain * 20 - 0.5) * volume)
    assert worth.free == ("email",)
    assert readout.to_dict()["worth"]["money"]["value"] == worth.money.value
    said = worth_words(worth).replace(NARROW, " ")
    assert said.startswith("about 480 more a month (")
    assert said.endswith("messages paid (no cost is given for email)")
    assert f"Worth   {worth_words(worth)}" in str(readout)


def test_a_worsening_of_a_metric_better_low_costs_money(tmp_path):
    text = trial("always").replace("primary: bought", "primary: left").replace("spent, told", "")
    arms = {"a": (700, 35, 28), "b": (700, 35, 77)}
    rows, sent = shop(arms)
    ws = workspace(
        tmp_path,
        rows,
        metrics=METRICS,
        experiments={"trial": text},
        assignments=sent,
        rules=RULES,
        as_of=CLOSED,
    )
    with ws:
        worth = ws.experiments["trial"].readout().worth
    assert worth.more.value == pytest.approx(-0.07 * worth.volume)
    assert worth.more.low < worth.more.value < worth.more.high < 0
    assert worth.money.value == pytest.approx(-0.07 * 3 * worth.volume)


def test_half_way_the_month_is_scaled_from_the_days_so_far(tmp_path):
    at = MONDAY + timedelta(days=9)
    worth = read(tmp_path, trial("always"), as_of=at).worth
    assert worth.volume == pytest.approx(1400 / 7 * MONTH_DAYS)  # enrolment closed on day seven


def test_without_a_rule_there_is_no_worth(tmp_path):
    readout = read(tmp_path, trial("always"), rules="  worth: {spent: 1 EUR}\n")
    assert readout.worth is None
    assert "Worth" not in str(readout)
    assert readout.to_dict()["worth"] is None


def test_what_is_not_known_says_why(tmp_path):
    early = read(tmp_path, trial("once"), as_of=CLOSED - timedelta(hours=1)).worth
    assert (early.more, early.money, early.reason) == (None, None, "no_effect")
    assert worth_words(early) == "not known: no effect can be read yet"
    assert early.to_dict()["note"] == "no effect can be read yet"


def test_one_wave_has_no_month(tmp_path):
    text = trial("once").replace("as they qualify", "once, on 2026-01-05")
    text = text.replace("run: 2026-01-05..2026-01-11\n", "")
    wave = read(tmp_path, text, as_of=CLOSED)
    assert (wave.worth.money, wave.worth.reason) == (None, "one_wave")


def test_those_who_waited_at_the_launch_are_no_month(tmp_path):
    """A stock of customers enters once, so nothing says how many come in a month."""
    rows, sent = shop(ARMS)
    launched = [(*who, MONDAY + timedelta(hours=9)) for *who, _ in sent]
    with workspace(
        tmp_path,
        rows,
        metrics=METRICS,
        experiments={"trial": trial("always")},
        assignments=launched,
        rules=RULES,
        as_of=CLOSED,
    ) as ws:
        worth = ws.experiments["trial"].readout().worth
    assert (worth.more, worth.money, worth.reason) == (None, None, "first_day")
    assert "who already qualified" in worth_words(worth)


def test_a_worth_without_figures_is_json_ready():
    blank = Worth(
        metric="m", variant="v", currency="EUR", each=1.0, cost=0.0, reason="no_days"
    ).to_dict()
    assert (blank["more"], blank["money"], blank["volume"]) == (None, None, None)
    assert "on which days" in blank["note"]
