"""Bottlenecks and leaks as text: the answer first, then the numbers it is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import confidence, money, number
from stagelift.metrics.why.figures_text import (
    UNKNOWN,
    ends,
    foot,
    money_ends,
    money_words,
    percent,
    shown,
    step_words,
    target_text,
)
from stagelift.metrics.why.wording import say

if TYPE_CHECKING:
    from stagelift.metrics.why.bottleneck import Bottleneck
    from stagelift.metrics.why.bottlenecks import Bottlenecks
    from stagelift.metrics.why.leaks import Leak, Leaks

SHOWN = 10  # leaks in a table; all of them are in `to_dicts`


def bottlenecks_text(found: Bottlenecks, language: str) -> str:
    """The bottleneck, or that there is none, and every step.

    Args:
        found: The steps.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    lines = [_bottleneck_sentence(found, language)]
    most = found.by_customers
    if found.by_money is not None and most is not None:
        key = "bottleneck.too" if most is found.leader else "bottleneck.customers"
        words = {"step": step_words(most.stage, most.reached, language)}
        words |= {"gain": number(most.gain.value or 0.0), "first": percent(most.first, 0)}
        words["ends"] = ends(most.gain, ".0f", language)
        lines.append(say(language, key, **words))
    timed = any(step.days is not None for step in found.steps)
    keys = ["step", "metric", "rate", "target", "gain", "money", "lost", "first", "n", "period"]
    keys[7:7] = ["days"] if timed else []
    keys = [f"{key}_by_money" if key == "first" and found.by_money else key for key in keys]
    head = [say(language, f"column.{key}") for key in keys]
    table = [head, *(_step_row(step, found, language, timed=timed) for step in found.steps)]
    said = [f"{s.stage}: {s.why}" for s in found.steps if s.why]
    closing = [say(language, "bottleneck.reckoning"), foot(found.as_of, found.level, language)]
    if timed and found.stays is not None:
        entered, horizon = found.stays
        said.append(say(language, "bottleneck.days", days=horizon, period=entered))
    return "\n".join([*lines, "", *aligned(table), "", *said, *closing])


def _bottleneck_sentence(found: Bottlenecks, language: str) -> str:
    leader = found.leader
    if leader is None:
        told = any(step.gain.value is not None for step in found.steps)
        return say(language, "bottleneck.none" if told else "bottleneck.unknown")
    step = step_words(leader.stage, leader.reached, language)
    words = {"step": step, "first": percent(found.first, 0)}
    if not found.clear:
        return say(language, "bottleneck.unclear", **words)
    words |= {"target": target_text(leader, language), "rate": percent(leader.rate.value)}
    if found.by_money is not None:
        words["money"] = money(leader.money.value or 0.0, found.currency, language)
        words["ends"] = money_ends(leader.money, found.currency, language)
        return say(language, "bottleneck.money", **words)
    words["gain"] = number(leader.gain.value or 0.0)
    return say(language, "bottleneck", **words, ends=ends(leader.gain, ".0f", language))


def _step_row(step: Bottleneck, found: Bottlenecks, language: str, *, timed: bool) -> list[str]:
    source = step.target_from
    if source in ("target", "all alike"):
        source = say(language, f"target.{source}")
    target = UNKNOWN if step.target is None else f"{target_text(step, language)} ({source})"
    first = step.first if found.by_money is None else step.first_by_money
    days = [] if not timed else [UNKNOWN if step.days is None else f"{step.days:.1f}"]
    return [
        step_words(step.stage, step.reached, language),
        step.metric,
        shown(step.rate, ".1%", language),
        target,
        UNKNOWN if step.passed else shown(step.gain, "+.0f", language),
        UNKNOWN if step.passed else money_words(step.money, found.currency, language),
        UNKNOWN if step.lost.value is None else number(step.lost.value),
        *days,
        UNKNOWN if step.passed else percent(first, 0),
        number(step.n) if step.n else UNKNOWN,
        step.period or UNKNOWN,
    ]


def leaks_text(found: Leaks, language: str) -> str:
    """The dearest leak, and each that was found.

    Args:
        found: The segments at steps.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    tests = sum(row.change.p_value is not None for row in found.rows)
    leaking = found.found
    if not leaking:
        lines = [say(language, "leak.none", tests=tests)]
    else:
        lines = [_leak_sentence(leaking[0], found, language)]
        head = ("stage", "segment", "now", "against", "change", "lost", "money", "adjusted", "n")
        table = [[say(language, f"column.{key}") for key in head]]
        table += [_leak_row(row, found, language) for row in leaking[:SHOWN]]
        lines += ["", *aligned(table), ""]
    lines.append(say(language, "leak.test", found=len(leaking), tests=tests, q=confidence(found.q)))
    closing = [say(language, "leak.attributes"), foot(found.as_of, found.level, language)]
    return "\n".join([*lines, *closing])


def _leak_sentence(row: Leak, found: Leaks, language: str) -> str:
    worth = ""
    if row.money.value is not None and found.currency:
        worth = say(language, "leak.worth", money=money_words(row.money, found.currency, language))
    other = percent(row.rate_against)
    return say(
        language,
        "leak",
        segment=row.segment,
        step=step_words(row.stage, row.reached, language),
        rate=percent(row.rate),
        against=say(language, f"leak.{row.against}", other=other),
        lost=number(row.lost.value or 0.0),
        ends=ends(row.lost, ".0f", language),
        worth=worth,
    )


def _leak_row(row: Leak, found: Leaks, language: str) -> list[str]:
    adjusted = row.adjusted_p_value
    return [
        row.stage,
        row.segment,
        f"{percent(row.rate)} ({row.period})",
        f"{percent(row.rate_against)} ({row.against_period})",
        shown(row.change, "+.1pp", language),
        UNKNOWN if row.lost.value is None else number(row.lost.value),
        money_words(row.money, found.currency, language),
        UNKNOWN if adjusted is None else "< 0.001" if adjusted < 0.001 else f"{adjusted:.3f}",
        number(row.n),
    ]
