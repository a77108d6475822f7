"""Whether the arms' sizes fit the planned shares: overall, and in segments of the time before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from stagelift.experiments.arms import Arms
from stagelift.experiments.health.check import Check
from stagelift.experiments.published import size_text
from stagelift.formatting import number
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.srm import sample_ratio

SPLIT_ALPHA = 0.001
FIND = "find what drops customers of one variant"
GROSS = 50.0  # the weight of planned shares against gross faults: 67 : 33 shows in 200 units


def always_p(counts: Sequence[int], shares: Sequence[Fraction]) -> float | None:
    """The p-value of the planned shares that holds at every look.

    Twice the smaller of two: one finds small faults among many units, one gross faults among few;
    alone, the first lets 203 : 99 pass.

    Args:
        counts: Units by arm.
        shares: Planned shares by arm, summing to one.

    Returns:
        Between 0 and 1; None without units.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data.

    Example:
        >>> half = (Fraction(1, 2), Fraction(1, 2))
        >>> always_p((203, 99), half) < 0.001, always_p((5000, 4950), half)
        (True, 1.0)
    """
    found = [sample_ratio(counts, shares), sample_ratio(counts, shares, concentration=GROSS)]
    known = [one.sequential_p for one in found if one.sequential_p is not None]
    return min(1.0, 2.0 * min(known)) if known else None


def split_check(arms: Arms, shares: dict[str, Fraction]) -> Check:
    """Whether the arms' sizes fit the planned shares (sample ratio mismatch).

    Households are counted where these were randomised. An always-valid p-value decides, so that
    reading it every week does not raise false alarms; the χ² p-value is shown beside it.

    Args:
        arms: Units by variant, and by segment.
        shares: Planned shares by variant.

    Returns:
        Red below .001 divided by the number of tests: this one and those of the segments; amber
        where χ² of this look alone is below it.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data.
    """
    came_in = tuple(arms.randomised.values()), tuple(shares.values())
    found, always = sample_ratio(*came_in), always_p(*came_in)
    limit = SPLIT_ALPHA / (1 + len(arms.segments))
    if found.p_value is None or always is None:
        return Check("split", "amber", "nobody is assigned yet")
    sizes = " : ".join(size_text(n) for n in arms.randomised.values())
    what = "" if arms.homes is None else " households"
    tested = f"p {p_text(found.p_value)}, at every look {p_text(always)}"
    figures = (("p", found.p_value), ("always", always), ("limit", limit))
    if always < limit:
        came, planned = as_parts(arms.randomised.values()), as_parts(shares.values())
        if has_small(arms.randomised.values()):
            text = f"split {sizes}{what} instead of {planned} (below {small(limit)}); {FIND}"
            return Check("split", "red", text, (("limit", limit),), (("why", "small"),))
        text = (
            f"split {came} instead of {planned} ({sizes}{what}), {tested} (limit {small(limit)}); "
            f"{FIND}"
        )
        return Check("split", "red", text, figures, (("sizes", came), ("planned", planned)))
    if has_small(arms.randomised.values()):  # beside the other sizes a p-value gives it away
        text = f"split {sizes}{what} holds (limit {small(limit)})"
        return Check("split", "ok", text, (("limit", limit),), (("sizes", sizes), ("why", "small")))
    text = f"split {sizes}{what}, {tested} (limit {small(limit)})"
    if found.p_value < limit:
        text = f"{text}: uneven at this look alone, not over all looks"
        return Check("split", "amber", text, figures, (("sizes", sizes),))
    return Check("split", "ok", text, figures, (("sizes", sizes),))


def segment_check(arms: Arms, shares: Mapping[str, Fraction]) -> Check | None:
    """Whether the sizes fit in every segment that was decided before assignment.

    A fault that drops customers of one kind can leave the whole split within its limits.

    Args:
        arms: Units by variant and segment.
        shares: Planned shares by variant.

    Returns:
        Red when a segment falls below its part of .001; None without such segments, or where
        households were randomised, whose members may belong to several.

    Reference:
        Fabijan et al. 2019, Diagnosing sample ratio mismatch in online controlled experiments.
    """
    if not arms.segments or arms.homes is not None or not sum(arms.assigned.values()):
        return None
    planned = tuple(shares.values())
    counts = {name: tuple(sizes.values()) for name, sizes in arms.segments.items()}
    limit = SPLIT_ALPHA / (1 + len(counts))
    found = {name: always_p(sizes, planned) for name, sizes in counts.items()}
    known = {name: p for name, p in found.items() if p is not None}
    broken = [name for name, p in known.items() if p < limit]
    figures: tuple[tuple[str, float], ...] = (("tests", float(len(counts))), ("limit", limit))
    if not broken:
        known = {name: p for name, p in known.items() if not has_small(counts[name])}
        least = min(known.values(), default=1.0)
        tested = f"({len(counts)} tested), least p {p_text(least)} at every look"
        text = f"split holds in segments too {tested}"
        figures = (*figures, ("p", least))
        return Check("segments", "ok", f"{text} (limit {small(limit)})", figures)
    worst = min(broken, key=lambda name: known[name])
    came = "" if has_small(counts[worst]) else as_parts(counts[worst])
    where = f"{worst}: {came} instead of {as_parts(planned)}" if came else worst
    text = f"split broken in segment {where} (below {small(limit)}); {FIND} there"
    return Check("segments", "red", text, figures, (("segment", worst), ("came", came)))


def has_small(sizes: Iterable[int]) -> bool:
    """Whether a size is below the privacy minimum: shares or a p-value would give it away.

    Args:
        sizes: Units by arm.

    Returns:
        True when one is small; an empty arm is not.

    Example:
        >>> has_small((3, 200)), has_small((0, 200))
        (True, False)
    """
    return any(0 < size < MINIMUM for size in sizes)


def small(limit: float) -> str:
    """A small threshold with the digits it needs.

    Args:
        limit: Between 0 and 1.

    Returns:
        Up to six decimals.

    Example:
        >>> small(0.001), small(0.001 / 3)
        ('0.001', '0.00033')
    """
    return f"{limit:.2g}" if limit >= 1e-4 else f"{limit:.1e}"


def p_text(p: float) -> str:
    """A p-value with two decimals, or as many digits as a small one needs.

    Args:
        p: Between 0 and 1.

    Returns:
        Such as 0.72, 0.0012 or 3.1e-07.

    Example:
        >>> p_text(0.716), p_text(0.00123), p_text(3.14e-7)
        ('0.72', '0.0012', '3.1e-07')
    """
    return number(p, 2) if p >= 0.01 else small(p)


def as_parts(sizes: Iterable[int | Fraction]) -> str:
    """Sizes as parts of a hundred, such as "52.2 : 47.8".

    Args:
        sizes: Counts or shares.

    Returns:
        One decimal each.

    Example:
        >>> as_parts([522, 478])
        '52.2 : 47.8'
    """
    values = [float(size) for size in sizes]
    return " : ".join(number(100 * value / sum(values), 1) for value in values)
