"""The Bayesian view as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stagelift.experiments.exploring.text import metric_name, span_words
from stagelift.experiments.exploring.wording import say
from stagelift.formatting import default_spec, formatted, number, unrounded

if TYPE_CHECKING:
    from stagelift.experiments.exploring.bayes import BayesianRow, BayesianView


def bayesian_text(view: BayesianView, language: str = "en") -> str:
    """The Bayesian view as lines: one a treatment, then the prior.

    Args:
        view: The view.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    if view.shut:
        return say(language, "bayes.shut", why=view.shut)
    head = say(language, "bayes.head", metric=metric_name(view, language), look=view.look)
    lines = [head, *(f"  {row_words(view, row, language)}" for row in view.rows)]
    return "\n".join([*lines, f"  {prior_words(view, language)}"])


def row_words(view: BayesianView, row: BayesianRow, language: str) -> str:
    """What is believed of one treatment, in one line."""
    found = row.found
    if found is None:
        return say(language, "bayes.none", variant=row.variant, why=row.note)
    spec = default_spec(view.unit, change=True)
    parts = [
        say(language, "bayes.better", variant=row.variant, chance=chance(found.better)),
        *(
            [say(language, "bayes.beats", worth=view.worth, chance=chance(found.beats))]
            if found.beats is not None
            else []
        ),
        span_words((found.value, found.low, found.high), view.unit, language),
        say(
            language,
            "bayes.loss",
            shipped=formatted(found.loss_if_shipped, fine(spec), language),
            kept=formatted(found.loss_if_kept, fine(spec), language),
        ),
        f"n {number(row.treated[1] + row.control[1])}",
    ]
    return ", ".join(parts)


def fine(spec: str) -> str:
    """A format without sign and with one decimal more, for small losses of shares."""
    bare = spec.removeprefix("+")
    return bare.replace(".1pp", ".2pp")


def chance(p: float) -> str:
    """A probability as text, never 0 or 100 %.

    Args:
        p: 0–1.

    Returns:
        One decimal, with "<" or ">" at the ends.

    Example:
        >>> chance(0.893), chance(0.99996), chance(0.0)
        ('89.3%', '>99.9%', '<0.1%')
    """
    if p > 0.999:
        return ">99.9%"
    return "<0.1%" if p < 0.001 else formatted(p, ".1%")


def prior_words(view: BayesianView, language: str) -> str:
    """The prior and where it comes from."""
    prior = view.prior
    if prior is None:
        return ""
    if prior.scale == "log_ratio":
        centre, spread = math.expm1(prior.centre), prior.spread
        specs, values = ("+.0%", ".0%"), (centre, spread)
    else:
        spec = default_spec(view.unit, change=True)
        specs, values = (spec, spec.removeprefix("+")), (prior.centre, prior.spread)
    if view.source == "plan":  # the experiment's own file says them
        specs = (unrounded(specs[0], values[0]), unrounded(specs[1], values[1]))
    ends = [formatted(value, spec, language) for value, spec in zip(values, specs, strict=True)]
    source = say(language, f"bayes.source.{view.source}", tests=view.tests)
    return say(language, "bayes.prior", centre=ends[0], spread=ends[1], source=source)
