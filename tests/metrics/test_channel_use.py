"""Which channels a stage was written to on: by hand, with and without consent and experiments."""

from __future__ import annotations

from stagelift.metrics.channel_use import pairs_of_experiments
from tiny import day, workspace

STAGES = "  looking: visited\n  buying: ordered\n"


def test_without_channels_and_consents_it_says_so(tmp_path):
    ws = workspace(
        tmp_path, [("kim", day(0), "visited"), ("lee", day(1), "ordered")], stages=STAGES
    )
    found = ws.channel_use()
    assert found.cells == ()
    assert found.notes[0] == "no message is recorded with a channel"
    assert "who agreed" in found.notes[1]


def test_an_experiment_counts_where_its_sender_reports_nothing():
    pairs = pairs_of_experiments([(("buying", None), ("email", "none")), ((), ("sms",))])
    assert pairs == {("buying", "email")}
