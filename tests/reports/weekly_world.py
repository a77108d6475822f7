"""A shop of weeks: so many visit on a Monday, so many of them order the day after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tiny import workspace

FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)  # the Monday of 2026-W02
METRIC = """\
  first_order:
    conversion: ordered
    first: true
    within: 2 days
    label: {en: First order, ko: 첫 구매}
    owner: Kim
"""
WORTH = "  worth: {first_order: 10 EUR}\n"
REPORT = """\
notebook: weekly_journey
audience: {en: Leadership, ko: 경영진}
tiles: [first_order]
compare: [last week, last year, target]
"""
USUAL = tuple(40 + (-2, 1, 3, -1, 0, 2, -3)[i % 7] for i in range(30))  # orders of 400 visitors


def events(orders: Sequence[int], visitors: int = 400, first: datetime = FIRST):
    rows = []
    for week, ordered in enumerate(orders):
        monday = first + timedelta(days=7 * week)
        for one in range(visitors):
            name = f"w{week}c{one}"
            rows.append((name, monday.isoformat(), "visited"))
            if one < ordered:
                rows.append((name, (monday + timedelta(days=1)).isoformat(), "ordered"))
    return rows


def shop(root, orders: Sequence[int], *, target: str = "", first: datetime = FIRST, **more):
    """The workspace as of the Wednesday after the last week was wholly followed."""
    last = first + timedelta(days=7 * (len(orders) - 1))
    settings = {"metrics": METRIC, "rules": WORTH, "as_of": last + timedelta(days=10)}
    settings |= {"visitors": 400} | more
    visitors = settings.pop("visitors")
    rows = [*events(orders, visitors, first), *settings.pop("events", ())]
    made = workspace(root, rows, **settings)
    journey = root / "journey.yaml"
    if target:
        text = journey.read_text(encoding="utf-8")
        journey.write_text(f"{text}targets: {{first_order: {target}}}\n", encoding="utf-8")
    (root / "reports").mkdir()
    (root / "reports" / "weekly.yaml").write_text(REPORT, encoding="utf-8")
    import stagelift

    return stagelift.open(root, as_of=made.as_of)


def week_of(orders: Sequence[int], first: datetime = FIRST) -> str:
    year, week, _ = (first + timedelta(days=7 * (len(orders) - 1))).isocalendar()
    return f"{year}-W{week:02d}"
