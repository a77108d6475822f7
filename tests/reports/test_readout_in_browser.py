"""The readout page in a real browser: nothing hangs over the edge of a phone, nothing is asked."""

from __future__ import annotations

import re
from html import unescape

import pytest
import told
import trial
from browsing import browse

from stagelift.reports.experiment_report import ExperimentReport
from stagelift.reports.page import wrap

pytestmark = pytest.mark.browser
HARNESS = """<!doctype html><body><iframe src="{page}" width="{width}" height="900"></iframe>
<script>
const said = [];
addEventListener("load", () => {{
  const inside = document.querySelector("iframe").contentDocument;
  inside.querySelectorAll("details").forEach((each) => (each.open = true));
  const over = [...inside.querySelectorAll("svg text")].filter((each) => {{
    const box = each.getBoundingClientRect();
    return box.left < -1 || box.right > {width} + 1;
  }});
  document.title = JSON.stringify({{
    wide: inside.documentElement.scrollWidth,
    over: over.length,
    asked: inside.defaultView.performance.getEntriesByType("resource").length,
    charts: inside.querySelectorAll("svg").length,
  }});
}});
</script></body>
"""


def measured(chromium, folder, found, language, width):
    sections = {} if found.verdict is None else {"told": told.everything()}
    source = trial.source(found, **sections)
    made = ExperimentReport(source, "cart_reminder", language=language)
    cells = [made.head(), made.answer(), made.checks(), made.table("plan")]
    cells += [made.table("messages"), made.chart("forest"), made.table("levels")]
    cells += [made.chart("time"), made.chart("later"), made.chart("ages"), made.table("beyond")]
    cells += [made.table("looks"), made.table("ruled_out"), made.table("decision"), made.finish()]
    html = wrap(made.title, "".join(cell.html for cell in cells), language)
    (folder / "page.html").write_text(html, encoding="utf-8")
    (folder / "frame.html").write_text(HARNESS.format(page="page.html", width=width), "utf-8")
    flags = (
        "--hide-scrollbars",
        "--allow-file-access-from-files",
        "--virtual-time-budget=4000",
        "--dump-dom",
    )
    dom = browse(chromium, folder, *flags, (folder / "frame.html").as_uri()).decode()
    return unescape(re.search(r"<title>(.*?)</title>", dom, re.DOTALL)[1])


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [400, 860])
def test_no_readout_is_wider_than_its_window(chromium, tmp_path, language, width):
    found = trial.readout(worth=trial.worth())
    said = measured(chromium, tmp_path, found, language, width)
    assert said == f'{{"wide":{width},"over":0,"asked":0,"charts":16}}'


def test_a_red_readout_draws_nothing(chromium, tmp_path):
    said = measured(chromium, tmp_path, trial.red(), "en", 400)
    assert said == '{"wide":400,"over":0,"asked":0,"charts":0}'
