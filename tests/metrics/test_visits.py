"""Sessions, carts, coupons, exits and entries by hand: what each word means, and its edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stagelift.definitions.load import load_workspace
from stagelift.errors import DefinitionError
from stagelift.metrics.registry import KINDS
from tiny import MONDAY, day, kpi, workspace

ANY = "visited | ordered | reviewed"
METRICS = {
    "bounce": f"{{bounce: {ANY}}}",
    "exit": "{exit_rate: ordered, among: visited | reviewed}",
    "revisit": "{revisit: visited, within: 3 days}",
    "days": "{revisit: visited, within: 3 days, by: days}",
    "left": "{cart_abandonment: reviewed, bought: ordered}",
    "back": "{cart_recovery: reviewed, bought: ordered, recovered: 2 days}",
    "lost": "{drop_off: ordered, from: looking}",
    "moved": "{stage_exit: next, from: looking}",
    "stay": "{conversion: searched, from: looking, stage: looking, in_stage: true}",
}


def values(tmp_path, rows, *names, period="2026-W02", **more):
    """The estimates of some of the metrics, by name."""
    metrics = "".join(f"  {name}: {METRICS[name]}\n" for name in names)
    with workspace(tmp_path, rows, metrics=metrics, **more) as ws:
        return {name: kpi(ws, name, period=period) for name in names}


def minutes(count):
    return day(0, minutes=count)


def test_a_session_ends_after_half_an_hour_of_silence(tmp_path):
    rows = [("a", minutes(m), "visited") for m in (0, 29, 58, 88)]
    # 0, 29 and 58 are one session; 88 comes exactly thirty minutes later and is another
    assert values(tmp_path, rows, "bounce")["bounce"].value == 0.5


def test_midnight_cuts_no_session_but_makes_another_day(tmp_path):
    # 23:50 and 00:10 in Seoul
    rows = [("a", day(0, hours=14, minutes=50), "visited"), ("a", day(0, hours=15.2), "visited")]
    found = values(tmp_path, rows, "bounce", "revisit", "days", zone="Asia/Seoul")
    assert found["bounce"].value == 0.0
    assert (found["revisit"].k, found["days"].k) == (0, 1)


def test_a_day_of_25_hours_is_one_day(tmp_path):
    autumn = datetime(2026, 11, 1, 4, tzinfo=UTC)  # midnight in New York, when clocks go back
    rows = [("a", (autumn + timedelta(hours=h)).isoformat(), "visited") for h in (0, 24.9)]
    later = datetime(2026, 12, 24, tzinfo=UTC)
    clocks = {"zone": "America/New_York", "as_of": later, "period": "2026-11-01..2026-11-01"}
    found = values(tmp_path, rows, "days", "revisit", **clocks)
    assert (found["days"].k, found["revisit"].k) == (0, 1)


def test_the_29th_of_february_is_a_day(tmp_path):
    leap = datetime(2028, 2, 28, 12, tzinfo=UTC)
    rows = [("a", (leap + timedelta(days=d)).isoformat(), "visited") for d in (0, 1)]
    later = datetime(2028, 6, 1, tzinfo=UTC)
    found = values(tmp_path, rows, "days", "bounce", period="2028-02", as_of=later)
    assert (found["days"].k, found["bounce"].value) == (1, 1.0)


def test_the_53rd_week_holds_its_sessions(tmp_path):
    last = datetime(2026, 12, 31, 12, tzinfo=UTC)
    rows = [("a", last.isoformat(), "visited")]
    later = datetime(2027, 6, 1, tzinfo=UTC)
    found = values(tmp_path, rows, "bounce", period="2026-W53", as_of=later)
    assert found["bounce"].n == 1


def test_copies_and_late_rows_make_no_interaction(tmp_path):
    rows = [
        ("a", day(0), "visited", "", "e1", day(0)),
        ("a", day(0, minutes=5), "visited", "", "e1", day(0, minutes=9)),  # a copy, told later
        ("a", day(0, minutes=9), "visited", "", "e2", day(99)),  # not known yet
    ]
    found = values(tmp_path, rows, "bounce")["bounce"]
    assert (found.n, found.value) == (1, 1.0)


def test_a_session_that_may_still_go_on_has_not_ended(tmp_path):
    rows = [("a", day(0), "ordered"), ("a", day(2), "ordered")]
    as_of = MONDAY + timedelta(days=7, minutes=30)
    assert values(tmp_path, rows, "exit", as_of=as_of)["exit"].value == 1.0
    # the week's sessions are over half an hour after its end, not before
    early = as_of - timedelta(microseconds=1)
    (tmp_path / "early").mkdir()
    early = values(tmp_path / "early", rows, "bounce", as_of=early)["bounce"]
    assert (early.n, early.status) == (0, "immature")


def test_the_four_words_for_leaving_are_four_numbers(tmp_path):
    # ten visit; six put something in a cart (here: review), two buy
    rows = [(f"c{number}", day(0), "visited") for number in range(10)]
    rows += [(f"c{number}", day(0, minutes=5), "reviewed") for number in range(6)]
    rows += [(f"c{number}", day(0.5), "ordered") for number in range(2)]
    found = values(tmp_path, rows, "lost", "left", "bounce", "exit")
    assert found["lost"].value == 0.8  # 8 of 10 visitors do not order
    assert found["left"].value == pytest.approx(4 / 6)  # 4 of 6 carts
    assert found["bounce"].value == pytest.approx(6 / 12)  # 4 visits alone and 2 orders alone
    assert found["exit"].value == 1.0  # both sessions with an order end with it


def test_a_cart_bought_late_was_abandoned_and_recovered(tmp_path):
    rows = [
        ("in time", day(0), "reviewed"),
        ("in time", day(0.99), "ordered"),
        ("at the end", day(0), "reviewed"),
        ("at the end", day(1), "ordered"),
        ("later", day(0), "reviewed"),
        ("later", day(2.9), "ordered"),
        ("too late", day(0), "reviewed"),
        ("too late", day(3), "ordered"),
        ("buys at once", day(0), "ordered"),
    ]
    found = values(tmp_path, rows, "left", "back")
    assert (found["left"].value, found["left"].n) == (0.75, 4)
    assert (found["back"].value, found["back"].n) == (pytest.approx(2 / 3), 3)
    assert dict(found["back"].excluded) == {"none_abandoned": 1}


def test_several_carts_of_a_customer_stay_one_unit(tmp_path):
    rows = [("a", day(d), "reviewed") for d in (0, 2, 4)] + [("a", day(4.5), "ordered")]
    rows += [("b", day(0), "reviewed"), ("b", day(0.1), "ordered")]
    found = values(tmp_path, rows, "left")["left"]
    assert (found.n, found.value, found.method) == (2, 0.5, "clustered_wilson")


def test_without_any_cart_there_is_no_rate(tmp_path):
    found = values(tmp_path, [("a", day(0), "visited")], "left", "back", "exit")
    for name in ("left", "back", "exit"):
        assert (found[name].value, found[name].status) == (None, "no_data")


def test_an_event_after_leaving_is_not_done_in_the_stage(tmp_path):
    rows = [
        ("in", day(0), "visited"),
        ("in", day(1), "searched"),
        ("in", day(2), "ordered"),
        ("after", day(0), "visited"),
        ("after", day(1), "ordered"),
        ("after", day(2), "searched"),
        ("at once", day(0), "visited"),
        ("at once", day(1), "ordered"),
        ("at once", day(1), "searched"),  # the stay is half-open
        ("back", day(0), "visited"),
        ("back", day(1), "ordered"),
        ("back", day(2), "visited"),
        ("back", day(3), "searched"),  # in the second stay, not in the first
    ]
    found = values(tmp_path, rows, "stay", "moved")
    assert (found["stay"].n, found["stay"].k) == (4, 1)
    assert (found["moved"].n, found["moved"].k) == (4, 4)


def test_the_entry_modes_give_three_rates_on_one_log(tmp_path):
    rows = []
    for at, event in ((0, "visited"), (8 / 9, "reviewed"), (1, "visited"), (1.5, "ordered")):
        rows.append(("a", day(at), event))
    rows += [("a", day(2), "visited"), ("a", day(2.5), "reviewed"), ("a", day(3), "visited")]
    metrics = "  first: {conversion: ordered, within: 13 hours}\n"
    for mode in ("any", "totals"):
        metrics += f"  {mode}: {{conversion: ordered, within: 13 hours, entry: {mode}}}\n"
    with workspace(tmp_path, rows, metrics=metrics) as ws:
        found = {name: kpi(ws, name) for name in ("first", "any", "totals")}
    assert (found["first"].k, found["any"].k) == (0, 1)
    assert found["totals"].value == 0.25  # one of four entries
    assert {estimate.n for estimate in found.values()} == {1}


MISTAKES = {
    "{conversion: [visited]}": "a list of steps has at least two",
    "{conversion: ordered, order: open}": "order: open came for one event",
    "{conversion: [a, b], order: opne}": "Did you mean 'open'?",
    "{conversion: [a, b], order: open, excluding: c}": "no step follows another",
    "{conversion: [a, b], order: strict, tie_tolerance: 2 seconds}": "came with order: strict",
    "{conversion: [a, b, a], order: any_order}": "an event stands in two steps",
    "{conversion: [a, b], tie_tolerance: 2 moons}": "is no tolerance",
    "{conversion: [a, b], in_stage: true}": "Say from: STAGE",
    "{conversion: [a, b], excluing: c}": "Did you mean 'excluding'?",
    "{conversion: a, entry: every}": "first_in_period, first_ever, any, totals",
    "{redemption: a, used: b}": "Write 'within: 30 days'",
    "{redemption: a, used: b, expires: c}": "Write 'by: COLUMN'",
    "{stage_exit: nxt}": "Did you mean 'next'?",
    "{exit_rate: a}": "among",
    "{cart_abandonment: a}": "bought",
}


@pytest.mark.parametrize("written", MISTAKES)
def test_a_mistake_is_named_with_its_line(tmp_path, written):
    (tmp_path / "journey.yaml").write_text("zone: UTC\ndata: e.csv\nstages: {one: a}\n")
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "m.yaml").write_text(f"metrics:\n  m: {written}\n")
    with pytest.raises(DefinitionError) as raised:
        load_workspace(tmp_path, kinds=KINDS)
    text = str(raised.value)
    assert "metrics/m.yaml:2" in text
    assert MISTAKES[written] in text
