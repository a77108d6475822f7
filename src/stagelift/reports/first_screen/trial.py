"""What leads a page about a test of messages: a change to make, no difference, no result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.definitions.holdback import share_text
from stagelift.formatting import day
from stagelift.reports.answer import Answer, Pairs
from stagelift.reports.first_screen.rows import asked_of
from stagelift.reports.money import gain, more_name
from stagelift.reports.trials import Row, in_state, variant_words
from stagelift.reports.wording_readout import sentence

if TYPE_CHECKING:
    from stagelift.reports.material import Material

RED = ("split", "crossovers", "strangers", "freshness")  # checks with a headline of their own
WEEK_DAYS = 7


def decision(material: Material, row: Row) -> Answer:
    """The answer about an experiment that waits for its decision.

    Args:
        material: What the page is written from.
        row: The experiment.

    Returns:
        The answer: what to decide, its size and money, who decides, what undoes it.
    """
    wanted = ruled_out(material, row)
    size = _size(material, row, wanted)
    rows = [("row.decide", asked_of(material, row))]
    if row.verdict == "ship" and (kept := undone(material, row)):
        rows.append(("row.undone", kept))
    if wanted and (freed := _freed(material, row)):
        rows.append(("row.freed", freed))
    headline = _headline(material, row, null=bool(wanted))
    metric = row.effect.metric if row.effect else None
    return Answer("decision", headline, size, tuple(rows), metric)


def _headline(material: Material, row: Row, *, null: bool) -> str:
    names = {
        "experiment": row.label,
        "treatment": row.treatment,
        "control": row.control,
        "metric": row.metric_label,
    }
    waiting = material.count("experiments.waiting", len(in_state(material.told, "waiting")))
    if null:
        return material.say("headline.null", names)
    if row.verdict == "ship" and row.caveat == "exploratory":
        return material.say("headline.unplanned", names)
    if row.verdict == "ship" and gain(material, row) is not None:
        return material.say("headline.ship_gain", names, waiting=waiting, more=more_name(row))
    return material.say(f"headline.{row.verdict}", names, waiting=waiting)


def _size(material: Material, row: Row, wanted: str) -> str:
    """The difference with its interval, what it rules out or brings, and what speaks against it."""
    parts = []
    if row.effect is not None and row.levels is not None:
        facts = {
            "old": f"{row.name}.control",
            "new": f"{row.name}.treatment",
            "effect": f"{row.name}.effect",
            "customers": material.count(f"{row.name}.customers", _customers(row)),
        }
        told = gain(material, row) is not None and row.caveat != "exploratory"
        key = "size.effect_of" if told else "size.effect"  # then the headline names the metric
        parts.append(material.say(key, {"metric": row.metric_label}, **facts))
    if wanted:
        parts.append(material.say("size.ruled_out", wanted=wanted))
    brings = gain(material, row)
    if brings is not None and row.worth is not None:
        costs = material.say("costs.unknown" if row.worth.free else "costs.paid")
        key = "size.gain_of" if row.caveat == "exploratory" else "size.gain"
        parts.append(material.say(key, {"costs": costs}, gain=brings, more=more_name(row)))
    if row.caveat:
        parts.append(material.say(f"caveat.{row.caveat}"))
    return " ".join(parts)


def _customers(row: Row) -> int:
    return sum(level.n for level in row.levels or ())


def ruled_out(material: Material, row: Row) -> str:
    """The fact of the gain worth having, where the whole interval lies below it.

    Args:
        material: What the page is written from.
        row: The experiment.

    Returns:
        The fact's name; empty where a gain worth having is possible still, or none was named.
    """
    margin, effect = row.definition.worth_having, row.effect
    if row.verdict != "iterate" or margin is None or margin.unit == "%" or effect is None:
        return ""
    if effect.low is None or effect.high is None or effect.status != "ok":
        return ""
    down = material.better(effect.metric) == "down"
    low, high = (-effect.high, -effect.low) if down else (effect.low, effect.high)
    wanted = abs(float(margin.amount)) / (100 if margin.unit == "pp" else 1)
    if high >= wanted or low > 0:
        return ""
    signed = -wanted if down else wanted
    return material.count(f"{row.name}.wanted", signed, unit=effect.unit, form=_form(margin.unit))


def _form(unit: str) -> str:
    return "+.1pp" if unit == "pp" else "+,.1f"


def _freed(material: Material, row: Row) -> str:
    """How many customers a week the next test can have; empty when the test has no days."""
    span = row.definition.run
    if span is None:
        return ""
    weeks = ((span.last - span.first).days + 1) / WEEK_DAYS
    freed = material.count(f"{row.name}.freed", _customers(row) / weeks, form=",.0f")
    return material.say("freed", freed=freed)


def undone(material: Material, row: Row) -> str:
    """What would undo a change: those held back doing as well; empty when nobody is.

    Args:
        material: What the page is written from.
        row: The experiment.

    Returns:
        The words.
    """
    decide = row.definition.decide
    after = decide.after_ship if decide else None
    if decide is None or after is None:
        return ""
    kept = after.variant or next(iter(row.definition.variants))
    control = variant_words(row.definition, kept, material.language)
    words = {"control": control, "share": share_text(after.share)}
    until = decide.kept_until(material.today)
    if until is None:
        return material.say("undone.undated", words)
    return material.say("undone", words | {"day": day(until, material.language)})


def broken(material: Material, row: Row) -> Answer:
    """The answer about an experiment whose figures are hidden: why, and what to look at first.

    Args:
        material: What the page is written from.
        row: An experiment with a red check.

    Returns:
        The answer; no figure of the result is in it.
    """
    todo = sentence(material.language, f"todo.{_kind(row)}")
    size = material.say("size.hidden", {"todo": todo})
    asked: Pairs = (("row.decide", asked_of(material, row)),)
    if row.state == "decided":  # nobody is asked for it again, its owner mends it
        asked = (("row.owner", row.owner),) if row.owner else ()
    return Answer("fix", broken_words(material, row), size, asked)


def broken_words(material: Material, row: Row) -> str:
    """Why an experiment has no result, in one sentence.

    Args:
        material: What the page is written from.
        row: An experiment with a red check.

    Returns:
        The sentence, in the page's language.
    """
    check, kind = row.red, _kind(row)
    facts: dict[str, str] = {}
    words = {"experiment": row.label, "reason": ""}
    if check is not None:
        known = f"health.{check.name}"
        words["reason"] = material.say(known if material.says(known) else "health.other")
        facts = {n: material.count(f"{row.name}.{check.name}.{n}", v) for n, v in check.figures}
    if kind == "split":
        words |= _split(material, row)
    return material.say(f"headline.red.{kind}", words, **facts)


def _kind(row: Row) -> str:
    name = row.red.name if row.red is not None else ""
    figures = dict(row.red.figures) if row.red is not None else {}
    if name == "split":
        return name if row.assigned else "other"
    if name == "freshness":
        return name if "days" in figures else "freshness.none"
    needed: Mapping[str, str] = {"crossovers": "share", "strangers": "units"}
    return name if name in RED and needed[name] in figures else "other"


def _split(material: Material, row: Row) -> dict[str, str]:
    """The arms' parts of all customers as they came and as planned; sizes where one is small."""
    from stagelift.experiments.health import has_small
    from stagelift.experiments.published import size_text

    shares = {name: float(one.share) for name, one in row.definition.variants.items()}
    total = sum(row.assigned.values())

    def parts(kind: str, values: Mapping[str, float]) -> str:
        names = [
            material.count(f"{row.name}.{kind}@{name}", value, unit="share", form=".1p")
            for name, value in values.items()
        ]
        return " : ".join(material.book.show(name) for name in names)

    planned = parts("planned", shares)
    if has_small(row.assigned.values()):
        return {"came": " : ".join(map(size_text, row.assigned.values())), "planned": planned}
    came = {name: row.assigned.get(name, 0) / total for name in shares}
    return {"came": parts("came", came), "planned": planned}
