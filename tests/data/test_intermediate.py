from __future__ import annotations

import os
import time

import pytest

from stagelift.data.intermediate import FOLDER, Intermediates


@pytest.fixture
def original(tmp_path):
    path = tmp_path / "data.avro"
    path.write_bytes(b"one")
    return path


def counting(content=b"made"):
    calls = []

    def write(target):
        calls.append(target)
        target.write_bytes(content)

    return write, calls


def test_a_file_is_made_once_while_its_original_stays(tmp_path, original):
    write, calls = counting()
    first = Intermediates(tmp_path).made("avro", (str(original),), ".parquet", write)
    again = Intermediates(tmp_path).made("avro", (str(original),), ".parquet", write)
    assert (first, len(calls)) == (again, 1)
    assert (first.parent, first.read_bytes()) == (tmp_path / FOLDER, b"made")


@pytest.mark.parametrize("change", ["content", "time", "reading", "another"])
def test_it_is_made_anew_when_anything_changes(tmp_path, original, change):
    write, calls = counting()
    made, originals, what = Intermediates(tmp_path), (str(original),), "avro"
    first = made.made(what, originals, ".parquet", write)
    if change == "content":
        original.write_bytes(b"other length")
    elif change == "time":
        os.utime(original, ns=(1, 1))
    elif change == "reading":
        what = "json"
    else:
        (tmp_path / "more.avro").write_bytes(b"two")
        originals = (*originals, str(tmp_path / "more.avro"))
    assert made.made(what, originals, ".parquet", write) != first
    assert len(calls) == 2


def test_a_failed_writing_leaves_nothing(tmp_path, original):
    def fail(target):
        target.write_bytes(b"half")
        raise ValueError

    made = Intermediates(tmp_path)
    with pytest.raises(ValueError, match=r"^$"):
        made.made("avro", (str(original),), ".parquet", fail)
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_what_nobody_read_for_a_month_goes(tmp_path, original):
    write, _ = counting()
    made = Intermediates(tmp_path)
    first = made.made("avro", (str(original),), ".parquet", write)
    original.write_bytes(b"second state")
    second = made.made("avro", (str(original),), ".parquet", write)
    assert first.exists()  # another process may still read it
    for path in (first, second):
        os.utime(path, (time.time() - 31 * 86_400,) * 2)
    made.made("avro", (str(original),), ".parquet", write)  # read again: in use
    original.write_bytes(b"the third state")
    third = made.made("avro", (str(original),), ".parquet", write)
    assert set((tmp_path / FOLDER).iterdir()) == {second, third}


def test_a_workspace_that_cannot_be_written_is_read_all_the_same(tmp_path, original):
    (tmp_path / ".stagelift").write_text("a file where a folder is wanted")
    write, _ = counting()
    made = Intermediates(tmp_path)
    path = made.made("avro", (str(original),), ".parquet", write)
    assert path.read_bytes() == b"made"
    made.close()
    assert not path.exists()
