"""A report whose runs are cheap to watch: its notebook, its page, what stands in its folders."""

from __future__ import annotations

import json

import nbformat
import pytest

from stagelift.reports import index, run
from stagelift.reports.job import RunOptions
from stagelift.reports.run import run_report

FINISH = """
import json, os, pathlib
folder = pathlib.Path(os.environ["STAGELIFT_RUN_DIR"])
fact = {"metric": "churn", "measure": "level", "period": period, "value": 0.25, "status": "ok"}
_ = (folder / "facts.json").write_text(json.dumps([fact]))
page = {"title": "주간", "headline": f"Quiet {period}", "language": "en", "zone": "Asia/Seoul"}
_ = (folder / "page.json").write_text(json.dumps(page))
"""


def written(root, *sources):
    v4 = nbformat.v4
    declared = 'period: str = "last-week"\nbranch: str = "0001"  # of the shop'
    cells = [
        v4.new_markdown_cell("# Weekly"),
        v4.new_code_cell(declared, metadata={"tags": ["parameters"]}),
        *(v4.new_code_cell(source.strip()) for source in sources),
    ]
    path = root / "weekly.ipynb"
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


def shown(notebook, page):
    """A stand-in for the page: its title and what the cells printed."""
    texts = [
        output.get("text", "")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    return f"<title>{page['title']}</title>{''.join(texts)}"


def left(tmp_path):
    """What stands in the run folders and what is temporary anywhere."""
    runs = tmp_path / ".stagelift" / "runs"
    return (
        sorted(p.name for p in runs.glob("[!_]*")),
        sorted(p.name for p in runs.glob("_failed/*")),
        sorted(p.name for p in runs.glob("_running/*/*")),
        list(tmp_path.rglob("*.tmp")),
    )


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "render", shown)
    monkeypatch.setattr(index, "wrap", lambda title, body, language: body)

    def start(*sources, timeout_seconds=60, paper=None, **parameters):
        return run_report(
            tmp_path,
            written(tmp_path, *sources),
            report="weekly",
            parameters={"period": "2026-W46"} | parameters,
            site=tmp_path / "site",
            options=RunOptions(timeout_seconds=timeout_seconds, paper=paper),
        )

    return start


@pytest.fixture
def instant(report, monkeypatch):
    """The report with a notebook that is executed without a kernel, in the test's process."""

    def plain(notebook, *, root, folder, seconds):
        fact = {"metric": "churn", "measure": "level", "period": "2026-W46", "value": 0.25}
        (folder / "facts.json").write_text(json.dumps([fact]))
        (folder / "page.json").write_text(json.dumps({"title": f"made by {folder.name}"}))
        return notebook

    monkeypatch.setattr(run.execute, "execute", plain)
    return report
