"""Which channels a stage was written to on: by hand, with and without consent and experiments."""

from __future__ import annotations

from stagelift.metrics.channel_use import ChannelCell, ChannelUse, pairs_of_experiments
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


def test_messages_to_few_customers_are_not_told_because_a_test_sent_them():
    """Two calls reached at most two customers, whether or not an experiment made them."""
    cells = (
        ChannelCell("buying", "call", "yes", 2, 2, 30, None),
        ChannelCell("buying", "email", "yes", 40, 20, 30, None),
    )
    found = ChannelUse(cells, (), "now")
    assert [found.sent(cell) for cell in cells] == [None, 40]
    assert [row["messages"] for row in found.to_dicts()] == [None, 40]
    call = next(line for line in str(found).splitlines() if "call" in line)
    assert call.split()[:4] == ["buying", "call", "yes", "–"]
