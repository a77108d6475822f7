"""Data looked at through a proposed source: what would be read, kept, rejected and matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.counts import Counts
from stagelift.data.engine import Engine, connection_of, open_engine
from stagelift.data.identities import identities_of
from stagelift.data.mapping import check_source
from stagelift.data.matching import Match, match_rates
from stagelift.data.vocabulary import event_rows
from stagelift.definitions import Journey, Source
from stagelift.errors import ArgumentError, DataError, EngineError, Issue
from stagelift.workspace.connecting.place import Place, find_place, without
from stagelift.workspace.connecting.profile import profile
from stagelift.workspace.connecting.proposal import Proposal, propose
from stagelift.workspace.connecting.stages import StageEvents, unopened_stages
from stagelift.workspace.connecting.wishes import Wishes, refuse_wishes

if TYPE_CHECKING:
    from stagelift.data.reading import Reading

MOST_FILES_COMPARED = 100
SHOWN_VALUES = 3  # examples of values that cannot be read


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at a place, and the source proposed for it.

    Args:
        proposal: The source.
        issues: Mistakes in the mapping, found by looking at the columns.
        counts: Rows by fate; None while there are problems or mistakes.
        events: Events with their rows, the most frequent first; empty for other roles.
        span: First and last visible instant, µs; None without any.
        match: Its customers and those other sources know; None where there is no other source.
        unread: Reason of rejection to values that could not be read.
        not_compared: Other sources that could not be looked at.
        stages: Stages that no event of the data opens.
    """

    proposal: Proposal
    issues: tuple[Issue, ...] = ()
    counts: Counts | None = None
    events: Mapping[str, int] = field(default_factory=dict)
    span: tuple[int, int] | None = None
    match: Match | None = None
    unread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_compared: tuple[str, ...] = ()
    stages: tuple[StageEvents, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What `connect` was asked.

    Args:
        written: The path, table or model.
        wishes: What the user said about it.
        model: The model of a manifest.
        accept: Called with the source's name before rows are counted; it may refuse by raising.
    """

    written: str
    wishes: Wishes
    model: str | None = None
    accept: Callable[[str], object] = str


def look(root: Path, journey: Journey, asked: Asked, as_of_us: int) -> Look:
    """What is at a place, and what it would mean to the journey.

    Args:
        root: The workspace.
        journey: Its journey.
        asked: The place and what was said about it.
        as_of_us: Only rows known before this instant are visible, µs.

    Returns:
        The proposal with what it would read.

    Raises:
        ArgumentError: Nothing is there, or an argument names what does not exist.
        DataError: The data cannot be read.
        EngineError: The engine refused, or a server does not answer.
    """
    refuse_wishes(asked.wishes)
    place = find_place(asked.written, root, journey, asked.model)
    engine = _engine(place, journey, root)
    try:
        place = _of_one_kind(engine, place)
        columns = profile(engine, _draft(place.read, place.name), place.meanings)
        events = [event for stage in journey.stages.values() for event in _events(stage)]
        proposal = propose(place, columns, journey, asked.wishes, events)
        asked.accept(proposal.name)
        if proposal.source is None:
            return Look(proposal)
        issues = check_source(engine, proposal.source)
        return Look(proposal, issues) if issues else _read(engine, journey, proposal, as_of_us)
    finally:
        engine.close()


def _events(stage: object) -> tuple[str, ...]:
    pattern = getattr(stage, "enter", None)
    return pattern.events if pattern is not None else ()


def _draft(read: str, name: str) -> Source:
    """A source by which the engine finds the data before their columns are known."""
    return Source(name=name, read=read, role="customers", columns={"customer": "row"})


def _engine(place: Place, journey: Journey, root: Path) -> Engine:
    """The engine of the place, which the journey's other sources must share."""
    for name, source in journey.sources.items():
        try:
            there = connection_of(source, journey)
        except DataError:  # `check` says what is wrong with it
            continue
        if there != place.connection:
            where = f"the connection '{there}'" if there else "files"
            raise ArgumentError(
                f"source '{name}' lies in {where}, '{place.read}' does not; the sources of one "
                "journey lie in one place. Load it there, or make a second workspace"
            )
    alone = journey.model_copy(update={"sources": {"draft": _draft(place.read, "draft")}})
    return open_engine(alone, root)


def _of_one_kind(engine: Engine, place: Place) -> Place:
    """The place without files whose columns are others than those of most files.

    Raises:
        ArgumentError: They cannot be told apart by the beginning of their names.
    """
    if not 1 < len(place.files) <= MOST_FILES_COMPARED:
        return place
    found = {file: set(engine.columns(_draft(file, Path(file).name))) for file in place.files}
    counted = Counter(column for columns in found.values() for column in columns)
    core = {column for column, files in counted.items() if files > len(found) / 2}
    foreign = [file for file, columns in found.items() if 2 * len(columns & core) < len(core)]
    if not foreign and core:
        return place
    narrower = without(place, foreign) if core else None
    if narrower is None:
        odd = (foreign or list(place.files))[0]
        listed = ", ".join(sorted(found[odd])[:5])
        raise ArgumentError(
            f"'{odd}' has other columns ({listed}) than the rest of '{place.read}'; move it away, "
            "or name the files that belong together, as in 'events_*.csv'"
        )
    return narrower


def _read(engine: Engine, journey: Journey, proposal: Proposal, as_of_us: int) -> Look:
    """The look with what the contract makes of the rows."""
    source = proposal.source
    if source is None:
        return Look(proposal)
    others, skipped = _others(engine, journey, proposal.name)
    alone = _contract(engine, journey, {proposal.name: source}, as_of_us)
    whole = _contract(engine, journey, {**others, proposal.name: source}, as_of_us)
    [reading] = alone.readings(source.role, proposal.name)
    counts = alone.summary_of(reading.name).counts
    matches = {match.source: match for match in match_rates(whole)}
    found = Look(proposal, counts=counts, unread=_unread(reading, counts))
    found = replace(found, match=matches.get(proposal.name), not_compared=skipped)
    if counts.kept and reading.row_time() is not None:
        found = replace(found, span=alone.span(source.role))
    if source.role == "events":
        events = event_rows(alone)
        # the other sources are asked only where this one leaves a stage unopened
        stages = unopened_stages(journey, events) and unopened_stages(journey, event_rows(whole))
        found = replace(found, events=events, stages=stages)
    return found


def _contract(
    engine: Engine, journey: Journey, sources: Mapping[str, Source], as_of_us: int
) -> Contract:
    journey = journey.model_copy(update={"sources": sources})
    if identities_of(engine, journey)[1]:  # `check` says what is wrong with same_person
        journey = journey.model_copy(update={"same_person": {}})
    return Contract(engine, journey, as_of_us)


def _others(
    engine: Engine, journey: Journey, name: str
) -> tuple[dict[str, Source], tuple[str, ...]]:
    """The journey's other sources that can be read, and the names of those that cannot."""
    usable, skipped = {}, []
    for other, source in journey.sources.items():
        if other == name or source.shape == "counts":
            continue
        try:
            broken = bool(check_source(engine, source))
        except (DataError, EngineError):  # `check` says what is wrong with it
            broken = True
        if broken:
            skipped.append(other)
        else:
            usable[other] = source
    return usable, tuple(skipped)


def _unread(reading: Reading, counts: Counts) -> dict[str, tuple[str, ...]]:
    """Some values behind the reasons of rejection that name a column of times or numbers."""
    found = {}
    for reason in counts.rejected:
        word = reason.partition("_")[2]
        field = reading.resolved.fields.get(word)
        if field is None or field.use not in ("moment", "number", "score"):
            continue
        text = exp.alias_(sql.cast(field.value, sql.TEXT), "value")
        holds = exp.EQ(this=reading.reason.copy(), expression=sql.text(reason))
        rows = exp.select(text).distinct().from_(reading.relation()).where(holds)
        values = reading.engine.run(rows.order_by("value").limit(SHOWN_VALUES))
        found[reason] = tuple(str(row[0])[:40] for row in values if row[0] is not None)
    return found
