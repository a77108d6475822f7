"""Pages published by the runner itself, and a browser that looks at them; both made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import needed
import stagelift
from pages import verdicts
from pages.plainly import executed
from pages.survey import Seen, kind_of, language_of, pages_of, survey
from pages.texts import HOSTILE
from stagelift.demo.world import make
from stagelift.errors import ReportError
from stagelift.reports import execute

ROOT = Path(__file__).parents[2]
FOLDERS = ("experiments", "messages", "metrics", "notebooks", "reports")
FILES = ("changes.yaml", "journey.yaml")
CUSTOMERS = 3_000


@dataclass(frozen=True)
class Published:
    """The folders of two sites: the demo shop's, and one whose labels are hostile.

    A run that fails leaves its message, so that the other pages are looked at all the same.
    Of the pages by verdict there is one for each language.
    """

    shop: Path
    hostile: Path
    verdicts: dict[str, Path]
    failed: tuple[str, ...]


@dataclass
class Visit:
    """An open page, and what it said, asked for or popped up, as a reader would meet it."""

    page: Any
    heard: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium, where there is also what drives it."""
    found = needed.chromium()
    for name in ("axe_playwright_python", "playwright", "pypdf"):
        reason = f"no {name} here (make pages-check installs the extra 'pages')"
        needed.need(find_spec(name), reason, without="STAGELIFT_NO_BROWSER")
    return found


def workspace(folder: Path) -> Path:
    """A copy of the repository's own workspace, without data."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def published(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Every report of a small demo shop in every language, printed too; then a hostile one."""
    shop = workspace(tmp_path_factory.mktemp("shop"))
    make(shop, customers=CUSTOMERS)
    with stagelift.open(shop) as opened:
        names = [name for name in opened.definitions.reports if name != "weekly"]
    weekly = [{"name": "weekly", "page": page} for page in ("full", "brief")]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(execute, "execute", executed)
        failed = publish(shop, [*({"name": name} for name in names), *weekly], printed="weekly")
        hostile = workspace(tmp_path_factory.mktemp("hostile"))
        shutil.copytree(shop / "data", hostile / "data")
        make_hostile(hostile)
        failed += publish(
            hostile,
            [
                {"name": "weekly", "language": "en", "page": "full"},
                {"name": "readout", "language": "en", "experiment": "cart_reminder"},
            ],
        )
    by_verdict = verdicts.write(tmp_path_factory.mktemp("verdicts"))
    return Published(shop / "site", hostile / "site", by_verdict, failed)


def publish(root: Path, wanted: list[dict[str, str]], *, printed: str = "") -> tuple[str, ...]:
    """What the runs that failed said, and why what was to be printed was not."""
    failed: list[str] = []
    with stagelift.open(root) as opened:
        for run in wanted:
            try:
                made = opened.run_report(**run, pdf=run["name"] == printed)
            except ReportError as error:
                failed.append(str(error))
            else:
                failed += [each.unprinted for each in made if each.unprinted]
    return tuple(failed)


def make_hostile(root: Path) -> None:
    """Puts the hostile texts in their places."""
    for name, label, text in HOSTILE:
        path, said = root / name, (root / name).read_text(encoding="utf-8")
        assert said.count(label) == 1, f"{name}: '{label}' occurs {said.count(label)} times"
        path.write_text(
            said.replace(label, yaml_text(text) if "{" in label else text), encoding="utf-8"
        )


def yaml_text(text: str) -> str:
    """The text between single quotes, as YAML reads it."""
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture(scope="session")
def browser(chromium: str, published: Published) -> Iterator[Any]:
    """A headless browser, started when the sites are made: its loop would disturb the kernels'."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=["--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def looked(published: Published) -> dict[Path, str]:
    """A page of each kind in each language, and one of each verdict: path → kind.

    The heaviest of its kind; of the facts, rows of one form by the hundred, the lightest.
    """
    chosen: dict[tuple[str, str], Path] = {}
    for path in sorted(pages_of(published.shop), key=lambda path: path.stat().st_size):
        key = kind_of(path, published.shop), language_of(path)
        chosen[key] = chosen.get(key, path) if key[0] == "facts of a page" else path
    found = {path: kind for (kind, _), path in chosen.items()}
    by_verdict = {path: key.partition(".")[0] for key, path in published.verdicts.items()}
    return found | {path: f"readout, {verdict}" for path, verdict in by_verdict.items()}


@pytest.fixture(scope="session")
def seen(looked: dict[Path, str], browser: Any) -> tuple[Seen, ...]:
    """Each of these pages, looked at once on all screens."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe().axe_script
    with visiting(browser) as visit:
        return tuple(survey(kind, path, visit, axe) for path, kind in looked.items())


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a page in a fresh context that lasts until the next one, with the context's options."""
    with visiting(browser) as go:
        yield go


@contextmanager
def visiting(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a page in a fresh context that lasts until the next one, with the context's options."""
    contexts: list[Any] = []

    def go(path: Path, *, width: int = 860, **options: Any) -> Visit:
        while contexts:
            contexts.pop().close()
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        visited = Visit(context.new_page())
        listen(visited, path.as_uri())
        visited.page.goto(path.as_uri())
        return visited

    yield go
    while contexts:
        contexts.pop().close()


def listen(visited: Visit, address: str) -> None:
    """Notes everything a quiet page does not do."""
    page, heard = visited.page, visited.heard

    def popped(dialog: Any) -> None:
        heard.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def asked(request: Any) -> None:
        if request.url != address:
            heard.append(f"request: {request.url}")

    page.on("dialog", popped)
    page.on("request", asked)
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
