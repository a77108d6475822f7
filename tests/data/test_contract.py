from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlglot
from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.zones import to_us
from stagelift.errors import DataError

from .event_log import EVENTS, NOON, event, events
from .worlds import AS_OF, World, rows_of, us


def test_rows_carry_customer_instant_event_and_micros(world: World):
    contract = events(world, [event(1), event(2, "lee", NOON, "ordered", "12.5")])
    assert rows_of(contract, "events", ["at", "event", "value"]) == [
        ("kim", us("2026-10-01T12:00+00:00"), "visited", None),
        ("lee", us("2026-10-01T12:00+00:00"), "ordered", 12_500_000),
    ]


def test_columns_come_as_asked_and_unmapped_ones_are_null(world: World):
    contract = events(world, [event(1)])
    query = contract.required("events", ["channel", "event", "value"])
    assert query.named_selects == ["customer", "channel", "event", "value"]
    assert contract.engine.run(query) == [("kim", None, "visited", None)]
    assert contract.maps("events", "event")
    assert contract.maps("events", "at")
    assert not contract.maps("events", "channel")


def test_an_unknown_column_is_named_with_the_nearest(world: World):
    contract = events(world, [event(1)])
    with pytest.raises(DataError, match=r"no column 'chanel' in events.*Did you mean 'channel'\?"):
        contract.query("events", ["chanel"])


def test_a_row_is_visible_only_before_the_instant(world: World):
    rows = [
        event(1, ts="2026-10-31T23:59:59.999999Z", loaded="2026-10-31T23:59:59.999999Z"),
        event(2, ts="2026-11-01T00:00:00Z", loaded="2026-10-31T23:00:00Z"),
        event(3, loaded="2026-11-01T00:00:00Z"),
        event(4, loaded=""),
        event(5, ts="2026-11-01T00:00:00Z", loaded=""),
    ]
    contract = events(world, rows)
    found = rows_of(contract, "events", ["event_id"])
    assert [row[1] for row in found] == ["1", "4"]
    counts = contract.counts("events")
    assert (counts.rows, counts.kept, counts.invisible) == (5, 2, 3)


def test_a_report_can_be_made_again_as_of_any_instant(world: World):
    rows = [event(1, amount="1", loaded="2026-10-03T00:00:00Z"), event(1, amount="2")]
    early = datetime(2026, 10, 2, tzinfo=UTC)
    contract = events(world, rows, as_of=early)
    before = rows_of(contract, "events", ["value"])
    later = Contract(contract.engine, world.journey({"app": EVENTS}), to_us(AS_OF))
    assert before == rows_of(later, "events", ["value"]) == [("kim", 2_000_000)]
    assert contract.counts("events").duplicates == 0
    assert later.counts("events").duplicates == 1


@pytest.mark.parametrize("turned", [False, True], ids=["file order", "reversed"])
def test_of_copies_the_first_ingested_wins_whatever_the_order(world: World, turned):
    rows = [
        event(1, amount="3", loaded="2026-10-02T00:00:00Z"),
        event(1, amount="2", loaded="2026-10-01T13:00:00Z"),
        event(2, "zoe", amount="9"),  # ties: all columns decide
        event(2, "Ann", amount="7"),
        event(2, "ann", amount="8"),
        event(3, "lee"),
        event(3, "lee"),
        event("", "pat"),  # no id: never a copy
        event("", "pat"),
    ]
    contract = events(world, rows[::-1] if turned else rows)
    assert rows_of(contract, "events", ["value"]) == [
        ("Ann", 7_000_000),
        ("kim", 2_000_000),
        ("lee", None),
        ("pat", None),
        ("pat", None),
    ]
    counts = contract.counts("events")
    assert (counts.rows, counts.kept, counts.duplicates, counts.conflicts) == (9, 5, 4, 2)


def test_the_winner_does_not_depend_on_the_columns_asked_for(world: World):
    contract = events(world, [event(1, "b", amount="1"), event(1, "a", amount="2")])
    assert rows_of(contract, "events", []) == [("a",)]
    assert rows_of(contract, "events", ["value"]) == [("a", 2_000_000)]


def test_a_zone_makes_naive_times_instants_and_says_what_a_clock_change_did(world: World):
    rows = [
        event(1, ts="2026-10-25 02:30:00"),
        event(2, ts="2026-07-01 00:00:00"),
        event(3, ts="2026-10-01T12:00:00Z"),
    ]
    contract = events(world, rows, zone="Europe/Berlin")
    assert rows_of(contract, "events", ["event_id", "at"]) == [
        ("kim", "1", us("2026-10-25T02:30+02:00")),
        ("kim", "2", us("2026-07-01T00:00+02:00")),
        ("kim", "3", us("2026-10-01T12:00+00:00")),
    ]
    (note,) = contract.counts("events").notes
    assert note == (
        "source 'app': 'ts' falls in a clock change of Europe/Berlin,"
        " the first offset was taken (1 row)"
    )


def test_unix_times_are_detected_and_said(world: World):
    contract = events(world, [event(1, ts="1772904600000"), event(2)])
    assert rows_of(contract, "events", ["at"])[1] == ("kim", 1_790_856_000_000_000)
    assert contract.counts("events").notes == (
        "source 'app': 'ts' holds Unix times in milliseconds (1 row)",
    )


def test_an_expression_over_text_columns_is_arithmetic(world: World):
    world.text(
        "shop",
        ["who", "ts", "net", "coupon"],
        [
            ["kim", NOON, "100.5", "0.5"],
            ["lee", NOON, "100", ""],
            ["pat", NOON, "x", "1"],
        ],
    )
    source = {"customer": "who", "time": "ts", "event": "'ordered'", "value": "net - coupon"}
    contract = world.contract({"shop": source})
    assert rows_of(contract, "events", ["event", "value"]) == [
        ("kim", "ordered", 100_000_000),
        ("lee", "ordered", None),
    ]
    assert contract.counts("events").rejected == {"bad_value": 1}


def test_the_session_zone_moves_nothing(world: World):
    world.typed(
        "app",
        {"who": "text", "ts": "timestamp", "z": "timestamptz", "s": "text"},
        [["kim", "2026-03-08 02:30:00", "2026-03-08 02:30:00+09", "2026-03-08T02:30:00"]],
    )
    naive = {"customer": "who", "event": "'x'", "zone": "America/New_York"}
    contract = world.contract({"app": {**naive, "time": "ts", "ingested": "z"}})
    query = contract.required("events", ["at", "ingested"])
    expected = [("kim", us("2026-03-08T02:30-05:00"), us("2026-03-07T17:30+00:00"))]
    for zone in ("UTC", "Pacific/Kiritimati", "America/New_York"):
        set_zone = sqlglot.parse_one(f"SET TimeZone = '{zone}'", dialect=contract.engine.dialect)
        contract.engine.run(set_zone)
        assert contract.engine.run(query) == expected


def test_sources_of_a_role_are_joined_and_ids_meet(world: World):
    world.typed(
        "app",
        {"who": "bigint", "ts": "timestamptz", "os": "text", "n": "int"},
        [[7, NOON, "ios", 3]],
    )
    world.text("web", ["who", "ts", "ref", "n"], [["7", NOON, "mail", "4"]])
    sources = {
        "app": {"customer": "who", "time": "ts", "event": "'app'", "keep": {"os": "os", "n": "n"}},
        "web": {
            "customer": "who",
            "time": "ts",
            "event": "'web'",
            "keep": {"ref": "ref", "n": "n"},
        },
    }
    contract = world.contract(sources)
    assert rows_of(contract, "events", ["event", "os", "ref", "n", "value"]) == [
        ("7", "app", "ios", None, "3", None),
        ("7", "web", None, "mail", "4", None),
    ]
    assert contract.engine.run(contract.required("events", ["event"], source="web")) == [
        ("7", "web")
    ]
    assert contract.counts("events").rows == 2


def test_ids_stay_integers_where_every_source_has_them(world: World):
    world.typed("app", {"who": "int", "ts": "timestamptz"}, [[7, NOON]])
    world.typed("crm", {"who": "bigint", "age": "int"}, [[7, 30]])
    sources = {
        "app": {"customer": "who", "time": "ts", "event": "'x'"},
        "crm": {"as": "customers", "customer": "who", "keep": {"age": "age"}},
    }
    contract = world.contract(sources)
    assert rows_of(contract, "events", []) == [(7,)]
    assert rows_of(contract, "customers", ["age"]) == [(7, 30)]


def test_a_role_without_a_source_is_none_or_an_error(world: World):
    contract = events(world, [event(1)])
    assert contract.query("surveys", ["score"]) is None
    with pytest.raises(DataError, match=r"no source of surveys in journey\.yaml; sources are app"):
        contract.required("surveys", ["score"])
    with pytest.raises(DataError, match=r"no source 'ap' of events.*Did you mean 'app'\?"):
        contract.required("events", [], source="ap")


SURVEYS = {"as": "surveys", "customer": "who", "score": "q1", "invited": "sent", "answered": "done"}


def test_scores_off_the_scale_are_rejected_and_missing_ones_kept(world: World):
    rows = [
        ["a", "10", "2026-10-01T00:00Z", "2026-10-02T00:00Z"],
        ["b", "11", "2026-10-01T00:00Z", "2026-10-02T00:00Z"],
        ["c", "8.5", "2026-10-01T00:00Z", "2026-10-02T00:00Z"],
        ["d", "", "2026-10-01T00:00Z", "2026-10-02T00:00Z"],
        ["e", "", "2026-10-01T00:00Z", ""],
    ]
    world.text("nps", ["who", "q1", "sent", "done"], rows)
    contract = world.contract({"nps": SURVEYS})
    answered = us("2026-10-02T00:00+00:00")
    assert rows_of(contract, "surveys", ["score", "answered"]) == [
        ("a", 10, answered),
        ("d", None, answered),
        ("e", None, None),
    ]
    assert contract.counts("surveys").rejected == {"score_off_scale": 2}


def test_an_answer_that_came_later_is_an_invitation_without_answer(world: World):
    row = ["a", "9", "2026-10-01T00:00Z", "2026-11-02T00:00Z"]
    world.text("nps", ["who", "q1", "sent", "done"], [row])
    contract = world.contract({"nps": SURVEYS})
    assert rows_of(contract, "surveys", ["score", "answered"]) == [("a", None, None)]


def test_surveys_without_an_id_count_rows(world: World):
    rows = [["Order", "9", "2018-05-01 20:23:00"], ["Order", "9", "2018-05-01 20:23:00"]]
    world.text("nps", ["stage", "q", "at"], rows)
    source = {"as": "surveys", "customer": "row", "score": "q", "answered": "at", "stage": "stage"}
    contract = world.contract({"nps": {**source, "zone": "Asia/Seoul"}})
    assert rows_of(contract, "surveys", ["score", "stage"]) == [(1, 9, "Order"), (2, 9, "Order")]


def test_row_numbers_never_meet_ids_of_another_source(world: World):
    world.text("nps", ["q"], [["9"]])
    world.typed("app", {"who": "bigint", "ts": "timestamptz"}, [[1, NOON]])
    sources = {
        "nps": {"as": "surveys", "customer": "row", "score": "q"},
        "app": {"customer": "who", "time": "ts", "event": "'x'"},
    }
    contract = world.contract(sources)
    assert rows_of(contract, "surveys", ["score"]) == [("nps#1", 9)]
    assert rows_of(contract, "events", []) == [("1",)]


def test_assignments_need_a_variant_and_a_time(world: World):
    rows = [["a", "push", NOON], ["b", "", NOON], ["c", "push", ""], ["d", "mail", "2027-01-01Z"]]
    world.text("draw", ["who", "arm", "ts"], rows)
    source = {"as": "assignments", "customer": "who", "variant": "arm", "time": "ts"}
    contract = world.contract({"draw": {**source, "experiment": "'cart'"}})
    assert rows_of(contract, "assignments", ["experiment", "variant", "at"]) == [
        ("a", "cart", "push", us("2026-10-01T12:00+00:00"))
    ]
    found = contract.counts("assignments").rejected
    assert found == {"missing_variant": 1, "missing_time": 1, "bad_time": 1}


def test_customers_are_one_row_each_the_latest_known(world: World):
    header = ["who", "grade", "since"]
    rows = [
        ["a", "gold", "2026-05-01T00:00Z"],
        ["a", "silver", "2026-01-01T00:00Z"],
        ["a", "black", "2026-12-01T00:00Z"],
        ["b", "silver", "2026-01-01T00:00Z"],
    ]
    world.text("crm", header, rows)
    source = {"as": "customers", "customer": "who", "keep": {"grade": "grade"}}
    contract = world.contract({"crm": {**source, "valid_from": "since"}})
    assert rows_of(contract, "customers", ["grade"]) == [("a", "gold"), ("b", "silver")]
    counts = contract.counts("customers")
    assert (counts.kept, counts.duplicates, counts.conflicts) == (2, 0, 0)
    undated = world.contract({"crm": source})
    assert len(rows_of(undated, "customers", [])) == 2
    counts = undated.counts("customers")
    assert (counts.duplicates, counts.conflicts) == (2, 1)


UNITS = {"shape": "unit", "customer": "row", "variant": "arm"}


def test_units_bring_their_own_columns_and_numbers_become_micros(world: World):
    columns = {"arm": "text", "Spend": "float8", "visit": "boolean", "note": "text"}
    rows = [["mail", "29.99", "true", "7"], ["none", "NaN", "false", "x"], ["none", None, None, ""]]
    world.typed("trial", columns, rows)
    contract = world.contract({"trial": UNITS})
    names = ["variant", "spend", "visit", "note"]
    table = contract.units(names).subquery("u")
    numbers = [contract.number(name) for name in names[1:]]
    found = contract.engine.run(exp.select("customer", "variant", *numbers).from_(table))
    assert sorted(found) == [
        (1, "mail", 29_990_000, 1_000_000, 7_000_000),
        (2, "none", None, 0, None),
        (3, "none", None, None, None),
    ]


def test_units_refuse_columns_they_lack_or_that_hold_no_numbers(world: World):
    world.typed("trial", {"arm": "text", "day": "date"}, [["mail", "2026-01-01"]])
    contract = world.contract({"trial": UNITS})
    with pytest.raises(DataError, match=r"no column 'dayy' in units.*Did you mean 'day'\?"):
        contract.units(["dayy"])
    with pytest.raises(DataError, match="column 'day' holds dates, not numbers"):
        contract.number("day")


def test_every_query_is_one_select_in_the_engines_dialect(world: World):
    contract = events(world, [event(1)])
    query = contract.required("events", ["at"])
    parsed = sqlglot.parse(query.sql(contract.engine.dialect), dialect=contract.engine.dialect)
    assert [type(tree) for tree in parsed] == [exp.Select]


def test_a_kept_table_answers_as_the_source_does(world: World):
    contract = events(world, [event(1), event(2, "lee", NOON, "ordered", "12.5")])
    columns = ["at", "event"]
    fresh = rows_of(contract, "events", columns)
    contract.keep("events", columns)
    assert rows_of(contract, "events", columns) == fresh
    assert "kept events" in contract.required("events", columns).sql()
    assert "kept events" not in contract.required("events", ["value"]).sql()
