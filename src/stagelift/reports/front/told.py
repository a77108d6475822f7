"""What a report tells the front page: its experiments, its first line, what is news on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.reports.trials import Row

Fact = Mapping[str, Any]
MEASURED = ("level",)
USUAL, WAS = ".usual", "restated"


def trial_values(rows: Iterable[Row], today: date) -> list[dict[str, Any]]:
    """The experiments of a page as the front page lists them.

    Args:
        rows: The experiments.
        today: The local day the page rests on.

    Returns:
        JSON-ready values: name, label, state, red, owner, by, overdue and ends.
    """
    return [
        {
            "name": row.name,
            "label": row.label,
            "state": row.state,
            "red": row.is_broken,
            "owner": row.owner or "",
            "by": row.by.isoformat() if row.by else "",
            "overdue": bool(row.by and row.by < today),
            "ends": row.ends.isoformat() if row.ends else "",
        }
        for row in rows
    ]


def is_broken(trial: Mapping[str, Any]) -> bool:
    """Whether a page tells of an experiment that its health is red, be it decided or not.

    Args:
        trial: What the page tells of it.

    Returns:
        True where its figures are hidden.

    Example:
        >>> is_broken({"state": "hidden"}), is_broken({"state": "decided", "red": True})
        (True, True)
        >>> is_broken({"state": "decided"})
        False
    """
    return trial.get("state") == "hidden" or bool(trial.get("red"))


def news(facts: Sequence[Fact], labels: Mapping[str, str]) -> dict[str, Any]:
    """What is news in a page's facts: measures outside their range, and how many were restated.

    Args:
        facts: The page's facts.
        labels: Metric → its words.

    Returns:
        `news`, the words of the measures in their order, and `restated`, a count.

    Example:
        >>> level = {"name": "churn", "metric": "churn", "measure": "level", "value": 0.3}
        >>> usual = {"name": "churn.usual", "measure": "limit", "low": 0.1, "high": 0.2}
        >>> news([level, usual], {"churn": "Churn"})
        {'news': ['Churn'], 'restated': 0}
    """
    named = {str(fact.get("name")): fact for fact in facts}
    outside = []
    for name, fact in named.items():
        usual = named.get(f"{name}{USUAL}")
        if usual is None or fact["measure"] not in MEASURED or fact["value"] is None:
            continue
        low, high = usual.get("low"), usual.get("high")
        known = labels.get(str(fact["metric"]))
        if known and low is not None and high is not None and not low <= fact["value"] <= high:
            outside.append(known)
    again = {fact["name"] for fact in facts if fact["measure"] == WAS}
    return {"news": list(dict.fromkeys(outside)), "restated": len(again)}
