"""Each preset reads the sample export of its tool into the contract tables."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stagelift.data.contract import Contract
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.zones import to_us
from stagelift.definitions import Journey
from stagelift.definitions.presets import PRESETS, recognise
from stagelift.errors import DataError, DefinitionError

from .worlds import us

EXPORTS = Path(__file__).parent.parent / "fixtures" / "exports"
READ = {
    "amplitude": "amplitude/*.json.gz",
    "braze_assignments": "braze/**/*.avro",
    "braze_currents": "braze/**/*.avro",
    "ga4_bigquery": "ga4/*.json",
    "kakao_agency": "kakao/*.csv",
    "mixpanel": "mixpanel/*.jsonl",
    "mixpanel_project_time": "mixpanel/*.jsonl",
    "segment": "segment/*.json.gz",
    "segment_tracks": "segment_tracks/*.csv",
    "sendgrid": "sendgrid/*.json",
    "survey_csv": "survey/*.csv",
    "twilio": "twilio/*.json.gz",
}
AS_OF = to_us(datetime(2026, 11, 16, tzinfo=UTC))


@pytest.fixture
def read(tmp_path):
    """Opens the contract over one export: a copy, so that nothing is written beside it."""
    shutil.copytree(EXPORTS, tmp_path / "exports")
    engine = DuckDBEngine(tmp_path / "exports")

    def opened(name, **keys):
        source = {"read": READ[name], "preset": name, **keys}
        journey = Journey(zone="Asia/Seoul", sources={"export": source}, stages={"a": "visited"})
        return Contract(engine, journey, AS_OF)

    yield opened
    engine.close()


def rows(contract, role, *columns):
    return sorted(contract.engine.run(contract.required(role, columns)), key=repr)


def at(clock):
    """An instant of the day, by Seoul's clock."""
    return us(f"2026-11-02T{clock}+09:00")


def test_every_preset_has_an_export():
    assert set(READ) == set(PRESETS)


def test_braze_events_are_named_after_their_folder(read):
    contract = read("braze_currents")
    found = rows(contract, "events", "at", "event", "channel", "message", "value")
    assert found == sorted(
        [
            ("0012", at("08:59:00"), "users.canvas.Entry", None, None, None),
            ("0012", at("09:00:00"), "sent", "email", None, None),
            ("0012", at("09:00:05"), "delivered", "email", None, None),
            ("0012", at("09:01:00"), "opened", "email", None, None),
            ("0012", at("09:01:10"), "clicked", "email", None, None),
            ("0012", at("10:00:00"), "opened", "push", None, None),
            ("0012", at("11:00:00"), "cart_added", None, None, None),
            ("0012", at("12:00:00"), "purchased", None, None, 19_900_000),
            ("A 7", at("08:59:00"), "users.canvas.Entry", None, None, None),
            ("A 7", at("08:59:30"), "users.campaigns.EnrollInControl", None, "autumn", None),
            ("A 7", at("09:00:00"), "sent", "email", "autumn", None),
            ("A 7", at("09:01:01"), "opened_by_machine", "email", None, None),
            ("A 7", at("09:01:20"), "unsubscribed", "email", None, None),
        ],
        key=repr,
    )


def test_braze_users_without_an_external_id_are_counted_not_lost(read):
    counts = read("braze_currents").counts("events")
    assert (counts.rows, counts.kept, counts.duplicates) == (16, 13, 1)
    assert counts.rejected == {"unidentified": 2}


def test_braze_enrolments_are_assignments_and_other_files_are_left_out(read):
    contract = read("braze_assignments")
    assert rows(contract, "assignments", "at", "experiment", "variant") == [
        ("0012", at("08:59:00"), "welcome", "push"),
        ("A 7", at("08:59:00"), "welcome", "control"),
        ("A 7", at("08:59:30"), "autumn", "control"),
    ]
    counts = contract.counts("assignments")
    assert counts.rejected == {"unidentified": 1}
    assert counts.notes[0] == (
        "source 'export': 8 of 10 files are of events 'braze_assignments' does not read,"
        " and were left out"
    )


def test_a_folder_without_enrolments_is_said(read):
    contract = read("braze_assignments", read="braze/**/*email*/**/*.avro")
    with pytest.raises(DataError, match=r"of 5 files that match .* none is one that preset"):
        contract.readings("assignments")


def test_ga4_reaches_into_parameters_and_structures(read):
    contract = read("ga4_bigquery")
    columns = ("at", "event", "value", "session", "order_id", "page", "country", "medium")
    assert rows(contract, "events", *columns) == [
        (
            *("0012", at("10:00:00"), "purchase", 25_500_000, "1793581200", "T-1"),
            *(None, "South Korea", "organic"),
        ),
        (
            *("1001.2002", at("09:00:00.25"), "page_view", None, "1793577600", None),
            *("https://shop.example/new", "South Korea", "organic"),
        ),
    ]


def test_amplitude_times_are_utc_and_arrival_is_known(read):
    contract = read("amplitude")
    assert rows(contract, "events", "at", "ingested", "event", "value", "platform") == [
        ("0012", at("10:00:00"), at("10:00:02"), "ordered", 19_900_000, "iOS"),
        ("d-1", at("09:00:00.5"), at("09:00:04"), "visited", None, "iOS"),
    ]
    assert not contract.counts("events").no_dedupe


def test_mixpanel_times_are_utc_seconds(read):
    assert rows(read("mixpanel"), "events", "at", "ingested", "event", "value", "platform") == [
        ("0012", at("09:00:00"), at("09:00:07"), "visited", None, "Android"),
        ("A 7", at("10:00:00"), at("10:00:07"), "ordered", 30_000_000, "Android"),
    ]


def test_mixpanel_projects_before_2023_count_seconds_on_their_own_clock(read):
    contract = read("mixpanel_project_time", zone="America/New_York")
    # the clock stood at midnight in New York, five hours behind UTC
    assert rows(contract, "events", "at", "ingested") == [
        ("0012", us("2026-11-02T00:00:00-05:00"), at("09:00:07")),
        ("A 7", us("2026-11-02T01:00:00-05:00"), at("10:00:07")),
    ]


def test_mixpanel_projects_before_2023_need_their_zone(read):
    with pytest.raises(DefinitionError, match=r"needs its zone\. Say zone: Asia/Seoul"):
        read("mixpanel_project_time")


def test_segment_calls_take_the_corrected_time(read):
    contract = read("segment")
    assert rows(contract, "events", "at", "event", "value", "order_id", "page", "campaign") == [
        ("0012", at("10:00:00"), "Order Completed", 12_250_000, "T-1", "/done", None),
        ("anon-1", at("09:00:00.1"), "page", None, None, "/new", "autumn"),
    ]


def test_the_tracks_table_is_read_without_its_optional_columns(read):
    contract = read("segment_tracks")
    assert rows(contract, "events", "at", "ingested", "event", "event_text") == [
        ("0012", at("10:00:00"), at("10:00:05"), "ordered", "Ordered"),
        ("anon-1", at("09:00:00.1"), at("09:00:05"), "visited", "Visited"),
    ]
    assert not contract.maps("events", "value")  # neither revenue, total nor value is there


def test_sendgrid_opens_by_machines_are_told_apart(read):
    found = rows(read("sendgrid"), "events", "at", "event", "channel")
    assert found == [
        ("kim@shop.example", at("09:00:00"), "sent", "email"),
        ("kim@shop.example", at("09:00:02"), "delivered", "email"),
        ("kim@shop.example", at("09:00:09"), "opened_by_machine", "email"),
        ("kim@shop.example", at("09:01:30"), "opened", "email"),
        ("lee@shop.example", at("09:01:35"), "complained", "email"),
    ]


def test_twilio_replies_belong_to_their_sender(read):
    assert rows(read("twilio"), "events", "at", "event", "channel", "value") == [
        ("+821000000012", at("09:00:01"), "delivered", "sms", 50_000),
        ("+821000000012", at("09:00:03"), "replied", "sms", 7_500),
        ("+821000000099", at("09:00:02"), "bounced", "sms", 50_000),
        ("whatsapp:+821000000012", at("09:00:04"), "opened", "whatsapp", None),
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            "kakao/*.csv",
            ("source 'export': 'kakao/발송내역_cp949.csv' is CP949 text, as detected",),
        ),
        ("kakao_bom/*.csv", ()),
    ],
)
def test_an_agencys_table_is_read_in_either_encoding(read, files, said):
    contract = read("kakao_agency", read=files)
    assert rows(contract, "events", "at", "event", "channel", "message", "fallback") == [
        ("0012", at("09:00:00"), "delivered", "kakao", "welcome", None),
        ("01000000099", at("09:00:01"), "bounced", "kakao", "welcome", None),
        ("01000000099", at("09:00:05"), "delivered", "sms", "welcome", "Y"),
    ]
    assert contract.counts("events").notes == said


@pytest.mark.parametrize("files", ["survey/*.csv", "survey_xlsx/*.xlsx"])
def test_a_table_of_answers_is_read_as_text_or_sheet(read, files):
    contract = read("survey_csv", read=files, zone="Asia/Seoul")
    assert rows(contract, "surveys", "instrument", "score", "invited", "answered", "comment") == [
        ("0012", "nps", 9, at("09:00:00"), at("09:30:00"), "배송이 빨라요"),
        ("A 7", "nps", None, at("09:00:00"), None, None),
    ]
    assert contract.counts("surveys").rejected == {"score_off_scale": 1}


@pytest.mark.parametrize("name", sorted(set(READ) - {"mixpanel_project_time"}))
def test_every_export_is_recognised_by_its_columns_and_name(read, name):
    contract = read(name, zone="Asia/Seoul") if name == "survey_csv" else read(name)
    (reading,) = contract.readings(PRESETS[name].role)
    paths = sorted(EXPORTS.glob(READ[name]))
    path = paths[-1].relative_to(EXPORTS).as_posix()
    if name == "braze_assignments":
        path = next(one.as_posix() for one in paths if "users.canvas.Entry" in one.as_posix())
    best = recognise(tuple(reading.resolved.columns), file_name=path)[0]
    assert (best.preset.name, best.fits) == (name, True)
