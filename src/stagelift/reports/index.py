"""The index page: what runs, what waits, and every report by period with its state."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from stagelift.files import swap
from stagelift.reports.manifest import FILE, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LOCK_SECONDS = 60

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Reports",
        "running": "Running now",
        "waiting": "Waiting for you",
        "made": "made {at} UTC",
        "ok": "current",
        "stale": "stale since {since} UTC: {reason}",
        "failed": "failed {since} UTC: {reason}",
        "nothing": "No page yet.",
        "none": "No report has been published yet.",
    },
    "ko": {
        "title": "보고서",
        "running": "진행 중",
        "waiting": "결정 대기",
        "made": "{at} UTC 작성",
        "ok": "최신",
        "stale": "{since} UTC부터 갱신 안 됨: {reason}",
        "failed": "{since} UTC 실패: {reason}",
        "nothing": "아직 페이지가 없습니다.",
        "none": "아직 발행된 보고서가 없습니다.",
    },
}


@dataclass(frozen=True, slots=True)
class Entry:
    """The state of one key: its last published run, and a failure since then.

    Args:
        good: The last published run, None when there was none.
        failure: The first failed run after it, None when there was none.
    """

    good: Manifest | None
    failure: Manifest | None

    @property
    def run(self) -> Manifest:
        """The published run, or the failed one when there is no other."""
        found = self.good or self.failure
        if found is None:
            raise ValueError("an entry needs a run")
        return found

    @property
    def state(self) -> str:
        """`ok`, `stale` (a page stands, but a later run failed) or `failed`."""
        if self.failure is None:
            return "ok"
        return "stale" if self.good else "failed"


def read_manifests(runs: Path) -> tuple[Manifest, ...]:
    """The manifests of all finished runs, oldest first.

    Args:
        runs: The folder of runs; failed ones stand under `_failed`.

    Returns:
        The manifests in the order in which the runs ended.
    """
    files = [*runs.glob(f"[!_]*/{FILE}"), *runs.glob(f"_failed/*/{FILE}")]
    found = (Manifest.from_json(file.read_text(encoding="utf-8")) for file in files)
    return tuple(sorted(found, key=lambda run: (run.finished, run.run_id)))


def entries(manifests: Iterable[Manifest]) -> tuple[Entry, ...]:
    """One entry a key: reports in alphabetical order, the newest period first.

    Args:
        manifests: Finished runs, oldest first.

    Returns:
        The entries.
    """
    good: dict[str, Manifest] = {}
    failure: dict[str, Manifest] = {}
    for run in manifests:
        if run.status == "ok":
            good[run.key] = run
            failure.pop(run.key, None)
        else:
            failure.setdefault(run.key, run)
    keys = good.keys() | failure.keys()
    found = sorted((Entry(good.get(key), failure.get(key)) for key in keys), key=_name)
    newest = sorted(found, key=lambda entry: entry.run.stable.period, reverse=True)
    return tuple(sorted(newest, key=lambda entry: entry.run.stable.report))


def build_index(root: Path, site: Path, *, language: str = "en") -> Path:
    """The index page stands in the site, made from the manifests alone.

    Args:
        root: The workspace.
        site: Folder of the public pages.
        language: Language of the index: en or ko; another one reads as en.

    Returns:
        `site/index.html`.
    """
    from filelock import FileLock

    lock = root / ".stagelift" / "locks" / "index.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    path = site / "index.html"
    with FileLock(lock, timeout=LOCK_SECONDS):  # the last to write has read every manifest
        found = entries(read_manifests(root / ".stagelift" / "runs"))
        words = _WORDS.get(language, _WORDS["en"])
        swap(path, wrap(words["title"], index_body(found, site, words), language))
    return path


def wrap(title: str, body: str, language: str) -> str:
    """A document of the site around a body, in the look of the pages.

    Args:
        title: Title, plain text.
        body: HTML.
        language: Language of the document.

    Returns:
        One self-contained HTML document.
    """
    from stagelift.reports import page

    return page.wrap(title, body, language)


def index_body(found: tuple[Entry, ...], site: Path, words: Mapping[str, str]) -> str:
    """The body of the index.

    Args:
        found: The entries, in order.
        site: Folder of the public pages: only what is there is linked.
        words: The words of the language.

    Returns:
        HTML; every text from data or definitions is escaped.
    """
    parts = [f"<h1>{escape(words['title'])}</h1>"]
    if not found:
        parts.append(f"<p>{escape(words['none'])}</p>")
    for name in ("running", "waiting"):
        if lines := _lines(found, name):
            items = "".join(f"<li>{escape(line)}</li>" for line in lines)
            parts.append(f"<section><h2>{escape(words[name])}</h2><ul>{items}</ul></section>")
    for report in dict.fromkeys(entry.run.stable.report for entry in found):
        rows = [_row(e, site, words) for e in found if e.run.stable.report == report]
        parts.append(f"<section><h2>{escape(report)}</h2><dl>{''.join(rows)}</dl></section>")
    return "\n".join(parts)


def _lines(found: tuple[Entry, ...], name: str) -> tuple[str, ...]:
    """The rows the newest page of each report gives for a section, each once."""
    newest: dict[str, Manifest] = {}
    for entry in found:
        if entry.good:
            newest.setdefault(entry.good.stable.report, entry.good)
    lines = (str(line) for run in newest.values() for line in run.page.get(name) or ())
    return tuple(dict.fromkeys(lines))


def _row(entry: Entry, site: Path, words: Mapping[str, str]) -> str:
    """One key as a row: period, what its page says and why it is old, state and time."""
    run = entry.run
    label = escape(_name(entry))
    linked = entry.good is not None and (site / run.public).is_file()
    link = f'<a href="{quote(run.public)}">{label}</a>' if linked else label
    lines = [escape(str(run.page.get("headline") or "") if entry.good else words["nothing"])]
    if entry.failure:
        since, reason = _minute(entry.failure.finished), entry.failure.error
        said = escape(words[entry.state].format(since=since, reason=reason))
        lines.append(f'<small class="outside">{said}</small>')
    if entry.good:
        made = words["made"].format(at=_minute(entry.good.finished))
        state = "" if entry.failure else words["ok"]
        known = [escape(str(text)) for text in (run.page.get("status"), state, made) if text]
        if run.pdf and (site / run.pdf).is_file():
            known.append(f'<a href="{quote(run.pdf)}" type="application/pdf">PDF</a>')
        lines.append(f"<small>{' · '.join(known)}</small>")
    return f'<div class="{entry.state}"><dt>{link}</dt><dd>{"<br>".join(lines)}</dd></div>'


def _name(entry: Entry) -> str:
    """The key without the report: the period, and what differs from the defaults."""
    run = entry.run
    return run.key.removeprefix(f"{run.stable.report} ")


def _minute(instant: str) -> str:
    """An ISO instant to the minute."""
    return instant[:16].replace("T", " ")
