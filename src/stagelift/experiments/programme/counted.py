"""A source of counts as a programme: sound splits, winners among many, effects shrunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.experiments.health import SPLIT_ALPHA
from stagelift.experiments.programme.ledger import Compared
from stagelift.experiments.programme.together import OneScale, Shrunk, on_one_scale
from stagelift.journey.figures import round_significant
from stagelift.statistics.numerics import np
from stagelift.statistics.programme import log_ratio_of_counts
from stagelift.statistics.proportions import proportion
from stagelift.statistics.proportions.many import differences_of_proportions
from stagelift.statistics.several import benjamini_hochberg, holm, simes_p

if TYPE_CHECKING:
    from stagelift.experiments.counted import CountedExperiments
    from stagelift.statistics.inference import Inference

FALSE_SHARE = 0.05  # of the winners, on average
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedProgramme:
    """Every experiment of a source of counts.

    Args:
        source: Id of the source.
        tests: Experiments in it.
        tested: Those whose split could be tested.
        unequal: Those whose χ² p-value of an equal split is below .001.
        red: Those that are not read: the always-valid check of the split fires, or arms are
            rejected.
        read: Those that are read.
        differ: Those of them in which some arm differs from the first, false ones 5 % on average.
        winners: Those in which an arm beats the first.
        rate: Share of the tests read that have a winner, with its interval.
        scale: All arms against the first on one scale.
        best: The winning arms with the largest shrunk effects.
    """

    source: str
    tests: int
    tested: int
    unequal: int
    red: int
    read: int
    differ: int
    winners: int
    rate: Inference
    scale: OneScale
    best: tuple[Shrunk, ...]

    @property
    def unequal_share(self) -> float | None:
        """Share of the splits tested that do not fit equal shares at .001."""
        return self.unequal / self.tested if self.tested else None

    def to_dict(self) -> dict[str, Any]:
        """The source as JSON-ready values."""
        names = ("source", "tests", "tested", "unequal", "red", "read", "differ", "winners")
        return {
            **{name: getattr(self, name) for name in names},
            "unequal_share": round_significant(self.unequal_share),
            "unequal_alpha": SPLIT_ALPHA,
            "false_share": FALSE_SHARE,
            "win_rate": {
                name: round_significant(getattr(self.rate, name))
                for name in ("value", "low", "high")
            },
            "one_scale": self.scale.to_dict(),
            "best": [one.to_dict() for one in self.best],
        }


def counted_programme(found: CountedExperiments) -> CountedProgramme:
    """A source of counts as a programme.

    Arms are tested against the first of their test. Two levels keep the share of false findings at
    5 %: the tests by Benjamini and Hochberg on each test's Simes p-value, then its arms by Holm at
    the level that is left. All arms are shrunk together, winners or not; arms that share a control
    are not independent, which the spread of true effects hardly feels and a total would.

    Args:
        found: All experiments of the source.

    Returns:
        Splits, winners and shrunk effects.

    Reference:
        Benjamini & Bogomolov 2014, Selective inference on multiple families of hypotheses.
    """
    sound = [split.experiment for split in found if split.status == "ok"]
    arms = [(name, found.by_experiment[name]) for name in sound]
    pairs = [(name, each[0], one) for name, each in arms for one in each[1:]]
    table = [
        [one.k or 0 for _, _, one in pairs],
        [one.n or 0 for _, _, one in pairs],
        [control.k or 0 for _, control, _ in pairs],
        [control.n or 0 for _, control, _ in pairs],
    ]
    if pairs:
        tested = differences_of_proportions(*(np.array(column) for column in table))
        p_values = [None if np.isnan(p) else float(p) for p in tested.p_value]
        ups = [bool(value > 0) for value in tested.value]
    else:
        p_values, ups = [], []
    differing, won = chosen([name for name, _, _ in pairs], p_values, ups)
    compared = [
        Compared(
            experiment=name,
            stage=None,
            variant=one.variant,
            channel="",
            against=control.variant,
            ratio=_ratio((one.k or 0, one.n or 0), (control.k or 0, control.n or 0)),
            won=win,
            early=False,
        )
        for (name, control, one), win in zip(pairs, won, strict=True)
    ]
    scale = on_one_scale(compared, totals=False)
    best = sorted((row for row in scale.rows if row.compared.won), key=lambda row: -row.value)
    winners = len({one.experiment for one in compared if one.won})
    return CountedProgramme(
        source=found.table.source.name,
        tests=len(found),
        tested=len(found.tested),
        unequal=len(found.unequal()),
        red=sum(split.status == "red" for split in found),
        read=len(sound),
        differ=differing,
        winners=winners,
        rate=proportion(winners, len(sound)),
        scale=scale,
        best=tuple(best[:SHOWN]),
    )


def _ratio(treated: tuple[int, int], control: tuple[int, int]) -> Any:
    """The log ratio; None for an empty arm or when everybody had the event."""
    empty = not treated[1] or not control[1]
    full = treated[0] == treated[1] and control[0] == control[1]
    return None if empty or full else log_ratio_of_counts(treated, control)


def chosen(
    names: list[str], p_values: list[float | None], ups: list[bool]
) -> tuple[int, list[bool]]:
    """The tests in which some arm differs, and the arms that win in them.

    Args:
        names: The test of each arm; the arms of a test stand together.
        p_values: One an arm; None when it could not be tested.
        ups: Whether the arm is above the first.

    Returns:
        How many tests differ, and whether each arm wins.

    Example:
        >>> chosen(["a", "a", "b"], [0.001, 0.8, 0.6], [True, True, False])
        (1, [True, False, False])
    """
    groups: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        groups.setdefault(name, []).append(place)
    families = [simes_p([p_values[place] for place in places]) for places in groups.values()]
    adjusted = benjamini_hochberg(families)
    kept = [p is not None and p <= FALSE_SHARE for p in adjusted]
    level = FALSE_SHARE * sum(kept) / max(sum(p is not None for p in adjusted), 1)
    won = [False] * len(names)
    for places, selected in zip(groups.values(), kept, strict=True):
        if selected:
            corrected = holm([p_values[place] for place in places])
            for place, p in zip(places, corrected, strict=True):
                won[place] = ups[place] and p is not None and p <= level
    return sum(kept), won
