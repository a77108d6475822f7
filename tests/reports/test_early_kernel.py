"""A kernel's process that is begun early takes one run, or ends unused."""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Thread

import pytest
from babel import localedata
from runs import FINISH

from stagelift.reports.kernel import ahead, early

WHERE = """
import importlib.util, os, sys
print(os.getpid(), os.environ["PYTHONHASHSEED"], os.getcwd(), os.environ.get("GIVEN"))
print("stagelift.metrics.registry" in sys.modules, sys.path.count(""), file=sys.stdout)
print("debugpy" in sys.modules, importlib.util.find_spec("debugpy") is not None)
"""


@pytest.fixture
def ended(monkeypatch):
    """A process that ends at once in the place of one that loads."""
    gone = subprocess.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE)
    gone.wait()
    monkeypatch.setattr(early, "_begin", lambda: gone)
    yield gone
    gone.stdin.close()


@pytest.mark.slow  # a kernel in a process of its own, twice
def test_the_kernel_begun_early_is_that_of_the_run_and_no_different(report, tmp_path, monkeypatch):
    with early.begun_early():
        (process,) = early._waiting
        monkeypatch.setenv("GIVEN", "later")  # what is set after it was begun
        first = report(WHERE, FINISH).page.read_text()
        assert early._waiting == []
        second = report(WHERE, FINISH).page.read_text()  # the second one starts as ever
    pid, *of_first = first.split("<title>주간</title>")[1].split()
    other, *of_second = second.split("<title>주간</title>")[1].split()
    assert int(pid) == process.pid != int(other)
    assert process.poll() is not None
    assert of_first == ["0", str(tmp_path), "later", "True", "1", "False", "True"]
    assert of_second == ["0", str(tmp_path), "later", "False", "1", "True", "True"]
    runs = sorted((tmp_path / ".stagelift" / "runs").glob("[!_]*/log.txt"))
    assert ["NOTE" in log.read_text() for log in runs] == [False, False]  # no banner of a console


def test_the_library_is_found_where_python_leaves_the_directory_out_itself():
    code = early.PROGRAM.partition("from ")[0] + "print(sys.path, '' in sys.path)"
    for safe in ("", "1"):
        environment = {**os.environ, "PYTHONSAFEPATH": safe, "PYTHONPATH": "/own"}
        command = [sys.executable, "-c", code]
        shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert shown.stdout.startswith("['/own', ")
        assert shown.stdout.endswith("False\n")


def test_a_process_that_no_run_takes_is_gone():
    with early.begun_early():
        (process,) = early._waiting
        assert process.poll() is None
    assert process.poll() is not None
    assert early._waiting == []


def test_one_that_ended_is_not_taken(ended, tmp_path):
    with early.begun_early():
        assert early.take("", root=tmp_path, environment=os.environ, log="") is None
    assert early._waiting == []


def test_there_is_none_to_take_unless_one_was_begun(tmp_path):
    assert early.take("", root=tmp_path, environment=os.environ, log="") is None


def test_libraries_load_beside_and_one_that_is_missing_says_nothing(monkeypatch):
    threads = []
    monkeypatch.setattr(
        ahead.threading,
        "Thread",
        lambda **how: threads.append(Thread(**how)) or threads[-1],
    )
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    monkeypatch.setattr(localedata, "_cache", {})
    ahead.load_ahead(["no_such_library", "colorsys"], language="ko")
    threads[0].join()
    assert "colorsys" in sys.modules
    assert "ko" in localedata._cache
