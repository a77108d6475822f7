"""What is found of sources: rows counted and rejected, the ends of their time, rows that repeat."""

from __future__ import annotations

import pytest

from stagelift.data.repeats import Repeats, repeats_in
from stagelift.data.zones import to_us

from .event_log import EVENTS, HEADER, NOON, event, events
from .worlds import AS_OF, World, rows_of, us

LATE = "2026-10-01T12:05:00Z"
BAD = [
    ("2", None, NOON, "visited", None, LATE, "missing_customer"),
    ("3", "kim", "soon", "visited", "7", LATE, "bad_time"),
]


def test_rejected_rows_are_counted_by_their_first_reason(world: World):
    rows = [
        event(1),
        event(2, user=""),
        event(3, ts=""),
        event(4, ts="2026-10-01 12:00:00"),
        event(5, ts="2026-02-30T00:00:00Z"),
        event(6, name=""),
        event(7, amount="twelve"),
        event(8, loaded="soon"),
        event(9, user="", name=""),
    ]
    contract = events(world, rows)
    counts = contract.counts("events")
    assert counts.rejected == {
        "bad_ingested": 1,
        "bad_time": 1,
        "bad_value": 1,
        "missing_customer": 2,
        "missing_event": 1,
        "missing_time": 1,
        "naive_time": 1,
    }
    assert counts.kept == 1
    assert rows_of(contract, "events", []) == [("kim",)]


def test_rejected_rows_are_counted_by_the_events_that_are_asked_for_and_by_no_other_text(world):
    rows = [
        event(1),
        event(2, ts=""),
        event(3, ts="soon", name="ordered"),
        event(4, amount="twelve", name="ordered"),
        event(5, ts="", name="010-1234-5678"),  # a shifted row: an id where the event was
        event(6, name=""),
        event(7, ts="2026-09-30T12:00:00Z"),
    ]
    contract = events(world, rows)
    contract.named_events = ("ordered", "refunded", "visited")
    counts = contract.counts("events")
    assert counts.rejected_events == {"ordered": 2, "visited": 1}
    assert (sum(counts.rejected.values()), counts.kept) == (5, 2)
    plain = events(world, rows)
    assert plain.counts("events").rejected_events == {}
    assert plain.counts("events").rejected == counts.rejected
    days = contract.summary_of("app").days
    assert days == plain.summary_of("app").days
    assert len(days) == 2


def test_what_the_source_does_not_tell_is_said(world: World):
    told = events(world, [event(1)]).counts("events")
    assert not told.not_point_in_time
    assert not told.no_dedupe
    untold = events(world, [event(1)], ingested=None, event_id=None).counts("events")
    assert untold.not_point_in_time
    assert untold.no_dedupe


def test_rows_ingested_six_hours_after_their_time_are_late(world: World):
    rows = [event(1, loaded="2026-10-01T18:00:00Z"), event(2, loaded="2026-10-01T18:00:01Z")]
    assert events(world, rows).counts("events").late == 1


def test_the_span_is_that_of_visible_rows(world: World):
    rows = [event(1, ts="2026-01-05T00:00:00Z"), event(2), event(3, ts="2027-01-01T00:00:00Z")]
    contract = events(world, rows)
    assert contract.span("events") == (us("2026-01-05T00:00+00:00"), us("2026-10-01T12:00+00:00"))
    assert contract.span("surveys") == (to_us(AS_OF), to_us(AS_OF))


def test_rows_without_any_time_have_no_span(world: World):
    world.text("nps", ["q"], [["9"]])
    contract = world.contract({"nps": {"as": "surveys", "customer": "row", "score": "q"}})
    assert contract.span("surveys") == (to_us(AS_OF), to_us(AS_OF))


def test_rejected_rows_are_written_whole_with_their_reason(files: World, tmp_path):
    import duckdb

    rows = [event(1), event(2, user=""), event(3, ts="soon", amount="7")]
    folder = tmp_path / "quarantine"
    folder.mkdir()
    (folder / "app.sql").write_text("of a server, once", "utf-8")
    contract = events(files, rows)
    (path,) = contract.write_quarantine(folder)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{path}' ORDER BY id").fetchall()
    assert found == BAD
    assert list(folder.iterdir()) == [path]
    clean = events(files, [event(1)])
    assert clean.write_quarantine(folder) == ()
    assert not path.exists()


@pytest.mark.on_spark
def test_rejected_rows_of_another_engine_stay_there_and_their_query_finds_them(
    world: World, tmp_path
):
    """Neither a row nor an id of a customer leaves: `kim` may be in any column of a broken row."""
    rows = [event(1), event(2, user=""), event(3, ts="soon", amount="7")]
    contract, folder = events(world, rows), tmp_path / "quarantine"
    if contract.engine.dialect == "duckdb":
        assert [path.suffix for path in contract.write_quarantine(folder)] == [".parquet"]
        return
    folder.mkdir()
    (folder / "app.parquet").write_bytes(b"rows of an earlier version")
    assert dict(contract.counts("events").rejected) == {"missing_customer": 1, "bad_time": 1}
    asked = []
    with pytest.MonkeyPatch.context() as patched:
        for name in ("run", "export"):
            patched.setattr(contract.engine, name, lambda *given: asked.append(given))
        (path,) = contract.write_quarantine(folder)
    assert asked == []
    assert list(folder.iterdir()) == [path]
    assert path.name == "app.sql"
    text = path.read_text("utf-8")
    assert "kim" not in text
    found = world.raw(contract.engine, text)
    assert sorted(found, key=lambda row: row[0]) == BAD
    clean = events(world, [event(1)])
    assert clean.write_quarantine(folder) == ()
    assert not path.exists()


def test_sources_that_hold_counts_are_no_rows(world: World):
    world.text("app", HEADER, [event(1)])
    world.text("arms", ["arm", "n", "k"], [["a", "10", "1"]])
    columns = {"experiment": "'banner'", "variant": "arm", "n": "n", "k": "k"}
    contract = world.contract({"app": EVENTS, "arms": {"shape": "counts", **columns}})
    assert [reading.name for reading in contract.readings("events")] == ["app"]


@pytest.mark.on_spark
def test_customers_with_several_finished_rows_are_counted(world: World):
    rows = [["kim", "a"], ["lee", "b"], ["kim", "a"], ["kim", "b"], ["", "a"], [" ", "b"]]
    world.text("trial", ["who", "arm"], rows)
    contract = world.contract({"trial": {"shape": "unit", "customer": "who", "variant": "arm"}})
    (reading,) = contract.readings("units")
    found = repeats_in(reading, contract.as_of_us)
    assert found == Repeats(customers=1, rows=2)  # blank ids are rejected, not counted
