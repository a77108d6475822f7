from __future__ import annotations

import pytest

from stagelift.definitions import Connection, Source
from stagelift.definitions.definition import resolved
from stagelift.errors import DefinitionError

EVENTS = {"read": "a.csv", "customer": "id", "time": "ts", "event": "name"}


def mistake(make, **keys):
    with pytest.raises(DefinitionError) as caught:
        make(**keys)
    return str(caught.value)


def test_our_words_on_the_left_become_columns():
    source = Source(name="orders", **EVENTS, value="net - coupon", order_id="no")
    assert source.columns == {
        "customer": "id",
        "time": "ts",
        "event": "name",
        "value": "net - coupon",
        "order_id": "no",
    }
    assert (source.role, source.shape) == ("events", "rows")


def test_attributes_kept_as_list_or_renamed():
    assert Source(**EVENTS, keep=["age"]).keep == {"age": "age"}
    assert Source(**EVENTS, keep={"platform": "os"}).keep == {"platform": "os"}


def test_one_row_per_customer():
    source = Source(read="a.csv", shape="unit", customer="row", variant="segment")
    assert (source.role, source.columns["customer"]) == ("units", "row")


def test_counts_per_arm():
    source = Source(read="a.csv", shape="counts", experiment="test", variant="row", n="n", k="k")
    assert (source.role, source.columns["variant"]) == ("counts", "row")
    found = mistake(Source, read="a.csv", shape="counts", experiment="test", k="clicks")
    assert found == "counts need a column for variant and n"


def test_counts_are_no_events():
    keys = {"read": "a.csv", "shape": "counts", "as": "events", "n": "n", "k": "k"}
    found = mistake(Source, **keys)
    assert found.startswith("'events' and shape 'counts' do not go together")


def test_a_preset_fills_the_mapping_and_what_is_written_stays():
    source = Source(
        read="a/*.json", preset="ga4_bigquery", customer="user_id", keep={"page": "page_title"}
    )
    assert (source.role, source.columns["customer"]) == ("events", "user_id")
    assert source.columns["event"] == "event_name"
    assert (source.keep["page"], source.keep["country"]) == ("page_title", "geo.country")


def test_a_preset_gives_the_role_and_a_written_role_stays():
    source = Source(read="a/*.avro", preset="braze_assignments")
    assert (source.role, "experiment" in source.columns) == ("assignments", True)
    keys = {"customer": "id", "as": "customers", "preset": "braze_assignments", "read": "a.avro"}
    assert mistake(Source, **keys).startswith("'time' is no column of customers; allowed are")


def test_a_twin_made_of_what_a_preset_filled_is_equal():
    source = Source(name="web", read="a/*.json", preset="ga4_bigquery")
    assert Source(name="web", **resolved(source)) == source


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"read": "a.csv", "customer": "id"}, "events need a column for time and event"),
        (
            {**EVENTS, "as": "survey"},
            (
                "as: 'survey' came, one of these is expected: events, assignments, surveys, "
                "customers, messages, contracts, units, counts. Did you mean 'surveys'?"
            ),
        ),
        ({**EVENTS, "score": "q1"}, "'score' is no column of events; allowed are customer, time"),
        ({**EVENTS, "custmer": "id"}, "custmer: unknown key 'custmer'; allowed are read, as"),
        (
            {"read": "a.avro", "preset": "braze_curents"},
            "preset: unknown preset 'braze_curents'; there are",
        ),
        ({"read": "a.avro", "preset": ["a"]}, "preset: a list came"),
        ({"read": "a.avro", "preset": "ga4_bigquery", "keep": 3}, "keep: '3' came"),
        ({**EVENTS, "keep": [["age"]]}, "keep: a list came, a mapping of names is expected"),
        ({**EVENTS, "zone": "Seoul"}, "zone: unknown zone 'Seoul'"),
        ({**EVENTS, "zone": ["a"]}, "zone: a list came, a zone such as 'Asia/Seoul' is expected"),
        ({**EVENTS, "value": {"a": "b"}}, "value: a mapping came, a text is expected"),
        ({**EVENTS, "consent": "yes"}, "consent: 'yes' came, a mapping of names is expected"),
    ],
)
def test_mistakes(keys, expected):
    assert mistake(Source, **keys).startswith(expected)


def test_an_unknown_key_names_the_nearest_column():
    assert mistake(Source, **EVENTS, ingestd="x").endswith("Did you mean 'ingested'?")


def test_an_unknown_preset_names_the_nearest():
    found = mistake(Source, read="a.avro", preset="braze_curents")
    assert found.endswith("Did you mean 'braze_currents'?")


def test_an_address_never_stands_in_a_file():
    assert Connection(postgresql="$DW_URL").postgresql == "$DW_URL"
    assert mistake(Connection, postgresql="postgresql://me:secret@host/db") == (
        "postgresql: a connection's address is a secret and never stands in a file. "
        "Write the name of an environment variable, as in '$DW_URL'"
    )
