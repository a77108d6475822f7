"""What goes wrong with files and with the process that reads them."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from cli.faults.shop import ENROL, KPI, NOTHING, WHOLE, Command, Shop
from stagelift.data.duckdb_engine import DuckDBEngine

NOBODY = 65534
KILLED = """
import os, signal, sys
from stagelift import cli
from stagelift.data.duckdb_engine import DuckDBEngine
export = DuckDBEngine.export
def killed(engine, query, path):
    export(engine, query, path)
    os.kill(os.getpid(), signal.SIGKILL)
DuckDBEngine.export = killed
cli.main(sys.argv[1:])
"""


def shop_of_files(shop: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop as a Parquet file."""
    csv = shop / "data" / "events.csv"
    with duckdb.connect() as connection:
        path = shop / "data" / "events.parquet"
        rows = f"""SELECT who, CAST("at" AS TIMESTAMP) AS "at", what FROM read_csv('{csv}')"""
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    csv.unlink()
    text = (shop / "journey.yaml").read_text("utf-8").replace("events.csv", "*.parquet")
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    return Shop(shop, run, monkeypatch)


def events(shop: Shop) -> Path:
    return shop.root / "data" / "events.parquet"


def removed(shop: Shop) -> tuple[int, str]:
    events(shop).unlink()
    return shop.run(*KPI)


def removed_during_a_run(shop: Shop) -> tuple[int, str]:
    return shop.harmed(3, events(shop).unlink, *KPI)


def half_copied(shop: Shop) -> tuple[int, str]:
    whole = events(shop).read_bytes()
    events(shop).write_bytes(whole[: len(whole) // 2])
    return shop.run(*KPI)


def as_nobody(shop: Shop, *words: str) -> tuple[int, str]:
    """A command of a user who owns nothing here."""
    if os.geteuid() != 0:  # whoever is not root needs no other user
        return shop.run(*words)
    opened = [parent for parent in shop.root.parents if parent.stat().st_mode & 0o005 != 0o005]
    modes = [(parent, parent.stat().st_mode) for parent in (*opened, shop.root)]
    for parent, mode in modes:
        parent.chmod(mode | 0o055)
    os.seteuid(NOBODY)
    try:
        return shop.run(*words)
    finally:
        os.seteuid(0)
        for parent, mode in modes:
            parent.chmod(mode)


def forbidden_file(shop: Shop) -> tuple[int, str]:
    events(shop).chmod(0)
    return as_nobody(shop, *KPI)


def read_only_workspace(shop: Shop) -> tuple[int, str]:
    folders = [shop.root, *(path for path in shop.root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        return as_nobody(shop, *KPI)
    finally:
        for folder in folders:
            folder.chmod(0o755)


def other(shop: Shop, select: str) -> tuple[int, str]:
    """A run after the file was written anew with other columns."""
    path = events(shop)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows AS SELECT {select} FROM '{path}'")
        connection.execute(f"COPY rows TO '{path}' (FORMAT parquet)")
    return shop.run(*KPI)


def renamed_column(shop: Shop) -> tuple[int, str]:
    return other(shop, 'who, "at", what AS what_happened')


def type_that_does_not_fit(shop: Shop) -> tuple[int, str]:
    return other(shop, 'who, "at" IS NOT NULL AS "at", what')


def type_that_fits(shop: Shop) -> tuple[int, str]:
    return other(shop, 'who, CAST("at" AS VARCHAR) AS "at", what')


def two_types(shop: Shop) -> tuple[int, str]:
    with duckdb.connect() as connection:
        path = shop.root / "data" / "more.parquet"
        rows = """SELECT 'z1' AS who, 'soon' AS "at", 'visited' AS what"""
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return shop.run(*KPI)


def no_memory(shop: Shop) -> tuple[int, str]:
    shop.patched.setenv("STAGELIFT_MEMORY", "1MB")
    return shop.run(*KPI)


def interrupted(shop: Shop) -> tuple[int, str]:
    def stop() -> None:
        raise KeyboardInterrupt

    return shop.harmed(3, stop, *ENROL)


def no_room(shop: Shop) -> tuple[int, str]:
    """No file may grow beyond a hundred bytes while the audience is written."""
    export = DuckDBEngine.export

    def limited(*parts: object) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        try:
            export(*parts)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, heard)

    shop.patched.setattr(DuckDBEngine, "export", limited)
    return shop.run(*ENROL)


def killed_while_files_are_written(shop: Shop) -> tuple[int, str]:
    command = [sys.executable, "-c", KILLED, "-C", str(shop.root), *ENROL]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    return 128 - done.returncode, done.stdout + done.stderr  # as a shell counts it


LOCAL = {
    "a file is gone": (removed, 1, NOTHING),
    "a file goes during a run": (removed_during_a_run, 1, NOTHING),
    "a file is half copied": (half_copied, 1, NOTHING),
    "a file may not be read": (forbidden_file, 1, NOTHING),
    "the workspace may not be written": (read_only_workspace, 0, WHOLE),
    "a column is renamed between two runs": (renamed_column, 2, NOTHING),
    "a column takes another type, which fits": (type_that_fits, 0, WHOLE),
    "a column takes a type that does not fit": (type_that_does_not_fit, 2, NOTHING),
    "one of several files has another type": (two_types, 0, WHOLE),
    "too little memory": (no_memory, 1, NOTHING),
    "Ctrl-C": (interrupted, 1, NOTHING),
    "a full disk while audience files are written": (no_room, 1, NOTHING),
    "a kill while audience files are written": (killed_while_files_are_written, 137, NOTHING),
}
