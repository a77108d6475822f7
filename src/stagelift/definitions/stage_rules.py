"""Rules that hold between the stages of a journey, and between its versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from stagelift.definitions.definitions import Definitions, Written
from stagelift.definitions.findings import Finding, Rule
from stagelift.definitions.stages import PARTS, EndOfContract, ids_by_name
from stagelift.definitions.translate import Path
from stagelift.definitions.versions import stages_fingerprint
from stagelift.errors import did_you_mean


def _journey(definitions: Definitions) -> Written:
    return definitions.written["journey", "journey"]


def a_name_means_one_stage(definitions: Definitions) -> Iterator[Finding]:
    """An alias is neither the id of a stage nor the alias of another one."""
    stages = definitions.journey.stages
    taken: dict[str, str] = {}
    for name, stage in stages.items():
        for place, alias in enumerate(stage.aliases):
            path = ("stages", name, "aliases", place)
            if alias == name:
                yield Finding(_journey(definitions), path, f"'{alias}' is the stage's own id")
            elif alias in stages:
                message = f"'{alias}' is the id of another stage"
                hint = "An alias is a name that no stage has; remove one of the two"
                yield Finding(_journey(definitions), path, message, hint)
            elif alias in taken:
                message = f"'{alias}' is already an alias of the stage '{taken[alias]}'"
                yield Finding(_journey(definitions), path, message, "A name means one stage")
            taken.setdefault(alias, name)


def returns_go_to_earlier_stages(definitions: Definitions) -> Iterator[Finding]:
    """A stage goes back to stages before it, neither to itself nor on."""
    journey = definitions.journey
    order = list(journey.stages)
    for name, stage in journey.stages.items():
        path = ("stages", name, "may_go_back_to")
        if stage.may_go_back_to and stage.after is not None:
            message = "whoever left comes back by any stage event"
            yield Finding(_journey(definitions), path, message, "Remove this line")
            continue
        for back in stage.may_go_back_to:
            if back == name:
                message = f"'{back}' is the stage itself; a repeated event does not enter it again"
                yield Finding(_journey(definitions), path, message, "Name stages before it")
            elif back in order and order.index(back) > order.index(name):
                message = f"'{back}' comes after '{name}'; going on needs no leave"
                yield Finding(_journey(definitions), path, message, "Name stages before it")


def leaving_comes_last(definitions: Definitions) -> Iterator[Finding]:
    """A journey has one state of having left, after all stages, without steps of its own."""
    journey = definitions.journey
    left = [name for name, stage in journey.stages.items() if stage.after is not None]
    for name in left[1:]:
        message = f"'{left[0]}' is the state of having left already; a journey has one"
        yield Finding(_journey(definitions), ("stages", name, "after"), message)
    if left and len(left) == 1 and [*journey.stages][-1] != left[0]:
        message = f"'{left[0]}' comes before '{[*journey.stages][-1]}'"
        hint = "Write the stage with 'after:' last: customers leave from every other one"
        yield Finding(_journey(definitions), ("stages", left[0]), message, hint)
    for name in left:
        if journey.stages[name].steps:
            path = ("stages", name, "steps")
            yield Finding(_journey(definitions), path, "who has left takes no steps")


def contracts_that_end_have_a_source(definitions: Definitions) -> Iterator[Finding]:
    """Leaving by the end of a contract needs contracts."""
    left = definitions.journey.left
    roles = {source.role for source in definitions.journey.sources.values()}
    by_contract = left is not None and isinstance(left.rule, EndOfContract)
    if left and by_contract and roles and "contracts" not in roles:
        path = ("stages", left.name, "after")
        hint = "Write 'as: contracts' in the source that does"
        yield Finding(_journey(definitions), path, "no source holds contracts", hint)


def parts_follow_each_other(definitions: Definitions) -> Iterator[Finding]:
    """No stage of the part before comes after one of the part during or after."""
    reached = 0
    for name, stage in definitions.journey.stages.items():
        if stage.part is None:
            continue
        place = PARTS.index(stage.part)
        if place < reached:
            message = f"'{stage.part}' comes after '{PARTS[reached]}'"
            hint = "Parts follow each other: before, during, after"
            yield Finding(_journey(definitions), ("stages", name, "part"), message, hint)
        reached = max(reached, place)


def crosswalks_name_stages(definitions: Definitions) -> Iterator[Finding]:
    """A crosswalk leads from stages of its version to stages of today."""
    journey = definitions.journey
    today = ids_by_name(journey.stages)
    for version, before in journey.was.items():
        for old, new in before.crosswalk.items():
            path = ("was", version, "crosswalk", old)
            if old not in before.stages:
                hint = did_you_mean(old, before.stages)
                message = f"version '{version}' has no stage '{old}'"
                yield Finding(_journey(definitions), path, message, hint)
            if new not in today:
                yield Finding(
                    _journey(definitions), path, f"unknown stage '{new}'", did_you_mean(new, today)
                )


def versions_follow_each_other(definitions: Definitions) -> Iterator[Finding]:
    """Each version begins after the one before it, and opens its stages otherwise."""
    journey, written = definitions.journey, _journey(definitions)
    days: list[tuple[Path, date | None]] = [
        (("was", name, "valid_from"), one.valid_from) for name, one in journey.was.items()
    ]
    days.append((("valid_from",), journey.valid_from))
    known = [(path, day) for path, day in days if day is not None]
    for (_, first), (path, then) in pairwise(known):
        if then <= first:
            yield Finding(written, path, f"{then} is not after {first}, the version before")
    versions = [*((name, one.stages) for name, one in journey.was.items()), ("", journey.stages)]
    for (name, before), (_, after) in pairwise(versions):
        if stages_fingerprint(before) == stages_fingerprint(after):
            message = "the version after it opens its stages in the same way"
            hint = "A version is for another definition; names and labels need none"
            yield Finding(written, ("was", name, "stages"), message, hint)


def versions_have_names_and_days(definitions: Definitions) -> Iterator[Finding]:
    """Today's version has a name of its own and says since when it holds."""
    journey = definitions.journey
    written = _journey(definitions)
    if journey.was and journey.version is None:
        hint = f"Write 'version: {len(journey.was) + 1}'"
        yield Finding(written, ("was",), "earlier versions came, and today's has no name", hint)
    if journey.version in journey.was:
        message = f"'{journey.version}' is an earlier version already"
        yield Finding(written, ("version",), message)
    if journey.was and journey.valid_from is None:
        yield Finding(
            written, ("was",), "earlier versions came; 'valid_from' says since when today's holds"
        )


STAGE_RULES: tuple[Rule, ...] = (
    a_name_means_one_stage,
    returns_go_to_earlier_stages,
    leaving_comes_last,
    contracts_that_end_have_a_source,
    parts_follow_each_other,
    crosswalks_name_stages,
    versions_have_names_and_days,
    versions_follow_each_other,
)
