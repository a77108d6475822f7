"""Sample ratio mismatch of many experiments at once, each of arms of equal shares."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.numerics import np, special
from stagelift.statistics.srm import CONCENTRATION


@dataclass(frozen=True, slots=True, eq=False)
class EqualSplits:
    """What the sizes of each experiment's arms say about an equal split.

    Args:
        p_value: χ² p-value by experiment, valid at one look only; NaN without units or with fewer
            than two arms.
        sequential_p: Always-valid p-value by experiment; NaN as above.
        arms: Arms by experiment.
        units: Units by experiment.
    """

    p_value: np.ndarray
    sequential_p: np.ndarray
    arms: np.ndarray
    units: np.ndarray


def equal_splits(experiment: np.ndarray, n: np.ndarray) -> EqualSplits:
    """The tests of equal shares for many experiments, without a loop over them.

    Args:
        experiment: The experiment of each arm, integers 0, 1, 2 …, shape (arms,).
        n: Units of each arm, integers ≥ 0, shape (arms,).

    Returns:
        One entry per experiment, equal to `sample_ratio` of its arms.

    Raises:
        ArgumentError: When the shapes differ or a size is negative.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data; Fabijan et al.
        2019, Diagnosing sample ratio mismatch in online controlled experiments.

    Example:
        >>> found = equal_splits(np.array([0, 0, 1, 1]), np.array([500, 500, 800, 200]))
        >>> found.p_value.round(4).tolist(), found.units.tolist()
        ([1.0, 0.0], [1000, 1000])
    """
    if experiment.shape != n.shape or experiment.ndim != 1:
        allowed = f"it must be one size per entry of experiment, {experiment.shape}"
        raise checks.refused("n", n.shape, allowed)
    if n.size and n.min() < 0:
        raise checks.refused("n", int(n.min()), "it must be ≥ 0")
    count = int(experiment.max()) + 1 if experiment.size else 0
    sizes = n.astype(float)

    def total(value: np.ndarray) -> np.ndarray:
        return np.bincount(experiment, weights=value, minlength=count)

    arms, units = total(np.ones_like(sizes)), total(sizes)
    known = (arms > 1) & (units > 0)
    share = 1.0 / np.maximum(arms, 1.0)
    wanted = (units * share)[experiment]
    chi2 = total((sizes - wanted) ** 2 / np.where(wanted > 0.0, wanted, 1.0))
    # the log Bayes factor of `log_bayes_factor`, its sum over arms taken by experiment
    prior = CONCENTRATION * share[experiment]
    each = special.gammaln(prior + sizes) - special.gammaln(prior)
    each -= sizes * np.log(share[experiment])
    whole = special.gammaln(CONCENTRATION + units) - special.gammaln(CONCENTRATION)
    factor = total(each) - whole
    return EqualSplits(
        p_value=np.where(known, special.chdtrc(np.maximum(arms - 1.0, 1.0), chi2), np.nan),
        sequential_p=np.where(known, np.exp(np.minimum(0.0, -factor)), np.nan),
        arms=arms.astype(np.int64),
        units=units.astype(np.int64),
    )
