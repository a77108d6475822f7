"""The ledger: what each test saw, what is believed of it, what was decided and by whom."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stagelift.formatting import formatted
from stagelift.reports.charts.ledger import LedgerRow, ledger, ledger_twin
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.programme.material import SMALL, Material
from stagelift.reports.programme.pieces import Cell, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.experiments.programme.ledger import Compared, Entry
    from stagelift.experiments.programme.together import Shrunk

SHOWN = 40  # the newest tests; a page of all a large team ever ran would be too heavy to mail
HALF_WIDTH = 1.959963984540054  # standard errors to the end of a 95 % interval
DECISIONS = ("ship", "stop", "iterate", "continue")
TWIN = ("test", "seen", "low", "high", "shrunk", "low", "high")
COLUMNS = ("test", "on", "effect", "rule", "decision", "plan")


def ledger_section(material: Material) -> Fragment:
    """Every test, newest first: a chart on one scale, a table in the tests' own units.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty before the first test.
    """
    entries = tuple(reversed(material.programme.entries))
    if not entries:
        return Fragment("")
    rows = drawn_rows(material, entries[:SHOWN])
    chart = ledger(rows, caption=material.say("ledger.caption"), shown=relative_text)
    header = tuple(material.say(f"column.{name}") for name in TWIN)
    title = material.say("ledger.caption")
    material.twins.append(ledger_twin(rows, title=title, header=header, shown=log_text))
    names = [material.say(f"column.{name}") for name in COLUMNS]
    table = listed(
        material.say("ledger.table"),
        names,
        [table_row(material, entry) for entry in entries[:SHOWN]],
    )
    more = len(entries) - SHOWN
    older = ""
    if more > 0:
        older = paragraph(material.say("ledger.older", more=material.count("older", more)), "sub")
    heading = material.say("ledger.title")
    why = paragraph(material.say("ledger.why"), "sub")
    sub = paragraph(material.say("ledger.sub"), "sub")
    return section(chart, sub, why, table, older, kind="ledger", heading=heading)


def drawn_rows(material: Material, entries: Sequence[Entry]) -> list[LedgerRow]:
    """A row a treatment of each test; one without figures where nothing may be read."""
    known = {(r.compared.experiment, r.compared.variant): r for r in material.programme.scale.rows}
    rows = []
    for entry in entries:
        label, chosen = material.names.experiment(entry.experiment), chosen_words(material, entry)
        if entry.experiment in material.red or not entry.compared:
            key = "hidden" if entry.experiment in material.red else "ratio"
            said = material.say(f"ledger.{key}")
            rows.append(LedgerRow(label, chosen, None, None, material.say("none"), said))
            continue
        for one in entry.compared:
            shrunk = known.get((one.experiment, one.variant))
            rows.append(_drawn(material, one, shrunk, label, chosen))
    return rows


def _drawn(
    material: Material, one: Compared, shrunk: Shrunk | None, label: str, chosen: str
) -> LedgerRow:
    """One treatment beside its control."""
    said = {**pair_words(material, one), "chosen": chosen}
    small = material.say("ledger.small", said)
    if shrunk is None:
        why = material.say("ledger.ratio")
        return LedgerRow(label, small, None, None, material.say("none"), why)
    name = believed(material, shrunk)
    seen = (shrunk.seen, *_ends(shrunk))
    ends = (shrunk.value, shrunk.low, shrunk.high)
    said = {"ends": material.ends(name)}
    beside = material.say("ledger.both", said, seen=f"{one.experiment}.{one.variant}.seen")
    return LedgerRow(label, small, seen, ends, material.book.show(name), beside)


def believed(material: Material, one: Shrunk) -> str:
    """Records what a treatment's test saw and what is believed of it; returns the latter's name."""
    compared, scale = one.compared, material.programme.scale
    key = f"{compared.experiment}.{compared.variant}"
    metric = metric_of(material, compared.experiment)
    fields = {
        "stage": compared.stage,
        "variant": compared.variant,
        "against": _control(material, compared.experiment),
        "n": compared.n,
        "level": 0.95,
    }
    seen = (one.seen, *_ends(one))
    material.change(f"{key}.seen", metric, seen, method="log ratio", **fields)
    how = "learnt" if scale.learnt else "stated"
    method = f"empirical Bayes, prior {how}" if scale.learnt else "shrunk, prior stated"
    ends = (one.value, one.low, one.high)
    return material.change(f"{key}.shrunk", metric, ends, method=method, **fields)


def _control(material: Material, experiment: str) -> str:
    found = material.names.experiments.get(experiment)
    return "" if found is None else found.control


def _ends(one: Shrunk) -> tuple[float, float]:
    """The interval of what was seen, log ratios."""
    half = HALF_WIDTH * one.se
    return one.seen - half, one.seen + half


def metric_of(material: Material, experiment: str) -> str:
    """Id of the primary metric of a test in the ledger."""
    found = (each.metric for each in material.programme.entries if each.experiment == experiment)
    return next(found, experiment)


def pair_words(material: Material, one: Compared) -> dict[str, str]:
    """The words of a treatment and of what it is compared with."""
    names = material.names
    return {
        "treatment": names.variant(one.experiment, one.variant),
        "control": names.control(one.experiment),
    }


def table_row(material: Material, entry: Entry) -> list[Cell]:
    """One test in its own units: day, effect with interval and n, rule, decision, plan."""
    names, rule = material.names, entry.verdict
    note = entry.note if entry.plan == "departed" else ""
    return [
        Cell(
            names.experiment(entry.experiment), names.question(entry.experiment) or entry.question
        ),
        Cell(material.date(entry.on) or material.say("none")),
        effect_cell(material, entry),
        Cell(material.say(f"chosen.{rule}") if rule in DECISIONS else material.say("none")),
        Cell(chosen_words(material, entry), entry.owner),
        Cell(material.say(f"plan.{entry.plan}"), note),
    ]


def effect_cell(material: Material, entry: Entry) -> Cell:
    """The effect at the planned end; a red test has none."""
    if entry.experiment in material.red:
        return Cell(material.say("hidden"), material.say("hidden.small"))
    if entry.status == "no_data" or entry.value is None or entry.low is None or entry.high is None:
        return Cell(material.say("unread"), entry.note)
    name = material.effect(
        f"{entry.experiment}.effect",
        entry.metric,
        (entry.value, entry.low, entry.high),
        entry.unit,
        stage=entry.stage,
        variant=entry.variant,
        against=_control(material, entry.experiment),
        n=entry.n or None,
        level=entry.level,
        method=entry.method,
        status=entry.status,
    )
    said = {"metric": material.names.metric(entry.metric), "ends": material.ends(name)}
    small = said["ends"]
    if entry.n:
        small = material.say("effect.small", said, customers=f"{name}.n")
    if entry.early:
        small = f"{small} · {material.say('early')}"
    return Cell(material.say("effect", said, value=name), small)


def chosen_words(material: Material, entry: Entry) -> str:
    """What was decided on a test, in words."""
    if entry.decision is None:
        return material.say("undecided")
    known = entry.decision in DECISIONS
    return material.say(f"chosen.{entry.decision}") if known else entry.decision


def relative_text(share: float) -> str:
    """A relative change for the axis."""
    return formatted(share, "+.0%")


def log_text(log: float) -> str:
    """A log ratio as a relative change."""
    found = math.expm1(log)
    return formatted(found, "+.1%" if abs(found) < SMALL else "+.0%")
