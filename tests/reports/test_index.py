from __future__ import annotations

import re

import pytest

from stagelift.reports import index
from stagelift.reports.manifest import FILE, Manifest, Stable


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
    return re.findall(r'<div class="(\w+)"><dt>(?:<a href="([^"]*)">)?', text)


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


def test_a_failure_after_a_good_run_is_stale_since_the_first_failure(site):
    text = site(
        run(),
        run(status="failed", minute=1, error="cell 4 stopped: <no> rows"),
        run(status="failed", minute=2, error="again"),
    )
    assert states(text) == [("stale", "weekly/2026-W46.html")]
    said = "stale since 2026-11-16 06:01 UTC: cell 4 stopped: &lt;no&gt; rows"
    assert f'<small class="outside">{said}</small><br><small>made 2026-11-16 06:00 UTC' in text


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
        ("ok", "weekly/2026-W46/segment%3Dvip.html"),
    ]
    assert ">2026-W46 segment=vip</a>" in text


def test_running_and_waiting_come_first_from_the_newest_pages(site):
    old = {"waiting": ["Approve the push (Park, 25 Nov)"], "running": ["old <test>"]}
    new = {"waiting": ["Roll back <7.2>"], "running": ["morning or evening", "morning or evening"]}
    text = site(run("2026-W45", page=old), run("2026-W46", minute=1, page=new))
    assert "old" not in text
    assert "Park" not in text
    assert text.index("<li>morning or evening</li></ul>") < text.index("<h2>Waiting for you</h2>")
    assert text.index("<li>Roll back &lt;7.2&gt;</li>") < text.index("<dl>")
    assert text.count("morning or evening") == 1


def test_a_page_that_is_gone_is_not_linked(site, tmp_path):
    site(run())
    (tmp_path / "site" / "weekly" / "2026-W46.html").unlink()
    assert states(site()) == [("ok", "")]


def test_an_empty_index_says_so_in_its_language(site):
    assert site(language="ko") == "ko|보고서|<h1>보고서</h1>\n<p>아직 발행된 보고서가 없습니다.</p>"
    assert "No report has been published yet." in site(language="fr")


def test_both_languages_have_the_same_words():
    en, ko = index._WORDS["en"], index._WORDS["ko"]
    fields = {name: sorted(re.findall(r"{(\w+)}", text)) for name, text in en.items()}
    assert fields == {name: sorted(re.findall(r"{(\w+)}", text)) for name, text in ko.items()}
