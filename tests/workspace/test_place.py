from __future__ import annotations

import pytest

from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.workspace.connecting.place import find_place, without

from .test_dbt import manifest, node


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def journey(**connections):
    made = {name: {"postgresql": f"${name.upper()}_URL"} for name in connections}
    return Journey(zone="UTC", stages={"a": "b"}, sources={}, connections=made)


def files(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a,b\n1,2\n")


def found(root, written, model=None, **connections):
    return find_place(written, root, journey(**connections), model)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("data/orders.csv", "orders"),
        ("data/fct_orders_20261103.csv", "orders"),
        ("data/nps 2026-11.csv.gz", "nps"),
        ("data/발송내역_202611.csv", "발송내역"),
        ("data/2026-11-03.csv", "source_2026_11_03"),
        ("data/MemberGrades.tsv", "member_grades"),
    ],
)
def test_a_file_and_the_name_it_suggests(root, file, name):
    files(root, file)
    place = found(root, file)
    assert (place.read, place.name, place.files) == (file, name, (file,))
    assert not place.outside


def test_a_pattern_keeps_its_text(root):
    files(root, "data/events_1.csv", "data/events_2.csv")
    place = found(root, "data/events_*.csv")
    assert (place.read, place.name) == ("data/events_*.csv", "events")
    assert len(place.files) == 2


def test_the_path_is_said_from_the_workspace_wherever_one_stands(root, monkeypatch):
    files(root, "data/app/a.csv")
    monkeypatch.chdir(root / "data")
    assert found(root, "app/a.csv").read == "data/app/a.csv"
    assert found(root, str(root / "data/app/a.csv")).read == "data/app/a.csv"


def test_files_outside_the_workspace_are_read_by_their_whole_path(root):
    files(root, "elsewhere/a.csv", "shop/journey.yaml")
    place = found(root / "shop", "elsewhere/a.csv")
    assert place.read == (root / "elsewhere/a.csv").as_posix()
    assert place.outside


def test_a_folder_is_its_files_of_one_kind(root):
    files(root, "data/app/a.csv", "data/app/b.csv", "data/app/notes.md", "data/app/.DS_Store")
    files(root, "data/app/_SUCCESS", "data/app/.a.csv.crc")
    place = found(root, "data/app/")
    assert (place.read, place.name, place.left_out) == ("data/app/*.csv", "app", ("notes.md",))
    assert place.files == ("data/app/a.csv", "data/app/b.csv")


def test_a_folder_of_folders_is_read_to_its_ground(root):
    files(root, "data/app/date=2026-11-02/a.csv", "data/app/date=2026-11-03/a.csv")
    assert found(root, "data/app").read == "data/app/**/*.csv"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["app/notes.md"], r"'app' holds 'notes.md'; files ending in .parquet"),
        (["app/a.csv", "app/b.tsv"], r"'app' holds 1 \.csv and 1 \.tsv; say which"),
    ],
)
def test_a_folder_that_leaves_it_open_is_refused(root, names, said):
    files(root, *names)
    with pytest.raises(ArgumentError, match=said):
        found(root, "app")


def test_a_file_without_a_byte_is_named(root):
    files(root, "app/a.csv", "app/b.csv")
    (root / "app/b.csv").write_bytes(b"")
    with pytest.raises(ArgumentError, match=r"'app/b.csv' is empty \(0 bytes\)"):
        found(root, "app")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("data/ordres.csv", r"'data' holds 'orders.csv'\. Did you mean 'orders.csv'\?"),
        ("data/xyz.csv", r"'data' holds 'orders.csv'\.$"),
        ("dtaa/orders.csv", r"there is no folder 'dtaa'"),
        ("data/*.parquet", r"no file matches 'data/\*\.parquet'"),
        ("readme.md", r"'readme.md' is no data file; files ending in"),
        (
            "wh.mart.orders",
            r"'wh' is no connection: journey.yaml has dwh, lake\. Did you mean 'dwh'",
        ),
        ("orders", r"there is no file 'orders'"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(root, written, said):
    files(root, "data/orders.csv", "readme.md")
    with pytest.raises(ArgumentError, match=said):
        found(root, written, dwh=1, lake=1)


def test_a_table_is_named_by_its_connection(root):
    place = found(root, "dwh.mart.fct_orders", dwh=1)
    assert (place.read, place.name, place.connection) == ("dwh.mart.fct_orders", "orders", "dwh")
    with pytest.raises(ArgumentError, match=r"names none; for a table, write 'connections: {dwh:"):
        found(root, "dwh.mart.fct_orders")


def test_a_dbt_model_is_a_table_of_the_connection(root):
    manifest(root / "target", node("orders", alias="fct_orders"))
    place = found(root, "dbt:orders", dwh=1)
    assert (place.read, place.name) == ("dwh.mart.fct_orders", "orders")
    assert place.meanings == {"member_no": "the member"}
    assert found(root, "target/manifest.json", "orders", dwh=1) == place
    with pytest.raises(ArgumentError, match="names no connection to read it through"):
        found(root, "dbt:orders")
    with pytest.raises(ArgumentError, match=r"several connections \(dwh, lake\)"):
        found(root, "dbt:orders", dwh=1, lake=1)


def test_files_that_do_not_belong_are_left_out_where_names_tell(root):
    files(root, "app/events_1.csv", "app/events_2.csv", "app/notes.csv")
    narrower = without(found(root, "app"), ["app/notes.csv"])
    assert narrower is not None
    assert (narrower.read, narrower.left_out) == ("app/events_*.csv", ("notes.csv",))
    files(root, "app/b.csv")
    assert without(found(root, "app"), ["app/events_1.csv"]) is None
