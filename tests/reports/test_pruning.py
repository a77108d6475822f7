"""Old runs go as their report says; what the site shows, and every fact, stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from filelock import FileLock

from stagelift.definitions.keeping import Keep
from stagelift.reports import facts
from stagelift.reports.archive import pruning
from stagelift.reports.archive.pruning import prune, removable
from stagelift.reports.index import read_manifests
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.publish import file_name

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def run(number, status="ok", period="2026-W46", *, age=0, report="weekly"):
    at = (NOW - timedelta(days=age)).isoformat()
    return Manifest(
        run_id=f"r{number}",
        key=f"{report} {period}",
        status=status,
        started=at,
        finished=at,
        stable=Stable(
            report=report,
            period=period,
            parameters={},
            notebook="n.ipynb",
            notebook_hash="0",
            versions={},
        ),
        public=f"{report}/{period}.html",
    )


def names(made, **keep):
    return [each.run_id for each in removable(made, {"weekly": Keep(**keep)}, NOW)]


def test_a_run_goes_when_it_is_beyond_all_that_is_named():
    five = [run(place, age=50 - 10 * place) for place in range(5)]  # 50, 40, 30, 20, 10 days old
    assert names(five, runs=3) == ["r1", "r0"]
    assert names(five, days=35) == ["r1", "r0"]
    assert names(five, runs=4, days=35) == ["r0"]
    assert names(five, runs=2, days=45) == ["r0"]
    assert removable(five, {"map": Keep(runs=1)}, NOW) == ()


def test_what_the_site_shows_is_never_removed():
    two = [run(0, age=900), run(1, age=800)]
    assert names(two, runs=1, days=1) == []  # the page, and the one a reader may still have open
    broken = [
        run(0, age=900),
        run(1, age=800),
        run(2, "failed", age=700),
        run(3, "failed", age=600),
    ]
    assert names(broken, runs=1, days=1) == []  # "stale since" names the first failure
    healed = [*broken, run(4, age=500), run(5, age=400)]
    assert names(healed, runs=1) == ["r3", "r2", "r1", "r0"]
    never = [run(0, "failed", age=900), run(1, "failed", age=800)]
    assert names(never, runs=1) == ["r0"]


@pytest.fixture
def shop(tmp_path):
    runs = tmp_path / ".stagelift" / "runs"
    for place in range(5):
        one = run(place, "failed" if place == 1 else "ok", age=50 - place)
        folder = runs / ("_failed" if one.status == "failed" else ".") / one.run_id
        folder.mkdir(parents=True)
        (folder / FILE).write_text(one.to_json(), encoding="utf-8")
        fact = {"metric": "m", "measure": "level", "period": "2026-W46", "value": 1.0}
        facts.write(folder / "f", [fact], run_id=one.run_id, report="weekly", run_time=one.finished)
        facts.append(tmp_path / ".stagelift" / "facts", folder / "f", one.run_id)
    page = tmp_path / "site" / "weekly" / "2026-W46.html"
    page.parent.mkdir(parents=True)
    page.write_text("page")
    return tmp_path


def ids(root):
    return sorted(each.run_id for each in read_manifests(root / ".stagelift" / "runs"))


KEEP = {"weekly": Keep(runs=1)}


def test_runs_go_and_facts_and_pages_stay(shop):
    site = shop / "site"
    would = prune(shop, site, KEEP, NOW, dry_run=True)
    assert ids(shop) == ["r0", "r1", "r2", "r3", "r4"]
    assert [(each.run_id, each.removed) for each in would] == [
        ("r2", False),
        ("r1", False),
        ("r0", False),
    ]
    assert all(each.size > 0 for each in would)
    gone = prune(shop, site, KEEP, NOW)
    assert all(each.removed for each in gone)
    assert ids(shop) == ["r3", "r4"]
    assert len(facts.read(shop / ".stagelift" / "facts")) == 5
    assert (site / "weekly" / "2026-W46.html").read_text() == "page"
    head, _, body = (site / "weekly" / "index.html").read_text("utf-8").partition("</head>")
    assert "Content-Security-Policy" in head  # the letters of its hash may be those of a run
    assert "r4" in body
    assert "r0" not in body
    assert prune(shop, site, KEEP, NOW) == ()


def test_a_run_at_work_keeps_its_key(shop):
    lock = shop / ".stagelift" / "locks" / f"{file_name('weekly 2026-W46')}.lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock, thread_local=False):
        left = prune(shop, shop / "site", KEEP, NOW)
    assert [each.removed for each in left] == [False] * 3
    assert len(ids(shop)) == 5


def test_a_killed_removal_is_finished_by_the_next(shop, monkeypatch):
    class Killed(BaseException):
        """Stands for a kill."""

    def killed(*given, **more):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(pruning.shutil, "rmtree", killed)
        with pytest.raises(Killed):
            prune(shop, shop / "site", KEEP, NOW)
    assert ids(shop) == [
        "r0",
        "r1",
        "r3",
        "r4",
    ]  # r2 is no run any more, though its files are there
    assert [path.name for path in (shop / ".stagelift" / "runs" / "_going").iterdir()] == ["r2"]
    prune(shop, shop / "site", KEEP, NOW)
    assert ids(shop) == ["r3", "r4"]
    assert not (shop / ".stagelift" / "runs" / "_going").exists()
