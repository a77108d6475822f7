"""What `check` finds about customers: those that other sources know, and ids that were joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stagelift.cli.screen import mark
from stagelift.cli.wording import said
from stagelift.errors import DataError, EngineError, Issue

if TYPE_CHECKING:
    from stagelift.cli.inspection import Inspection, SourceCheck
    from stagelift.data.contract import Contract
    from stagelift.data.engine import Engine
    from stagelift.data.identities import Joined
    from stagelift.data.matching import Match
    from stagelift.definitions import Journey


def with_people(journey: Journey, engine: Engine) -> tuple[Journey, tuple[Issue, ...]]:
    """The journey as it can be read: without `same_person` where a column of it is not there.

    Args:
        journey: A journey whose sources can be read.
        engine: Reads them.

    Returns:
        The journey, and the mistakes in `same_person`.
    """
    from stagelift.data.identities import identities_of

    identities, issues = identities_of(engine, journey)
    if identities is None and journey.same_person:
        journey = journey.model_copy(update={"same_person": {}})
    return journey, issues


def matched(contract: Contract, checks: dict[str, SourceCheck]) -> dict[str, SourceCheck]:
    """The findings with how many customers of each source the others know.

    Args:
        contract: The contract tables.
        checks: Findings by source.

    Returns:
        The same findings where rows cannot be compared: what is wrong with them is said elsewhere.
    """
    from stagelift.data.matching import match_rates

    try:
        found = {match.source: match for match in match_rates(contract)}
    except (DataError, EngineError):
        return checks
    return {name: replace(check, match=found.get(name)) for name, check in checks.items()}


def joined_in(contract: Contract) -> tuple[Joined, ...]:
    """What became of the ids that were joined; nothing where rows cannot be read.

    Args:
        contract: The contract tables.

    Returns:
        One entry per kind of id.
    """
    try:
        return contract.joined()
    except (DataError, EngineError):  # said among the findings of the source
        return ()


def joined_dict(joined: Joined) -> dict[str, Any]:
    """What became of the ids of one kind, as JSON-ready values.

    Args:
        joined: The ids.

    Returns:
        Keys `column`, `ids`, `joined`, `ambiguous` and `alone`.
    """
    return {
        "column": joined.column,
        "ids": joined.ids,
        "joined": joined.joined,
        "ambiguous": joined.ambiguous,
        "alone": joined.alone,
    }


def customers_text(match: Match | None) -> list[str]:
    """How many customers a source has, and the share of them that other sources know.

    Args:
        match: The source's customers, or None.

    Returns:
        One sentence, or none.
    """
    if match is None or match.rate is None:
        return []
    share = f"{100 * match.rate:.1f} %"
    return [said("people.match", customers=match.customers, share=share)]


def people_lines(found: Inspection) -> Iterator[str]:
    """What became of the ids that `same_person` joins, one sentence a kind.

    Args:
        found: All findings.

    Yields:
        Sentences with a mark.
    """
    for one in found.joined:
        facts = {"ids": one.ids, "joined": one.joined, "several": one.ambiguous, "alone": one.alone}
        yield f"{mark('ok')} {said('people.joined', column=one.column, **facts)}"
        if one.ambiguous > one.joined:
            yield f"{mark('attention')} {said('people.backwards', column=one.column)}"
