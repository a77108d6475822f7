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
    best = found.by_money
    if best is not None and found.currency:
        amount = money(best.money.value or 0.0, found.currency, language, signed=True)
        lines.append(
            say(
                language,
                "bottleneck.money",
                step=step_words(best.stage, best.reached, language),
                money=amount,
                ends=money_ends(best.money, found.currency, language),
                first=percent(best.first_by_money, 0),
            )
        )
    timed = any(step.days is not None for step in found.steps)
    keys = ["step", "metric", "rate", "target", "gain", "money", "lost", "first", "n", "period"]
    keys[7:7] = ["days"] if timed else []
    head = [say(language, f"column.{key}") for key in keys]
    table = [head, *(_step_row(step, found, language, timed=timed) for step in found.steps)]
    said = [f"{s.stage}: {s.note}" for s in found.steps if s.note]
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
    first = percent(leader.first, 0)
    if not found.clear:
        return say(language, "bottleneck.unclear", step=step, first=first)
    return say(
        language,
        "bottleneck",
        step=step,
        first=first,
        target=percent(leader.target),
        rate=percent(leader.rate.value),
        gain=number(leader.gain.value or 0.0),
        ends=ends(leader.gain, ".0f", language),
    )


def _step_row(step: Bottleneck, found: Bottlenecks, language: str, *, timed: bool) -> list[str]:
    source = step.target_from
    if source in ("target", "all alike"):
        source = say(language, f"target.{source}")
    target = UNKNOWN if step.target is None else f"{percent(step.target)} ({source})"
    days = [] if not timed else [UNKNOWN if step.days is None else f"{step.days:.1f}"]
    return [
        step_words(step.stage, step.reached, language),
        step.metric,
        shown(step.rate, ".1%", language),
        target,
        shown(step.gain, "+.0f", language),
        money_words(step.money, found.currency, language),
        UNKNOWN if step.lost.value is None else number(step.lost.value),
        *days,
        percent(step.first, 0),
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
