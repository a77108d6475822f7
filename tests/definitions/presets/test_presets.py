from __future__ import annotations

import re

import pytest

from stagelift.definitions import Journey, Source
from stagelift.definitions.presets import PRESETS, preset, recognise, refuse
from stagelift.definitions.presets.preset import renamed
from stagelift.definitions.sources import COLUMNS, REQUIRED
from stagelift.errors import ArgumentError, DefinitionError

GA4 = ("event_timestamp", "event_name", "user_pseudo_id", "event_params", "device")
BRAZE = ("id", "user_id", "external_user_id", "time", "campaign_id")
FOLDER = "data/dataexport.x/event_type={}/date=2026-11-02-00/part-0.avro"


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_is_a_whole_source_of_its_role(name):
    one = PRESETS[name]
    source = Source(read="data/*.csv", preset=name, zone="Asia/Seoul")
    assert (source.role, one.name) == (one.role, name)
    assert set(REQUIRED[one.role]) <= set(source.columns) <= set(COLUMNS[one.role])
    assert source.zone == "Asia/Seoul"


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_says_what_it_is_in_both_languages(name):
    one = PRESETS[name]
    assert re.search("[가-힣]", one.title.text("ko"))
    assert not re.search("[가-힣]", one.title.text("en"))
    assert one.documents.endswith(".")
    assert re.fullmatch("[a-z0-9_]+", name)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_columns_are_named_once_and_patterns_compile(name):
    one = PRESETS[name]
    for pairs in (one.columns, one.keep, one.path_columns, one.event_names):
        assert len(dict(pairs)) == len(pairs)
    for pattern in (one.file_name, one.reads, *dict(one.path_columns).values()):
        assert pattern is None or re.compile(pattern)


def test_an_unknown_preset_names_the_nearest():
    with pytest.raises(ArgumentError) as caught:
        preset("amplitud")
    assert str(caught.value).startswith("unknown preset 'amplitud'; there are amplitude, braze_")
    assert str(caught.value).endswith(". Did you mean 'amplitude'?")
    assert refuse("amplitude") is None


def test_a_name_like_no_other_gets_the_list_alone():
    with pytest.raises(ArgumentError, match=r"twilio$"):
        preset("qqq")


def test_events_not_renamed_keep_their_names():
    assert renamed("kind", (("open", "opened"),)) == (
        "CASE WHEN kind = 'open' THEN 'opened' ELSE kind END"
    )


def test_columns_alone_tell_ga4():
    found = recognise(GA4)
    assert found[0].preset.name == "ga4_bigquery"
    assert found[0].fits
    assert found[0].matched == found[0].preset.signature
    assert found[0].absent == ("user_id", "ecommerce", "platform", "geo", "traffic_source")
    assert not found[0].by_file_name


def test_capital_letters_make_no_difference():
    found = recognise([column.upper() for column in GA4])
    assert (found[0].preset.name, found[0].missing) == ("ga4_bigquery", ())


def test_a_missing_column_is_named():
    (found,) = recognise(set(GA4) - {"event_params"})
    assert (found.preset.name, found.fits, found.missing) == (
        *("ga4_bigquery", False),
        ("event_params",),
    )


def test_the_type_of_a_braze_event_stands_in_the_path():
    found = recognise(BRAZE, file_name=FOLDER.format("users.messages.email.Open"))
    assert [(one.preset.name, one.fits) for one in found] == [
        ("braze_currents", True),
        ("braze_assignments", True),
    ]
    without = recognise(BRAZE, file_name="data/part-0.avro")
    assert {one.missing for one in without} == {("event_type",)}


@pytest.mark.parametrize("kind", ["users.canvas.Entry", "users.campaigns.EnrollInControl"])
def test_enrolments_of_braze_are_assignments_first(kind):
    found = recognise(BRAZE, file_name=FOLDER.format(kind).replace("/", "\\"))
    assert found[0].preset.name == "braze_assignments"


def test_a_plain_table_is_nothing_known():
    assert recognise(["customer_id", "time", "event"]) == ()


def test_a_mistake_in_what_a_preset_filled_is_named_with_file_and_key():
    with pytest.raises(DefinitionError) as caught:
        Journey(
            zone="UTC",
            sources={"web": {"read": "a.json", "preset": "ga4_bigquery", "score": "x"}},
            stages={"a": "b"},
        )
    assert "sources.web: 'score' is no column of events" in str(caught.value)
