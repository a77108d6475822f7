from __future__ import annotations

import builtins
from datetime import datetime

import pytest
from openpyxl import Workbook

from stagelift.data.sheets import write_csv
from stagelift.errors import DataError


def csv_of(tmp_path, *rows, more_sheets=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name in more_sheets:
        book.create_sheet(name).append(["other"])
    book.save(tmp_path / "a.xlsx")
    return read(tmp_path)


def read(tmp_path):
    write_csv("app", str(tmp_path / "a.xlsx"), "a.xlsx", tmp_path / "a.csv")
    return (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()


def refused(tmp_path, *rows):
    with pytest.raises(DataError) as caught:
        csv_of(tmp_path, *rows) if rows else read(tmp_path)
    return str(caught.value)


def test_cells_are_text_and_empty_rows_are_left_out(tmp_path):
    at = datetime(2026, 11, 2, 9, 30)  # noqa: DTZ001 - a sheet knows no zone
    assert csv_of(
        tmp_path,
        [None, None],
        ["id", "score", "at", "yes", "part"],
        ["0012", 9, at, True, 1.5],
        [None, None, None, None, None],
        [1001, None, None, False, None],
        more_sheets=["notes"],
    ) == [
        "id,score,at,yes,part",
        "0012,9,2026-11-02 09:30:00,true,1.5",
        "1001,,,false,",
    ]


def test_numbers_of_more_than_15_digits_show_that_they_were_rounded(tmp_path):
    found = csv_of(tmp_path, ["id"], [123_456_789_012_345], [1_234_567_890_123_456], [10**19])
    assert found[1:] == ["123456789012345", "1234567890123456.0", "1e+19"]


def test_a_column_without_a_name_is_refused_and_empty_ones_at_the_end_are_not(tmp_path):
    assert refused(tmp_path, ["id", None, "score"], ["1", "2", "3"]) == (
        "source 'app': 'a.xlsx': column 2 of the first sheet has no name"
    )
    assert csv_of(tmp_path, ["id", None], ["1", None]) == ["id", "1"]
    assert refused(tmp_path, ["id", None], ["1", None], ["2", "x"]) == (
        "source 'app': 'a.xlsx': row 3 is longer than its header"
    )


def test_an_empty_sheet_and_another_file_are_named(tmp_path):
    assert refused(tmp_path, [None]) == "source 'app': the first sheet of 'a.xlsx' is empty"
    for content in (b"id,score\n1,2\n", (tmp_path / "a.xlsx").read_bytes()[:-200]):
        (tmp_path / "a.xlsx").write_bytes(content)
        assert refused(tmp_path) == (
            "source 'app': 'a.xlsx' is no whole Excel file (.xlsx); save it again"
        )


def test_what_to_install_is_said(tmp_path, monkeypatch):
    found = builtins.__import__

    def without(name, *rest, **keys):
        if name == "openpyxl":
            raise ImportError
        return found(name, *rest, **keys)

    (tmp_path / "a.xlsx").write_bytes(b"any")
    monkeypatch.setattr(builtins, "__import__", without)
    assert refused(tmp_path) == (
        "source 'app': Excel files need openpyxl: pip install 'stagelift[files]'"
    )
