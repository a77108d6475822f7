"""`stagelift connect` as a user types it: what is shown, what is written, what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

EXPORTS = Path(__file__).parent.parent / "fixtures" / "exports"
JOURNEY = """\
# our shop
country: KR
languages: [en]
as_of: 2026-11-16 06:00
stages:
  awareness: visited      # the first visit
  purchase: ordered
"""
MEMBERS = [f"M{n:04}" for n in range(40)]


def rows(header, lines):
    return "\n".join([header, *lines]) + "\n"


def events(members=MEMBERS, when="2026-11-03 10:00"):
    lines = [f"e{n},{who},{when}:{n:02},visited" for n, who in enumerate(members)]
    lines += [f"o{n},{who},{when}:{n:02},ordered" for n, who in enumerate(members[:10])]
    return rows("event_id,member_no,ts,event_name", lines)


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (tmp_path / "data").mkdir()
    return tmp_path


def put(shop, name, text, encoding="utf-8"):
    path = shop / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding)
    return f"data/{name}"


def written(shop):
    return (shop / "journey.yaml").read_text(encoding="utf-8")


def test_a_plain_export_is_looked_at_and_written(shop, run):
    given = run(shop, "connect", put(shop, "app.csv", events()))
    assert given.exit_code == 0, given.output
    for said in (
        "data/app.csv: 50 rows looked at",
        "member_no   text  100 %   A0099, A0009, A0090*",
        "No preset fits; guessed from names, types and contents: events",
        "! the times of ts carry no offset; they are read as Asia/Seoul",
        "Rows    50 read, 50 kept",
        "Events  visited 40, ordered 10",
        "Dates   2026-11-03 .. 2026-11-03 (Asia/Seoul)",
        "Match   no other source to compare customers with",
        "Wrote source app into journey.yaml, line 6",
        "Next: stagelift check",
    ):
        assert said in given.output
    assert "M0001" not in given.output
    block = """\
sources:
  app:
    read: data/app.csv
    as: events
    customer: member_no
    time: ts
    event: event_name
    event_id: event_id
    zone: Asia/Seoul                 # assumed: these times carry no offset

"""
    assert written(shop) == JOURNEY.replace("stages:", f"{block}stages:")
    assert run(shop, "check").exit_code == 0


def test_a_dry_run_writes_nothing_and_ends_with_the_command_that_does(shop, run):
    place = put(shop, "app.csv", events())
    given = run(shop, "connect", place, "--dry-run", "--set", "zone=UTC", "--name", "web")
    assert given.exit_code == 0
    assert "zone: UTC\n" in given.output
    assert "Dates   2026-11-03 .. 2026-11-03" in given.output
    assert given.output.endswith(
        "Nothing was written (--dry-run)\n"
        "Next: stagelift connect data/app.csv --name web --set zone=UTC\n"
    )
    assert written(shop) == JOURNEY


def test_a_source_is_replaced_only_when_asked(shop, run):
    place = put(shop, "app.csv", events())
    assert run(shop, "connect", place).exit_code == 0
    before = written(shop)
    given = run(shop, "connect", place)
    assert given.exit_code == 2
    assert "journey.yaml:6: there is a source 'app' already" in given.output
    assert "--replace" in given.output
    assert written(shop) == before
    again = run(shop, "connect", place, "--replace")
    assert "Source app in journey.yaml was replaced, line 6" in again.output
    assert written(shop) == before


def test_customers_are_compared_with_those_of_other_sources(shop, run):
    run(shop, "connect", put(shop, "app.csv", events()))
    orders = rows("member_no,ordered_at", [f"{m},2026-11-04T10:00:00Z" for m in MEMBERS[:3]])
    given = run(shop, "connect", put(shop, "orders.csv", orders + "X1,2026-11-04T10:00:00Z\n"))
    assert "Match   75.0 % of 4 customers are known to other sources" in given.output
    assert "event: \"'ordered'\"" in written(shop)
    strange = rows("member_no,ordered_at", [f"{n},2026-11-04T10:00:00Z" for n in range(30)])
    given = run(shop, "connect", put(shop, "old.csv", strange), "--dry-run")
    assert "Match   0.0 % of 30 customers" in given.output
    assert "! the other sources may write ids in another way" in given.output


def test_overrides_attributes_and_a_name_for_the_one_event(shop, run):
    place = put(
        shop, "calls.csv", rows("who,at,kind", ["a,2026-11-03T10:00Z,x", "b,2026-11-03T10:00Z,y"])
    )
    words = ("event=called", "keep.kind=kind", "time=at")
    given = run(shop, "connect", place, "--as", "events", *(w for x in words for w in ("--set", x)))
    assert given.exit_code == 0, given.output
    assert "event: \"'called'\"" in written(shop)
    assert "keep: {kind: kind}" in written(shop)
    assert "Events  called 2" in given.output


def test_stages_that_no_event_opens_are_told_with_events_that_may(shop, run):
    text = events().replace("visited", "page_view").replace("ordered", "purchase")
    given = run(shop, "connect", put(shop, "app.csv", text), "--dry-run")
    assert (
        "journey.yaml:6: awareness: 'visited' never occurs; 'page_view' may be it (40 rows)"
    ) in given.output
    assert "journey.yaml:7: purchase: 'ordered' never occurs; 'purchase' may be it" in given.output


def test_stages_are_named_by_the_lines_they_stand_on_once_the_source_is_written(shop, run):
    given = run(shop, "connect", put(shop, "ga.csv", events().replace("visited", "page_view")))
    place = 1 + written(shop).splitlines().index("  awareness: visited      # the first visit")
    assert place > 6  # the source came before the stages
    assert f"journey.yaml:{place}: awareness: 'visited' never occurs" in given.output


def test_a_device_beside_the_member_s_id_is_proposed_to_be_joined(shop, run):
    lines = [
        f"d{n % 4},{'' if n % 2 else f'M{n % 4}'},2026-11-03T10:00:00Z,visited" for n in range(40)
    ]
    given = run(shop, "connect", put(shop, "app.csv", rows("device_id,user_id,time,event", lines)))
    assert "user_id is empty in 20 of 40 rows looked at" in given.output
    assert "same_person: {app.device_id: app.user_id}" in given.output
    text = written(shop) + "same_person: {app.device_id: app.user_id}\n"
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    checked = run(shop, "check")
    # d0 and d2 logged in as one member each, d1 and d3 never did
    assert "app.device_id: 4 ids: 2 joined to one customer, 0 seen with several" in checked.output
    assert "2 never seen with one, each counted as a customer" in checked.output
    again = run(shop, "connect", "data/app.csv", "--replace", "--dry-run")
    assert "same_person" not in again.output
    other = run(shop, "connect", "data/app.csv", "--name", "web", "--dry-run")
    assert "add to same_person  web.device_id: web.user_id" in other.output


def test_the_example_of_a_new_workspace_gives_way(shop, run):
    (shop / "journey.yaml").write_text(JOURNEY + "data: data/events.parquet\n", encoding="utf-8")
    given = run(shop, "connect", put(shop, "app.csv", events()))
    assert "'data: data/events.parquet' named no file and gave way" in given.output
    assert "data: data/events.parquet" not in written(shop)


def test_windows_line_ends_and_the_byte_order_mark_are_kept(shop, run):
    path = shop / "journey.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + JOURNEY.replace("\n", "\r\n").encode())
    assert run(shop, "connect", put(shop, "app.csv", events())).exit_code == 0
    found = path.read_bytes()
    assert found.startswith(b"\xef\xbb\xbf# our shop\r\n")
    assert found.count(b"\n") == found.count(b"\r\n")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.csv", "", "'data/empty.csv' is empty (0 bytes)"),
        (
            "float.csv",
            "member_no,ts,event\n1001.0,2026-11-03T10:00Z,x\n1002.0,2026-11-03T10:00Z,x\n",
            "the ids in member_no are floating-point numbers (9009.0)",
        ),
        (
            "two.csv",
            "member_no,ts,event\na,2026-11-03 10:00,x\nb,03/11/2026 10:00,x\n",
            "ts holds days such as '03/11/2026 10:00' in 1 of 2 rows, which are not read",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_cure(shop, run, name, text, said):
    given = run(shop, "connect", put(shop, name, text))
    assert given.exit_code in (1, 2)
    assert said in given.output
    assert written(shop) == JOURNEY


def test_what_is_missing_is_said_and_in_the_next_command(shop, run):
    given = run(shop, "connect", put(shop, "plain.csv", "a,b\n1,2\n3,4\n"))
    assert given.exit_code == 2
    assert "no column names the customer; seen: a, b" in given.output
    assert given.output.endswith(
        "Next: stagelift connect data/plain.csv --set customer=COLUMN --set time=COLUMN "
        "--set event=COLUMN\n"
    )


def test_rows_that_cannot_be_used_are_shown_and_nothing_is_written(shop, run):
    lines = [f"a{n},soon,visited" for n in range(5)]
    place = put(shop, "app.csv", rows("who,time,event", lines))
    given = run(shop, "connect", place, "--set", "time=time")
    assert given.exit_code == 4
    assert "! 5 rejected, bad_time, such as 'soon'" in given.output
    assert "no row can be used, so nothing was written" in given.output
    assert written(shop) == JOURNEY


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "tiem=ts"), "--set: unknown word 'tiem'. Did you mean 'time'?"),
        (("--set", "ts"), "--set: 'ts' came; write WORD=COLUMN"),
        (("--as", "event"), "--as: unknown role 'event'"),
        (("--preset", "braze"), "unknown preset 'braze'; there are"),
        (("--set", "value=amout"), "sources.app.value: no column 'amout'"),
        (("--as", "customers", "--set", "time=ts"), "--set: 'time' is no column of customers"),
    ],
)
def test_a_wrong_option_is_told(shop, run, words, said):
    given = run(shop, "connect", put(shop, "app.csv", events()), *words)
    assert given.exit_code == 2
    assert said in given.output
    assert written(shop) == JOURNEY


def test_ids_with_blanks_are_trimmed_and_leading_zeros_stay(shop, run):
    lines = [" 001,2026-11-03T10:00Z,visited", "002 ,2026-11-03T10:00Z,visited"]
    place = put(shop, "app.csv", rows("member_no,ts,event", lines))
    given = run(shop, "connect", place)
    assert "2 ids in member_no have blanks around them" in given.output
    assert "customer: trim(member_no)" in written(shop)


def test_a_foreign_file_in_a_folder_is_left_out_or_named(shop, run):
    for number in (1, 2, 3):
        put(shop, f"app/events_{number}.csv", events(MEMBERS[:number]))
    put(shop, "app/notes.csv", "x;y\n1;2\n")
    given = run(shop, "connect", "data/app")
    assert "left out: notes.csv" in given.output
    assert "read: data/app/events_*.csv" in written(shop)
    put(shop, "app/b.csv", events(MEMBERS[:2]))
    refused = run(shop, "connect", "data/app", "--replace")
    assert refused.exit_code == 2
    assert "'data/app/notes.csv' has other columns (x, y)" in refused.output


def test_a_korean_file_is_read_and_spoken_of_in_korean(shop, run):
    lines = [f"{n:05},2026-11-{n % 12 + 1:02} 10:00:00,{n * 1000}" for n in range(30)]
    put(shop, "주문.csv", rows("회원번호,주문일시,결제금액", lines), "cp949")
    given = run(shop, "connect", "data/주문.csv", "--language", "ko")
    assert given.exit_code == 0, given.output
    assert "행      읽은 행 30, 쓰는 행 30" in given.output
    assert "원본 주문을 journey.yaml" in given.output
    assert "    customer: 회원번호\n    time: 주문일시\n" in written(shop)


def test_json_holds_the_same_and_nothing_else(shop, run):
    place = put(shop, "app.csv", events())
    found = json.loads(run(shop, "connect", place, "--dry-run", "--json").output)
    assert (found["name"], found["role"], found["preset"]) == ("app", "events", None)
    assert found["source"]["customer"] == "member_no"
    assert found["events"] == {"visited": 40, "ordered": 10}
    assert (found["rows"], found["kept"], found["ok"], found["written"]) == (50, 50, True, False)
    assert [one["name"] for one in found["columns"] if one["masked"]] == ["event_id", "member_no"]


def test_without_a_workspace_it_says_how_to_make_one(tmp_path, run):
    given = run(tmp_path, "connect", "data/app.csv")
    assert given.exit_code == 2
    assert "stagelift init DIR" in given.output


def test_an_unset_address_and_an_unknown_connection(shop, run, monkeypatch):
    monkeypatch.delenv("SHOP_DW", raising=False)
    text = JOURNEY + "connections: {dw: {postgresql: $SHOP_DW}}\n"
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    given = run(shop, "connect", "dw.mart.orders")
    assert "connection 'dw': the environment variable SHOP_DW is not set" in given.output
    given = run(shop, "connect", "dww.mart.orders")
    assert "'dww' is no connection: journey.yaml has dw. Did you mean 'dw'?" in given.output


@pytest.mark.engine
def test_a_dbt_model_is_read_through_the_connection(shop, run, monkeypatch, postgres_url):
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP SCHEMA IF EXISTS connected CASCADE")
        server.execute("CREATE SCHEMA connected")
        server.execute("CREATE TABLE connected.fct_orders (buyer text, placed timestamp, paid int)")
        server.execute(
            "INSERT INTO connected.fct_orders SELECT 'M' || n % 20, "
            "timestamp '2026-11-03' + n * interval '1 hour', n FROM generate_series(1, 60) n"
        )
    monkeypatch.setenv("SHOP_DW", postgres_url)
    text = JOURNEY + "connections: {dw: {postgresql: $SHOP_DW}}\n"
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    columns = {
        "buyer": {"name": "buyer", "description": "customer_id"},
        "placed": {"name": "placed", "description": "when the order came in"},
        "paid": {"name": "paid", "description": "amount"},
    }
    node = {"resource_type": "model", "name": "orders", "alias": "fct_orders"}
    node |= {"schema": "connected", "columns": columns, "description": "one row an order"}
    manifest = {
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
        "nodes": {"model.shop.orders": node},
    }
    (shop / "target").mkdir()
    (shop / "target" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    given = run(shop, "connect", "dbt:orders")
    assert given.exit_code == 0, given.output
    assert "Rows    60 read, 60 kept" in given.output
    assert "    read: dw.connected.fct_orders    # one row an order\n" in written(shop)
    assert "    customer: buyer                  # customer_id\n" in written(shop)
    assert "    time: placed                     # when the order came in\n" in written(shop)
    assert "M1" not in given.output
    assert run(shop, "check").exit_code in (0, 4)  # nobody visited


@pytest.mark.slow
def test_a_first_number_from_two_exports(shop, run):
    """The first hour: Braze and GA4 connected, checked, and a KPI table of both."""
    for name in ("braze", "ga4"):
        shutil.copytree(EXPORTS / name, shop / "data" / name)
        given = run(shop, "connect", f"data/{name}")
        assert given.exit_code == 0, given.output
    assert "preset: braze_currents" in written(shop)
    assert "preset: ga4_bigquery" in written(shop)
    text = written(shop).replace("visited", "page_view").replace("ordered", "purchase | purchased")
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    checked = run(shop, "check")
    assert checked.exit_code in (0, 4), checked.output
    assert run(shop, "kpi", "--json").exit_code == 0
