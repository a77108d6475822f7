from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from stagelift.reports import index
from stagelift.reports.front.search import TAG
from stagelift.reports.front.wording import WORDS as FRONT
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.numbers.wording import WORDS as NUMBERS


def run(
    period="2026-W46", status="ok", *, minute=0, report="weekly", page=None, error="", **others
):
    words = [f"{name}={value}" for name, value in others.items()]
    return Manifest(
        run_id=f"20261116T06{minute:02d}00Z-{report}{period}",
        key=" ".join([report, period, *words]),
        status=status,
        started=f"2026-11-16T06:{minute:02d}:00.000+00:00",
        finished=f"2026-11-16T06:{minute:02d}:30.000+00:00",
        stable=Stable(
            report=report,
            period=period,
            parameters={"period": period},
            notebook="n.ipynb",
            notebook_hash="0",
            versions={},
        ),
        public=f"{report}/{period}{'/' if others else ''}{'.'.join(words)}.html",
        page=page or {},
        error=error,
    )


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(index, "wrap", lambda title, body, language: f"{language}|{title}|{body}")

    def build(*runs, language="en"):
        for one in runs:
            failed = "_failed" if one.status == "failed" else "."
            folder = tmp_path / ".stagelift" / "runs" / failed / one.run_id
            folder.mkdir(parents=True)
            (folder / FILE).write_text(one.to_json(), encoding="utf-8")
            if one.status == "ok":
                page = tmp_path / "site" / one.public
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text("page")
        return index.build_index(tmp_path, tmp_path / "site", language=language).read_text("utf-8")

    return build


def states(text):
    return re.findall(r'<div class="(\w+)" data-row="[^"]*"><dt>(?:<a href="([^"]*)">)?', text)


def test_reports_by_period_newest_first_with_links(site):
    page = {"headline": "Nothing needs a decision this week.", "status": "12 of 12 in range"}
    text = site(run("2026-W45", page=page), run("2026-W46", minute=1), run(report="map", minute=2))
    assert states(text) == [
        ("ok", "map/2026-W46.html"),
        ("ok", "weekly/2026-W46.html"),
        ("ok", "weekly/2026-W45.html"),
    ]
    assert "<dd>Nothing needs a decision this week.<br><small>12 of 12 in range · current" in text
    assert "current · made 2026-11-16 06:00 UTC</small></dd>" in text
    assert "No page yet" not in text


def test_a_failure_after_a_good_run_is_stale_since_the_first_failure(site):
    text = site(
        run(),
        run(status="failed", minute=1, error="cell 4 stopped: <no> rows"),
        run(status="failed", minute=2, error="<no> more rows"),
    )
    assert states(text) == [("stale", "weekly/2026-W46.html")]
    said = "stale since 2026-11-16 06:01 UTC: &lt;no&gt; more rows"  # the newest says why
    assert f'<small class="outside">{said}</small><br><small>made 2026-11-16 06:00 UTC' in text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            "cell 12 (`report.claim(…)`) stopped: no attribute 'value' (AttributeError)",
            "its notebook stopped (AttributeError); the history of the report says where",
        ),
        (
            "cell 3 (`tiles`) stopped: unknown metric 'frist'. Did you mean 'first'? (ReportError)",
            "unknown metric 'frist'. Did you mean 'first'?",
        ),
        ("the kernel died", "the kernel died"),
    ],
)
def test_the_front_says_what_stagelift_refused_and_no_words_of_another_error(site, error, said):
    text = unescape(site(run(status="failed", error=error)))
    assert f'<small class="outside">failed 2026-11-16 06:00 UTC: {said}</small>' in text
    assert "no attribute" not in text


def test_a_good_run_heals_and_a_report_that_never_ran_is_failed(site):
    text = site(
        run(status="failed", error="x"),
        run(minute=1),
        run("2026-W47", "failed", minute=2, error="the kernel died"),
    )
    assert states(text) == [("failed", ""), ("ok", "weekly/2026-W46.html")]
    said = "failed 2026-11-16 06:02 UTC: the kernel died"
    assert f'<dd>No page yet.<br><small class="outside">{said}</small></dd>' in text


def test_other_parameters_are_other_rows(site):
    text = site(run(), run(minute=1, segment="vip"))
    assert states(text) == [
        ("ok", "weekly/2026-W46.html"),
        ("ok", "weekly/2026-W46/segment=vip.html"),
    ]
    assert ">2026-W46 segment=vip</a>" in text


def trial(name, state, **more):
    told = {"name": name, "label": f"<{name}>", "state": state, "owner": "", "by": "", "ends": ""}
    return told | more


def test_running_and_waiting_come_first_from_the_newest_page_of_each_report(site):
    old = {"trials": [trial("push", "waiting"), trial("gone", "running")]}
    new = [
        trial("push", "running", ends="2026-11-24"),
        trial("call", "waiting", owner="Park", by="2026-11-25"),
        trial("late", "waiting", by="2026-11-12", overdue=True),
        trial("broken", "hidden"),
    ]
    text = site(run("2026-W45", page=old), run("2026-W46", minute=1, page={"trials": new}))
    running, waiting = text.split("<h2>Waiting for you</h2>")
    assert "<li>&lt;push&gt; <small>readout Tue 24 Nov</small></li></ul>" in running
    assert "gone" not in text
    listed = re.findall(r"<li>(.*?)</li>", waiting)
    assert listed == [
        "&lt;late&gt; <small>decision · nobody is named · overdue since Thu 12 Nov</small>",
        "&lt;call&gt; <small>decision · Park · by Wed 25 Nov</small>",
        '&lt;broken&gt; <small class="outside">stopped by its health check</small>',
    ]
    assert text.index("Waiting for you") < text.index("<dl>")


def test_a_report_that_failed_waits_for_somebody(site):
    text = site(run(), run(status="failed", minute=1, error="<disk> full"))
    (listed,) = re.findall(r"<li>(.*?)</li>", text)
    assert listed.startswith('<a href="weekly/2026-W46.html">weekly 2026-W46</a> ')
    assert "stale since 2026-11-16 06:01 UTC: &lt;disk&gt; full" in listed
    assert "Nothing waits for you." in site(run(minute=2))


def test_a_decision_links_to_the_page_of_its_experiment(site):
    told = {"trials": [trial("push", "waiting")], "language": "en"}
    text = site(run("push", report="readout", page={"experiment": "push"}), run(page=told))
    assert '<li><a href="readout/push.html">&lt;push&gt;</a> ' in text


def test_pages_of_one_subject_are_one_row_with_a_link_to_each(site, tmp_path):
    said = [
        run(page={"headline": "brief", "language": "en", "page": "brief"}),
        run(minute=1, page={"headline": "all", "language": "en", "page": "full"}, kind="full"),
        run(minute=2, page={"headline": "요약", "language": "ko", "page": "brief"}, language="ko"),
    ]
    said[1] = replace(said[1], key=said[1].key.replace("kind=", "page="))
    text = site(*said)
    assert states(text) == [("ok", "weekly/2026-W46.html")]
    assert "<dd>brief<br>" in text
    links = re.findall(r'<a href="([^"]*)" hreflang="(\w+)">([^<]*)</a>', text)
    assert links == [
        ("weekly/2026-W46.html", "en", "brief"),
        ("weekly/2026-W46/kind=full.html", "en", "full"),
        ("weekly/2026-W46/language=ko.html", "ko", "brief ko"),
    ]
    korean = (tmp_path / "site" / "index.ko.html").read_text("utf-8")
    assert "<dd>요약<br>" in korean


def test_what_changed_is_said(site):
    first = run(page={"status": "quiet"})
    page = {"status": "to watch", "news": ["A", "B", "C", "D"], "restated": 2}
    text = site(first, run(minute=1, page=page))
    assert "Outside usual: A, B, C +1 · 2 restated · before: quiet" in text


def test_only_the_newest_subjects_stand_in_front_and_all_in_the_history(site, tmp_path):
    weeks = [run(f"2026-W{week}", minute=week) for week in range(30, 40)]
    text = site(*weeks)
    assert len(states(text)) == 8
    assert '<a href="weekly/index.html">history (10)</a>' in text
    past = (tmp_path / "site" / "weekly" / "index.html").read_text("utf-8")
    assert len(states(past)) == 10
    assert past.count('<th scope="row">20261116') == 10
    assert '<a href="../index.html">All reports</a>' in past
    assert '<a href="../weekly/2026-W39.html">' in past


def test_latest_leads_to_the_newest_page_of_its_language(site, tmp_path, monkeypatch):
    monkeypatch.setattr(index, "wrap", lambda title, body, language: f"<head></head>{body}")
    ko = run("2026-W46", minute=1, page={"language": "ko"}, language="ko")
    site(run("2026-W45", page={"language": "en"}), run(page={"language": "en"}), ko)
    folder = tmp_path / "site" / "weekly"
    english = (folder / "latest.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=2026-W46.html">' in english
    assert '<a href="2026-W46.html">The newest page is 2026-W46</a>' in english
    assert "url=2026-W46/language=ko.html" in (folder / "latest.ko.html").read_text("utf-8")


def test_a_line_is_drawn_when_two_periods_are_known(site):
    line = {"label": "Churn", "value": "2.1%", "values": [0.02, None, 0.021]}
    text = site(run(page={"line": line}))
    assert 'aria-label="Churn: 2.1%"' in text
    one = run(minute=1, page={"line": line | {"values": [None, 0.021]}})
    assert "<svg" not in site(one)


def test_a_page_that_is_gone_is_not_linked(site, tmp_path):
    site(run())
    (tmp_path / "site" / "weekly" / "2026-W46.html").unlink()
    assert states(site()) == [("ok", "")]


def test_an_empty_index_says_so_in_its_language(site):
    assert site(language="ko") == "ko|보고서|<h1>보고서</h1>\n<p>아직 발행된 보고서가 없습니다.</p>"
    assert "No report has been published yet." in site(language="fr")


def test_an_index_that_says_the_same_is_not_written_again(site, tmp_path):
    site(run())
    before = [(p, p.stat().st_mtime_ns) for p in sorted((tmp_path / "site").rglob("index*.html"))]
    site()
    after = [(p, p.stat().st_mtime_ns) for p in sorted((tmp_path / "site").rglob("index*.html"))]
    assert before == after
    assert len(before) == 4


def test_the_search_is_the_only_script_and_the_policy_allows_it_by_hash():
    text = index.wrap("t", f"<h1>t</h1>{TAG}", "en")
    assert "script-src &#x27;sha256-" in text
    assert "script-src" not in index.wrap("t", "<h1>t</h1><script>alert()</script>", "en")


@pytest.mark.parametrize("words", [FRONT, NUMBERS])
def test_both_languages_have_the_same_words(words):
    en, ko = words["en"], words["ko"]
    fields = {name: sorted(re.findall(r"{(\w+)}", text)) for name, text in en.items()}
    assert fields == {name: sorted(re.findall(r"{(\w+)}", text)) for name, text in ko.items()}


def test_a_site_of_readouts_alone_tells_what_runs_and_what_waits(site):
    def own(name, state, minute, **more):
        page = {"experiment": name, "title": name, "trials": [trial(name, state, **more)]}
        return run(name, report="readout", minute=minute, page=page)

    text = site(
        own("push", "waiting", 0, owner="Park", by="2026-11-25"),
        own("call", "running", 1, ends="2026-11-24"),
        own("done", "decided", 2),
        own("broken", "hidden", 3),
    )
    running, waiting = text.split("<h2>Waiting for you</h2>")
    assert "&lt;call&gt;</a> <small>readout Tue 24 Nov</small></li></ul>" in running
    listed = re.findall(r"<li>(.*?)</li>", waiting)
    assert [re.sub("<[^>]+>", "", item) for item in listed] == [
        "&lt;push&gt; decision · Park · by Wed 25 Nov",
        "&lt;broken&gt; stopped by its health check",
    ]
    assert "Nothing waits" not in text


def test_what_was_decided_since_its_page_runs_and_waits_no_more(site, tmp_path):
    records = {
        "call": "decision: ship\nvariant: push\nowner: <Park>\non: 2026-11-20\n",
        "late": "decision: stop\n",
        "done": "decision: ship\n",
    }
    for name, text in records.items():
        path = tmp_path / "experiments" / f"{name}.decision.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    told = [trial("push", "waiting"), trial("call", "running"), trial("late", "waiting")]
    text = site(run(page={"trials": [*told, trial("done", "decided")]}))
    assert "Running now" not in text
    waiting, decided = text.split("<h2>Decided</h2>")
    assert re.findall(r"<li>(.*?)</li>", waiting) == [
        "&lt;push&gt; <small>decision · nobody is named</small>"
    ]
    assert re.findall(r"<li>(.*?)</li>", decided) == [
        "&lt;call&gt; <small>ship push · &lt;Park&gt; · 2026-11-20</small>",
        "&lt;late&gt; <small>stop</small>",
    ]
    site(language="ko")
    index.refresh_index(tmp_path, tmp_path / "site")  # in its own language
    front = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "&lt;call&gt; <small>push 도입" in front
    index.refresh_index(tmp_path, tmp_path / "elsewhere")  # there is no front to write again
    assert not (tmp_path / "elsewhere").exists()


def test_published_plans_are_listed_in_the_reader_s_language(site, tmp_path):
    for path, title in (("plan/push.html", "Plan: A &amp; B"), ("plan/push/ko.html", "계획")):
        page = tmp_path / "site" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<title>{title}</title>", encoding="utf-8")
    text = site(run())
    assert '<h2>Plans</h2><ul><li><a href="plan/push.html">Plan: A &amp; B</a></li></ul>' in text
    korean = (tmp_path / "site" / "index.ko.html").read_text(encoding="utf-8")
    assert '<a href="plan/push/ko.html">계획</a>' in korean


def test_the_reports_read_most_come_first(site):
    made = {
        "a_map": "journey_map.ipynb",
        "board": "own.ipynb",
        "checks": "experiment_readout.ipynb",
        "zweekly": "weekly_journey.ipynb",
    }
    runs = []
    for minute, (report, notebook) in enumerate(made.items()):
        one = run(report=report, minute=minute)
        runs.append(replace(one, stable=replace(one.stable, notebook=notebook)))
    again = run(report="zweekly", period="2026-W47", minute=9)  # its notebook has another name now
    entries = index.entries([*runs, again])
    order = list(dict.fromkeys(entry.run.stable.report for entry in entries))
    assert order == ["zweekly", "checks", "a_map", "board"]
    assert [entry.run.stable.period for entry in entries[:2]] == ["2026-W47", "2026-W46"]
