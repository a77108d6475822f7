"""The exact sums of the units' values per population, variant, period, day and segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.several_tests import of_several_tests
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import paired, sums_of
from stagelift.data.query.value_specs import is_share
from stagelift.data.query.values import Clock

KEYS = ("population", "variant", "period_no", "day")


def cell_query(plan: Measurement, clock: Clock, dialect: str) -> exp.Select:
    """The sums of every value per population, variant, period, day, in total and by segment.

    Args:
        plan: What is measured.
        clock: The journey's local days.
        dialect: The engine's dialect.

    Returns:
        A query over `segmented`, and `shifts` when anything but flags is summed.
    """
    groups = [f"g{number}" for number in range(len(plan.segments) + len(plan.attributes))]
    sums = [
        column
        for number, (_, value) in enumerate(plan.values)
        for column in sums_of(number, value, plan, clock, dialect)
    ]
    query = exp.select(*KEYS, *groups, *sums).from_("segmented", copy=False)
    if shifted_columns(plan):
        query = shifted_alike(query, plan)
    query = query.group_by(*KEYS, *groups, copy=False)
    if not groups:
        return query
    return by_split(query, groups, sums, [(), *((group,) for group in groups)])


def by_split(
    finest: exp.Select,
    groups: Sequence[str],
    sums: Sequence[exp.Expr],
    splits: Iterable[Sequence[str]],
) -> exp.Select:
    """Sums in total and by each way to split, from those of every combination of groups.

    Units are added up once, however many ways to split there are; what is added up for each of them
    is the few rows this leaves.

    Args:
        finest: Keys, groups and sums, grouped by all keys and groups.
        groups: The columns by which units are told apart.
        sums: The aliased sums; those that are a largest value stay one.
        splits: The groups by which each set of sums is split; none of them is the total.

    Returns:
        A query with the keys, each group with a mark whether the row is of all of it, the sums.
    """
    query = exp.select(*KEYS)
    for group in groups:
        query = query.select(group, f"GROUPING({group}) AS {group}_all", copy=False)
    for one in sums:
        again = exp.Max if isinstance(one.this, exp.Max) else exp.Sum
        query = query.select(sql.alias_(again(this=exp.column(one.alias)), one.alias), copy=False)
    query = query.from_(finest.subquery("finest", copy=False), copy=False)
    sets = (f"({', '.join((*KEYS, *split))})" for split in splits)
    return query.group_by(f"GROUPING SETS ({', '.join(sets)})", copy=False)


def shifted_columns(plan: Measurement) -> list[tuple[str, str]]:
    """The unit columns that are squared, each with the name of the constant taken off first.

    Args:
        plan: What is measured.

    Returns:
        Pairs of column and shift; none when only flags are counted.
    """
    found: list[tuple[str, str]] = []
    for number, (_, value) in enumerate(plan.values):
        if not is_share(value):
            found.append((f"v{number}", f"m{number}"))
        if paired(value, plan):
            found.append((f"w{number}", f"c{number}"))
    return found


def shift_query(plan: Measurement, *, by_period: bool = False) -> exp.Select:
    """The constants near the means that are taken off before squaring.

    Those of a period are its own: its sums are then the same whatever periods are asked with it.

    Args:
        plan: What is measured; it must have columns to shift.
        by_period: Whether each period has constants of its own.

    Returns:
        A query with one row, or one a population and period.
    """
    query = exp.select(
        *(
            f"CAST(ROUND(COALESCE(AVG({column}), 0)) AS BIGINT) AS {shift}"
            for column, shift in shifted_columns(plan)
        )
    )
    if by_period:
        query = query.select("population AS shifted", "period_no AS shifted_in", copy=False)
        query = query.from_("unit_values", copy=False)
        return query.group_by("population", "period_no", copy=False)
    if not of_several_tests(plan):
        return query.from_("unit_values", copy=False)
    query = query.select("population AS shifted", copy=False)
    return query.from_("segmented", copy=False).group_by("population", copy=False)


def shifted_alike(query: exp.Select, plan: Measurement) -> exp.Select:
    """Units beside the constants taken off their values.

    Args:
        query: It reads units.
        plan: What is measured.

    Returns:
        The query, joined with `shifts`.
    """
    if plan.periods:
        same = "shifted = population AND shifted_in = period_no"
        return query.join("shifts", on=same, copy=False)
    if not of_several_tests(plan):
        return query.join("shifts", join_type="cross", copy=False)
    return query.join("shifts", on="shifted = population", copy=False)
