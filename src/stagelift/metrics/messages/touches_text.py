"""How channels overlap, depend on each other and follow up, as a screen of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.data.query.touches import NO_TOUCH, SEVERAL
from stagelift.formatting import formatted, number

if TYPE_CHECKING:
    from stagelift.metrics.messages.touches import Share, Touches

Words = Mapping[str, str]
EN: Words = {
    "head": "Channels in {period}, as of {as_of}; a touch is a delivered message",
    "none": "No message was delivered in the period.",
    "reach": "Reached customers: {n}. Both channels reached:",
    "alone": "alone",
    "channel": "channel",
    "depend": (
        "Customers with '{event}' in the period, by what was delivered in the {days} days before:"
    ),
    "only": "only touch",
    "touched": "any touch",
    "no_touch": "nothing delivered",
    "several": "several channels",
    "segment": "segment",
    "customers": "customers",
    "stake": (
        "Without a channel, those whose only touch it was would have had none. How many of them "
        "would have come all the same, only a test can tell."
    ),
    "follow": (
        "Follow-ups: touches within {days} days of the first, '{event}' in the {days} days after "
        "that, of those who had not by then:"
    ),
    "follow_ups": "follow-ups",
    "gap": "days to the first",
    "converted": "converted",
    "describe": "Described, not caused: who is sent more differs from who is sent less.",
    "mixed": "Messages of several variants of one experiment:",
    "experiment": "experiment",
    "got": "got several",
    "few": "too few to show",
    "interval": "Shares of customers with 95% intervals (Wilson).",
}


def touches_text(found: Touches, words: Words = EN) -> str:
    """The channels of a period as people read them in a terminal.

    Args:
        found: The channels.
        words: The words of a language; the keys are those of `EN`.

    Returns:
        Overlap, dependency, follow-ups and mixed variants.
    """
    lines = [words["head"].format(period=found.period, as_of=found.as_of)]
    if not found.reach:
        return "\n".join([*lines, words["none"]])
    filled = {"event": found.event, "days": f"{found.back_days:g}"}
    lines += [words["reach"].format(n=count(found.reached)), *overlap_table(found, words), ""]
    lines += [words["depend"].format(**filled), *dependency_table(found, words)]
    lines += [words["stake"], "", words["follow"].format(**filled)]
    lines += [*follow_table(found, words), words["describe"]]
    lines += mixed_table(found, words)
    return "\n".join([*lines, "", words["interval"]])


def overlap_table(found: Touches, words: Words) -> list[str]:
    """Channels against channels; the customers no other channel reached at the end."""
    pairs = {(one.one, one.other): one for one in found.reach}
    names = sorted({one.one for one in found.reach if one.one == one.other})
    rows = [(words["channel"], *names, words["alone"])]
    for one in names:
        cells = [pairs.get((min(one, other), max(one, other))) for other in names]
        own = pairs[one, one].alone
        rows.append((one, *(count(c.n if c else 0) for c in cells), count(own)))
    return aligned(rows, left=1)


def dependency_table(found: Touches, words: Words) -> list[str]:
    """What converters had been touched by, in total and by segment."""
    touched = {(one.segment, one.channel): one for one in found.shares if one.table == "touched"}
    named = {NO_TOUCH: words["no_touch"], SEVERAL: words["several"]}
    rows = [
        (words["segment"], words["channel"], words["only"], words["touched"], words["customers"])
    ]
    alone = [one for one in found.shares if one.table == "only"]
    for one in sorted(alone, key=lambda s: (s.segment or "", -(s.k or 0))):
        channel = named.get(one.channel or "", one.channel or "")
        other = touched.get((one.segment, one.channel))
        cells = (share(one, words), share(other, words) if other else "", number(one.n))
        rows.append((one.segment or "", channel, *cells))
    return aligned(rows, left=2)


def follow_table(found: Touches, words: Words) -> list[str]:
    """Who converted later, by follow-ups and gap."""
    rows = [(words["follow_ups"], words["gap"], words["converted"], words["customers"])]
    for one in (each for each in found.shares if each.table == "follow_ups"):
        times = f"{one.follow_ups}{'+' if one.follow_ups == 3 else ''}"
        rows.append((times, one.gap or "", share(one, words), number(one.n)))
    return aligned(rows, left=2)


def mixed_table(found: Touches, words: Words) -> list[str]:
    """Experiments whose customers got several variants; nothing where none reached anyone."""
    mixed = [one for one in found.shares if one.table == "mixed"]
    if not mixed:
        return []
    rows = [(words["experiment"], words["got"], words["customers"])]
    rows += [(one.experiment or "", share(one, words), number(one.n)) for one in mixed]
    return ["", words["mixed"], *aligned(rows, left=1)]


def share(one: Share, words: Words) -> str:
    """A share with its interval and count."""
    if one.value is None or one.low is None or one.high is None:
        return words["few"]
    ends = ", ".join(formatted(end, ".1p") for end in (one.low, one.high))
    return f"{formatted(one.value, '.1%')} [{ends}]"


def count(n: int | None) -> str:
    """A number of customers; a dash where they are too few to show, or would tell of so few."""
    return "–" if n is None else number(n)
