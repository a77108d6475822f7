"""Pages published while an experiment was green, once it is red: each says so before all else."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from filelock import FileLock

from stagelift.definitions.report import Delivery
from stagelift.reports import facts, index, paper
from stagelift.reports.archive import withdrawing
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.numbers import beside
from stagelift.reports.publish import lock_of
from stagelift.reports.sending.deliver import deliver, parcel
from stagelift.workspace.querying import publish_queries

LABELS = {"en": "<Cart> reminder", "ko": "장바구니 알림"}
EFFECT = {"name": "reminder.effect", "metric": "first_order", "measure": "effect", "value": 0.02}
EFFECT |= {"variant": "push", "period": "2026-10-19..2026-11-08"}
LEVEL = {"name": "churn", "metric": "churn", "measure": "level", "value": 0.2, "period": "2026-W45"}
PAGE = "<html><main>\n<h1>a</h1>\n</main></html>"
BANNER = '<section class="sl answer fix withdrawn" role="note"><p class="headline">'


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
        (folder / "page.html").write_text(PAGE, encoding="utf-8")
        index.build_index(self.root, self.site, language="en", held=run.key)
        return page

    def printed(self, period, rows, **more):
        """The same with a PDF, a page of facts and a table, as `report run` leaves them."""
        page = self.run(period, rows, **more)
        folder = self.root / ".stagelift" / "runs" / f"run{self.made:02d}"
        kept = folder / FILE
        run = replace(Manifest.from_json(kept.read_text("utf-8")), pdf=f"weekly/{period}.pdf")
        kept.write_text(run.to_json(), encoding="utf-8")
        name = f"n{self.made:07d}"
        files = f'<table></table><p class="files"><a href="{name}/1-a.csv" download>CSV</a></p>'
        text = paper.with_link(PAGE.replace("</h1>", f"</h1>{files}"), run.public, "en")
        (folder / "page.html").write_text(text, encoding="utf-8")
        (folder / "page.pdf").write_bytes(b"%PDF")
        (folder / "beside" / name).mkdir(parents=True)
        (folder / "beside" / name / "1-a.csv").write_text("a\n", encoding="utf-8")
        (folder / "beside" / f"{name}.html").write_text(PAGE, encoding="utf-8")
        beside.publish(folder, self.site, run.public)
        page.write_text(text, encoding="utf-8")
        page.with_suffix(".pdf").write_bytes(b"%PDF")
        self.again()
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
    begins = f"<html><main>\n{BANNER}"
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


def files_of(shop):
    """Every public file of pages, and what it holds; histories and latest pages aside."""
    found = [path for path in (shop.site / "weekly").rglob("*") if path.is_file()]
    own = [path for path in found if not path.name.startswith(("index", "latest"))]
    return {path.name: path.read_bytes() for path in own}


def test_pdf_and_tables_are_taken_away_facts_bear_the_banner_and_all_come_back(shop):
    shows = shop.printed("2026-W44", [EFFECT])
    whole = files_of(shop)
    assert set(whole) == {"2026-W44.html", "2026-W44.pdf", "n0000001.html", "1-a.csv"}
    front = shop.site / "index.html"
    assert "weekly/2026-W44.pdf" in front.read_text("utf-8")
    shop.run("2026-W46", [LEVEL], state="hidden")
    withdrawn = files_of(shop)
    assert set(withdrawn) == {"2026-W44.html", "2026-W46.html", "n0000001.html"}
    for name in ("2026-W44.html", "n0000001.html"):
        assert (
            withdrawn[name].decode().startswith(f"<html><main>\n{BANNER}Figures withdrawn: &lt;C")
        )
    assert ".pdf" not in shows.read_text("utf-8")
    assert ".csv" not in shows.read_text("utf-8")
    assert "weekly/2026-W44.pdf" not in front.read_text("utf-8")
    shop.run("2026-W46", [LEVEL], state="waiting")
    assert {name: held for name, held in files_of(shop).items() if name in whole} == whole
    assert "weekly/2026-W44.pdf" in front.read_text("utf-8")


def test_facts_of_the_run_before_bear_the_banner_too(shop):
    shop.printed("2026-W44", [EFFECT])
    shows = shop.printed("2026-W44", [EFFECT])
    whole = files_of(shop)
    shop.run("2026-W46", [LEVEL], state="hidden")
    for name in ("n0000001.html", "n0000002.html"):
        assert BANNER in (shows.parent / name).read_text("utf-8")
    shop.run("2026-W46", [LEVEL], state="waiting")
    assert {name: held for name, held in files_of(shop).items() if name in whole} == whole


def test_queries_written_after_the_page_leave_the_banner_where_it_is(shop):
    shop.printed("2026-W44", [EFFECT])
    shop.run("2026-W46", [LEVEL], state="hidden")
    state = shop.root / ".stagelift"
    made = state / "runs" / "run01" / "beside" / "n0000001.html"
    html = PAGE.replace("</h1>", "</h1><code>stagelift sql first_order</code>")
    made.write_text(html, encoding="utf-8")
    workspace = SimpleNamespace(
        root=shop.root,
        state=state,
        engine=SimpleNamespace(dialect="duckdb"),
        journey=SimpleNamespace(same_person={}, sources={}),
        sql=lambda name, **_: f"SELECT '{name}'",
    )
    publish_queries(workspace, [SimpleNamespace(run_id="run01", page=shop.site)])
    told = (shop.site / "weekly" / "n0000001.html").read_text("utf-8")
    assert told.startswith(f"<html><main>\n{BANNER}")
    assert 'href="n0000001-queries/first_order.sql.txt"' in told
    assert set(files_of(shop)) == {
        *("2026-W44.html", "2026-W46.html", "n0000001.html", "first_order.sql.txt")
    }


def test_whoever_is_sent_a_page_under_a_banner_is_told_that_alone(shop):
    shop.printed("2026-W44", [EFFECT])
    send = Delivery(folder="out", mail={"to": ["a@b.c"], "server": "$S", "attach": "pdf"})

    def sent():
        return parcel(shop.root, "weekly", "2026-W44", language="en", send=send)

    run = sent().runs[0]
    assert deliver(sent(), ["folder"])[0].state == "sent"
    green = {path.name for path in (shop.root / "out").rglob("*") if path.is_file()}
    assert green == {"2026-W44.html", "2026-W44.pdf", "n0000001.html", "1-a.csv"}
    assert [path.name for path in sent().attached(run, "pdf")] == ["2026-W44.pdf"]
    assert "withdrawn" not in sent().letter(run).text()
    shop.run("2026-W46", [LEVEL], state="hidden")
    letter = sent().letter(run)
    assert letter.headline == "Figures withdrawn: <Cart> reminder"
    assert letter.text().splitlines()[2].startswith("A health check has stopped this")
    assert letter.slack()["text"] == "t: Figures withdrawn: &lt;Cart&gt; reminder"
    assert [path.name for path in sent().attached(run, "pdf")] == ["2026-W44.html"]
    assert deliver(sent(), ["folder"])[0].state == "sent"
    out = [path for path in (shop.root / "out").rglob("*") if path.is_file()]
    assert {path.name for path in out} == {"2026-W44.html", "n0000001.html"}
    assert all(BANNER in path.read_text("utf-8") for path in out)
    shop.run("2026-W46", [LEVEL], state="waiting")
    assert deliver(sent(), ["folder"])[0].state == "sent"
    assert {path.name for path in (shop.root / "out").rglob("*") if path.is_file()} == green


def test_what_was_sent_before_says_so_once_anything_is_sent_to_the_same_folder(shop):
    """Pages of earlier weeks and of runs replaced since, and the pages behind their numbers."""
    send, out = Delivery(folder="out"), shop.root / "out"

    def sent(period):
        found = parcel(shop.root, "weekly", period, language="en", send=send)
        assert deliver(found)[0].state == "sent"

    def there():
        return {path.name: path for path in out.rglob("*") if path.is_file()}

    shop.printed("2026-W44", [EFFECT])
    sent("2026-W44")
    for _ in range(3):  # made again and again, and sent each time: two runs keep their numbers
        shop.printed("2026-W45", [EFFECT])
        sent("2026-W45")
    pages = {"2026-W44.html", "2026-W45.html"}
    numbers = {"n0000001.html", "n0000003.html", "n0000004.html"}
    whole = {name: path.read_bytes() for name, path in there().items()}
    assert whole.keys() == pages | numbers | {"2026-W44.pdf", "2026-W45.pdf", "1-a.csv"}
    shop.printed("2026-W46", [LEVEL], state="hidden")
    sent("2026-W46")
    now = there()
    assert now.keys() == pages | numbers | {
        *("2026-W46.html", "2026-W46.pdf", "n0000005.html", "1-a.csv")
    }
    assert [path.parent.name for path in out.rglob("*.csv")] == ["n0000005"]
    for name in pages | numbers:
        assert BANNER in now[name].read_text("utf-8"), name
    assert BANNER not in now["2026-W46.html"].read_text("utf-8")
    shop.printed("2026-W47", [LEVEL], state="waiting")
    sent("2026-W47")
    assert {name: there()[name].read_bytes() for name in whole} == whole


def test_an_old_page_in_a_folder_keeps_the_numbers_it_links_to(shop):
    """The site has newer runs of it; the folder has the one that was sent."""
    send, out = Delivery(folder="out"), shop.root / "out"
    shop.printed("2026-W44", [EFFECT])
    deliver(parcel(shop.root, "weekly", "2026-W44", language="en", send=send))
    before = (out / "weekly" / "2026-W44.html").read_text("utf-8")
    for _ in range(3):
        shop.printed("2026-W44", [EFFECT])
    shop.printed("2026-W46", [LEVEL])
    deliver(parcel(shop.root, "weekly", "2026-W46", language="en", send=send))
    assert (out / "weekly" / "2026-W44.html").read_text("utf-8") == before
    assert (out / "weekly" / "n0000001" / "1-a.csv").is_file()
    shop.printed("2026-W46", [LEVEL], state="hidden")
    deliver(parcel(shop.root, "weekly", "2026-W46", language="en", send=send))
    for name in ("2026-W44.html", "n0000001.html"):
        assert BANNER in (out / "weekly" / name).read_text("utf-8")


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
