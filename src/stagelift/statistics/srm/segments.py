"""Sample ratio mismatch overall and by segment, and over epochs whose shares differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.srm.ratio import (
    CONCENTRATION,
    SampleRatio,
    checked,
    chi_square,
    log_bayes_factor,
    sample_ratio,
)
from stagelift.statistics.tails import chi_square_above

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from stagelift.statistics.inference import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRatios:
    """The assignment overall and in each segment, at an error rate they share.

    Args:
        overall: The test of all units.
        segments: The test of each segment, by name.
        alpha_each: Error rate of each test: alpha over the number of tests.
        broken: Names of the segments that block, in their order; `overall` is not among them.
    """

    overall: SampleRatio
    segments: tuple[tuple[str, SampleRatio], ...]
    alpha_each: float
    broken: tuple[str, ...]

    def blocks(self) -> bool:
        """Whether the shares are broken overall or in any segment.

        Returns:
            True when a test falls below its part of alpha.
        """
        return bool(self.broken) or self.overall.blocks(self.alpha_each)


def segment_ratios(
    counts: Sequence[int],
    segments: Mapping[str, Sequence[int]],
    shares: Sequence[Fraction],
    *,
    alpha: float = 0.001,
) -> SegmentRatios:
    """The sequential tests overall and by segment, which together err at most at alpha.

    Segments must be frozen before assignment: one that a message can move tells of its effect.
    An empty segment counts among the tests, because it was going to be looked at.

    Args:
        counts: Units by arm, at least two arms.
        segments: Units by arm in each segment, of one dimension or of several.
        shares: Planned shares by arm, each > 0, summing to one exactly.
        alpha: Error rate of all tests together, between 0 and 1.

    Returns:
        Each test, and which of them block.

    Raises:
        ArgumentError: When an argument is not allowed, or a segment has more units than there are.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data; Fabijan et al.
        2019, Diagnosing sample ratio mismatch in online controlled experiments.

    Example:
        >>> from stagelift.statistics.srm import planned_shares
        >>> half = planned_shares((1, 1))
        >>> found = segment_ratios((5000, 4900), {"app": (4000, 3200), "web": (1000, 1700)}, half)
        >>> found.blocks(), found.overall.blocks(), found.broken
        (True, False, ('app', 'web'))
    """
    each = checks.between("alpha", alpha, 0, 1) / (1 + len(segments))
    overall = sample_ratio(counts, shares)
    found = []
    for name, own in segments.items():
        ratio = sample_ratio(own, shares)
        if any(part > whole for part, whole in zip(ratio.counts, overall.counts, strict=True)):
            allowed = f"a segment has at most the units of all, {overall.counts}"
            raise checks.refused(f"segments[{name!r}]", ratio.counts, allowed)
        found.append((name, ratio))
    return SegmentRatios(
        overall=overall,
        segments=tuple(found),
        alpha_each=each,
        broken=tuple(name for name, ratio in found if ratio.blocks(each)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRatios:
    """The assignment over all epochs of an experiment, each against its own shares.

    Args:
        p_value: χ² p-value of all epochs together, valid at one look only; None without units.
        sequential_p: Always-valid p-value of all epochs together; None without units.
        status: `ok`, or `no_data` without units.
    """

    p_value: float | None
    sequential_p: float | None
    status: Status = "ok"


def epoch_ratios(
    epochs: Sequence[tuple[Sequence[int], Sequence[Fraction]]],
    *,
    concentration: float = CONCENTRATION,
) -> EpochRatios:
    """The tests of several epochs together, each with the shares that held in it.

    Adding units over epochs would test against shares that never held. Evidence is multiplied
    instead: units of one epoch say nothing of those of another, so the product stays always-valid.

    Args:
        epochs: Units by arm and planned shares by arm, per epoch, at least one.
        concentration: Weight of the planned shares in the alternative, > 0.

    Returns:
        Both p-values; null with status `no_data` without units.

    Raises:
        ArgumentError: When there is no epoch, or its counts and shares are not allowed.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data.

    Example:
        >>> from stagelift.statistics.srm import planned_shares
        >>> even, later = planned_shares((1, 1)), planned_shares((9, 1))
        >>> found = epoch_ratios([((500, 510), even), ((905, 95), later)])
        >>> round(found.p_value, 4), found.sequential_p
        (0.8283, 1.0)
    """
    if not len(epochs):
        raise checks.refused("epochs", tuple(epochs), "there must be at least one")
    checks.between("concentration", concentration, 0, math.inf)
    chi2 = evidence = 0.0
    df = 0
    for counts, shares in epochs:
        sizes, planned = checked(counts, shares)
        seen, expected = tuple(map(float, sizes)), tuple(map(float, planned))
        if sum(sizes):
            chi2 += chi_square(seen, expected)
            df += len(sizes) - 1
            evidence += log_bayes_factor(seen, expected, concentration)
    if not df:
        return EpochRatios(p_value=None, sequential_p=None, status="no_data")
    return EpochRatios(
        p_value=chi_square_above(df, chi2), sequential_p=math.exp(min(0.0, -evidence))
    )
