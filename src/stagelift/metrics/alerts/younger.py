"""A measure at a younger age: at a third of its window newer entrants can be looked at, too."""

from __future__ import annotations

from stagelift.definitions import Duration
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.kind import WindowedMetric

PART = 3  # a look at a third of the window


def early_age(metric: WindowedMetric) -> int | None:
    """The age in days at which a metric can be looked at early.

    Args:
        metric: Any metric of units.

    Returns:
        A third of its window in whole days; None below one day, and for kinds whose value at a
        younger age is another measure.

    Example:
        >>> early_age(Conversion(name="first_order", event="ordered"))
        2
    """
    window = metric.within
    if not isinstance(metric, Conversion) or metric.finished or window is None:
        return None
    age = int(window.days // PART)
    return age if age >= 1 else None


def younger(metric: WindowedMetric, age: int) -> WindowedMetric:
    """The same metric among entrants who have had so many days.

    Args:
        metric: A conversion.
        age: Length of its window in days, ≥ 1.

    Returns:
        The metric; earlier cohorts are compared at the same age, so that young ones are not late.

    Example:
        >>> younger(Conversion(name="first_order", event="ordered"), 2).within.days
        2.0
    """
    return metric.model_copy(update={"within": Duration.parse(f"{age} days")})
