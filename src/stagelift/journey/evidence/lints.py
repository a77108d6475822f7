"""What a journey should have and this one has not: advice, never a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stagelift.definitions import Definitions, Journey, Silence
from stagelift.definitions.findings import Finding
from stagelift.definitions.stages import ids_by_name
from stagelift.definitions.translate import Path
from stagelift.errors import Issue, did_you_mean
from stagelift.formatting import formatted, number
from stagelift.journey.evidence.coverage import Coverage, StageEvidence

EARLY = 0.05  # share of customers seen before their first stage from which it is said
RESTS_ON = 0.5  # share of a stage's rows from which it rests on what the company does itself
# Names shops and their tools give a purchase; an event whose rows carry values is one, too.
PURCHASES = frozenset(
    (
        *("ordered", "order", "purchase", "purchased", "bought", "paid", "payment", "checkout"),
        *("order_completed", "order_complete", "order_placed", "order completed", "subscribed"),
    )
)

Lint = Callable[[Definitions, Coverage], Iterator[Finding]]


def lints(definitions: Definitions, found: Coverage) -> tuple[Issue, ...]:
    """Everything the journey should have and has not.

    Args:
        definitions: The workspace's definitions.
        found: What the data hold; without events only definitions are looked at.

    Returns:
        One issue a lint that fires, in the order of the journey's file.
    """
    fired = [finding.issue() for lint in LINTS for finding in lint(definitions, found)]
    return tuple(sorted(fired, key=lambda issue: issue.location.line if issue.location else 0))


def _at(definitions: Definitions, path: Path, message: str, hint: str) -> Finding:
    return Finding(definitions.written["journey", "journey"], path, message, hint)


def purchases(journey: Journey, found: Coverage) -> frozenset[str]:
    """The events that are a purchase: most rows carry a value, or the name says so.

    Args:
        journey: The journey.
        found: What the data hold.

    Returns:
        Names of events.
    """
    named = {event for one in journey.stages.values() for event in _opened_by(one.enter)}
    priced = {one.event for one in found.events if one.priced * 2 > one.n}
    return frozenset(priced | {event for event in named if event.lower() in PURCHASES})


def _opened_by(pattern: object) -> tuple[str, ...]:
    """The events whose first occurrence opens a stage."""
    terms = getattr(pattern, "terms", ())
    return tuple(term.event for term in terms if term.occurrence == 1)


def starts_before_the_purchase(definitions: Definitions, found: Coverage) -> Iterator[Finding]:
    """A journey begins with the first interest, not with the purchase."""
    journey = definitions.journey
    stages = [one for one in journey.stages.values() if one.enter is not None]
    hint = "Add a stage for who comes to know you, such as 'awareness: visited'"
    if not stages:
        return
    first = stages[0]
    if any(stage.part for stage in stages):
        if all(journey.part_of(stage.name) != "before" for stage in stages):
            message = "no stage has the part 'before': the journey starts after the first interest"
            yield _at(definitions, ("stages", first.name), message, hint)
    elif set(_opened_by(first.enter)) & purchases(journey, found):
        message = f"the journey starts with the purchase, '{first.enter}'"
        yield _at(definitions, ("stages", first.name), message, hint)


def goes_on_after_the_purchase(definitions: Definitions, found: Coverage) -> Iterator[Finding]:
    """A journey does not end with the purchase."""
    journey = definitions.journey
    stages = [one for one in journey.stages.values() if one.enter is not None]
    if not stages:
        return
    last = stages[-1]
    hint = "Add a stage for what follows, such as 'retention: ordered x2'"
    if any(stage.part for stage in stages):
        if all(journey.part_of(stage.name) != "after" for stage in stages):
            message = "no stage has the part 'after': the journey ends with the purchase"
            yield _at(definitions, ("stages", last.name), message, hint)
    elif set(_opened_by(last.enter)) & purchases(journey, found):
        message = f"the journey ends with the purchase, '{last.enter}'"
        yield _at(definitions, ("stages", last.name), message, hint)


def starts_at_the_first_contact(definitions: Definitions, found: Coverage) -> Iterator[Finding]:
    """Customers are in a stage from their first contact on."""
    contacts = found.contacts
    outside = contacts.before + contacts.never
    if not definitions.journey.stages or found.shown(outside) is None:
        return
    if contacts.seen and outside >= EARLY * contacts.seen:
        share = formatted(outside / contacts.seen, ".0%")
        message = (
            f"{share} of {number(contacts.seen)} customers are seen before their first stage or "
            "in none"
        )
        unused = next((one.event for one in found.unused if not one.internal), None)
        hint = f"The event no stage uses most often is '{unused}'" if unused else ""
        yield _at(definitions, ("stages",), message, hint)


def rests_on_customers_events(definitions: Definitions, found: Coverage) -> Iterator[Finding]:
    """A stage is opened by what customers do, not by what the company does."""
    for one in found.stages:
        share = internal_share(one)
        if share is not None and share >= RESTS_ON:
            message = (
                f"{formatted(share, '.0%')} of its {number(one.n or 0)} rows are internal: the "
                "company causes them itself"
            )
            hint = "Open it by what customers do, or list what is internal under 'internal:'"
            yield _at(definitions, ("stages", one.stage), message, hint)


def internal_share(one: StageEvidence) -> float | None:
    """The share of a stage's rows that the company causes itself.

    Args:
        one: The stage.

    Returns:
        A share 0–1; None without rows.
    """
    return one.internal / one.n if one.n else None


def stages_are_reached(definitions: Definitions, found: Coverage) -> Iterator[Finding]:
    """Somebody enters every stage whose events there are."""
    rows = {one.event for one in found.events}
    for one in found.stages if rows else ():
        stage = definitions.journey.stages[one.stage]
        events = set(stage.enter.events) if stage.enter else set()
        if one.entries or (events and not events & rows):
            continue  # events that never occur are said with the nearest name
        message = "no customer has reached it yet"
        yield _at(definitions, ("stages", one.stage), message, "")


def stages_have_owners(definitions: Definitions, found: Coverage) -> Iterator[Finding]:
    """Somebody answers for every stage."""
    journey = definitions.journey
    nobody = [name for name, one in journey.stages.items() if one.owner is None]
    if nobody and (len(nobody) < len(journey.stages) or len(definitions.experiments) > 0):
        named = ", ".join(f"'{name}'" for name in nobody)
        hint = "Write 'owner: NAME' in the stage"
        yield _at(definitions, ("stages", nobody[0]), f"nobody answers for {named}", hint)


def silence_ends_with_any_stage(definitions: Definitions, found: Coverage) -> Iterator[Finding]:
    """The events that open stages show activity."""
    journey = definitions.journey
    if journey.left is None or not isinstance(journey.left.rule, Silence):
        return
    active = journey.left.rule.pattern.events
    opening = (e for one in journey.stages.values() if one.enter for e in one.enter.events)
    missing = [event for event in dict.fromkeys(opening) if event not in active]
    if missing:
        named = ", ".join(f"'{event}'" for event in missing)
        message = f"{named} opens a stage and ends no silence: who did it may have left days later"
        hint = f"Write 'after: {' | '.join((str(journey.left.rule), *missing))}'"
        yield _at(definitions, ("stages", journey.left.name, "after"), message, hint)


def surveys_name_stages_there_are(definitions: Definitions, found: Coverage) -> Iterator[Finding]:
    """A survey's own stage column holds names of stages."""
    known = ids_by_name(definitions.journey.stages)
    for one in found.strange:
        if found.shown(one.n) is None:
            continue
        message = f"{number(one.n)} rows name the stage '{one.stage}', which the journey has not"
        hint = did_you_mean(one.stage, known) or "Write it under 'aliases:' of the stage it means"
        yield _at(definitions, ("sources", one.source, "stage"), message, hint)


LINTS: tuple[Lint, ...] = (
    starts_before_the_purchase,
    goes_on_after_the_purchase,
    starts_at_the_first_contact,
    rests_on_customers_events,
    stages_are_reached,
    stages_have_owners,
    silence_ends_with_any_stage,
    surveys_name_stages_there_are,
)
