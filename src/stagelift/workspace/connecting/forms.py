"""Files of an experiment of its own: one finished row a customer, or counts of its arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stagelift.workspace.connecting.profile import Column
from stagelift.workspace.connecting.words import plain

GROUPS = ("group", "grp", "bucket", "cell", "treatment", "test_group", "집단", "군")
UNITS = ("n", "units", "users", "visitors", "customers", "impressions", "total", "모수", "표본")
HITS = ("k", "conversions", "converted", "successes", "clicks", "orders", "events", "전환")
ARMS = {"control", "treatment", "test", "a", "b", "대조군", "실험군", "대조", "처치"}
MOST_ARMS = 10  # a column of more values tells customers apart, not arms


def experiment_file(
    columns: Sequence[Column], mapped: Mapping[str, str]
) -> tuple[str, dict[str, object]] | None:
    """What a file of an experiment looks like, where rows of it are not read as they were guessed.

    Args:
        columns: The columns of the file.
        mapped: Our word → column, as guessed.

    Returns:
        `counts` (n and k of each arm), `finished` (a row a customer, with outcomes) or `assigned`
        (a row a customer, neither outcomes nor times) and the columns meant; None for any other.
    """
    arm = mapped.get("variant") or _named(columns, GROUPS)
    if arm is None:
        return None
    one = next(column for column in columns if column.name == arm)
    if "variant" not in mapped and not ARMS & {each.casefold() for each in one.examples}:
        return None  # a group of customers, such as VIPs
    n, k = _named(columns, UNITS), _named(columns, HITS)
    numbers = {column.name for column in columns if column.is_number}
    if "customer" not in mapped and n in numbers and k in numbers:
        experiment = mapped.get("experiment", "COLUMN")
        return "counts", {"experiment": experiment, "variant": arm, "n": n, "k": k}
    used = {*mapped.values(), arm}
    outcomes = [column.name for column in columns if column.is_number and column.name not in used]
    if "customer" not in mapped or "event" in mapped or one.distinct > MOST_ARMS:
        return None
    if outcomes:
        return "finished", {"variant": arm, "outcomes": outcomes}
    return None if "time" in mapped else ("assigned", {"variant": arm})


def _named(columns: Sequence[Column], names: Sequence[str]) -> str | None:
    """The column whose name comes first among some."""
    found = {plain(column.name): column.name for column in reversed(columns)}
    return next((found[name] for name in names if name in found), None)
