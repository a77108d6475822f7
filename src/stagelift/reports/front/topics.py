"""What stands in one row of the front page: a report about one subject, in all its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.reports.index import Entry
    from stagelift.reports.manifest import Manifest

ASIDE = ("language=", "page=")  # what sets pages of one row apart


@dataclass(frozen=True, slots=True)
class Topic:
    """A report about one subject: its brief and full pages in every language.

    Args:
        report: Id of the report.
        subject: Label of the period, or id of the experiment.
        more: Other parameters that differ from their defaults, as the key writes them.
        entries: The state of each page.
    """

    report: str
    subject: str
    more: str
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The subject, and what differs from the defaults."""
        return f"{self.subject} {self.more}".strip()

    def shown(self, language: str) -> Entry:
        """The page that speaks for the row: published, in the language, brief."""

        def rank(entry: Entry) -> tuple[bool, bool, bool]:
            other = language_of(entry.run, "en") != language
            return entry.good is None, other, kind_of(entry.run) == "full"

        return min(self.entries, key=rank)

    @property
    def broken(self) -> Entry | None:
        """The page that is stale or failed, the longest."""
        found = [entry for entry in self.entries if entry.failure is not None]
        return min(
            found, key=lambda entry: str(entry.failure and entry.failure.finished), default=None
        )

    @property
    def state(self) -> str:
        """`ok`, `stale` or `failed`: the worst of its pages."""
        states = {entry.state for entry in self.entries}
        return next(state for state in ("failed", "stale", "ok") if state in states)


def language_of(run: Manifest, default: str) -> str:
    """The language of a run's page."""
    told = run.page.get("language") or run.stable.parameters.get("language")
    return str(told or default)


def kind_of(run: Manifest) -> str:
    """`brief`, `full`, or nothing for a report of one page."""
    return str(run.page.get("page") or run.stable.parameters.get("page") or "")


def topics(entries: Iterable[Entry]) -> tuple[Topic, ...]:
    """The entries by report and subject, in their order.

    Args:
        entries: One a key, in the order of the index.

    Returns:
        The rows.
    """
    found: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        run = entry.run
        words = run.key.removeprefix(f"{run.stable.report} {run.stable.period}").split()
        more = " ".join(word for word in words if not word.startswith(ASIDE))
        found.setdefault((run.stable.report, run.stable.period, more), []).append(entry)
    return tuple(Topic(*key, tuple(each)) for key, each in found.items())


def newest(rows: Sequence[Topic], language: str) -> Mapping[str, Manifest]:
    """The page that speaks for each report now: the one made last, in a language where it can.

    Args:
        rows: The rows.
        language: Language of the reader.

    Returns:
        Report → run.
    """
    found: dict[str, Manifest] = {}
    for row in rows:
        run = row.shown(language).good
        if run is not None and row.report not in found:
            found[row.report] = run
    return found


def telling(rows: Sequence[Topic], language: str) -> Mapping[str, Manifest]:
    """The pages that tell of experiments now: each report's newest, and each experiment's own.

    Args:
        rows: The rows.
        language: Language of the reader.

    Returns:
        Report, or report and subject, → run.
    """
    found = dict(newest(rows, language))
    for row in rows:
        run = row.shown(language).good
        if run is not None and "experiment" in run.page:
            found[f"{row.report} {row.name}"] = run
    return found


def known_at(run: Manifest) -> tuple[str, str]:
    """What orders pages by what they know: the instant they rest on, then when they were made."""
    return str(run.page.get("as_of") or ""), run.finished


def trials_of(runs: Mapping[str, Manifest]) -> tuple[Mapping[str, Any], ...]:
    """The experiments the newest pages tell of, each once, as the page tells that knows most.

    A page made later as of an earlier instant says how an experiment stood, not how it stands.

    Args:
        runs: Report → run.

    Returns:
        Mappings with `name`, `label`, `state`, `owner`, `by`, `overdue` and `ends`.
    """
    known: dict[str, Mapping[str, Any]] = {}
    for run in sorted(runs.values(), key=known_at, reverse=True):
        for trial in run.page.get("trials") or ():
            known.setdefault(str(trial.get("name")), trial)
    return tuple(known.values())
