"""Whether experiments that run on the same customers leave each other alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stagelift.data.query.crossings import Crossing
from stagelift.experiments.health.check import Check
from stagelift.experiments.health.split import p_text, small
from stagelift.formatting import formatted
from stagelift.statistics.crossed import independence, interaction
from stagelift.statistics.moments import Moments

PAIR_ALPHA = 0.001
CARRIED_LIMIT = 0.2  # of the customers; the split is fresh, so it is said and not held against it


@dataclass(frozen=True, slots=True)
class Shared:
    """The customers one experiment shares with another.

    Args:
        other: Id of the other experiment.
        crossings: By variant here and there.
    """

    other: str
    crossings: tuple[Crossing, ...]

    @property
    def units(self) -> int:
        """Customers of both."""
        return sum(one.units for one in self.crossings)

    @property
    def before(self) -> int:
        """Those who had entered the other first."""
        return sum(one.before for one in self.crossings)

    def table(self) -> list[list[int]]:
        """Customers by variant here (rows) and there (columns)."""
        rows = sorted({one.variant for one in self.crossings})
        columns = sorted({one.label for one in self.crossings})
        found = {(one.variant, one.label): one.units for one in self.crossings}
        return [[found.get((row, column), 0) for column in columns] for row in rows]

    def strata(self, treatment: str, control: str) -> dict[str, tuple[Moments, Moments]]:
        """By variant there, the values of a treatment and of the control here."""
        found = {(one.variant, one.label): one for one in self.crossings}
        labels = sorted({one.label for one in self.crossings})
        return {
            label: (moments_of(found[treatment, label]), moments_of(found[control, label]))
            for label in labels
            if (treatment, label) in found and (control, label) in found
        }


def moments_of(cell: Crossing) -> Moments:
    """The moments of a cell's values."""
    return Moments.from_sums(cell.n, cell.s1, cell.s2, 0.0)


def independence_check(shared: Iterable[Shared]) -> Check | None:
    """Whether this split and those of concurrent experiments are independent.

    Two salts that are alike, or a sender that fills one list from another, tie them together: then
    an effect of the one is read as one of the other.

    Args:
        shared: Customers shared with each concurrent experiment.

    Returns:
        Amber below .001 divided by the number of pairs; None where no pair can be tested.
    """
    tests = [
        (p, one.other) for one in shared if (p := independence(one.table()).p_value) is not None
    ]
    if not tests:
        return None
    limit, (p, other) = PAIR_ALPHA / len(tests), min(tests)
    figures = (("p", p), ("limit", limit), ("pairs", float(len(tests))))
    words = (("other", other),)
    if p < limit:
        text = (
            f"split hangs together with that of {other}, p {p_text(p)} (limit {small(limit)}); "
            "give one a salt of its own, or both one layer"
        )
        return Check("independence", "amber", text, figures, words)
    text = f"independent of {len(tests)} other tests, least p {p_text(p)} (limit {small(limit)})"
    return Check("independence", "ok", text, figures, words)


def interaction_check(
    shared: Iterable[Shared], treatments: tuple[str, ...], control: str
) -> Check | None:
    """Whether the effect is the same in every arm of each concurrent experiment.

    Args:
        shared: Customers shared with each concurrent experiment.
        treatments: Variants compared with the control.
        control: The control.

    Returns:
        Amber below .001 divided by the number of tests; None where nothing can be compared.
    """
    tests = [
        (p, one.other)
        for one in shared
        for variant in treatments
        if (p := interaction(one.strata(variant, control)).p_value) is not None
    ]
    if not tests:
        return None
    limit, (p, other) = PAIR_ALPHA / len(tests), min(tests)
    figures = (("p", p), ("limit", limit), ("tests", float(len(tests))))
    words = (("other", other),)
    if p < limit:
        text = (
            f"the effect depends on the arm of {other}, p {p_text(p)} (limit {small(limit)}); "
            "test the two messages together before shipping either"
        )
        return Check("interaction", "amber", text, figures, words)
    text = f"effect alike in the arms of other tests, least p {p_text(p)} (limit {small(limit)})"
    return Check("interaction", "ok", text, figures, words)


def carry_over_check(
    previous: Shared | None, assigned: int, salts: Mapping[str, str], salt: str
) -> Check | None:
    """Whether an earlier test of the same stage still works in this one's customers.

    Args:
        previous: Customers shared with the test of that stage before; None without one.
        assigned: Customers of this experiment.
        salts: Salts of other experiments by id, undone ones too.
        salt: This experiment's salt.

    Returns:
        Amber where a salt is used again, where the earlier variants are spread unevenly (.001), or
        where more than 20 % of the customers were in that test; None without any earlier test.
    """
    again = next((name for name, other in salts.items() if other == salt), None)
    if again is not None:
        text = (
            f"the salt of {again} is used again: its arms are these arms (limit: none); "
            "write a salt of its own"
        )
        return Check("carry_over", "amber", text, (), (("other", again), ("why", "salt")))
    if previous is None or not assigned:
        return None
    share, p = previous.before / assigned, independence(previous.table()).p_value
    figures: tuple[tuple[str, float], ...] = (
        ("share", share),
        ("limit", CARRIED_LIMIT),
        ("alpha", PAIR_ALPHA),
    )
    words: tuple[tuple[str, str], ...] = (("other", previous.other),)
    limit = formatted(CARRIED_LIMIT, ".0%")
    text = f"{formatted(share, '.1%')} were in {previous.other} before (limit {limit})"
    if p is not None:
        figures = (*figures, ("p", p))
        text = f"{text}, spread evenly p {p_text(p)} (limit {PAIR_ALPHA:g})"
    if p is not None and p < PAIR_ALPHA:
        text = f"{text}; its arms still differ here: wait, or leave its customers out"
        return Check("carry_over", "amber", text, figures, (*words, ("why", "uneven")))
    if share > CARRIED_LIMIT:
        text = f"{text}; what it taught them is part of this effect: wait longer between tests"
        return Check("carry_over", "amber", text, figures, (*words, ("why", "share")))
    return Check("carry_over", "ok", text, figures, words)
