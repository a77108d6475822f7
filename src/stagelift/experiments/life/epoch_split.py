"""Whether the arms' sizes fit the shares of each epoch."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from stagelift.experiments.arms import Arms, units_in
from stagelift.experiments.health.check import Check
from stagelift.experiments.health.split import (
    FIND,
    SPLIT_ALPHA,
    always_p,
    as_parts,
    has_small,
    p_text,
    small,
)
from stagelift.experiments.life.admission import Admission
from stagelift.experiments.life.epochs import epoch_of, planned_in
from stagelift.experiments.published import size_text
from stagelift.statistics.srm import sample_ratio


def epoch_split_check(
    arms: Arms, shares: Mapping[str, Fraction], admission: Admission, metric: str
) -> Check | None:
    """Whether units arrived in the shares of the split they entered under (sample ratio mismatch).

    Sizes over all epochs together fit no share: each epoch is tested by its own, at an equal part
    of the limit.

    Args:
        arms: Units by variant and day of entry.
        shares: Shares of the definition, for their order.
        admission: The splits.
        metric: A metric whose cells hold every unit.

    Returns:
        Red when an epoch falls below its part of .001; None where there was one split.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data.
    """
    if not arms.epochs:
        return None
    limit = SPLIT_ALPHA / (1 + len(arms.epochs) + len(arms.segments))
    first, told, least, always = dict(admission.shares), [], 1.0, 1.0
    few = False
    for number in range(len(arms.epochs) + 1):
        sizes = {
            name: sum(
                units_in(cell)
                for cell in arms.cells[metric, name]
                if epoch_of(cell.day, arms.epochs) == number
            )
            for name in shares
        }
        planned = planned_in(first, admission.epochs, number)
        came_in = tuple(sizes.values()), tuple(planned[name] for name in shares)
        p, lasting = sample_ratio(*came_in).p_value, always_p(*came_in)
        if p is None or lasting is None:
            continue
        least, always = min(least, p), min(always, lasting)
        few = few or has_small(sizes.values())
        came = " : ".join(size_text(size) for size in sizes.values())
        if lasting < limit:
            where = f"in epoch {number + 1}"
            if has_small(sizes.values()):
                said = f"split {came} instead of {as_parts(planned.values())} {where}"
                text = f"{said} (below {small(limit)}); {FIND}"
                return Check("split", "red", text, (("limit", limit),), (("why", "small"),))
            text = (
                f"split {as_parts(sizes.values())} instead of {as_parts(planned.values())} "
                f"({came}) {where}, p {p_text(p)}, at every look {p_text(lasting)} "
                f"(limit {small(limit)}); {FIND}"
            )
            figures = (("p", p), ("always", lasting), ("limit", limit))
            return Check("split", "red", text, figures)
        told.append(came)
    if not told:
        return Check("split", "amber", "nobody is assigned yet")
    if few:  # beside the other sizes a p-value gives a small one away
        text = f"split {' | '.join(told)} in {len(told)} epochs holds (limit {small(limit)})"
        return Check("split", "ok", text, (("limit", limit),), (("why", "small"),))
    text = (
        f"split {' | '.join(told)} in {len(told)} epochs, least p {p_text(least)}, "
        f"at every look {p_text(always)} (limit {small(limit)})"
    )
    return Check("split", "ok", text, (("p", least), ("always", always), ("limit", limit)))
