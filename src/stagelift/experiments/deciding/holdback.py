"""The holdback after shipping as an experiment of its own: new entrants, a split of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from stagelift.data.assign import METHOD, thresholds
from stagelift.definitions import DateSpan, Experiment, Mistake
from stagelift.definitions.holdback import Holdback, share_text
from stagelift.definitions.values import parse_share
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.experiments.readout import Readout

NAMED = "{name}.holdback"
SALTED = "{salt}/holdback"


def holdback_record(
    experiment: Experiment, kept: Holdback, shipped: str, on: date
) -> dict[str, Any]:
    """What a decision's file keeps of the holdback: who is drawn, when, and the rule of the hash.

    Args:
        experiment: The experiment decided.
        kept: What the definition keeps.
        shipped: The variant shipped to all others.
        on: Local day of the decision; new entrants are drawn from the next day on.

    Returns:
        Plain values.

    Raises:
        ArgumentError: When the variant kept is the one shipped.
    """
    variant = kept.variant or experiment.control
    if variant == shipped:
        raise ArgumentError(
            f"after_ship keeps {share_text(kept.share)} on '{variant}', which is the variant "
            "shipped; nothing would be held back"
        )
    ends = thresholds((kept.share, 1 - kept.share))
    return {
        "name": NAMED.format(name=experiment.name),
        "kept": variant,
        "share": share_text(kept.share),
        "shipped": shipped,
        "first": (on + timedelta(days=1)).isoformat(),
        "last": (on + timedelta(days=kept.days)).isoformat(),
        "assignment": {
            "method": METHOD,
            "salt": SALTED.format(salt=experiment.salt),
            "thresholds": dict(zip((variant, shipped), ends, strict=True)),
        },
    }


def holdback_of(experiment: Experiment, record: Mapping[str, Any] | None) -> Experiment | None:
    """The holdback of a shipped experiment.

    Its units are those who qualify after the decision, drawn by a salt of their own: a changed
    split is a new epoch. Whoever met the test before and qualifies again is drawn anew, so that
    what the test did to them is in both groups alike.

    Args:
        experiment: The experiment decided.
        record: Its decision, or None.

    Returns:
        An experiment that enrols, and is read, like any other; the variant kept is its control.
        None where nothing is held back.

    Raises:
        ArgumentError: A file edited by hand so that it names no variants, shares or days.
    """
    told = (record or {}).get("holdback")
    if told is None:
        return None
    place = f"experiments/{experiment.name}.decision.yaml: holdback"
    if not isinstance(told, Mapping):
        raise ArgumentError(f"{place}: '{told}' came, a mapping is expected")
    try:
        share = parse_share(str(told["share"]))
        run = DateSpan.parse(f"{told['first']}..{told['last']}")
        variants = {
            name: experiment.variants[name].model_copy(update={"share": part})
            for name, part in ((str(told["kept"]), share), (str(told["shipped"]), 1 - share))
        }
        salt = str(told["assignment"]["salt"])
    except KeyError as error:
        raise ArgumentError(f"{place}: '{error.args[0]}' is missing or no variant") from error
    except (Mistake, TypeError) as error:
        raise ArgumentError(f"{place}: {error}") from error
    return experiment.model_copy(
        update={
            "name": NAMED.format(name=experiment.name),
            "salt": salt,
            "variants": variants,
            "enters": "as they qualify",
            "run": run,
            "looks": "once",
            "decide": None,
            "deciding": "raw",
            "baseline": None,
            "traffic": Fraction(1),
            "layer": None,
        }
    )


def days_of(experiment: Experiment) -> int:
    """Local days on which an experiment enrols; 0 while its definition does not say."""
    return 0 if experiment.run is None else (experiment.run.last - experiment.run.first).days + 1


def shows_to_within(
    readout: Readout, kept: Holdback, enrolled_days: float, confidence: float = 0.95
) -> float | None:
    """Half the width of the interval the holdback will give, at the entry rate of the test.

    Args:
        readout: The test's readout.
        kept: What is held back.
        enrolled_days: Days in which all who qualified entered the test, a day with half of the
            traffic half a day; the holdback takes everyone.
        confidence: Level of the interval.

    Returns:
        In the primary metric's unit; None where the control's spread is not known, or the
        test was never open.
    """
    levels = [e for e in readout.estimates if (e.metric, e.measure) == (readout.primary, "level")]
    if not levels or levels[0].se is None or not enrolled_days > 0.0:
        return None
    # a level's standard error times the root of its units is the units' standard deviation
    spread = levels[0].se * math.sqrt(levels[0].n)
    units = sum(readout.assigned.values()) / enrolled_days * kept.days
    sizes = [units * float(part) for part in (kept.share, Fraction(1) - kept.share)]
    if min(sizes) < 1.0:
        return None
    z = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    return z * spread * math.sqrt(sum(1.0 / size for size in sizes))
