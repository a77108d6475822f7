"""The worked notebook of the documentation: run, published, the same in Jupyter, and stopped."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from test_first_screens import trial_of
from weekly_world import REPORT, USUAL, shop, week_of

from pages.plainly import executed
from stagelift.errors import ReportError
from stagelift.reports import execute
from stagelift.reports.page import render_page
from stagelift.reports.theme import STYLE

PAGE = (Path(__file__).parents[2] / "docs/reports/notebook_api.md").read_text(encoding="utf-8")
CELLS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
VERBS = (
    *("open", "head", "answer", "tiles", "chart", "table"),
    *("checks", "claim", "note", "compare", "decide", "finish"),
)
STOPS = re.findall(r"^\| `(report\..*?)` \| (.*?) \|$", PAGE, re.MULTILINE)
ORDERS = [*USUAL, 41]
AS_OF = "2026-09-02T09:00+00:00"

pytestmark = pytest.mark.slow


def notebook(*sources):
    v4 = nbformat.v4
    first, *rest = sources
    cells = [v4.new_code_cell(first, metadata={"tags": ["parameters"]})]
    return v4.new_notebook(cells=[*cells, *map(v4.new_code_cell, rest)])


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("ours")
    more = trial_of({"morning": 400, "evening": 400}, (80, 82))
    shop(root, ORDERS, target="12% by 2026-10-31", **more)
    (root / "reports" / "ours.yaml").write_text(
        REPORT.replace("weekly_journey", "ours"), encoding="utf-8"
    )
    (root / "notebooks").mkdir()
    return root


@pytest.fixture
def run(root, monkeypatch):
    """Publishes a notebook by the runner, its cells run in this process."""
    monkeypatch.setattr(execute, "execute", executed)

    def publish(*sources, language="en"):
        import stagelift

        nbformat.write(notebook(*sources), root / "notebooks" / "ours.ipynb")
        with stagelift.open(root, as_of=AS_OF) as ws:
            (made,) = ws.run_report("ours", period=week_of(ORDERS), language=language)
        return made

    return publish


def pages(root):
    return {p: p.read_bytes() for p in (root / "site" / "ours").rglob("*.html")}


def test_the_documentation_uses_every_verb():
    used = set(re.findall(r"(?:report|sl)\.(\w+)\(", "\n".join(CELLS)))
    assert set(VERBS) <= used
    for verb in VERBS:
        assert f"| `{verb}` |" in PAGE


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_worked_notebook_is_published_in_both_languages(run, root, language):
    run(*CELLS, language=language)
    texts = [path.read_text(encoding="utf-8") for path in pages(root)]
    plain = [re.sub(r"<[^>]+>", "", text) for text in texts if f'lang="{language}"' in text]
    assert any("of 400 customers" in text for text in plain)


def test_a_cell_shows_in_jupyter_what_the_page_holds(root, monkeypatch):
    monkeypatch.chdir(root)
    given = {"workspace": ".", "period": week_of(ORDERS), "language": "en", "as_of": AS_OF}
    cells = ["\n".join(f"{name} = {value!r}" for name, value in given.items()), *CELLS[1:]]
    done = executed(notebook(*cells), root=root, folder=root, seconds=60)
    page = render_page(done, title="Ours", language="en")
    shown = [out.data["text/html"] for cell in done.cells for out in cell.outputs]
    assert len(shown) == len(CELLS) - 2
    for html in shown:
        assert html.startswith(STYLE)
        assert html.removeprefix(STYLE) in page


@pytest.mark.parametrize(("cell", "told"), STOPS, ids=["claim", "missing", "bare", "pair"])
def test_what_is_not_so_stops_the_page_and_the_last_good_one_stays(run, root, cell, told):
    run(*CELLS)
    good = pages(root)
    wrong = (
        "from dataclasses import replace\n"
        "wrong = replace(first_order, name='typed', value=0.5, low=0.4, high=0.6, k=None)"
    )
    *cells, finish = CELLS
    with pytest.raises(ReportError) as caught:
        run(*cells, wrong, cell, finish)
    message = str(caught.value)
    for words in re.findall(r"`(.*?)`", told):
        assert words in message
    assert {p: b for p, b in pages(root).items() if "index" not in p.name} == {
        p: b for p, b in good.items() if "index" not in p.name
    }
