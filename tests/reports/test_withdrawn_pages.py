"""Pages published while an experiment was green, once it is red: each says so before all else."""

from __future__ import annotations

import json

import pytest
from filelock import FileLock

from stagelift.reports import facts, index
from stagelift.reports.archive import withdrawing
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.publish import lock_of

LABELS = {"en": "<Cart> reminder", "ko": "장바구니 알림"}
EFFECT = {"name": "reminder.effect", "metric": "first_order", "measure": "effect", "value": 0.02}
EFFECT |= {"variant": "push", "period": "2026-10-19..2026-11-08"}
LEVEL = {"name": "churn", "metric": "churn", "measure": "level", "value": 0.2, "period": "2026-W45"}
PAGE = "<html><main>\n<h1>a</h1>\n</main></html>"


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


class Shop:
    """A site whose runs are written by hand."""

    def __init__(self, root):
        self.root, self.site, self.made = root, root / "site", 0

    def run(self, period, rows, *, state="waiting", language="en", red=False):
        """A page about a period is published; it tells how the experiment stood."""
        self.made += 1
        at = f"2026-11-16T06:{self.made:02d}:00+00:00"
        other = "" if language == "en" else f" language={language}"
        trials = [{"name": "reminder", "state": state, "label": LABELS[language]}]
        trials[0]["red"] = red
        about = {"report": "weekly", "period": period, "parameters": {"period": period}}
        run = Manifest(
            run_id=f"run{self.made:02d}",
            key=f"weekly {period}{other}",
            status="ok",
            started=at,
            finished=at,
            stable=Stable(**about, notebook="n", notebook_hash="h", versions={}),
            public=f"weekly/{period}{other.replace(' language=', '/')}.html",
            page={"title": "t", "language": language, "trials": trials},
        )
        folder = self.root / ".stagelift" / "runs" / run.run_id
        folder.mkdir(parents=True)
        (folder / FILE).write_text(run.to_json(), encoding="utf-8")
        told = {"run_id": run.run_id, "report": "weekly", "run_time": at}
        facts.write(folder / "facts.parquet", rows, **told, experiment="")
        facts.append(self.root / ".stagelift" / "facts", folder / "facts.parquet", run.run_id)
        page = self.site / run.public
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(PAGE, encoding="utf-8")
        index.build_index(self.root, self.site, language="en", held=run.key)
        return page

    def again(self):
        index.build_index(self.root, self.site)


def test_pages_that_show_a_red_experiment_say_so_first_and_no_other_page_does(shop):
    shows = shop.run("2026-W44", [EFFECT, LEVEL])
    korean = shop.run("2026-W44", [EFFECT], language="ko")
    silent = shop.run("2026-W45", [LEVEL])
    shop.again()
    assert {page.read_text("utf-8") for page in (shows, korean, silent)} == {PAGE}
    red = shop.run("2026-W46", [LEVEL | {"value": 0.3}], state="hidden")
    begins = (
        '<html><main>\n<section class="sl answer fix withdrawn" role="note"><p class="headline">'
    )
    text = shows.read_text("utf-8")
    assert text.startswith(f"{begins}Figures withdrawn: &lt;Cart&gt; reminder</p>")
    assert text.endswith("</section>\n<h1>a</h1>\n</main></html>")
    assert korean.read_text("utf-8").startswith(f"{begins}수치 철회: 장바구니 알림</p>")
    assert silent.read_text("utf-8") == red.read_text("utf-8") == PAGE


def test_figures_of_a_decided_experiment_that_turns_red_are_withdrawn(shop):
    shows = shop.run("2026-W44", [EFFECT], state="decided")
    red = shop.run("2026-W46", [EFFECT], state="decided", red=True)
    assert "Figures withdrawn: &lt;Cart&gt; reminder" in shows.read_text("utf-8")
    assert red.read_text("utf-8") == PAGE
    front = (shop.site / "index.html").read_text("utf-8")
    assert "stopped by its health check" in front


def test_the_banner_is_written_once_and_gone_when_the_experiment_is_green_again(shop):
    shows = shop.run("2026-W44", [EFFECT])
    shop.run("2026-W46", [LEVEL], state="hidden")
    marked = shows.stat().st_mtime_ns
    shop.again()
    assert shows.stat().st_mtime_ns == marked
    shop.run("2026-W46", [EFFECT], state="waiting")
    assert shows.read_text("utf-8") == PAGE
    assert json.loads((shop.root / ".stagelift" / withdrawing.FILE).read_text("utf-8")) == {}


def test_a_page_made_while_red_needs_no_banner_and_one_made_as_of_an_earlier_instant_does(shop):
    made = shop.run("2026-W46", [EFFECT | {"measure": "count"}], state="hidden")
    assert made.read_text("utf-8") == PAGE
    shows = shop.run("2026-W44", [EFFECT])  # its own lock is held while the site is brought up
    newest = shop.run("2026-W47", [LEVEL], state="hidden")
    assert newest.read_text("utf-8") == PAGE
    assert "Figures withdrawn" in shows.read_text("utf-8")


def test_a_page_that_another_run_is_publishing_is_left_to_it(shop):
    shows = shop.run("2026-W44", [EFFECT])
    with FileLock(lock_of(shop.root / ".stagelift", "weekly 2026-W44")):
        shop.run("2026-W46", [LEVEL], state="hidden")
        assert shows.read_text("utf-8") == PAGE
        index.build_index(shop.root, shop.site, held="weekly 2026-W44")  # that run's own turn
        assert "Figures withdrawn" in shows.read_text("utf-8")
        shop.run("2026-W46", [LEVEL], state="waiting")
        assert "Figures withdrawn" in shows.read_text("utf-8")
    shop.again()
    assert shows.read_text("utf-8") == PAGE
