"""What became of a period's messages as a screen of text, in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import formatted, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stagelift.metrics.messages.engagement import Engagement, Ladder
    from stagelift.metrics.messages.rates import Rate

SHOWN = (
    *("delivered", "opened", "machine_opened", "clicked", "click_to_open", "replied"),
    *("unsubscribed", "complained"),
)
FINDINGS = 12  # of the response table, the clearest ones
EN: Mapping[str, str] = {
    "head": (
        "Messages that set out in {period}, as of {as_of}; reactions within {days} days of "
        "delivery; intervals at 95%"
    ),
    "none": "No messages set out in the period.",
    "message": "message",
    "channel": "channel",
    "stage": "stage",
    "segment": "segment",
    "customers": "reached",
    "total": "all of it",
    "everything": "everything",
    "no_stage": "no stage yet",
    "delivered": "delivered/sent",
    "opened": "opened by people",
    "machine_opened": "by machines",
    "clicked": "clicked",
    "click_to_open": "click/open",
    "replied": "replied",
    "unsubscribed": "opted out",
    "complained": "complained",
    "ladder": "The way (messages; – where nothing tells of it):",
    "assigned": "assigned",
    "held": "held",
    "capped": "capped",
    "sent": "sent",
    "failed": "failed",
    "fell_back": "fell back",
    "by_fallback": "arrived so",
    "arrived": "delivered",
    "cost": "cost",
    "unknown": "unknown",
    "few": "< {minimum}",
    "found": "Differs from the message's other customers (exploring, decides nothing):",
    "found.none": "No stage or segment answers differently beyond chance ({tests} comparisons).",
    "found.line": "{rate} {value} against {whole}, p {p} ({tests} comparisons: {adjusted})",
    "method": (
        "A message: share of its customers (Wilson). A total: messages per message, customers as "
        "clusters (Wilson). – is not 0: it cannot be known."
    ),
    "immature": "{open} messages have not had their {days} days yet and are left out.",
    "low": "* few customers or events: read with care",
    "note.machines": "Opens by machines are not told apart; they may be among the opens.",
    "note.channels": "Not among the journey's channels: {what}.",
    "note.governs": (
        "Where {what} names a message, it governs that message over the time it covers; events are "
        "counted for the rest."
    ),
}
Words = Mapping[str, str]


def engagement_text(found: Engagement, words: Words = EN) -> str:
    """The messages of a period as people read them in a terminal.

    Args:
        found: The messages.
        words: The words of a language; the keys are those of `EN`.

    Returns:
        A heading, the rates, the way to the customer where something tells of it, what stands out,
        and what cannot be known.
    """
    days = f"{found.within_days:g}"
    lines = [words["head"].format(period=found.period, as_of=found.as_of, days=days)]
    ladders = found.shown_ladders()
    notes = [words[key].format(what=what) for key, what in found.notes]
    if not ladders:
        return "\n".join([*lines, words["none"], *notes])
    by_cell: dict[tuple[str | None, ...], dict[str, Rate]] = {}
    for rate in found.shown_rates():
        by_cell.setdefault(rate.cell, {})[rate.rate] = rate
    lines.extend(rate_table(found, ladders, by_cell, words))
    lines.extend(ladder_table(found, ladders, words))
    lines.extend(response_lines(found, words))
    open_yet = sum(one.immature for one in ladders if one.cell == (None,) * 4)
    if open_yet:
        lines.append(words["immature"].format(open=number(open_yet), days=days))
    return "\n".join([*lines, "", words["method"], *notes])


def rate_table(
    found: Engagement,
    ladders: Sequence[Ladder],
    by_cell: Mapping[tuple[str | None, ...], Mapping[str, Rate]],
    words: Words,
) -> list[str]:
    """The rates, one line a cell; columns nothing is known of are left out."""
    known = {
        name for rates in by_cell.values() for name, rate in rates.items() if rate.value is not None
    }
    shown = [name for name in SHOWN if name in known]
    split = split_columns(ladders)
    head = (*(words[name] for name in ("message", "channel", *split, "customers")),)
    rows = [(*head, *(words[name] for name in shown))]
    for one in ladders:
        rates = by_cell.get(one.cell, {})
        reached = rates["clicked"].n if "clicked" in rates else 0
        customers = number(reached) if one.status == "ok" else few(found, words)
        cells = (rate_cell(rates[name]) if name in rates else "–" for name in shown)
        rows.append((*place_cells(one, split, words), customers, *cells))
    low = any(rate.status == "low_n" and rate.value is not None for rate in found.shown_rates())
    return [*aligned(rows, left=len(split) + 2), *([words["low"]] if low else [])]


def ladder_table(found: Engagement, ladders: Sequence[Ladder], words: Words) -> list[str]:
    """The way of the messages, where anything before delivery is told, or a cost is known."""
    rungs = ("assigned", "held", "capped", "sent", "failed", "fell_back", "by_fallback")
    whole = [one for one in ladders if one.stage is None and one.segment is None]
    told = [name for name in rungs if any(one.rung(name) for one in whole)]
    if not told and all(one.cost is None for one in whole):
        return []
    names = (*told, "delivered")
    titles = [words["arrived" if name == "delivered" else name] for name in names]
    rows = [(words["message"], words["channel"], *titles, words["cost"])]
    for one in whole:
        counts = ("–" if (n := one.rung(name)) is None else number(n) for name in names)
        rows.append((*place_cells(one, (), words), *counts, cost_cell(found, one, words)))
    return ["", words["ladder"], *aligned(rows, left=2)]


def response_lines(found: Engagement, words: Words) -> list[str]:
    """What stands out of the response table, or that nothing does."""
    rates = [one for one in found.shown_rates() if one.p_value is not None]
    if not rates:
        return []
    hits = sorted((one for one in rates if one.found), key=lambda one: one.p_value or 0.0)
    if not hits:
        return ["", words["found.none"].format(tests=number(len(rates)))]
    rows = []
    for one in hits[:FINDINGS]:
        whole = found.rate(one.rate, channel=one.channel, message=one.message)
        where = (one.message, one.channel, stage_name(one.stage, words), one.segment or "")
        said = words["found.line"].format(
            rate=words[one.rate],
            value=percent(one.value),
            whole=percent(whole.value if whole else None),
            p=p_words(one.p_value),
            tests=number(len(rates)),
            adjusted=p_words(one.adjusted_p_value),
        )
        rows.append((*(part or "" for part in where), said))
    return ["", words["found"], *aligned(rows, left=5)]


def split_columns(ladders: Iterable[Ladder]) -> tuple[str, ...]:
    """The columns that tell cells of one message apart."""
    found = [
        name
        for name in ("stage", "segment")
        if any(getattr(one, name) is not None for one in ladders)
    ]
    return tuple(found)


def place_cells(one: Ladder, split: Sequence[str], words: Words) -> tuple[str, ...]:
    """Message and channel of a cell, with stage and segment where cells are split."""
    message = one.message or words["total" if one.channel else "everything"]
    named = {"stage": stage_name(one.stage, words), "segment": one.segment or ""}
    return (message, one.channel or "", *(named[name] for name in split))


def stage_name(stage: str | None, words: Words) -> str:
    """A stage, the words for none yet, or nothing for all of them."""
    return "" if stage is None else stage or words["no_stage"]


def few(found: Engagement, words: Words) -> str:
    """What stands for a number of too few customers."""
    return words["few"].format(minimum=found.minimum_cell)


def rate_cell(rate: Rate) -> str:
    """A rate with its interval, `*` where few customers or events stand behind it."""
    if rate.value is None:
        return "–"
    ends = ""
    if rate.low is not None and rate.high is not None:
        ends = f" [{percent(rate.low, rate, bare=True)}, {percent(rate.high, rate, bare=True)}]"
    return f"{percent(rate.value, rate)}{ends}{'*' if rate.status == 'low_n' else ''}"


def percent(value: float | None, rate: Rate | None = None, *, bare: bool = False) -> str:
    """A share as text; two decimals below 1 %."""
    if value is None:
        return "–"
    top = rate.value if rate is not None and rate.value is not None else value
    digits = 2 if top < 0.01 else 1
    return formatted(value, f".{digits}{'p' if bare else '%'}")


def p_words(value: float | None) -> str:
    """A p-value as text."""
    if value is None:
        return "–"
    return "< 0.001" if value < 0.001 else formatted(value, ".3f")


def cost_cell(found: Engagement, one: Ladder, words: Words) -> str:
    """The known cost; that it is unknown, or of some messages only."""
    if one.cost is None:
        return "–" if one.status != "ok" or not one.rung("delivered") else words["unknown"]
    text = formatted(one.cost, found.currency or "f")
    return f"{text} + {number(one.unpriced)} {words['unknown']}" if one.unpriced else text
