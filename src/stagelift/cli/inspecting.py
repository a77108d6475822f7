"""How `check` looks: at the definitions first, then at the data of each source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Timer
from typing import TYPE_CHECKING, Any

from stagelift.cli.counted import keep_rejected_arms, looked_at
from stagelift.cli.findings import absent_events, empty_audiences, example_mistakes
from stagelift.cli.inspection import Inspection, SourceCheck, located
from stagelift.cli.people import joined_in, matched, with_people
from stagelift.errors import DataError, EngineError, Issue

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.data.contract import Contract
    from stagelift.data.counts import Counts
    from stagelift.data.engine import Engine
    from stagelift.definitions import Definitions
    from stagelift.journey.evidence.coverage import Coverage

# More rejected rows than this are a data error (exit code 4); fewer are shown and counted.
TOLERATED_REJECTS = 0.01
PATIENCE_SECONDS = 5.0  # what takes longer is said, so that silence is not taken for a hang


def silent(name: str) -> None:
    """Says nothing of what takes long."""


@contextmanager
def watched(told: Callable[[str], None], name: str) -> Iterator[None]:
    """Says once that something takes long, while it does.

    Args:
        told: Says it, given the name; on another thread.
        name: What is read: a source, or empty for what is asked of all of them.
    """
    waiting = Timer(PATIENCE_SECONDS, told, [name])
    waiting.daemon = True
    waiting.start()
    try:
        yield
    finally:
        waiting.cancel()


def inspect(
    root: Path, asked: str | None = None, told: Callable[[str], None] = silent
) -> Inspection:
    """Reads every definition, then the data of every source whose mapping is valid.

    Args:
        root: The workspace.
        asked: The instant to read the data as of, as text; default as the workspace has it.
        told: Told the name of a source that takes long to read; empty for all of them together.

    Returns:
        All findings.

    Raises:
        ArgumentError: When the folder is no workspace.
    """
    from stagelift.definitions import read_workspace
    from stagelift.metrics.registry import KINDS
    from stagelift.metrics.standard import standard_metrics
    from stagelift.workspace.report_mistakes import report_mistakes

    definitions, issues = read_workspace(root, kinds=KINDS, standard=standard_metrics)
    beside = (*report_mistakes(definitions), *wrong_changes(root, definitions))
    found = Inspection(root, definitions, (*issues, *beside), advice=words_lacking(definitions))
    journey = definitions.journey
    if not journey.sources:
        return found
    from stagelift.data.engine import open_engine
    from stagelift.data.zones import to_us
    from stagelift.workspace import instant_of

    as_of = instant_of(asked, journey)
    try:
        engine = open_engine(journey, root)
    except (DataError, EngineError) as error:
        blocked = SourceCheck("all sources", "", problem=str(error))
        return replace(found, sources=(blocked,))
    try:
        return with_data(found, engine, to_us(as_of), told)
    finally:
        engine.close()


def with_data(
    found: Inspection, engine: Engine, as_of_us: int, told: Callable[[str], None] = silent
) -> Inspection:
    """The findings with those in the data.

    Args:
        found: Findings in the definitions.
        engine: Reads the sources.
        as_of_us: Only rows known before this instant are visible, µs.
        told: Told what takes long.

    Returns:
        The findings with mistakes in mappings, counts, and events that never occur in what could
        be read.
    """
    from stagelift.data.contract import Contract

    valid, unread, mistakes = readable(found.definitions, engine)
    journey = found.definitions.journey.model_copy(update={"sources": valid})
    journey, wrong_ids = with_people(journey, engine)
    mistakes = (*mistakes, *(located(issue, found.definitions) for issue in wrong_ids))
    contract = Contract(engine, journey, as_of_us)
    checks = {}
    for name, source in valid.items():
        with watched(told, name):
            checks[name] = checked(contract, name, source.role)
    with watched(told, ""):
        return together(replace(found, issues=(*found.issues, *mistakes)), contract, checks, unread)


def together(
    found: Inspection,
    contract: Contract,
    checks: dict[str, SourceCheck],
    unread: dict[str, SourceCheck],
) -> Inspection:
    """The findings with what all sources say together.

    Args:
        found: Findings in definitions and mappings.
        contract: The contract tables of all valid sources.
        checks: Findings of the sources that could be read.
        unread: Of those that could not.

    Returns:
        The findings with matches of customers, rejected rows, coverage and advice.
    """
    from stagelift.journey.evidence.lints import lints
    from stagelift.journey.segments.advice import segment_advice

    checks = matched(contract, checks)
    order = found.definitions.journey.sources
    sources = tuple((unread | checks)[name] for name in order if name in unread | checks)
    folder = found.root / ".stagelift" / "quarantine"
    spoilt = [n for n, one in unread.items() if one.role == "counts" and one.rejects]
    arms = [found.definitions.journey.sources[name] for name in spoilt]
    unkept = keep_rejected(contract, folder) or keep_rejected_arms(contract.engine, arms, folder)
    definitions = found.definitions
    wrong = tuple(example_mistakes(definitions))
    covered = covered_by(contract, definitions)
    rows = {one.event: one.n for one in covered.events} if covered else {}
    absent = (*absent_events(rows, definitions), *empty_audiences(contract, definitions))
    issues = (*found.issues, *wrong)
    found = replace(found, issues=issues, sources=sources, absent=absent, unkept=unkept)
    advice = lints(definitions, covered) if covered and not issues else ()
    advice = advice if issues else (*advice, *segment_advice(contract, definitions))
    advice = (*found.advice, *advice)
    return replace(found, joined=joined_in(contract), coverage=covered, advice=advice)


def keep_rejected(contract: Contract, folder: Path) -> str:
    """Writes the rejected rows to files; a folder that cannot be written does not stop `check`.

    Args:
        contract: The contract tables.
        folder: Where they are kept.

    Returns:
        Why they could not be kept; empty when they were.
    """
    try:
        contract.write_quarantine(folder)
    except (EngineError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return f"rejected rows were not kept in .stagelift/quarantine: {reason}"
    return ""


def readable(
    definitions: Definitions, engine: Engine
) -> tuple[dict[str, Any], dict[str, SourceCheck], tuple[Issue, ...]]:
    """The sources whose mapping fits their data, those that cannot be read, and the mistakes.

    Args:
        definitions: The workspace's definitions.
        engine: Reads the sources.

    Returns:
        Sources by name, findings by name, and mistakes with file and line.
    """
    from stagelift.data.mapping import check_source

    valid, unread = {}, {}
    mistakes: list[Issue] = []
    for name, source in definitions.journey.sources.items():
        if source.shape == "counts":  # n and k per arm: rows of no customer
            counts, problem, issues = looked_at(engine, source)
            unread[name] = SourceCheck(name, source.role, counts, problem or wrong_rows(counts))
            mistakes.extend(located(issue, definitions) for issue in issues)
            continue
        try:
            issues = check_source(engine, source)
        except (DataError, EngineError) as error:
            unread[name] = SourceCheck(name, source.role, problem=str(error))
            continue
        if issues:
            mistakes.extend(located(issue, definitions) for issue in issues)
        else:
            valid[name] = source
    return valid, unread, tuple(mistakes)


def checked(contract: Contract, name: str, role: str) -> SourceCheck:
    """The rows of one source by fate, and what is wrong with them.

    Args:
        contract: The contract tables.
        name: The source.
        role: What its rows are.

    Returns:
        The finding.
    """
    from stagelift.data.freshness import WATCHED_ROLES, source_freshness
    from stagelift.data.repeats import repeats_in

    try:
        [reading] = contract.readings(role, name)
        counts = contract.summary_of(reading.name).counts
        fresh = source_freshness(contract, reading.name) if role in WATCHED_ROLES else None
        repeats = repeats_in(reading, contract.as_of_us)
    except (DataError, EngineError) as error:
        return SourceCheck(name, role, problem=str(error))
    return SourceCheck(name, role, counts, wrong_rows(counts), fresh=fresh, repeats=repeats)


def wrong_rows(counts: Counts | None) -> str:
    """What is wrong with a source's rows, or nothing.

    Args:
        counts: Its rows by fate, or None when it could not be read.

    Returns:
        A clause; empty when so few rows are rejected that they are only counted.
    """
    from stagelift.data.reading import UNIDENTIFIED

    if counts is None:
        return ""
    faults = {why: rows for why, rows in counts.rejected.items() if why != UNIDENTIFIED}
    rejected = sum(faults.values())
    if counts.rows and not counts.kept:
        return f"none of {counts.rows:,} rows can be used"
    if rejected > TOLERATED_REJECTS * counts.rows:
        return f"{100 * rejected / counts.rows:.1f} % of its rows are rejected"
    return ""


def wrong_changes(root: Path, definitions: Definitions) -> tuple[Issue, ...]:
    """The mistakes of `changes.yaml`.

    Args:
        root: The workspace.
        definitions: Say which stages there are.

    Returns:
        Mistakes with file and line; none without the file.
    """
    from stagelift.reports.changes import changes_in

    return changes_in(root, definitions)[1]


def words_lacking(definitions: Definitions) -> tuple[Issue, ...]:
    """Labels and notes of changes that lack a language in which pages are made.

    Args:
        definitions: The workspace's definitions.

    Returns:
        One issue each, with file and line.
    """
    from stagelift.definitions.label_lints import untranslated
    from stagelift.reports.changes import untranslated_changes

    return (*untranslated(definitions), *untranslated_changes(definitions))


def covered_by(contract: Contract, definitions: Definitions) -> Coverage | None:
    """What the definitions make of the events that could be read.

    Args:
        contract: The contract tables of all valid sources.
        definitions: What names events.

    Returns:
        The coverage; None when the events cannot be read, which is said of their source.
    """
    from stagelift.journey.evidence.coverage import coverage

    try:
        return coverage(contract, definitions)
    except (DataError, EngineError):
        return None
