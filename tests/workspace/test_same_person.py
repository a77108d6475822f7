"""A KPI over two sources: who visited on a device and ordered as a member is one customer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import stagelift as sl

JOURNEY = """\
country: KR
sources:
  app: {read: app.csv, customer: user_id, time: at, event: what}
  orders: {read: orders.csv, customer: member_no, time: at, event: "'ordered'"}
stages: {awareness: visited, purchase: ordered}
"""
SAME = "same_person: {app.device_id: app.user_id}\n"
LATER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def root(tmp_path):
    """30 devices visit on Monday; 20 log in later, five of these order on Wednesday."""
    app = [f",d{n},2026-11-09T10:00:00+09:00,visited" for n in range(30)]
    app += [f"m{n},d{n},2026-11-10T10:00:00+09:00,logged_in" for n in range(20)]
    orders = [f"m{n},2026-11-11T10:00:00+09:00" for n in range(5)]
    (tmp_path / "app.csv").write_text("\n".join(["user_id,device_id,at,what", *app]) + "\n")
    (tmp_path / "orders.csv").write_text("\n".join(["member_no,at", *orders]) + "\n")
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "first_order.yaml").write_text("conversion: ordered\n")
    return tmp_path


def first_order(root, text):
    (root / "journey.yaml").write_text(text)
    with sl.open(root, as_of=LATER) as ws:
        [found] = [one for one in ws.kpis("2026-W46").estimates if one.metric == "first_order"]
    return found.k, found.n


def test_a_visit_before_the_login_counts_for_the_member(root):
    assert first_order(root, JOURNEY + SAME) == (5, 30)


def test_without_it_no_visitor_orders(root):
    by_device = JOURNEY.replace("customer: user_id", "customer: device_id")
    assert first_order(root, by_device) == (0, 30)


def test_taken_away_it_leaves_the_numbers_as_they_were(root):
    before = first_order(root, JOURNEY)
    first_order(root, JOURNEY + SAME)
    assert first_order(root, JOURNEY) == before


def test_a_page_can_say_what_became_of_the_devices(root):
    (root / "journey.yaml").write_text(JOURNEY + SAME)
    with sl.open(root, as_of=LATER) as ws:
        [joined] = ws.trust().joined
    assert (joined.ids, joined.joined, joined.alone) == (30, 20, 10)
