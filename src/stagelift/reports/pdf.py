"""A page printed by headless Chromium: tagged, fonts embedded, equal bytes for an equal page."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOSEN = "STAGELIFT_CHROMIUM"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 60
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers give 64 MB there, and a page then comes out blank
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # the page asks for nothing; nor does the browser
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)
_DATE = re.compile(rb"/(Creation|Mod)Date \(D:\d{14}\+00'00'\)")


def find_browser(environment: Mapping[str, str] | None = None) -> str:
    """The browser that prints: the one STAGELIFT_CHROMIUM names, else the first on PATH.

    Args:
        environment: Where the variables are looked up; the process's own by default.

    Returns:
        The path of its program.

    Raises:
        ReportError: There is none; the message names the package that brings it.
    """
    known = os.environ if environment is None else environment
    chosen = known.get(CHOSEN, "")
    names = (chosen,) if chosen else BROWSERS
    for name in names:
        if found := shutil.which(name, path=known.get("PATH", os.defpath)):
            return found
    if chosen:
        raise ReportError(f"{CHOSEN} names '{chosen}', which is no program here")
    raise ReportError(
        "no Chromium on PATH; install one (Debian, Ubuntu: apt install chromium fonts-nanum) "
        f"or name it in {CHOSEN}"
    )


def print_page(html: str, *, at: datetime | None, seconds: float = SECONDS) -> bytes:
    """The page as a PDF on A4, as its style sheet prints it.

    The browser has a profile of its own that is gone afterwards, no network, and no script: the
    page's policy allows none. The date in the file is the instant the page knows of, not that of
    the printing, so that an equal page has equal bytes under the same browser and fonts.

    Args:
        html: The page; what it shows stands in it.
        at: The instant the page knows of; None leaves 1 January 2000.
        seconds: What the browser may take.

    Returns:
        The content of the file.

    Raises:
        ReportError: There is no Chromium, no Korean font for a Korean page, the browser failed or
            was killed, the time was over, or what it wrote is not a whole, tagged PDF.
    """
    browser = find_browser()
    if 'lang="ko"' in html[:200]:
        _check_korean()
    with tempfile.TemporaryDirectory(prefix="stagelift-pdf-", ignore_cleanup_errors=True) as kept:
        folder = Path(kept)
        page, printed = folder / "page.html", folder / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [browser, *QUIET, *_as_root(), f"--user-data-dir={folder / 'profile'}"]
        _run([*command, f"--print-to-pdf={printed}", page.as_uri()], folder, seconds)
        content = printed.read_bytes() if printed.is_file() else b""
    return dated(_whole(content), at or datetime(2000, 1, 1, tzinfo=UTC))


def dated(content: bytes, at: datetime) -> bytes:
    """The PDF with the instant as its dates, of the same length.

    Args:
        content: A PDF as Chromium writes it.
        at: The instant, with its offset.

    Returns:
        The PDF; nothing else differs.

    Example:
        >>> dated(b"/ModDate (D:20261122141910+00'00')", datetime(2026, 11, 15, tzinfo=UTC))
        b"/ModDate (D:20261115000000+00'00')"
    """
    digits = at.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode()
    return _DATE.sub(rb"/\g<1>Date (D:" + digits + rb"+00'00')", content)


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """The browser has ended well; it and all it started are gone in any case."""
    own_group = os.name != "nt"
    said = folder / "said.txt"  # not a pipe: what the browser started could keep it open
    with said.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - a program found on PATH, without a shell
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=own_group
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise ReportError(f"Chromium did not end within {seconds:g} s") from None
        finally:
            _end(process, own_group=own_group)
    if code < 0:
        raise ReportError(f"Chromium was killed ({signal.Signals(-code).name})")
    if code:
        raise ReportError(f"Chromium ended with {code}: {_last(said)}")


def _end(process: subprocess.Popen[bytes], *, own_group: bool) -> None:
    """The browser's processes are gone."""
    with contextlib.suppress(ProcessLookupError):
        if own_group:
            os.killpg(process.pid, signal.SIGKILL)
        elif process.poll() is None:
            process.kill()
    process.wait()


def _as_root() -> tuple[str, ...]:
    """Chromium refuses its sandbox to root; the page holds no script it would have to hold back."""
    return ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()


def _check_korean() -> None:
    """A Korean font is there, where the system can tell: without one every letter is a box."""
    if (program := shutil.which("fc-list")) is None:
        return
    found = subprocess.run(  # noqa: S603 - a program found on PATH, without a shell
        [program, ":lang=ko", "family"], check=False, capture_output=True, timeout=SECONDS
    )
    if found.returncode == 0 and not found.stdout.strip():
        raise ReportError(
            "no Korean font here; install one (Debian, Ubuntu: apt install fonts-nanum)"
        )


def _whole(content: bytes) -> bytes:
    """The content when it is a whole PDF with its structure."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-32:]:
        raise ReportError("Chromium wrote no whole PDF")
    if b"/StructTreeRoot" not in content:
        raise ReportError("Chromium wrote a PDF without tags; a newer Chromium is needed")
    return content


def _last(said: Path) -> str:
    """The last line the browser printed."""
    lines = said.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "no reason given")
