"""The demo shop's programme against what made the shop."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import stagelift as sl
from stagelift.demo.world import make

ROOT = Path(__file__).parents[2]
DEFINITIONS = ("journey.yaml", "metrics", "experiments", "reports", "messages", "changes.yaml")


@pytest.mark.slow
def test_the_programme_of_the_shop(tmp_path):
    for name in DEFINITIONS:
        found = ROOT / name
        (shutil.copytree if found.is_dir() else shutil.copy)(found, tmp_path / name)
    truth = make(tmp_path)
    with sl.open(tmp_path) as shop:
        told = shop.programme(plans=1)
    assert truth is not None
    assert [(one.experiment, one.verdict, one.plan) for one in told.entries] == [
        ("evening_push", "iterate", "kept"),
        ("review_ask", "ship", "kept"),
    ]
    assert (told.win_rate.value, told.scale.learnt, told.scale.winners) == (0.5, False, None)
    shrunk = {row.compared.experiment: row for row in told.scale.rows}
    assert 0 < shrunk["review_ask"].value < shrunk["review_ask"].seen
    assert {slot.experiment: slot.state for slot in told.slots} == {
        "cart_reminder": "waiting",
        "winback_call": "maturing",
    }
    shipped = told.followed[1]  # 5 more of 100 were forecast, and all buyers are asked so since
    assert shipped.after["low"] > shipped.before["high"]
    cells = {(one.stage, one.channel) for one in told.candidates}
    assert not cells & {("purchase", "kakao"), ("consideration", "push"), ("awareness", "push")}
    assert told.candidates[0].weeks is not None
    assert told.candidates[0].money >= told.candidates[1].money
