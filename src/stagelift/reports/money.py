"""What a decision brings and what a fall costs a month: units times their stated worth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.experiments.volume import MONTH_DAYS
from stagelift.reports.periods import Period
from stagelift.reports.prose import Fact

if TYPE_CHECKING:
    from stagelift.definitions.journey import Journey
    from stagelift.experiments.worth import Range
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.trials import Row


def worth_each(journey: Journey, metric: str) -> tuple[float, str] | None:
    """What one more unit of a metric is worth and in which currency; None when nobody said."""
    stated = journey.rules.worth.get(metric)
    currency = "" if stated is None else stated.currency or journey.currency or ""
    return (float(stated.amount), currency) if stated is not None and currency else None


def lost(material: Material, measure: Measure) -> str | None:
    """Records how many units a period is away from its usual centre, with the level's interval.

    Args:
        material: What the page is written from.
        measure: A measure that left its range.

    Returns:
        The fact's name; None for a measure that counts no units, or a suppressed one.
    """
    fact, usual = material.book[measure.key], measure.usual
    if usual is None or fact.k is None or fact.n is None:
        return None
    if fact.value is None or fact.low is None or fact.high is None:
        return None
    sign = 1.0 if fact.value > usual.centre else -1.0
    ends = sorted(sign * (end - usual.centre) * fact.n for end in (fact.low, fact.high))
    return _recorded(
        material,
        fact,
        f"{measure.key}.lost",
        (sign * (fact.value - usual.centre) * fact.n, *ends),
        "people",
    )


def loss(material: Material, measure: Measure) -> str | None:
    """Records what a fall costs in a month if it lasts.

    Args:
        material: What the page is written from.
        measure: A measure that left its range in the wrong direction.

    Returns:
        The fact's name; None when its units or their worth are not known.
    """
    each, name = worth_each(material.journey, measure.metric), lost(material, measure)
    if each is None or name is None:
        return None
    fact = material.book[name]
    period = Period.parse(measure.estimate.period)
    factor = MONTH_DAYS / ((period.last - period.first).days + 1) * each[0]
    ends = (fact.value or 0.0, fact.low or 0.0, fact.high or 0.0)
    amounts = tuple(end * factor for end in ends)
    return _recorded(material, fact, f"{measure.key}.loss", amounts, each[1])


def gain(material: Material, row: Row) -> str | None:
    """Records what a change brings in a month: units more, and money net of messages.

    Args:
        material: What the page is written from.
        row: An experiment.

    Returns:
        The money's name, the units' is in `more_name`; None when the verdict is not to ship or
        worth or volume is not known.
    """
    found = row.worth
    if row.verdict != "ship" or found is None or found.money is None or found.more is None:
        return None
    fact = replace(material.book[f"{row.name}.effect"], n=None)
    _recorded(material, fact, more_name(row), found.more, "people")
    return _recorded(material, fact, f"{row.name}.gain", found.money, found.currency)


def more_name(row: Row) -> str:
    """The name of the fact that says how many units more a change brings in a month."""
    return f"{row.name}.more"


def _recorded(
    material: Material,
    fact: Fact,
    name: str,
    amounts: Range | tuple[float, ...],
    unit: str,
) -> str:
    value, low, high = amounts
    measure, form = ("units", ",.0") if unit == "people" else ("money", f"{unit}~")
    said = replace(fact, name=name, measure=measure, value=value, low=low, high=high)
    said = replace(said, k=None, unit=unit, form=form, text="", method="units times worth")
    return material.book.record(said).name
