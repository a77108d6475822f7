"""Runs side by side: pages of one subject follow one another, and all come in the order asked."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stagelift.errors import ReportError
from stagelift.reports import parallel
from stagelift.reports.parallel import Attempt, RunRequest, attempt_groups

WEEKS = ("2026-W42", "2026-W43", "2026-W44")


def wanted(week: str, language: str, *pages: str) -> list[RunRequest]:
    place = Path("shop")
    return [
        RunRequest(
            place, place, "weekly", {"period": week, "language": language, "page": page}, place
        )
        for page in pages or ("brief",)
    ]


@pytest.fixture
def watched(monkeypatch):
    """Threads in the place of processes, and runs that only say when they begin and end."""
    seen: list[tuple[str, str, str]] = []
    lock = threading.Lock()

    def tell(what: str, group: tuple[RunRequest, ...]) -> None:
        told = group[0].parameters
        with lock:
            seen.append((what, told["period"], told["language"]))

    def attempt(group: tuple[RunRequest, ...]) -> Attempt:
        tell("begins", group)
        time.sleep(0.01 if group[0].parameters["period"] == WEEKS[0] else 0.001)
        tell("ends", group)
        told = "/".join(group[0].parameters.values())
        return Attempt((), ReportError(told))

    monkeypatch.setattr(parallel, "attempt", attempt)
    monkeypatch.setattr(parallel, "ProcessPoolExecutor", lambda n, **_: ThreadPoolExecutor(n))
    return seen


def test_a_second_language_waits_for_the_first_and_all_come_in_order(watched):
    groups = [wanted(week, language) for week in WEEKS for language in ("en", "ko")]
    found = [str(each.error) for each in attempt_groups(groups, workers=2)]
    assert found == [f"{week}/{language}/brief" for week in WEEKS for language in ("en", "ko")]
    for week in WEEKS:
        own = [(what, language) for what, period, language in watched if period == week]
        assert own == [("begins", "en"), ("ends", "en"), ("begins", "ko"), ("ends", "ko")]
    begun = [(period, language) for what, period, language in watched if what == "begins"]
    assert begun[:2] == [(WEEKS[0], "en"), (WEEKS[1], "en")]  # two subjects side by side


def test_one_subject_starts_no_process(watched, monkeypatch):
    monkeypatch.delattr(parallel, "ProcessPoolExecutor")
    groups = [wanted(WEEKS[0], language, "full", "brief") for language in ("en", "ko")]
    found = [str(each.error) for each in attempt_groups(groups, workers=2)]
    assert found == [f"{WEEKS[0]}/en/full", f"{WEEKS[0]}/ko/full"]


def test_a_subject_is_all_that_is_asked_but_language_and_length():
    one, other = wanted(WEEKS[0], "en", "full", "brief")
    assert one.subject == other.subject == wanted(WEEKS[0], "ko")[0].subject
    assert one.subject != wanted(WEEKS[1], "en")[0].subject
