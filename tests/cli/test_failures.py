"""What goes wrong while a report is made or sent: what is said, the exit code, what stands."""

from __future__ import annotations

import errno
import http.server
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread

import nbformat
import pytest

from pages.plainly import executed
from stagelift import files
from stagelift.reports import execute
from stagelift.reports.job import RunOptions
from stagelift.workspace import runs

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "reports" / "failures.md"
BEGIN, END = "<!-- failures: begin -->", "<!-- failures: end -->"
HEADER = (
    "| what goes wrong | what the command says | exit code | what is published |\n|---|---|--:|---|"
)
BOOK = """
from stagelift.reports.prose import Fact, FactBook
book = FactBook()
_ = book.record(Fact(name="order", metric="order", period=period, value=0.25, n=80, k=20,
                     low=0.17, high=0.36, unit="share"))
"""
PAIR = """
_ = book.record(Fact(name="share", metric="order", measure="level", period=period, value=0.5,
                     n=80, k=20, unit="share"))
"""
FINISH = """
import json, os, pathlib
from IPython.display import HTML
folder = pathlib.Path(os.environ["STAGELIFT_RUN_DIR"])
fact = {"metric": "churn", "measure": "level", "period": period, "value": 0.25, "status": "ok"}
_ = (folder / "facts.json").write_text(json.dumps([fact]))
page = {"title": "Weekly", "headline": "Quiet", "language": language, "zone": "Asia/Seoul"}
_ = (folder / "page.json").write_text(json.dumps(page))
HTML(f"<h1>{folder.name}</h1>")
"""
WEEK = ("report", "run", "weekly", "--period", "2026-W45")
KILLED = """
import os, signal, sys
from stagelift import files
from stagelift.cli import main
replace = files.replace
def killed(staged, path):
    if path.name == "2026-W45.html":
        os.kill(os.getpid(), signal.SIGKILL)
    replace(staged, path)
files.replace = killed
main(sys.argv[1:])
"""
REPORT = """\
notebook: own
every: Monday 08:00
send:
  mail: {to: [vp@shop.example], from: reports@shop.example}
  slack: $HOOK_URL
"""


@dataclass
class Shop:
    """The workspace, its commands, and what stands in its site."""

    root: Path
    command: Callable[..., tuple[int, str]]
    patched: pytest.MonkeyPatch

    @property
    def page(self) -> Path:
        return self.root / "site" / "weekly" / "2026-W45.html"

    def notebook(self, breaks: str = "") -> None:
        """The report's notebook, with a cell that breaks it."""
        v4 = nbformat.v4
        declared = 'period: str = "last-week"  # the week\nlanguage: str = "en"  # of the page'
        cells = [v4.new_code_cell(declared, metadata={"tags": ["parameters"]})]
        sources = [BOOK if "book" in breaks else "", breaks, FINISH]
        cells += [v4.new_code_cell(source.strip()) for source in sources if source]
        path = self.root / "notebooks" / "own.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(v4.new_notebook(cells=cells), path)

    def run(self, breaks: str, *words: str) -> tuple[int, str]:
        self.notebook(breaks)
        with pytest.MonkeyPatch.context() as patched:
            if not breaks:  # nothing of what is tested then happens in the kernel
                patched.setattr(execute, "execute", executed)
            return self.command(self.root, *WEEK, *words)


@pytest.fixture
def weekly(shop, run, monkeypatch):
    """The corner shop with a report of its own, and its good page."""
    (shop / "reports" / "weekly.yaml").write_text(REPORT, encoding="utf-8")

    def command(*words):
        result = run(*words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result.exit_code, result.output + result.stderr

    made = Shop(shop, command, monkeypatch)
    assert made.run("")[0] == 0
    return made


def a_time_out(shop: Shop) -> tuple[int, str]:
    shop.patched.setattr(runs, "RunOptions", partial(RunOptions, timeout_seconds=4))
    return shop.run("import time\ntime.sleep(9)")


def a_full_disk(shop: Shop) -> tuple[int, str]:
    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    shop.patched.setattr(files.os, "fsync", full)
    return shop.run("")


def a_kill(shop: Shop) -> tuple[int, str]:
    """A process killed while it publishes; the next run publishes what it left."""
    shop.notebook()
    command = [sys.executable, "-c", KILLED, "-C", str(shop.root), *WEEK]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    return 128 - done.returncode, done.stdout + done.stderr  # as a shell counts it


def an_open_period(shop: Shop) -> tuple[int, str]:
    return shop.command(shop.root, *WEEK, "--as-of", "2026-11-07")


def a_notebook_cut_off(shop: Shop) -> tuple[int, str]:
    path = shop.root / "notebooks" / "own.ipynb"
    path.write_bytes(path.read_bytes()[:200])
    return shop.command(shop.root, *WEEK)


def values_it_does_not_take(shop: Shop) -> tuple[int, str]:
    text = f"{REPORT}parameters: {{wek: 4, language: ko}}\n"
    (shop.root / "reports" / "weekly.yaml").write_text(text, encoding="utf-8")
    return shop.command(shop.root, *WEEK)


def no_mail_server(shop: Shop) -> tuple[int, str]:
    shop.patched.setenv("STAGELIFT_SMTP_URL", "smtp://127.0.0.1:9")
    return shop.command(shop.root, "send", "weekly", "--to", "mail")


def a_webhook_that_fails(shop: Shop) -> tuple[int, str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500)
            self.end_headers()
            self.wfile.write(b"no_service")

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        shop.patched.setenv("HOOK_URL", f"http://127.0.0.1:{server.server_port}/T0/secret")
        found = shop.command(shop.root, "send", "weekly", "--to", "slack")
        server.shutdown()
    assert "secret" not in found[1]
    return found


def sent_to(shop: Shop, place: str) -> tuple[int, str]:
    report = shop.root / "reports" / "weekly.yaml"
    report.write_text(f"{REPORT}  folder: {place}\n", encoding="utf-8")
    return shop.command(shop.root, "send", "weekly", "--to", "folder")


def a_folder_below_a_file(shop: Shop) -> tuple[int, str]:
    return sent_to(shop, "journey.yaml/out")


def a_full_folder(shop: Shop) -> tuple[int, str]:
    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    shop.patched.setattr(files.os, "fsync", full)
    found = sent_to(shop, "out")
    assert not [path for path in (shop.root / "out").rglob("*") if path.is_file()]
    return found


def no_chromium(shop: Shop) -> tuple[int, str]:
    shop.patched.setenv("PATH", str(shop.root))
    return shop.run("", "--pdf")


def a_killed_chromium(shop: Shop) -> tuple[int, str]:
    program = shop.root / "chromium"
    program.write_text("#!/bin/sh\nkill -KILL $$\n", encoding="utf-8")
    program.chmod(0o755)
    return no_chromium(shop)


def stops(cell: str) -> Callable[[Shop], tuple[int, str]]:
    """A run whose notebook has this cell."""
    return lambda shop: shop.run(cell)


STAYS = "the last good page; the index says since when it is stale"
KEPT = "the last good page"
NEW = "the new page, without a PDF"
FINISHED = f"{KEPT}; the next run publishes the new one"
CASES = {
    "a claim the numbers do not support": (
        stops('book.claim("holds in every segment", False)'),
        1,
        STAYS,
    ),
    "a sentence over a number that is not there": (stops('book.say("{ordr:.1%}")'), 1, STAYS),
    "two numbers that contradict each other": (stops(PAIR), 1, STAYS),
    "a cell that fails": (stops("raise ValueError(f'no rows for {period}')"), 1, STAYS),
    "a kernel that dies": (stops("import os\nos._exit(7)"), 1, STAYS),
    "a notebook that takes too long": (a_time_out, 1, STAYS),
    "a full disk": (a_full_disk, 1, KEPT),
    "a kill while the page is published": (a_kill, 137, FINISHED),
    "a period that is not closed": (an_open_period, 3, KEPT),
    "a notebook that is cut off": (a_notebook_cut_off, 2, KEPT),
    "values the notebook does not take": (values_it_does_not_take, 2, KEPT),
    "no Chromium to print with": (no_chromium, 1, NEW),
    "Chromium is killed": (a_killed_chromium, 1, NEW),
    "a mail server that does not answer": (no_mail_server, 1, KEPT),
    "a webhook that answers 500": (a_webhook_that_fails, 1, KEPT),
    "a folder to send to that lies below a file": (a_folder_below_a_file, 1, KEPT),
    "a full disk where the pages are sent to": (a_full_folder, 1, KEPT),
}


def standing(shop: Shop, before: str) -> str:
    """What is published after a failure, in the words of the table."""
    page = shop.page.read_text("utf-8")
    index = (shop.root / "site" / "index.html").read_text("utf-8")
    assert not shop.page.with_suffix(".pdf").exists()
    if page != before:
        return NEW
    if 'class="stale"' in index:
        return STAYS
    if list(shop.root.glob(".stagelift/runs/_running/*/*/manifest.json")):
        shop.notebook()
        assert shop.command(shop.root, *WEEK)[0] == 0
        assert shop.page.read_text("utf-8") != before
        assert len(list(shop.root.glob(".stagelift/runs/[!_]*"))) == 3  # the killed one too
        return FINISHED
    return KEPT


def plain(said: str, root: Path) -> str:
    """What a command said, without ids and places of this one run."""
    lines = [line for line in said.splitlines() if not line.startswith(("Published ", "Next: "))]
    text = " ".join(dict.fromkeys(line.strip() for line in lines)).replace(f"{root}/", "")
    text = re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{8}", "RUN", text)
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", text).replace("|", "\\|")


FOUND: dict[str, str] = {}


@pytest.mark.parametrize("name", CASES)
def test_a_failure_is_said_and_costs_no_page(weekly, name):
    fails, code, stands = CASES[name]
    before = weekly.page.read_text("utf-8")
    found, said = fails(weekly)
    weekly.patched.undo()
    assert (found, standing(weekly, before)) == (code, stands), said
    words = plain(said, weekly.root) or "(nothing: it was killed)"
    FOUND[name] = f"| {name} | {words} | {code} | {stands} |"


def test_the_documentation_shows_these_failures():
    if set(FOUND) != set(CASES):
        pytest.skip("only some of the failures were tried")
    table = "\n".join([HEADER, *(FOUND[name] for name in CASES)])
    text = PAGE.read_text("utf-8")
    shown = f"{BEGIN}\n{table}\n{END}"
    if os.environ.get("STAGELIFT_UPDATE_DOCS"):
        PAGE.write_text(text.partition(BEGIN)[0] + shown + text.partition(END)[2], "utf-8")
        text = PAGE.read_text("utf-8")
    assert shown in text
