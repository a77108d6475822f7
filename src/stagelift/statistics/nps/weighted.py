"""Net promoter scores of respondents who stand for unequally many: weights and strata."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps.scores import EXTREMES, PASSIVES, POINTS, nps
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.weighting import (
    CAP,
    METHOD,
    checked_shares,
    joined,
    median_weight,
    sum_of_strata,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedNps:
    """A weighted score beside the unweighted one, and what the weights cost.

    Args:
        weighted: The score with weights, in points.
        unweighted: The score of the same answers, each counting once.
        effective_n: Kish's number of equally weighted answers; None without answers.
        response_rate: Answers over invitations, 0–1; None when nobody said how many were invited.
        weights: The weight of one answer of each cell after cutting; of strata, their share over
            their answers.
        cut: Cells whose weight was cut.
        collapsed: Strata that were joined because one had a single answer or none, by place.
    """

    weighted: Inference
    unweighted: Inference
    effective_n: float | None
    response_rate: float | None
    weights: tuple[float, ...]
    cut: tuple[int, ...] = ()
    collapsed: tuple[tuple[int, ...], ...] = ()


def weighted_nps(
    cells: Sequence[ScoreCounts],
    weights: Sequence[float],
    *,
    level: float = 0.95,
    invited: int | None = None,
    cap: float = CAP,
) -> WeightedNps:
    """The score of answers that carry weights, by adjusted Wald at Kish's effective number.

    For weights that are given, such as one over the probability to answer: answers of equal weight
    form a cell. The weights are taken as known, and as unrelated to the answers within a kind.

    Args:
        cells: Answers by cell.
        weights: Weight of one answer of each cell, > 0; only their ratios matter.
        level: Confidence level, between 0 and 1.
        invited: Units invited, at least the answers; None when unknown.
        cap: Weights above this multiple of the answers' median weight are cut to it, > 1; infinite
            cuts none.

    Returns:
        Weighted and unweighted score, effective number, response rate and what was cut; null with
        status `no_data` without answers.

    Raises:
        ArgumentError: When an argument is not allowed, or there is not one weight per cell.

    Reference:
        Kish 1965, Survey sampling (the loss from weighting); Rocks 2016, Interval
        estimation for the "Net Promoter Score".

    Example:
        >>> young = ScoreCounts((4, 0, 0, 0, 0, 0, 0, 6, 0, 0, 10))
        >>> old = ScoreCounts((20, 0, 0, 0, 0, 0, 0, 30, 0, 0, 30))
        >>> found = weighted_nps([young, old], [3.0, 1.0], invited=500)
        >>> round(found.weighted.value, 2), round(found.unweighted.value, 2)
        (20.0, 16.0)
        >>> round(found.effective_n, 2), found.response_rate
        (75.38, 0.2)
    """
    z = normal_critical(level)
    if len(weights) != len(cells):
        raise checks.refused("weights", tuple(weights), f"one per cell, {len(cells)}")
    own = [checks.between(f"weights[{i}]", w, 0, math.inf) for i, w in enumerate(weights)]
    if cap != math.inf:
        checks.between("cap", cap, 1, math.inf)
    whole = _together(cells)
    rate = _response_rate(whole.n, invited)
    plain = nps(whole, level=level)
    if whole.n == 0:
        return WeightedNps(
            weighted=plain, unweighted=plain, effective_n=None, response_rate=rate, weights=()
        )
    most = cap * median_weight([cell.n for cell in cells], own)
    used = [min(w, most) for w in own]
    total = math.fsum(w * cell.n for w, cell in zip(used, cells, strict=True))
    effective = total**2 / math.fsum(w * w * cell.n for w, cell in zip(used, cells, strict=True))
    promoters = math.fsum(w * cell.promoters for w, cell in zip(used, cells, strict=True)) / total
    detractors = math.fsum(w * cell.detractors for w, cell in zip(used, cells, strict=True)) / total
    return WeightedNps(
        weighted=_adjusted_wald(promoters, detractors, effective, level=level, z=z),
        unweighted=plain,
        effective_n=effective,
        response_rate=rate,
        weights=tuple(used),
        cut=tuple(i for i, w in enumerate(own) if w > most),
    )


def stratified_nps(
    strata: Sequence[ScoreCounts],
    shares: Sequence[float],
    *,
    level: float = 0.95,
    invited: int | None = None,
) -> WeightedNps:
    """The score of a population whose strata answered unequally often, by post-stratification.

    Each stratum's score counts with the stratum's share of the population, and its variance with
    the square. A stratum with fewer than two answers has no variance and is joined to the next one
    in the order given (the last to the one before), so neighbours should be alike.

    Args:
        strata: Answers by stratum, in an order in which neighbours are alike.
        shares: Share of the population in each stratum, > 0, summing to one.
        level: Confidence level, between 0 and 1.
        invited: Units invited, at least the answers; None when unknown.

    Returns:
        Weighted and unweighted score, effective number, response rate and what was joined; `low_n`
        when even all strata together have fewer than two answers, `degenerate` when no answer
        varies within a stratum, `no_data` without answers.

    Raises:
        ArgumentError: When an argument is not allowed, or the shares do not sum to one.

    Reference:
        Cochran 1977, Sampling techniques, section 5A.9 (post-stratification) and formula 5.16 (the
        effective degrees of freedom); Kish 1965, Survey sampling.

    Example:
        >>> young = ScoreCounts((4, 0, 0, 0, 0, 0, 0, 6, 0, 0, 10))
        >>> old = ScoreCounts((20, 0, 0, 0, 0, 0, 0, 30, 0, 0, 30))
        >>> found = stratified_nps([young, old], [0.5, 0.5])
        >>> round(found.weighted.value, 2), round(found.weighted.low, 2), found.effective_n
        (21.25, 0.84, 64.0)
    """
    checks.between("level", level, 0, 1)
    own = checked_shares(shares, len(strata))
    whole = _together(strata)
    rate, plain = _response_rate(whole.n, invited), nps(whole, level=level)
    if whole.n < 2:
        alone = Inference(
            value=plain.value,
            level=level,
            method=METHOD,
            status="low_n" if whole.n else "no_data",
            note="one answer has no spread" if whole.n else "no answers",
        )
        return WeightedNps(
            weighted=alone, unweighted=plain, effective_n=None, response_rate=rate, weights=()
        )
    places = joined([cell.n for cell in strata])
    cells = [_together([strata[i] for i in group]) for group in places]
    parts = [math.fsum(own[i] for i in group) for group in places]
    return WeightedNps(
        weighted=_post_stratified(cells, parts, level),
        unweighted=plain,
        effective_n=1.0 / math.fsum(w * w / cell.n for w, cell in zip(parts, cells, strict=True)),
        response_rate=rate,
        weights=tuple(w / cell.n for w, cell in zip(parts, cells, strict=True)),
        collapsed=tuple(group for group in places if len(group) > 1),
    )


def _together(cells: Sequence[ScoreCounts]) -> ScoreCounts:
    return sum(cells, ScoreCounts((0,) * 11))


def _response_rate(answers: int, invited: int | None) -> float | None:
    if invited is None:
        return None
    if checks.whole("invited", invited) < answers:
        raise checks.refused("invited", invited, f"it must be ≥ the answers, which are {answers}")
    return answers / invited if invited else None


def _adjusted_wald(
    promoters: float, detractors: float, n: float, *, level: float, z: float
) -> Inference:
    """The adjusted Wald interval of shares that stand for n answers."""
    net, total = promoters - detractors, n + 2.0 * EXTREMES + PASSIVES
    centre = net * n / total
    spread = ((promoters + detractors) * n + 2.0 * EXTREMES) / total - centre**2
    half = z * math.sqrt(spread / total)
    return Inference(
        value=POINTS * net,
        se=POINTS * math.sqrt(max(promoters + detractors - net * net, 0.0) / n),
        low=POINTS * max(-1.0, min(centre - half, net)),
        high=POINTS * min(1.0, max(centre + half, net)),
        level=level,
        method="adjusted_wald_kish",
    )


def _post_stratified(
    cells: Sequence[ScoreCounts], shares: Sequence[float], level: float
) -> Inference:
    """The weighted sum of the strata's scores, in points, with the t interval of its variance."""
    found = sum_of_strata([cell.moments() for cell in cells], shares, level, values="answer")
    low = None if found.low is None else max(-1.0, found.low)
    high = None if found.high is None else min(1.0, found.high)

    def points(share: float | None) -> float | None:
        return None if share is None else POINTS * share

    return replace(
        found, value=points(found.value), se=points(found.se), low=points(low), high=points(high)
    )
