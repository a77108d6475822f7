"""A shop whose journey names no instant: a page made again later takes the place of the earlier."""

from __future__ import annotations

import ast
import json
from datetime import UTC, datetime

import nbformat
import pytest

from stagelift.errors import ReportError
from stagelift.reports import index, run
from stagelift.reports.archive.selection import Selection
from stagelift.workspace import archiving, open_workspace, opening, outlined

MONDAY, WEDNESDAY = "2026-11-16T09:00:00.000007+09:00", "2026-11-18T09:00:00+09:00"
NEXT_MONDAY = "2026-11-23T09:00:00+09:00"


@pytest.fixture
def now(shop, monkeypatch):
    """Sets the clock; the journey of the shop says nothing of an instant."""
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    journey.write_text(text.replace("as_of: 2026-11-16 06:00\n", ""), encoding="utf-8")
    readout = "notebook: experiment_readout\nevery: Monday 08:00\n"
    (shop / "reports" / "readout.yaml").write_text(readout, encoding="utf-8")

    def clock(text):
        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.fromisoformat(text).astimezone(tz)

        monkeypatch.setattr(opening, "datetime", Clock)

    clock(MONDAY)
    return clock


@pytest.fixture
def world(monkeypatch):
    """What kernels find: the value of a metric, whether the health is red; where they die.

    A stand-in for a kernel notes what it was told, and hands over one fact.
    """
    found = {"value": 0.25, "red": False, "dies": (), "told": []}

    def execute(notebook, *, root, folder, seconds):
        told = values_of(notebook)
        found["told"].append(told)
        if told["language"] in found["dies"]:
            raise ReportError("the kernel died")
        known = told.get("as_of") or "2026-11-15T21:00:00+00:00"
        fact = {"metric": "first_order", "measure": "level", "status": "ok", "unit": "share"}
        fact |= {"value": found["value"], "as_of": known, "period": told.get("period", "days")}
        page = {"title": f"{found['value']} known {known}", "language": "en", "as_of": known}
        if name := told.get("experiment"):
            state = "hidden" if found["red"] else "running"
            fact |= {"measure": "effect", "variant": "push", "name": "first_order.effect"}
            trial = {"name": name, "label": name, "state": state}
            page |= {"experiment": name, "red": found["red"], "trials": [trial]}
        facts = [] if found["red"] else [fact]
        (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        (folder / "page.json").write_text(json.dumps(page), encoding="utf-8")
        return notebook

    monkeypatch.setattr(run.execute, "execute", execute)
    monkeypatch.setattr(run, "render", lambda notebook, page: f"<p>{page['title']}</p>")
    monkeypatch.setattr(index, "wrap", lambda title, body, language: f"<head></head>{body}")
    return found


def values_of(notebook):
    """What a notebook is told, by the cell that a run puts into it."""
    (cell,) = (
        each for each in notebook.cells if run.execute.INJECTED in each.metadata.get("tags", [])
    )
    return {
        each.target.id: ast.literal_eval(each.value)
        for each in ast.parse(cell.source).body
        if isinstance(each, ast.AnnAssign)
    }


def pages(shop):
    """The pages of the site, without its fronts and the facts beside pages."""
    site = shop / "site"
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return {name for name in found if name.rsplit("/", 1)[-1][:5] not in ("index", "lates")}


def done(result):
    assert result.exit_code == 0, result.output
    return result


def shown(shop, page):
    return (shop / "site" / page).read_text(encoding="utf-8")


def test_a_week_run_twice_is_one_page_and_what_changed_is_a_restatement(run, shop, now, world):
    done(run(shop, "report", "run", "weekly"))
    kept = {name for name in pages(shop) if "/n" not in name}
    assert kept == {"weekly/2026-W46.html", "weekly/2026-W46/page=full.html"}
    known = "2026-11-16T00:00:00.000007+00:00"  # of both pages, to the microsecond
    assert [told["as_of"] for told in world["told"]] == [known, known]
    now(WEDNESDAY)
    world["value"] = 0.3
    done(run(shop, "report", "run", "weekly", "--period", "2026-W46"))
    assert {name for name in pages(shop) if "/n" not in name} == kept
    assert "0.3 known 2026-11-18T00:00:00+00:00" in shown(shop, "weekly/2026-W46.html")
    assert "url=2026-W46.html" in shown(shop, "weekly/latest.html")
    listed = json.loads(done(run(shop, "report", "list", "--json")).stdout)
    assert sorted(each["page"] for each in listed) == sorted(kept)
    assert {each["parameters"]["as_of"] for each in listed} == {"2026-11-18T00:00:00+00:00"}
    changed = json.loads(done(run(shop, "report", "archive", "--restated", "--json")).stdout)
    assert [(one["before"], one["now"], one["cause"]) for one in changed] == [
        (0.25, 0.3, "later rows")
    ]
    assert changed[0]["known_before"] == known
    first, *_, last = index.read_manifests(shop / ".stagelift" / "runs")
    beside = done(run(shop, "report", "diff", "weekly", first.run_id, last.run_id))
    assert "25.0%" in beside.output
    assert "30.0%" in beside.output


def test_what_was_made_is_due_again_only_when_its_day_has_come(run, shop, now, world):
    done(run(shop, "report", "due"))
    made = [told.get("period") or told["experiment"] for told in world["told"]]
    assert sorted(made) == ["2026-W46", "2026-W46", "reminder"]
    now(WEDNESDAY)
    assert "Nothing is due" in done(run(shop, "report", "due")).output
    home = done(run(shop)).output
    assert "stagelift report" not in home
    now(NEXT_MONDAY)
    owed = json.loads(done(run(shop, "report", "due", "--dry-run", "--json")).stdout)
    assert [(one["report"], one["subject"]) for one in owed] == [
        ("weekly", "2026-W47"),
        ("readout", "reminder"),
    ]


def test_where_nothing_is_due_the_definitions_are_not_read(run, shop, now, world, monkeypatch):
    done(run(shop, "report", "due"))
    journey = shop / "journey.yaml"
    kept = shop / "reports" / "weekly.yaml"
    record = shop / "experiments" / "reminder.decision.yaml"

    def refuses(*given, **more):
        raise AssertionError("the definitions are read")

    def is_settled():
        with monkeypatch.context() as patched:
            patched.setattr(outlined, "open_workspace", refuses)
            found = run(shop, "report", "due")
        return found.exit_code == 0 and "Nothing is due" in found.output

    assert is_settled()
    draft = shop / "experiments" / "draft.yaml"
    draft.write_text((shop / "experiments" / "reminder.yaml").read_text("utf-8"), "utf-8")
    assert not is_settled()  # whether it has begun is known by its definition alone
    draft.unlink()
    kept.write_text(f"{kept.read_text('utf-8')}keep: 20 runs\n", encoding="utf-8")
    assert not is_settled()  # old runs may go
    kept.write_text(kept.read_text("utf-8").replace("20 runs", "all"), encoding="utf-8")
    now(NEXT_MONDAY)
    done(run(shop, "report", "due", "weekly"))
    assert not is_settled()  # its readout is a week old
    record.write_text("decision: ship\nvariant: push\n", encoding="utf-8")
    assert is_settled()
    (shop / "site" / "readout" / "reminder.html").unlink()
    assert not is_settled()
    record.unlink()
    journey.write_text(f"{journey.read_text('utf-8')}colour: red\n", encoding="utf-8")
    found = run(shop, "report", "due")
    assert found.exit_code == 2  # mistakes are said once, before any page is made
    assert found.output.count("journey.yaml:") == 1


def test_a_run_that_fails_later_leaves_the_page_and_says_that_it_is_stale(run, shop, now, world):
    done(run(shop, "report", "run", "weekly"))
    now(WEDNESDAY)
    world["dies"] = ("en",)
    failed = run(shop, "report", "run", "weekly", "--period", "2026-W46")
    assert failed.exit_code == 1
    assert "the last good page stays" in failed.output
    listed = json.loads(run(shop, "report", "list", "--json").stdout)
    assert {one["page"]: one["state"] for one in listed} == {
        "weekly/2026-W46.html": "ok",
        "weekly/2026-W46/page=full.html": "stale",  # the brief page was not begun
    }


def test_a_readout_that_turns_red_takes_the_place_of_the_green_one(run, shop, now, world):
    done(run(shop, "report", "run", "readout"))
    assert archived(shop)
    now(WEDNESDAY)
    world["red"] = True
    done(run(shop, "report", "run", "readout", "--experiment", "reminder"))
    left = {name for name in pages(shop) if "/n" not in name}
    assert left == {"readout/reminder.html"}
    assert "known 2026-11-18" in shown(shop, "readout/reminder.html")
    facts = [shown(shop, name) for name in pages(shop) - left]
    assert not [page for page in facts if "0.25" in page]  # the numbers of the green page are gone
    assert archived(shop) == ()
    said = done(run(shop, "report", "archive", "--metric", "first_order")).output
    assert said.startswith("All of it is hidden: a health check has stopped its experiment")
    again = "2026-11-16 09:00"  # as it stood then is not as it stands now
    world["red"] = False
    done(run(shop, "report", "run", "readout", "--experiment", "reminder", "--as-of", again))
    assert archived(shop) == ()
    assert "stopped by its health check" in shown(shop, "index.html")
    now(NEXT_MONDAY)
    done(run(shop, "report", "run", "readout", "--experiment", "reminder"))
    assert len(archived(shop)) == 3


def archived(shop):
    with open_workspace(shop) as workspace:
        return archiving.archived(workspace, Selection(metric="first_order"))


def test_an_instant_that_somebody_names_keeps_a_page_of_its_own(run, shop, now, world):
    done(run(shop, "report", "run", "weekly", "--page", "full"))
    asked = ("--as-of", "2026-11-17", "--period", "2026-W46", "--page", "full")
    for _ in range(2):
        done(run(shop, "report", "run", "weekly", *asked))
    left = sorted(name for name in pages(shop) if "/n" not in name)
    assert len(left) == 2
    assert "as_of=2026-11-16T15" in left[0]
    assert left[1] == "weekly/2026-W46/page=full.html"
    assert world["told"][1]["as_of"] == "2026-11-16T15:00:00+00:00"
    assert "known 2026-11-16T00:00:00.000007" in shown(shop, left[1])


def test_a_journey_that_names_its_instant_tells_no_run_another(run, shop, world):
    done(run(shop, "report", "run", "weekly"))
    done(run(shop, "--as-of", "2026-11-16 06:00", "report", "run", "weekly"))
    assert {told["as_of"] for told in world["told"]} == {""}
    assert len({name for name in pages(shop) if "/n" not in name}) == 2


def test_a_notebook_that_names_no_instant_is_not_told_one(run, shop, now, world):
    v4 = nbformat.v4
    declared = 'period: str = "last-week"\nlanguage: str = "en"'
    cells = [v4.new_code_cell(declared, metadata={"tags": ["parameters"]})]
    (shop / "notebooks").mkdir()
    nbformat.write(v4.new_notebook(cells=cells), shop / "notebooks" / "ours.ipynb")
    (shop / "reports" / "ours.yaml").write_text("notebook: ours\n", encoding="utf-8")
    done(run(shop, "report", "run", "ours"))
    assert world["told"] == [{"period": "2026-W46", "language": "en"}]
    asked = run(shop, "report", "run", "ours", "--as-of", "2026-11-17")
    assert "unknown parameter 'as_of'" in asked.output


def test_the_whole_of_an_outlined_workspace_knows_whether_its_instant_was_named(shop, now):
    from stagelift.workspace.outlined import open_outlined

    for named in (None, "2026-11-17"):
        outlined = open_outlined(shop, as_of=named)
        with outlined, open_workspace(shop, as_of=named) as whole:
            given = (outlined.as_of_is_given, outlined.whole.as_of_is_given, whole.as_of_is_given)
            assert given == (named is not None,) * 3
            assert outlined.whole.as_of == whole.as_of
            assert whole.seen(datetime(2026, 11, 17, tzinfo=UTC)).as_of_is_given


def test_pages_that_were_made_are_listed_before_what_stopped_the_next_one(run, shop, world):
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    journey.write_text(text.replace("languages: [en]", "languages: [en, ko]"), encoding="utf-8")
    world["dies"] = ("ko",)
    found = run(shop, "report", "run", "weekly", "--language", "en", "--page", "full")
    assert "Published site/weekly/2026-W46/page=full.html" in done(found).output
    found = run(shop, "report", "run", "weekly", "--json")
    assert found.exit_code == 1
    assert [each["page"][-15:] for each in json.loads(found.stdout)] == [
        "/page=full.html",
        "y/2026-W46.html",
    ]
    assert "the kernel died" in found.stderr
    world["dies"] = ()
    (shop / "metrics" / "first_order.yaml").write_text("conversion: ordered\nwithin: soon\n")
    found = run(shop, "report", "run", "weekly", "--page", "full", "--queries")
    assert found.exit_code == 2  # the kernel read the files before they were changed
    assert "Published site/weekly/2026-W46/page=full.html" in found.stdout
    assert "metrics/first_order.yaml:2: within:" in found.stderr
