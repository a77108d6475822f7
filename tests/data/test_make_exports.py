"""The sample exports kept in git are those their script writes."""

from __future__ import annotations

import gzip
import runpy
import shutil
from pathlib import Path

import fastavro
from openpyxl import load_workbook

EXPORTS = Path(__file__).parents[1] / "fixtures" / "exports"


def content(path):
    """What a file holds, whatever the compressor and the hour it was written."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".avro":
        with path.open("rb") as file:
            return list(fastavro.reader(file))
    if path.suffix == ".xlsx":
        return list(load_workbook(path).active.values)
    return path.read_bytes()


def test_the_script_writes_the_same_files_again(tmp_path):
    shutil.copy(EXPORTS / "make.py", tmp_path / "make.py")
    runpy.run_path(str(tmp_path / "make.py"))["main"]()
    kept = {path.relative_to(EXPORTS) for path in EXPORTS.rglob("*") if path.is_file()}
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in kept if path.suffix != ".pyc"} == made
    assert [path for path in made if content(EXPORTS / path) != content(tmp_path / path)] == []
