"""The outline of a workspace says what the whole of its definitions says, or says nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stagelift.definitions import load_workspace
from stagelift.definitions.outline import outline_of
from stagelift.metrics.registry import KINDS

ROOT = Path(__file__).parents[2]
USUAL = "data: data/events.parquet\nstages: {awareness: visited, purchase: ordered}\n"
JOURNEYS = {
    "country": "country: KR\n",
    "zone": "zone: Asia/Tokyo\n",
    "both": "country: DE\nzone: Europe/Vienna\n",
    "languages": "country: KR\nlanguages: [en, ko]\n",
    "one language": "country: KR\nlanguages: en\n",
    "day": "country: KR\nas_of: 2026-11-16\n",
    "minute": "country: US\nzone: America/New_York\nas_of: 2026-03-08T02:30\n",
}
REPORTS = {
    "least": "notebook: weekly_journey\n",
    "monthly": "notebook: weekly_journey\nevery: month 07:30\npage: full\npdf: yes\n",
    "kept": "notebook: map\nkeep: [20 runs, 90 days]\n",
    "all": "notebook: map\nkeep: all\n",
    "sent": "notebook: map\nlanguages: [ko]\nsend: {folder: out, site: https://pages.example}\n",
}
UNUSUAL = {
    "an unknown country": ("journey.yaml", "country: XX\n"),
    "a country of many zones": ("journey.yaml", "country: US\n"),
    "an instant that is none": ("journey.yaml", "country: KR\nas_of: soon\n"),
    "an empty key": ("journey.yaml", "country: KR\nlanguages:\nzone:\n"),
    "YAML that is none": ("journey.yaml", "country: [KR\n"),
    "a rhythm that is none": ("reports/weekly.yaml", "notebook: a\nevery: Mondays\n"),
    "a page that is none": ("reports/weekly.yaml", "notebook: a\npage: long\n"),
    "no notebook": ("reports/weekly.yaml", "every: Monday\n"),
    "a list of notebooks": ("reports/weekly.yaml", "notebook: [a]\n"),
    "a list of pages": ("reports/weekly.yaml", "notebook: a\npage: [brief]\n"),
    "a list as a value": ("reports/weekly.yaml", "notebook: a\nparameters: {code: [1, 2]}\n"),
    "a list of countries": ("journey.yaml", "country: [KR]\n"),
    "another ending": ("reports/weekly.yml", "notebook: a\n"),
    "comments alone": ("reports/weekly.yaml", "# notebook: a\n"),
}


def write(root: Path, journey: str, reports: dict[str, str]) -> None:
    (root / "reports").mkdir()
    (root / "journey.yaml").write_text(journey, encoding="utf-8")
    for name, text in reports.items():
        (root / "reports" / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_the_outline_says_what_the_definitions_say(tmp_path, journey):
    write(tmp_path, journey + USUAL, REPORTS)
    outline, whole = outline_of(tmp_path), load_workspace(tmp_path, kinds=KINDS)
    assert outline is not None
    for name in ("zone", "languages", "as_of"):
        assert getattr(outline.journey, name) == getattr(whole.journey, name)
    assert outline.journey.has_sources == bool(whole.journey.sources)
    assert set(outline.reports) == set(whole.reports) == set(REPORTS)
    for report, defined in whole.reports.items():
        told = outline.reports[report]
        for name in told.__slots__:
            assert getattr(told, name) == getattr(defined, name), (report, name)


@pytest.mark.parametrize(("file", "text"), UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_not_written_as_usual_is_left_to_the_definitions(tmp_path, file, text):
    write(tmp_path, "country: KR\n" + USUAL, {})
    (tmp_path / file).write_text(text + (USUAL if "journey" in file else ""), encoding="utf-8")
    assert outline_of(tmp_path) is None


def test_a_journey_without_data_is_known_as_such(tmp_path):
    write(tmp_path, "country: KR\nstages: {awareness: visited}\n", {})
    outline = outline_of(tmp_path)
    assert outline is not None
    assert not outline.journey.has_sources


def test_what_starts_a_run_loads_no_model_no_metric_and_no_engine():
    code = (
        "import sys; from pathlib import Path;"
        "from stagelift.cli import main; import stagelift.cli.report;"
        "from stagelift.workspace.outlined import open_outlined;"
        "from stagelift.workspace.runs import Wanted, run_requests;"
        f"opened = open_outlined(Path({str(ROOT)!r}));"
        "asked = run_requests(opened, Wanted('weekly', period='2026-W46'));"
        "print(len(asked), *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    groups, *loaded = done.stdout.split()
    assert groups == "2"  # two languages
    heavy = ("pydantic", "numpy", "scipy", "sqlglot", "duckdb", "pandas", "stagelift.metrics")
    assert [name for name in heavy if name in loaded] == []
