"""The day an experiment's readout is due, where a mapped table assigns some experiments."""

from __future__ import annotations

import pytest

ASSIGNMENTS = (
    "  sent: {read: data/sent.csv, as: assignments, customer: who, experiment: test, "
    "variant: arm, time: at, zone: Asia/Seoul}\n"
)


def mapped(shop, experiment: str) -> None:
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    journey.write_text(text.replace("stages:\n", f"{ASSIGNMENTS}stages:\n"), encoding="utf-8")
    row = f"who,test,arm,at\na1,{experiment},push,2026-11-02 09:00\n"
    (shop / "data" / "sent.csv").write_text(row, encoding="utf-8")


def test_units_that_enter_at_the_first_instant_are_ready_a_window_later(run, shop):
    assert "readout 2026-11-09" in run(shop, "--as-of", "2026-11-08").output


@pytest.mark.parametrize(
    ("experiment", "day"), [("reminder", "2026-11-10"), ("another", "2026-11-09")]
)
def test_a_table_that_assigns_it_may_do_so_at_any_hour(run, shop, experiment, day):
    mapped(shop, experiment)
    home = run(shop, "--as-of", "2026-11-08").output
    assert f"readout {day}" in home


def test_a_table_that_cannot_be_read_leaves_the_later_day(run, shop):
    mapped(shop, "reminder")
    (shop / "data" / "sent.csv").unlink()
    home = run(shop, "--as-of", "2026-11-08").output
    assert "readout 2026-11-10" in home
    assert "source 'sent'" in home
