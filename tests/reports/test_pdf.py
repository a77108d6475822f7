"""PDFs of pages: what stands when Chromium is away, is killed or hangs, and what goes on paper."""

from __future__ import annotations

import shlex
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from runs import left

from stagelift.definitions.report import Delivery, Mail
from stagelift.definitions.report import Report as Defined
from stagelift.errors import DefinitionError, ReportError
from stagelift.reports import pdf
from stagelift.reports.paper import Paper, known_at, pdf_of, with_link

WHOLE = b"%PDF-1.4 /StructTreeRoot /CreationDate (D:20261122141910+00'00') %%EOF"
FAKE = """\
import os, pathlib, signal, subprocess, sys, time
from urllib.parse import unquote, urlsplit
(place,) = [word.partition("=")[2] for word in sys.argv if word.startswith("--print-to-pdf=")]
(profile,) = [word.partition("=")[2] for word in sys.argv if word.startswith("--user-data-dir=")]
pathlib.Path(profile).mkdir()
page = pathlib.Path(unquote(urlsplit(sys.argv[-1]).path)).read_text("utf-8")
pathlib.Path({seen!r}).write_text(profile + "\\n" + page, encoding="utf-8")
{does}
"""


@pytest.fixture
def chromium(tmp_path, monkeypatch):
    """A program in Chromium's place that does as it is told."""
    monkeypatch.setattr(pdf, "_check_korean", lambda: None)
    place, seen = tmp_path / "bin", tmp_path / "seen"
    place.mkdir()
    monkeypatch.setenv("PATH", str(place))

    def does(code):
        program, script = place / "chromium", place / "does.py"
        script.write_text(FAKE.format(seen=str(seen), does=code), encoding="utf-8")
        words = shlex.join((sys.executable, str(script)))  # a first line of #! takes no space
        program.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        return seen

    does.prints = lambda: does(f"pathlib.Path(place).write_bytes({WHOLE!r})")
    return does


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", r"Chromium was killed \(SIGKILL\)"),
        ("print('no usable sandbox'); sys.exit(3)", "Chromium ended with 3: no usable sandbox"),
        ("", "Chromium wrote no whole PDF"),
        ("pathlib.Path(place).write_bytes(b'%PDF-1.4 half')", "Chromium wrote no whole PDF"),
        ("pathlib.Path(place).write_bytes(b'%PDF-1.4 %%EOF')", "without tags"),
    ],
)
def test_a_browser_that_fails_is_named(chromium, code, said):
    seen = chromium(code)
    with pytest.raises(ReportError, match=said):
        pdf.print_page("<html>", at=None)
    assert not Path(seen.read_text().splitlines()[0]).exists()  # its profile is gone


def test_a_browser_that_hangs_ends_with_all_it_started(chromium, tmp_path):
    late = tmp_path / "late"
    child = f"import time; time.sleep(1.2); open({str(late)!r}, 'w')"
    chromium(f"subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(9)")
    begun = time.monotonic()
    with pytest.raises(ReportError, match="did not end within"):
        pdf.print_page("<html>", at=None, seconds=0.6)
    assert time.monotonic() - begun < 5
    time.sleep(1)
    assert not late.exists()


def test_the_date_is_what_the_page_knows_of(chromium):
    chromium.prints()
    at = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
    assert b"D:20261116060000+00'00'" in pdf.print_page("<html>", at=at)
    assert b"D:20000101000000+00'00'" in pdf.print_page("<html>", at=None)
    assert known_at({"as_of": "2026-11-16T06:00:00+00:00"}) == at
    assert known_at({}) is None


def test_the_program_of_the_variable_comes_first(chromium):
    chromium.prints()
    with pytest.raises(ReportError, match="STAGELIFT_CHROMIUM names '/nowhere'"):
        pdf.find_browser({"STAGELIFT_CHROMIUM": "/nowhere", "PATH": "/usr/bin"})
    assert pdf.find_browser({"STAGELIFT_CHROMIUM": sys.executable}) == sys.executable


def test_a_korean_page_wants_a_korean_font(tmp_path, monkeypatch):
    program = tmp_path / "fc-list"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "chromium").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "chromium").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReportError, match="apt install fonts-nanum"):
        pdf.print_page('<!doctype html>\n<html lang="ko">', at=None)
    with pytest.raises(ReportError, match="no whole PDF"):
        pdf.print_page('<!doctype html>\n<html lang="en">', at=None)


def test_links_that_hold_on_this_machine_alone_stay_off_the_paper():
    page = (
        '<details class="a"><summary>n</summary></details><details>x</details>'
        '<a class="f" href="../fact/1.html">8 %</a><a href="#top">top</a>'
        '<a href="https://shop.example/?a=1&amp;b=2">shop</a>'
    )
    alone = Paper().copy(page, "weekly/2026-W46.html", {"page": "full"})
    assert '<a class="f">8 %</a><a href="#top">' in alone
    assert 'href="https://shop.example/?a=1&amp;b=2"' in alone
    assert alone.count("<details open") == 2
    there = Paper("https://reports.example/shop").copy(page, "weekly/2026-W46.html", {})
    assert '<a class="f" href="https://reports.example/shop/fact/1.html"' in there
    assert '<a class="near" href="https://r.example/w/n1.html">' in Paper("https://r.example").copy(
        '<a href="n1.html">8 %</a>', "w/2026-W46.html", {}
    )
    assert "<details open" not in Paper().copy(page, "a.html", {"page": "brief"})


def test_a_page_links_to_its_pdf_beside_it():
    public = "weekly/2026-W46/page=full.ko.html"
    made = with_link("<main>a</main>", public, "ko")
    assert 'href="page=full.ko.pdf"' in made
    assert "이 페이지를 PDF로" in made
    assert with_link("bare", public, "ko") == "bare"


def test_a_run_publishes_page_and_pdf_together(instant, chromium, tmp_path):
    seen = chromium.prints()
    made = instant(paper=Paper())
    assert made.pdf == tmp_path / "site" / pdf_of("weekly/2026-W46.html")
    assert made.pdf.read_bytes().startswith(b"%PDF-1.4")
    assert made.unprinted == ""
    assert "made by" in seen.read_text("utf-8")
    assert 'href="weekly/2026-W46.pdf"' in (tmp_path / "site" / "index.html").read_text("utf-8")
    again = instant()  # without paper: a PDF of another run must not stay beside the page
    assert (again.pdf, made.pdf.exists()) == (None, False)


def test_without_chromium_the_page_stands_and_the_run_says_so(instant, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    made = instant(paper=Paper())
    assert "made by" in made.page.read_text("utf-8")
    assert made.pdf is None
    assert made.unprinted.startswith("no Chromium on PATH; install one (Debian, Ubuntu: apt ")
    assert left(tmp_path) == ([made.run_id], [], [], [])


def test_a_mail_that_attaches_a_pdf_needs_one():
    mail = Mail(to=("a@shop.example",), attach="pdf")
    with pytest.raises(DefinitionError, match="the mail attaches 'pdf', but no PDF is made"):
        Defined(name="weekly", notebook="weekly", send=Delivery(mail=mail))
    Defined(name="weekly", notebook="weekly", pdf=True, send=Delivery(mail=mail))
