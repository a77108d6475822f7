"""What columns hold, counted where the data lie: the same on both engines, and nobody is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.worlds import VARIABLE, World
from stagelift.workspace.connecting.look import Asked, look
from stagelift.workspace.connecting.profile import profile
from stagelift.workspace.connecting.wishes import Wishes

PEOPLE = [("M0001", "kim@shop.example"), ("M0023", "lee@shop.example"), ("M0450", "박@shop.kr")]


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.engine)])
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    if url is not None:
        monkeypatch.setenv(VARIABLE, url)
    made = World(tmp_path, url)
    yield made
    made.close()


def columns(world, table):
    journey = world.journey({table: {"as": "customers", "customer": "row"}})
    found = profile(world.engine(journey), journey.sources[table], {"note": "what was said"})
    return {column.name: column for column in found}


def test_values_that_point_to_people_leave_by_their_form_alone(world):
    world.text(
        "people",
        ["member_no", "contact", "grade", "note"],
        [[who, mail, "gold", f"call {who}"] for who, mail in PEOPLE * 2],
    )
    found = columns(world, "people")
    assert found["member_no"].examples == ("A0009", "A0099", "A0990")
    assert found["contact"].examples == ("aaa@aaaa.aaaaaaa", "*@aaaa.aa")
    assert found["contact"].forms["email"] == 6
    assert found["contact"].masked
    assert found["grade"].examples == ("gold",)
    assert found["note"].meaning == "what was said"
    seen = " ".join(text for one in found.values() for text in one.examples)
    assert not any(part in seen for who, _ in PEOPLE for part in (who, "kim", "박"))


def test_forms_fill_and_blanks_are_counted(world):
    world.text(
        "log",
        ["id", "at", "unix", "phone", "score"],
        [
            [" a1", "2026-11-03 10:00", "1793577600", "010-1234-5678", "9"],
            ["a2 ", "2026-11-03T10:00:00Z", "1793577601", "+82 10 1234 5678", "10"],
            ["a3", "", "1793577602", "1012345678", "0"],
        ],
    )
    found = columns(world, "log")
    assert found["id"].padded == 2
    assert (found["at"].filled, found["at"].forms["wall"], found["at"].forms["instant"]) == (
        2,
        1,
        1,
    )
    assert found["at"].is_moment
    assert found["at"].is_naive
    assert found["unix"].mostly("unix")
    assert found["unix"].examples[0] == "1793577600"
    assert found["phone"].mostly("phone")
    assert found["phone"].masked
    assert found["score"].mostly("scale")


def test_typed_columns_need_no_form(world):
    kinds = {"at": "timestamp", "paid": "decimal(12,2)", "user_id": "bigint", "ok": "boolean"}
    rows = [["2026-11-03 10:00:00.123", "9.50", 1001, "true"], [None, "9.50", 1002, "false"]]
    world.typed("orders", kinds, rows)
    found = columns(world, "orders")
    assert found["at"].examples == ("2026-11-03 10:00:00",)
    assert found["at"].is_naive
    assert found["paid"].is_number
    assert found["user_id"].examples == ("9009",)
    assert found["ok"].kind == "boolean"


def test_a_look_gives_the_same_on_both_engines(world):
    rows = [
        [
            f"e{n % 90}",
            f"m{n % 30}",
            f"2026-10-{n % 20 + 1:02} 10:00",
            "visited" if n % 4 else "ordered",
        ]
        for n in range(100)
    ]
    rows.append(["e900", "", "2026-10-01 10:00", "visited"])
    rows.append(["e901", "m1", "soon", "visited"])
    world.text("app", ["event_id", "member_no", "ts", "event_name"], rows)
    world.text("orders", ["member_no", "ordered_at"], [["m1", "2026-10-05T10:00:00Z"]])
    journey = world.journey(
        {"orders": {"customer": "member_no", "time": "ordered_at", "event": "'o'"}}
    )
    asked = Asked(written=world.reads["app"], wishes=Wishes())
    if world.url is None:
        asked = Asked(written=str(world.folder / "app.csv"), wishes=Wishes())
    found = look(world.folder, journey, asked, 1_793_500_000_000_000)
    assert found.proposal.name == "app"
    assert [entry.key for entry in found.proposal.entries][2:] == [
        *("customer", "time", "event", "event_id", "zone"),
    ]
    assert found.counts is not None
    assert (found.counts.rows, found.counts.kept, found.counts.duplicates) == (102, 90, 10)
    assert found.counts.rejected == {"bad_time": 1, "missing_customer": 1}
    assert found.unread == {"bad_time": ("soon",)}
    assert found.events == {"visited": 67, "ordered": 23}
    assert found.match is not None
    assert (found.match.customers, found.match.known) == (30, 1)
