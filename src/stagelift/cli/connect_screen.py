"""What `stagelift connect` found, as a screen: columns, the block, what it would read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.cli import options
from stagelift.cli.screen import columns, mark, say
from stagelift.cli.wording import said

if TYPE_CHECKING:
    from stagelift.definitions import Definitions, Journey
    from stagelift.workspace.connecting.look import Look
    from stagelift.workspace.connecting.profile import Column
    from stagelift.workspace.connecting.proposal import Proposal, Said

SHOWN_COLUMNS = 30
SHOWN_EVENTS = 8
LOW_MATCH = 0.5  # fewer known customers than this point to ids written in another way
FACTS = ("documents", "unix", "also")  # notes that ask for nothing
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def show(found: Look, definitions: Definitions) -> None:
    """Prints the columns, the proposed block and what came of it.

    Args:
        found: The look.
        definitions: The journey's zone, and where its stages are written.
    """
    from stagelift.definitions.edit import block

    show_columns(found.proposal)
    say()
    say(kind_line(found.proposal))
    for note in found.proposal.notes:
        say(f"  {'-' if note.key in FACTS else mark('attention')} {note_text(note)}")
    say()
    say("sources:")
    say(block(found.proposal.name, found.proposal.entries).rstrip())
    say()
    for problem in found.proposal.problems:
        say(f"{mark('broken')} {problem_text(problem)}")
    for issue in found.issues:
        say(f"{mark('broken')} {issue}")
    lines = tuple(result_lines(found, definitions))
    if lines:
        say(columns(lines, indent=0))


def show_columns(proposal: Proposal) -> None:
    """Prints where the data lie and one line per column.

    Args:
        proposal: The proposal.
    """
    place = proposal.place
    rows = proposal.columns[0].rows if proposal.columns else 0
    key = "connect.files" if len(place.files) > 1 else "connect.place"
    say(said(key, read=place.read, files=len(place.files), rows=rows))
    if place.left_out:
        say(f"  {mark('attention')} {said('connect.left_out', names=', '.join(place.left_out))}")
    if place.outside:
        say(f"  {mark('attention')} {said('connect.outside')}")
    meanings = meant_as(proposal)
    table = [tuple(said("connect.head").split("|"))]
    shown = proposal.columns[:SHOWN_COLUMNS]
    table += [column_row(column, meanings.get(column.name, "")) for column in shown]
    say(columns(table))
    if len(proposal.columns) > len(shown):
        say(f"  {said('connect.more_columns', count=len(proposal.columns) - len(shown))}")
    if any(column.masked for column in shown):
        say(f"  {said('connect.masked')}")


def column_row(column: Column, meaning: str) -> tuple[str, ...]:
    """One column as a row of the table.

    Args:
        column: The column.
        meaning: Our word for it; may be empty.

    Returns:
        Name, type, share of filled rows, examples, meaning.
    """
    share = f"{100 * column.filled // column.rows} %" if column.rows else ""
    examples = ", ".join(column.examples) + ("*" if column.masked and column.examples else "")
    return (column.name, column.kind, share, examples, meaning)


def meant_as(proposal: Proposal) -> dict[str, str]:
    """What each column is meant as.

    Args:
        proposal: The proposal.

    Returns:
        Column to the contract's words, in brackets where it is one part of an expression.
    """
    from stagelift.data.columns import column_names, own_name

    source = proposal.source
    mapped: dict[str, str] = {}
    if source is not None:
        mapped = {**source.columns, **{f"consent.{k}": v for k, v in source.consent.items()}}
        mapped |= {f"keep.{k}": v for k, v in source.keep.items()}
    else:
        mapped = {e.key: e.value for e in proposal.entries if isinstance(e.value, str)}
    names = [column.name for column in proposal.columns]
    found: dict[str, list[str]] = {}
    for word, written in mapped.items():
        whole = own_name(written, names)
        for part in (whole,) if whole else column_names(written):
            own = own_name(part, names)
            if own is not None:  # in brackets where the column is one part of an expression
                found.setdefault(own, []).append(word if whole else f"({word})")
    return {column: ", ".join(words) for column, words in found.items()}


def kind_line(proposal: Proposal) -> str:
    """One line about the preset or the guess.

    Args:
        proposal: The proposal.

    Returns:
        A sentence.
    """
    role = said(f"role.{proposal.role}")
    if proposal.preset is None:
        return said("connect.guess", role=role)
    title = proposal.preset.title.text(options.language())
    return said("connect.preset", name=proposal.preset.name, title=title, role=role)


def note_text(note: Said) -> str:
    """What was assumed or detected, as a sentence.

    Args:
        note: The note.

    Returns:
        The sentence.
    """
    facts = {key: _listed(value) for key, value in note.facts.items()}
    forms = note.facts.get("forms")
    if isinstance(forms, dict):
        facts["forms"] = ", ".join(said(f"form.{form}", count=n) for form, n in forms.items())
    return said(f"note.{note.key}", **facts)


def problem_text(problem: Said) -> str:
    """What keeps the source from being written, as a sentence.

    Args:
        problem: The problem.

    Returns:
        The sentence.
    """
    facts = {key: _listed(value) for key, value in problem.facts.items()}
    return said(f"problem.{problem.key}", **facts)


def _listed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def result_lines(found: Look, definitions: Definitions) -> Iterator[tuple[str, str]]:
    """What the source would read, as rows of a title and a sentence.

    Args:
        found: The look.
        definitions: The journey's zone, and where its stages are written.

    Yields:
        Rows; a title stands before its first sentence only.
    """
    counts, journey = found.counts, definitions.journey
    if counts is None:
        return
    yield said("connect.rows"), rows_text(found, journey)
    for reason, rows in counts.rejected.items():
        values = found.unread.get(reason, ())
        such = said("connect.rejected.such", values=", ".join(map(repr, values))) if values else ""
        text = said("connect.rejected", rows=rows, reason=reason, examples=such)
        yield "", f"{mark('attention')} {text}"
    if counts.rows and counts.rows == sum(counts.rejected.values()):
        yield "", f"{mark('broken')} {said('connect.none_kept')}"
    if found.events:
        yield said("connect.events"), events_text(found)
    if found.span and counts.kept:
        yield said("connect.dates"), dates_text(found.span, journey.zone)
    yield from match_lines(found, journey)
    yield from stage_lines(found, definitions)


def rows_text(found: Look, journey: Journey) -> str:
    """Rows by fate.

    Args:
        found: A look with counts.
        journey: Its zone.

    Returns:
        Counts joined by commas.
    """
    from stagelift.workspace import instant_of

    counts = found.counts
    if counts is None:
        return ""
    parts = [said("connect.rows.all", rows=counts.rows, kept=counts.kept)]
    rejected = sum(counts.rejected.values())
    parts += [said("connect.rows.rejected", rejected=rejected)] if rejected else []
    parts += [said("connect.rows.merged", merged=counts.duplicates)] if counts.duplicates else []
    if counts.invisible:
        as_of = instant_of(options.as_of(), journey).astimezone(ZoneInfo(journey.zone))
        shown = f"{as_of:%Y-%m-%d %H:%M}"
        parts.append(said("connect.rows.later", later=counts.invisible, as_of=shown))
    return ", ".join(parts)


def events_text(found: Look) -> str:
    """The most frequent events with their rows.

    Args:
        found: The look.

    Returns:
        Such as "visited 1,204, ordered 80".
    """
    shown = [f"{event} {rows:,}" for event, rows in list(found.events.items())[:SHOWN_EVENTS]]
    if len(found.events) > SHOWN_EVENTS:
        shown.append(said("connect.events.more", count=len(found.events) - SHOWN_EVENTS))
    return ", ".join(shown)


def dates_text(span: tuple[int, int], zone: str) -> str:
    """The first and the last local day of the rows.

    Args:
        span: Two instants, µs.
        zone: The journey's zone.

    Returns:
        Two days and the zone.

    Example:
        >>> dates_text((0, 86_400_000_000), "UTC")
        '1970-01-01 .. 1970-01-02 (UTC)'
    """
    first, last = ((EPOCH + timedelta(microseconds=one)).astimezone(ZoneInfo(zone)) for one in span)
    return f"{first:%Y-%m-%d} .. {last:%Y-%m-%d} ({zone})"


def match_lines(found: Look, journey: Journey) -> Iterator[tuple[str, str]]:
    """How many customers other sources know, and what would join more.

    Args:
        found: The look.
        journey: What it joins already.

    Yields:
        Rows of a title and a sentence.
    """
    title, match = said("connect.match"), found.match
    rate = match.rate if match else None
    if match is None or rate is None:
        yield title, said("connect.match.none")
    else:
        share = f"{100 * rate:.1f} %"
        yield title, said("connect.match.rate", share=share, customers=match.customers)
        if rate < LOW_MATCH:
            yield "", f"{mark('attention')} {said('connect.match.low')}"
    if found.not_compared:
        yield "", said("connect.match.not", names=", ".join(found.not_compared))
    yield from join_lines(found, journey)


def join_lines(found: Look, journey: Journey) -> Iterator[tuple[str, str]]:
    """What would join rows without a member's id to the member of their device.

    Args:
        found: The look.
        journey: What it joins already.

    Yields:
        At most one row of a title and a sentence.
    """
    from stagelift.definitions.edit import scalar

    if not found.proposal.same_person:
        return
    device, member = found.proposal.same_person
    if {device, member} & {*journey.same_person, *journey.same_person.values()}:
        return
    pair = f"{scalar(device)}: {scalar(member)}"
    if journey.same_person:
        yield "", f"{said('connect.people.more')}  {pair}"
    else:
        yield "", f"{said('connect.people')}  same_person: {{{pair}}}"


def stage_lines(found: Look, definitions: Definitions) -> Iterator[tuple[str, str]]:
    """The stages that no event opens, and what may be written instead.

    Args:
        found: The look.
        definitions: Knows where each stage is written.

    Yields:
        Rows of a title and a sentence.
    """
    title = said("connect.stages")
    for one in found.stages:
        place = definitions.location("journey", "journey", "stages", one.stage) or one.stage
        facts = {"place": place, "stage": one.stage, "written": one.written}
        if one.fitting:
            best, rows = one.instead[0], one.fitting[0][1]
            text = said("connect.stages.fit", **facts, best=best, rows=rows)
            others = ", ".join(f"'{event}'" for event in one.instead[1:])
            text += said("connect.stages.also", names=others) if others else ""
        else:
            text = said("connect.stages.none", **facts)
        yield title, text
        title = ""
