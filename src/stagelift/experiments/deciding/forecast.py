"""The effect a decision expects: from the shrunk estimate unless it is stated."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from stagelift.definitions import Margin, Mistake
from stagelift.definitions.values import parse_day
from stagelift.errors import ArgumentError
from stagelift.experiments.programme.ledger import best_effect, compared
from stagelift.experiments.programme.together import on_one_scale
from stagelift.experiments.question import absolute
from stagelift.journey.figures import round_significant

if TYPE_CHECKING:
    from stagelift.definitions import Experiment
    from stagelift.experiments.programme.ledger import Compared
    from stagelift.experiments.readout import Readout
    from stagelift.statistics.inference import Better

Basis = Literal["shrunk", "estimate", "stated"]
ScoredBy = Literal["holdback", "holdout", "nothing"]
MARGIN = r"[+\-−][\d.,]*\d\s*(?:pp|%)?"
WRITTEN = re.compile(
    rf"(?:(?P<metric>[\w.]+)\s+)?(?P<value>{MARGIN})"
    rf"(?:\s*[\[(]\s*(?P<low>[+\-−]?[\d.,]*\d\s*(?:pp|%)?)\s*(?:,|\.\.|to|~)\s*"
    r"(?P<high>[+\-−]?[\d.,]*\d\s*(?:pp|%)?)\s*[\])])?"
    r"(?:,?\s+by\s+(?P<by>\S+))?"
)
QUANTITY = re.compile(rf"(?:[\w.]+\s+)?{MARGIN}(?:\W.*)?", re.DOTALL)
EXAMPLE = "'+0.8pp [+0.2, +1.4] by 2026-12-23'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The effect of a shipped variant on its metric, as expected when it was decided.

    Args:
        metric: Id of the metric.
        variant: The variant shipped.
        against: The variant it replaces.
        unit: The metric's unit.
        value: Expected effect in the metric's unit.
        low: Lower end of its interval, None for a stated value without one.
        high: Upper end.
        level: Level of the interval, 0–1.
        basis: `shrunk` (the test's estimate with its luck taken off), `estimate` (where no scale
            allows that) or `stated` by who decided.
        tests: Effects the shrinking learnt from, this one's included; 0 unless shrunk.
        scored_by: `holdback`, `holdout` (the global one) or `nothing`.
        days: Local days whose new entrants score it.
        check_by: Local day from which it can be scored.
    """

    metric: str
    variant: str
    against: str
    unit: str
    value: float
    low: float | None
    high: float | None
    level: float
    basis: Basis
    tests: int = 0
    scored_by: ScoredBy = "nothing"
    days: int = 0
    check_by: date | None = None

    @property
    def ends(self) -> tuple[float, float, float]:
        """Value, low and high; all equal without an interval."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return self.value, low, high

    def to_dict(self) -> dict[str, Any]:
        """The forecast as JSON-ready values, as a decision's file keeps it."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        figures = {name: round_significant(plain[name]) for name in ("value", "low", "high")}
        day = None if self.check_by is None else self.check_by.isoformat()
        return {**plain, **figures, "check_by": day}


def forecast_of(record: Mapping[str, Any]) -> Forecast | None:
    """The forecast a decision's file keeps.

    Args:
        record: The decision, texts as YAML reads them.

    Returns:
        The forecast; None where the decision keeps only words.

    Raises:
        ArgumentError: A file edited by hand into something that is no forecast.
    """
    kept = record.get("expected")
    if kept is None:
        return None
    place = f"experiments/{record.get('experiment')}.decision.yaml: expected"
    if not isinstance(kept, Mapping):
        raise ArgumentError(f"{place}: '{kept}' came, a mapping is expected")
    try:
        day = str(kept.get("check_by") or "")
        found = Forecast(
            metric=str(kept["metric"]),
            variant=str(kept["variant"]),
            against=str(kept["against"]),
            unit=str(kept["unit"]),
            value=float(str(kept["value"])),
            low=_number(kept.get("low")),
            high=_number(kept.get("high")),
            level=float(str(kept["level"])),
            basis=next(one for one in get_args(Basis) if one == kept["basis"]),
            tests=int(str(kept.get("tests") or 0)),
            scored_by=next(one for one in get_args(ScoredBy) if one == kept["scored_by"]),
            days=int(str(kept.get("days") or 0)),
            check_by=parse_day(day) if day else None,
        )
    except KeyError as error:
        raise ArgumentError(f"{place}: {error.args[0]} is missing") from error
    except (ValueError, StopIteration, Mistake) as error:
        why = str(error) or "basis or scored_by is none of those allowed"
        raise ArgumentError(f"{place}: {why}") from error
    if found.basis != "stated" and None in (found.low, found.high):
        raise ArgumentError(f"{place}: low and high are missing")
    return found


def _number(kept: object) -> float | None:
    return None if kept in (None, "", "null") else float(str(kept))


def expected(
    experiment: Experiment,
    readout: Readout,
    variant: str,
    *,
    better: Better,
    others: Sequence[Compared] = (),
) -> Forecast | None:
    """The effect of a variant as the test and the team's other tests let one expect it.

    The effect that won is too high on average; shrinking takes that off. It is done on the scale of
    log ratios and turned back at the control's level. A metric without ratios, such as a score in
    points, is expected as estimated.

    Args:
        experiment: The experiment.
        readout: Its readout, small groups left out.
        variant: The variant shipped.
        better: Direction of the primary metric.
        others: Treatments of other tests that were read.

    Returns:
        The forecast, not yet said by what it is scored; None where the readout shows no effect.
    """
    effect = best_effect(readout, variant, better)
    if effect is None or effect.variant != variant or effect.value is None:
        return None
    plain = Forecast(
        metric=readout.primary,
        variant=variant,
        against=experiment.control,
        unit=effect.unit,
        value=effect.value,
        low=effect.low,
        high=effect.high,
        level=effect.level,
        basis="estimate",
    )
    own = compared(experiment, readout, stage=None, better=better, early=False)
    scale = on_one_scale([*others, *own], totals=False)
    row = next((row for row in scale.rows if row.compared is own_of(own, variant)), None)
    level = next(
        (
            each.value
            for each in readout.estimates
            if (each.metric, each.measure, each.variant)
            == (readout.primary, "level", experiment.control)
        ),
        None,
    )
    if row is None or level is None:
        return plain if None not in (plain.low, plain.high) else None
    sign = 1.0 if better == "up" else -1.0
    value, *ends = (level * math.expm1(sign * log) for log in (row.value, row.low, row.high))
    return replace(
        plain,
        value=value,
        low=min(ends),
        high=max(ends),
        level=0.95,  # of the intervals on the common scale
        basis="shrunk",
        tests=len(scale.rows),
    )


def own_of(found: Sequence[Compared], variant: str) -> Compared | None:
    """The treatment of a variant."""
    return next((one for one in found if one.variant == variant), None)


def stated(text: str, default: Forecast, control: float | None) -> Forecast | None:
    """A forecast as somebody states it in one line.

    Args:
        text: Such as "+0.8pp [+0.2, +1.4] by 2026-12-23"; other words are no quantity.
        default: The forecast it takes the place of.
        control: The control's level, for per cent, which are relative to it.

    Returns:
        The forecast; None for words.

    Raises:
        ArgumentError: A quantity written otherwise, of another metric, or in a unit the metric
            does not have.

    Example:
        >>> default = Forecast(metric="orders", variant="b", against="a", unit="share", value=0.01,
        ...     low=0.0, high=0.02, level=0.95, basis="shrunk")
        >>> found = stated("+0.8pp [0.2, 1.4] by 2026-12-23", default, 0.1)
        >>> found.value, found.low, round(found.high, 9), str(found.check_by)
        (0.008, 0.002, 0.014, '2026-12-23')
        >>> stated("about 5 more of 100", default, 0.1) is None
        True
    """
    if not QUANTITY.fullmatch(text.strip()):
        return None
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ArgumentError(f"forecast '{text}' came, {EXAMPLE} or words are expected")
    if found["metric"] not in (None, default.metric):
        raise ArgumentError(
            f"forecast '{text}' is of '{found['metric']}', and '{default.metric}' decides"
        )
    parts = [part for part in (found["value"], found["low"], found["high"]) if part]
    unit = next((end for end in ("pp", "%") if parts[0].endswith(end)), "")
    try:
        value, *ends = (_effect(part, unit, default, control) for part in parts)
        day = parse_day(found["by"]) if found["by"] else None
    except Mistake as error:
        raise ArgumentError(f"forecast '{text}': {error}") from error
    if ends and not ends[0] <= value <= ends[1]:
        raise ArgumentError(f"forecast '{text}': the value lies outside its interval")
    low, high = ends or (None, None)
    given = replace(default, value=value, low=low, high=high, basis="stated", tests=0)
    return given if day is None else replace(given, check_by=day)


def _effect(written: str, unit: str, default: Forecast, control: float | None) -> float:
    """One number of a stated forecast in the metric's unit; ends take the value's unit."""
    plain = written.replace("−", "-").replace(" ", "")
    margin = Margin.parse(plain if plain.endswith(("pp", "%")) else f"{plain}{unit}")
    if margin.unit == "pp" and default.unit not in ("share", "ratio"):
        raise Mistake(f"'{written}' came; '{default.metric}' is no share, write a number or '%'")
    if margin.unit == "" and default.unit == "share":
        raise Mistake(f"'{written}' came; write '{written}pp' for points, or '{written}%'")
    if margin.unit != "%":
        return absolute(margin)
    if control is None or default.unit == "points":
        raise Mistake(f"'{written}' is relative, and '{default.metric}' has no level to relate to")
    return absolute(margin) * control
