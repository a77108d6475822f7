"""A small shop whose figures can be counted by hand, and a way to run commands on it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stagelift.cli import main

JOURNEY = """\
journey: corner_shop
country: KR
languages: [en]
as_of: 2026-11-16 06:00
sources:
  app: {read: data/events.csv, customer: who, time: at, event: what, zone: Asia/Seoul}
stages:
  awareness: visited
  purchase: ordered
segments:
  visitors: {did: visited, within: 30 days}
"""
EXPERIMENT = """\
question: Does a push bring more orders than silence?
audience: visitors
enters: once, on 2026-11-02
primary: first_order
variants: {quiet: none, push: push}
looks: once
decide: {by: 2026-11-12, owner: Kim}
"""
REPORT = "notebook: weekly_journey\nevery: Monday 08:00\ntiles: [first_order]\n"
Run = Callable[..., Result]


def events() -> str:
    """Of 200 visitors of 28 October 50 order on 3 November; of 80 in week 45 20; 10 come later."""
    rows = ["who,at,what"]
    rows += [f"a{n},2026-10-28 10:00,visited" for n in range(200)]
    rows += [f"a{n},2026-11-03 10:00,ordered" for n in range(0, 200, 4)]
    rows += [f"b{n},2026-11-04 12:00,visited" for n in range(80)]
    rows += [f"b{n},2026-11-06 12:00,ordered" for n in range(0, 80, 4)]
    rows += [f"c{n},2026-11-15 12:00,visited" for n in range(10)]
    return "\n".join(rows) + "\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace without a mistake."""
    files = {
        "journey.yaml": JOURNEY,
        "metrics/first_order.yaml": "conversion: ordered\nlabel: First order\n",
        "experiments/reminder.yaml": EXPERIMENT,
        "reports/weekly.yaml": REPORT,
        "data/events.csv": events(),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder; nothing of this console's surroundings matters."""
    monkeypatch.delenv("STAGELIFT_TRACEBACK", raising=False)

    def invoke(folder: Path, *words: str) -> Result:
        monkeypatch.chdir(folder)
        return CliRunner(env=dict(os.environ)).invoke(main, list(words))

    return invoke


@pytest.fixture
def launched(run: Run, shop: Path) -> Path:
    """The same, its experiment launched the day before it begins."""
    found = run(shop, "launch", "reminder", "--as-of", "2026-11-01")
    assert found.exit_code == 0, found.output
    return shop
