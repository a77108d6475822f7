"""Which covariates can be used in both arms, and the slopes of those that can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics.numerics import Floats, np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.adjustment.covariates import CovariateMoments

# Share of a covariate that the others must leave unexplained: slopes then keep seven digits
COLLINEAR = 1e-9
ROUNDING = 8.0 * 2.0**-52  # of the mean: a spread below it is what is left of equal values


@dataclass(frozen=True, slots=True)
class Usable:
    """Covariates to use and to drop, in both arms alike.

    Args:
        kept: Their places among the names, from 1 on.
        dropped: Place and reason of the others: constant, explained by others, or too few units.

    Example:
        >>> Usable((1,), ((2, "constant"),)).kept
        (1,)
    """

    kept: tuple[int, ...]
    dropped: tuple[tuple[int, str], ...]

    def words(self, names: Sequence[str]) -> str:
        """What is dropped and why, empty when nothing is.

        Args:
            names: Name of the value, then of each covariate.

        Returns:
            A note.
        """
        lost = [f"'{names[j]}' ({why})" for j, why in self.dropped]
        return f"dropped in both arms: {', '.join(lost)}" if lost else ""


def usable(one: CovariateMoments, zero: CovariateMoments) -> Usable:
    """The covariates that vary, and that those before them do not explain, in either arm.

    Args:
        one: Moments of the treatment arm.
        zero: Moments of the control arm.

    Returns:
        What to keep, in the order given, at most n − 2 of the smaller arm.

    Reference:
        Golub & Van Loan 2013, Matrix computations, section 4.2 (a Cholesky factor row by row).

    Example:
        >>> from stagelift.statistics.adjustment.covariates import CovariateMoments
        >>> columns = {"spend": [1, 2, 4, 9], "visits": [1, 2, 3, 5], "twice": [2, 4, 6, 10]}
        >>> arm = CovariateMoments.of_units(columns | {"country": [7, 7, 7, 7]})
        >>> usable(arm, arm).dropped
        ((2, 'explained by other covariates'), (3, 'constant in an arm'))
    """
    room = min(one.n, zero.n) - 2
    kept: list[int] = []
    dropped: list[tuple[int, str]] = []
    for j in range(1, len(one.names)):
        if _constant(one, j) or _constant(zero, j):
            dropped.append((j, "constant in an arm"))
        elif len(kept) >= room:
            dropped.append((j, "too few units"))
        elif min(_unexplained(arm, kept, j) for arm in (one, zero)) <= COLLINEAR:
            dropped.append((j, "explained by other covariates"))
        else:
            kept.append(j)
    return Usable(tuple(kept), tuple(dropped))


def slopes_of(arm: CovariateMoments, kept: tuple[int, ...]) -> tuple[float, ...]:
    """The least-squares slopes of the value on some of the covariates.

    Args:
        arm: Moments of one arm.
        kept: The covariates' places, none of them explained by the others.

    Returns:
        One slope per covariate.

    Example:
        >>> from stagelift.statistics.adjustment.covariates import CovariateMoments
        >>> arm = CovariateMoments.of_units({"spend": [1, 3, 5], "visits": [1, 2, 3]})
        >>> slopes_of(arm, (1,))
        (2.0,)
    """
    if not kept:
        return ()
    scaled, sizes = _correlations(arm, list(kept))
    target = np.array([arm.products[0][j] for j in kept]) / sizes
    return tuple((np.linalg.solve(scaled, target) / sizes).tolist())


def selected(arm: CovariateMoments, kept: tuple[int, ...]) -> tuple[tuple[float, ...], ...]:
    """The cross products of some of the covariates.

    Args:
        arm: Moments.
        kept: The covariates' places.

    Returns:
        The square of their products.

    Example:
        >>> from stagelift.statistics.adjustment.covariates import CovariateMoments
        >>> selected(CovariateMoments.of_units({"spend": [1, 3], "visits": [1, 2]}), (1,))
        ((0.5,),)
    """
    return tuple(tuple(arm.products[i][j] for j in kept) for i in kept)


def _constant(arm: CovariateMoments, j: int) -> bool:
    return arm.products[j][j] <= arm.n * (ROUNDING * arm.means[j]) ** 2


def _unexplained(arm: CovariateMoments, kept: list[int], j: int) -> float:
    """The share of a covariate's spread that those kept do not explain."""
    if not kept:
        return 1.0
    scaled, _ = _correlations(arm, [*kept, j])
    return 1.0 - float(scaled[-1, :-1] @ np.linalg.solve(scaled[:-1, :-1], scaled[:-1, -1]))


def _correlations(arm: CovariateMoments, kept: list[int]) -> tuple[Floats, Floats]:
    """Correlations of some covariates, and the roots of their spreads."""
    square = np.array(selected(arm, tuple(kept)))
    sizes = np.sqrt(np.diag(square))
    return square / np.outer(sizes, sizes), sizes
