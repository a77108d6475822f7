from __future__ import annotations

import nbformat
import pytest

from stagelift.reports import manifest


def stable(**more):
    values = {
        "report": "weekly",
        "period": "2026-W46",
        "parameters": {"period": "2026-W46"},
        "notebook": "weekly.ipynb",
        "notebook_hash": "0" * 12,
        "versions": {"python": "3.11.7"},
    }
    return manifest.Stable(**(values | more))


def record(**more):
    values = {
        "run_id": "20261116T060000Z-aa",
        "key": "weekly 2026-W46",
        "status": "ok",
        "started": "2026-11-16T06:00:00.000+00:00",
        "finished": "2026-11-16T06:00:04.000+00:00",
        "stable": stable(),
        "public": "weekly/2026-W46.html",
    }
    return manifest.Manifest(**(values | more))


@pytest.mark.parametrize(
    "window", [None, ("2026-11-08T15:00:00+00:00", "2026-11-15T15:00:00+00:00")]
)
def test_manifests_survive_writing_and_reading(window):
    full = record(
        page={"title": "주간"}, window=window, commit="abc", dirty=True, seconds={"a": 1.5}
    )
    assert manifest.Manifest.from_json(full.to_json()) == full


def test_fields_of_later_versions_are_left_out():
    text = record().to_json().replace('"run_id"', '"colour": "red",\n  "run_id"')
    assert manifest.Manifest.from_json(text) == record()


def test_the_hash_covers_sources_not_outputs():
    v4 = nbformat.v4
    plain, other = v4.new_code_cell("1 + 1"), v4.new_code_cell("1 + 2")
    run = v4.new_code_cell("1 + 1", execution_count=3, outputs=[v4.new_output("stream", text="2")])
    first = manifest.notebook_hash(v4.new_notebook(cells=[plain]))
    assert first == manifest.notebook_hash(v4.new_notebook(cells=[run]))
    assert first != manifest.notebook_hash(v4.new_notebook(cells=[other]))
    assert len(first) == 12


def test_versions_name_what_is_installed():
    found = manifest.versions()
    assert {"python", "stagelift", "duckdb", "papermill"} <= found.keys()
    assert found["duckdb"].split(".")[0].isdigit()
