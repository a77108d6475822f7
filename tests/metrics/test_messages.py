"""What became of messages: counted by hand, and again by plain Python on random logs."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

import message_logs as logs
from message_logs import at, counted, event, random_events, shop
from stagelift.errors import ArgumentError, DataError
from stagelift.statistics.proportions import proportion

WEEK = "2026-W02"


def of(found, rate, channel="email", message="news", **cell):
    return found.rate(rate, channel=channel, message=message, **cell)


def test_a_message_counts_its_customers_once(tmp_path):
    rows = [
        event("kim", 0, "delivered"),
        event("kim", 0.1, "opened"),
        event("kim", 0.2, "opened"),  # again: still one customer
        event("kim", 1, "delivered"),  # the same message again, not opened
        event("lee", 0, "delivered"),
        event("lee", 0.5, "opened_by_machine"),
        event("lee", 0.6, "clicked"),  # a click says that a person has read it
        event("han", 0, "delivered"),
        event("han", 3, "opened"),  # the window is half-open: three days are over
        event("cho", 0.5, "opened"),  # never delivered
        event("cho", 1, "delivered"),
    ]
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK)
    opened = of(found, "opened")
    assert (opened.n, opened.k, opened.value) == (4, 2, 0.5)
    assert (opened.low, opened.high) == pytest.approx(
        (proportion(2, 4).low, proportion(2, 4).high), rel=1e-9
    )
    assert (opened.unit, opened.method, opened.status) == ("customer", "wilson", "low_n")
    assert (of(found, "clicked").k, of(found, "machine_opened").k) == (1, 1)
    assert (of(found, "click_to_open").n, of(found, "click_to_open").k) == (2, 1)
    total = found.rate("clicked", channel="email")
    assert (total.value, total.n, total.k, total.messages, total.unit) == (
        0.2,
        4,
        1,
        5,
        "message",
    )
    assert total.method == "clustered_wilson"


def test_a_rare_rate_of_a_total_is_told_as_that_of_its_one_message(tmp_path):
    rows = [event(f"c{number}", 0, "delivered") for number in range(400)]
    rows += [event("c7", 1, "unsubscribed"), event("c8", 1, "unsubscribed")]
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK)
    one, total = of(found, "unsubscribed"), found.rate("unsubscribed", channel="email")
    assert (one.value, total.value) == (0.005, 0.005)
    assert total.low == pytest.approx(one.low, rel=0.02)  # Student's quantile, not the normal's
    assert total.high == pytest.approx(one.high, rel=0.02)


def test_nothing_sent_is_no_zero(tmp_path):
    rows = [event("kim", 0, "delivered"), event("kim", -30, "clicked")]
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK)
        empty = ws.messages("2026-W08")
    sent = of(found, "delivered")
    assert (sent.value, sent.status, sent.note) == (
        None,
        "no_data",
        "sendings are not reported on email",
    )
    replied = of(found, "replied")
    assert (replied.value, replied.k, replied.note) == (
        None,
        None,
        "replies are not reported on email",
    )
    assert (of(found, "clicked").value, of(found, "clicked").k) == (0.0, 0)
    assert found.ladder(channel="email", message="news").rung("sent") is None
    assert not empty.rates
    assert "No messages set out in the period." in str(empty)


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("sms", "sms tells no opens"),
        ("kakao", "kakao tells no opens"),
        ("social", "no open was ever reported on social"),
    ],
)
def test_channels_that_tell_no_opens_have_none(tmp_path, channel, why):
    rows = [event(f"c{n}", 0, "delivered", channel) for n in range(40)]
    rows += [event(f"c{n}", 0.1, "clicked", channel) for n in range(20)]
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK)
    for rate in ("opened", "click_to_open", "machine_opened"):
        one = of(found, rate, channel)
        assert (one.value, one.status, one.note) == (None, "no_data", why)
    assert of(found, "clicked", channel).value == 0.5


def test_an_open_by_a_machine_counts_only_where_the_journey_says_so(tmp_path):
    rows = [event("kim", 0, "delivered"), event("kim", 0.1, "opened_by_machine")]
    with shop(tmp_path / "people", rows) as ws:
        assert of(ws.messages(WEEK), "opened").k == 0
    with shop(tmp_path / "all", rows, more="  email: {opens: all}\n") as ws:
        assert of(ws.messages(WEEK), "opened").k == 1


def test_messages_whose_window_is_open_are_left_out_and_counted(tmp_path):
    rows = [event(f"c{n}", n / 10, "delivered") for n in range(70)]
    rows += [event(f"c{n}", n / 10 + 0.01, "opened") for n in range(70)]
    with shop(tmp_path, rows, as_of=logs.START + timedelta(days=7)) as ws:
        found = ws.messages(WEEK)
    opened = of(found, "opened")
    # delivered by the end of day 4: their three days have ended
    assert (opened.n, opened.k, dict(opened.excluded)) == (41, 41, {"immature": 29})
    assert "29 messages have not had their 3 days yet" in str(found)


def test_late_rows_are_not_known_and_copies_count_once(tmp_path):
    first = event("kim", 0, "delivered", id="a", ingested=at(0.1))
    rows = [
        first,
        first | {"time": at(0.5), "ingested": at(2)},  # a copy told later, with another time
        event("kim", 0.2, "opened", id="b", ingested=at(50)),
        event("lee", 0, "delivered", id="c", ingested=at(80)),
    ]
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK)
        early = ws.seen(logs.START + timedelta(days=40)).messages(WEEK)
    assert (of(found, "opened").n, of(found, "opened").k) == (1, 1)
    assert found.ladder(channel="email").messages == 1
    assert (of(early, "clicked").n, of(early, "opened").k) == (1, None)


def test_the_week_begins_at_midnight_of_the_journey(tmp_path):
    rows = [
        event("kim", 0, "delivered", time="2026-01-04T14:59:59+00:00"),  # Sunday in Seoul
        event("lee", 0, "delivered", time="2026-01-04T15:00:00+00:00"),  # Monday in Seoul
        event("han", 0, "delivered", time="2026-01-11T15:00:00+00:00"),  # the next Monday
    ]
    rows = [{**row, "time": row["time"]} for row in rows]
    with shop(tmp_path, rows, zone="Asia/Seoul") as ws:
        assert ws.messages(WEEK).ladder(channel="email").customers == 1


def test_a_send_log_tells_the_way_and_the_cost(tmp_path):
    def row(name, **more):
        given = {"customer": name, "message": "cart", "channel": "kakao", "assigned": at(0)}
        return given | more

    log = [
        row("a", sent=at(0.1), delivered=at(0.2), clicked=at(0.3), cost=15),
        row("b", sent=at(0.1), held=at(0.05), delivered=at(0.2)),
        row("c", capped="3 a week"),
        row("d", sent=at(0.1), failed="no account", capped="no"),
        row("e", sent=at(0.1), failed="yes", fell_back_to="sms", delivered=at(0.4), cost=20),
        row("f", sent=at(0.1), failed="yes", fell_back_to="sms", delivered=at(0.4)),
    ]
    with shop(tmp_path, [{"customer": "z", "time": at(0), "event": "visited"}], log) as ws:
        found = ws.messages(WEEK)
    way = found.ladder(channel="kakao", message="cart")
    rungs = ("assigned", "held", "capped", "sent", "failed", "fell_back", "delivered", "clicked")
    assert [way.rung(name) for name in rungs] == [6, 1, 1, 5, 3, 2, 2, 1]
    assert (way.cost, way.unpriced) == (15.0, 1)
    instead = found.ladder(channel="sms", message="cart")
    # the price of an SMS stands in the journey; the log's own cost governs
    assert (instead.rung("by_fallback"), instead.rung("delivered"), instead.cost) == (2, 2, 22.0)
    delivered = of(found, "delivered", "kakao", "cart")
    assert (delivered.n, delivered.k, delivered.value) == (5, 2, 0.4)
    assert of(found, "delivered", "sms", "cart").note == "sendings are not reported on sms"


def test_where_a_log_governs_events_are_not_counted_again(tmp_path):
    log = [
        {
            "customer": name,
            "message": "news",
            "channel": "email",
            "sent": at(1),
            "delivered": at(1, seconds=2.5),
            "opened": at(1.5) if name == "kim" else "",
        }
        for name in ("kim", "lee")
    ]
    rows = [
        # tools round to whole seconds; the same deliveries, opens and a click the log cannot tell
        *(event(name, 0, "delivered", time=at(1, seconds=2)) for name in ("kim", "lee")),
        event("kim", 1.5, "opened"),
        event("lee", 1.6, "opened"),  # the log has a column for opens: it says there was none
        event("lee", 1.7, "clicked"),
        # before the time the log covers, and another message: events count
        event("han", 0, "delivered"),
        event("han", 0.1, "opened"),
        event("kim", 1, "delivered", message="cart"),
    ]
    columns = [c for c in logs.LOG if c != "clicked"]
    with shop(tmp_path, rows, log, columns=columns) as ws:
        found = ws.messages(WEEK)
    opened = of(found, "opened")
    assert (opened.n, found.ladder(channel="email", message="news").rung("delivered")) == (3, 3)
    assert opened.k == 3  # kim and han opened; lee clicked, so lee has read it
    assert of(found, "clicked").k == 1
    assert of(found, "clicked", message="cart").n == 1
    assert "Where 'sendlog' names a message" in str(found)


def test_stage_and_segment_are_those_of_the_first_sending(tmp_path):
    people = [{"customer": f"c{n}", "age": "old" if n % 2 else "young"} for n in range(40)]
    rows = [{"customer": f"c{n}", "time": at(-5), "event": "visited"} for n in range(30)]
    rows += [{"customer": f"c{n}", "time": at(1), "event": "ordered"} for n in range(15)]
    # at the very instant of the order a customer stands in the stage it opens
    rows += [event(f"c{n}", 1 if n < 15 else 0.5, "delivered") for n in range(40)]
    rows += [event(f"c{n}", 2, "delivered") for n in range(30)]
    rows += [event(f"c{n}", 1.1, "clicked") for n in range(15)]
    segments = "segments:\n  buyers: {did: ordered, within: 3 days}\n"
    with shop(tmp_path, rows, customers=people, more=segments) as ws:
        found = ws.messages(WEEK, by=["stage", "buyers", "age"])
    sizes = {stage: of(found, "clicked", stage=stage).n for stage in ("looking", "buying", "")}
    assert sizes == {"looking": 15, "buying": 15, "": 10}
    assert of(found, "clicked", stage="buying").k == 15
    assert of(found, "clicked", segment="buyers").n == 15
    assert of(found, "clicked", stage="buying", segment="age=old").n == 7
    assert of(found, "clicked", segment="age=young").n == 20


def share_of_messages(pairs: list[tuple[int, int]]) -> tuple[float, float]:
    """A share of messages and its error: of customers' residuals, never less than binomial."""
    all_, n = sum(y for _, y in pairs), len(pairs)
    share = sum(x for x, _ in pairs) / all_
    spread = sum((x - share * y) ** 2 for x, y in pairs) / max(1, n - 1)
    alone = share * (1 - share) / all_
    return share, max(spread * n / all_**2, alone) ** 0.5


@pytest.mark.parametrize("seed", range(4))
def test_rates_agree_with_plain_python(tmp_path, seed):
    rows = random_events(seed)
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK)
    oracle = counted(rows, timedelta(days=3))

    def read(m):
        return m.get("opened") or m.get("clicked")

    tops = {
        "opened": (lambda m: m.get("delivered"), read),
        "clicked": (lambda m: m.get("delivered"), lambda m: m.get("clicked")),
        "click_to_open": (read, lambda m: m.get("clicked")),
        "unsubscribed": (lambda m: m.get("delivered"), lambda m: m.get("unsubscribed")),
        "delivered": (lambda m: m.get("sent"), lambda m: m.get("sent") and m.get("delivered")),
    }
    checked = 0
    for channel, message in {key[1:] for key in oracle} | {("email", None), ("push", None)}:
        mine: dict[str, list] = {}
        for (customer, where, what), messages in oracle.items():
            if where == channel and message in (None, what):
                mine.setdefault(customer, []).extend(messages)
        for name, (per, top) in tops.items():
            pairs = [
                (sum(bool(top(m)) for m in each if per(m)), sum(bool(per(m)) for m in each))
                for each in mine.values()
            ]
            pairs = [pair for pair in pairs if pair[1]]
            one = found.rate(name, channel=channel, message=message)
            assert one.n == len(pairs), (name, channel, message)
            if message is None:
                value, se = share_of_messages(pairs)
                assert one.value == pytest.approx(value, rel=1e-9)
                assert (one.se is None) == (len(pairs) < 2)
                assert one.se is None or one.se == pytest.approx(se, rel=1e-9)
            else:
                assert one.k == sum(x > 0 for x, _ in pairs), (name, channel, message)
                assert one.value == pytest.approx(proportion(one.k, one.n).value, rel=1e-9)
            checked += 1
    assert checked == 25


def test_shuffled_and_doubled_rows_change_nothing(tmp_path):
    rows = [
        row | {"id": f"e{n}", "ingested": row["time"]} for n, row in enumerate(random_events(7))
    ]
    twice = [*rows, *(row | {"ingested": at(20)} for row in rows)]
    random.Random(1).shuffle(twice)
    with shop(tmp_path / "a", rows) as one, shop(tmp_path / "b", twice) as other:
        by = ["stage"]
        assert one.messages(WEEK, by=by).rates == other.messages(WEEK, by=by).rates
        assert one.messages(WEEK, by=by).ladders == other.messages(WEEK, by=by).ladders


def test_small_cells_are_not_shown_and_cannot_be_computed(tmp_path):
    rows = [{"customer": f"c{n}", "time": at(-5), "event": "visited"} for n in range(100)]
    rows += [{"customer": f"c{n}", "time": at(-1), "event": "ordered"} for n in range(5)]
    rows += [event(f"c{n}", 1, "delivered") for n in range(130)]
    rows += [event(f"c{n}", 1.1, "clicked") for n in range(0, 130, 3)]
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK, by="stage")
    shown = {row["stage"]: row for row in found.to_dicts() if row["rate"] == "clicked"}
    assert shown["buying"]["value"] is None
    assert shown["buying"]["n"] == 0
    # the smallest other stage too, or the five could be had by subtraction
    assert shown[""]["value"] is None
    assert shown["looking"]["n"] == 95
    assert [row["customers"] for row in found.ladder_dicts() if row["stage"] == "buying"] == [0]
    assert "< 10" in str(found)


def test_the_response_table_finds_what_differs_and_little_else(tmp_path):
    chance = random.Random(3)
    people = [{"customer": f"c{n}", "age": f"a{n % 5}"} for n in range(3000)]
    rows = [{"customer": f"c{n}", "time": at(-5), "event": "visited"} for n in range(3000)]
    rows += [event(f"c{n}", 1, "delivered") for n in range(3000)]
    rate = {f"c{n}": 0.25 if n % 5 == 2 else 0.1 for n in range(3000)}
    rows += [event(name, 1.1, "clicked") for name, p in rate.items() if chance.random() < p]
    with shop(tmp_path, rows, customers=people) as ws:
        found = ws.messages(WEEK, by=["stage", "age"])
    hits = {(one.stage, one.segment) for one in found.rates if one.found and one.rate == "clicked"}
    assert ("looking", "age=a2") in hits
    tested = [one for one in found.rates if one.p_value is not None]
    assert {one.stage for one in tested} == {"looking"}
    assert all(one.adjusted_p_value >= one.p_value for one in tested)
    assert "age=a2" in str(found)
    assert "decides nothing" in str(found)


def test_an_unknown_window_and_no_messages_at_all_are_said(tmp_path):
    with shop(tmp_path, [event("kim", 0, "delivered")]) as ws:
        with pytest.raises(ArgumentError, match="within"):
            ws.messages(WEEK, within="soon")
        with pytest.raises(ArgumentError, match="no time at all"):
            ws.messages(WEEK, within="0 days")
        with pytest.raises(ArgumentError, match="unknown segment or attribute 'platfrom'"):
            ws.messages(WEEK, by="platfrom")
    journey = tmp_path / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    without = text.replace(", channel: channel, message: message", "")
    journey.write_text(without, encoding="utf-8")
    import stagelift

    with (
        stagelift.open(tmp_path, as_of=logs.LATER) as ws,
        pytest.raises(DataError, match="no source tells of messages"),
    ):
        ws.messages(WEEK)


def test_a_message_to_few_does_not_follow_from_its_channel(tmp_path):
    rows = [event(f"c{n}", 1, "delivered") for n in range(100)]
    rows += [event(f"c{n}", 1.1, "clicked") for n in range(50)]
    rows += [event(f"c{n}", 2, "delivered", message="tips") for n in range(60)]
    rows += [event(f"c{n}", 3, "delivered", message="secret") for n in range(5)]
    rows += [event(f"c{n}", 3.1, "clicked", message="secret") for n in range(4)]
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK)
    totals = {
        (one["channel"], one["message"]): one["messages"]
        for one in found.ladder_dicts()
        if one["channel"] == "email" and one["stage"] is None
    }
    assert totals["email", "secret"] == 0
    assert totals["email", "tips"] == 0  # or 165 less 100 and 60 would tell
    assert (totals["email", "news"], totals["email", None]) == (100, 165)


def test_a_segment_does_not_tell_of_the_few_who_are_not_in_it(tmp_path):
    people = [{"customer": f"c{n}", "age": "old" if n < 4 else "young"} for n in range(40)]
    rows = [event(f"c{n}", 1, "delivered") for n in range(40)]
    more = "segments:\n  youth: {where: {age: young}}\n"
    with shop(tmp_path, rows, customers=people, more=more) as ws:
        found = ws.messages(WEEK, by="youth")
    shown = {row["segment"]: row for row in found.ladder_dicts() if row["message"]}
    assert shown[None]["customers"] == 40
    assert shown["youth"]["customers"] == 0


def test_a_rate_of_few_does_not_follow_from_a_stage_beside_it(tmp_path):
    rows = [{"customer": f"c{n}", "time": at(-5), "event": "visited"} for n in range(80)]
    rows += [{"customer": f"c{n}", "time": at(-1), "event": "ordered"} for n in range(40)]
    rows += [event(f"c{n}", 1, "delivered") for n in range(80)]
    rows += [event(f"c{n}", 1.1, "opened") for n in range(34, 80)]  # 6 who buy, 40 who look
    with shop(tmp_path, rows) as ws:
        found = ws.messages(WEEK, by="stage").to_dicts()
    opens = {row["stage"]: row["n"] for row in found if row["rate"] == "click_to_open"}
    assert opens["buying"] == 0
    assert opens["looking"] == 0  # 46 less 40 would tell


def told(found):
    """Customers and messages of the one message, and its rungs."""
    ladder = found.ladder(channel="email", message="news")
    return ladder.customers, ladder.messages, ladder.rung("sent"), ladder.rung("delivered")


def test_deliveries_told_by_events_belong_to_what_the_log_sent(tmp_path):
    log = [
        {"customer": f"c{n}", "message": "news", "channel": "email", "sent": at(day, minutes=n)}
        for n in range(12)
        for day in (1, 3)
    ]
    rows = [event(f"c{n}", day + (n + 90) / 1440, "delivered") for n in range(12) for day in (1, 3)]
    rows += [event(f"c{n}", 3.5, "clicked") for n in range(5)]
    columns = ("customer", "message", "channel", "sent")
    with shop(tmp_path, rows, log, columns=columns) as ws:
        found = ws.messages(WEEK)
    assert told(found) == (12, 24, 24, 24)
    clicked = of(found, "clicked")
    assert (clicked.n, clicked.k) == (12, 5)


def test_a_receipt_after_the_last_row_of_the_log_is_not_another_message(tmp_path):
    log = [
        {"customer": f"c{n}", "message": "news", "channel": "email"}
        | {"sent": at(1), "delivered": at(1, minutes=n)}
        for n in range(12)
    ]
    rows = [event(f"c{n}", 1, "delivered") for n in range(12)]
    rows = [row | {"time": at(1, minutes=n, seconds=5)} for n, row in enumerate(rows)]
    rows += [event("c3", 5, "delivered")]  # days later: what another tool sent
    with shop(tmp_path, rows, log) as ws:
        assert told(ws.messages(WEEK)) == (12, 13, 12, 13)
