"""In the run of a report, mistakes in the file of another one keep nothing from being read."""

from __future__ import annotations

import json

import pytest

import stagelift
from stagelift.errors import DefinitionError
from stagelift.workspace.opening import RUN_DIR, RUN_FILE
from tiny import day, workspace


@pytest.fixture
def root(tmp_path):
    workspace(tmp_path, [("c", day(0), "visited")], metrics="").close()
    (tmp_path / "reports").mkdir()
    for name, text in (("weekly", ""), ("own", "tils: [x]\n")):
        written = f"notebook: weekly_journey\n{text}"
        (tmp_path / "reports" / f"{name}.yaml").write_text(written, encoding="utf-8")
    return tmp_path


@pytest.fixture
def of_report(tmp_path_factory, monkeypatch):
    """Makes this process the kernel of a report's run."""

    def begin(name):
        folder = tmp_path_factory.mktemp("run")
        (folder / RUN_FILE).write_text(json.dumps({"report": name}), encoding="utf-8")
        monkeypatch.setenv(RUN_DIR, str(folder))

    return begin


def test_outside_a_run_every_file_counts(root):
    with pytest.raises(DefinitionError, match=r"reports/own\.yaml:2: tils: unknown key 'tils'"):
        stagelift.open(root)


def test_the_report_of_a_run_does_not_stop_at_another(root, of_report):
    of_report("weekly")
    with stagelift.open(root) as ws:
        assert list(ws.reports) == ["weekly"]
        assert "unknown key 'tils'" in str(ws.broken_reports["own"])


def test_the_report_of_a_run_stops_at_its_own_mistakes(root, of_report):
    of_report("own")
    with pytest.raises(DefinitionError, match="unknown key 'tils'"):
        stagelift.open(root)


def test_a_run_stops_at_mistakes_in_every_other_file_and_names_all(root, of_report):
    (root / "metrics").mkdir(exist_ok=True)
    (root / "metrics" / "m.yaml").write_text("convresion: ordered\n", encoding="utf-8")
    of_report("weekly")
    with pytest.raises(DefinitionError) as refused:
        stagelift.open(root)
    assert [issue.location.file for issue in refused.value.issues] == [
        "metrics/m.yaml",
        "reports/own.yaml",
    ]
