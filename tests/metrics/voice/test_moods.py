"""The mood of texts: customers count once, coverage is told, labels are read, stages below zero."""

from __future__ import annotations

import pytest
from scipy import stats

from tiny import WEEK, day

from .said import one, speaking

MOOD = "  mood: {emotion: desk.mood, event: wrote, text: body, by_hand: hand}\n"


def text(customer, at, mood, body="…", hand="", event="wrote"):
    return (customer, day(at), event, "", "", body, mood, hand)


def test_the_mean_is_over_customers_of_each_ones_mean(tmp_path):
    desk = [
        text("a", 0, -1),
        text("a", 1, 0),
        text("a", 2, 0.4),  # a: −0.2
        text("b", 0, 0.5),  # b: 0.5
        text("c", 0, "0.3"),
        text("c", 0.5, ""),  # c: 0.3, a text without a score
        text("d", 0, ""),
        text("e", 0, 1.5),  # no mood
        text("f", 0, 0.9, body=""),  # not a text
        text("g", 0, -0.9, event="visited"),
    ]
    with speaking(tmp_path, desk=desk, metrics=MOOD) as ws:
        found, rows = one(ws, "mood"), ws.emotions("mood", WEEK)
    means = [-0.2, 0.5, 0.3]
    low, high = stats.t.interval(0.95, 2, sum(means) / 3, stats.sem(means))
    assert (found.n, found.value) == (3, pytest.approx(0.2))
    assert (found.low, found.high) == pytest.approx((max(-1, low), min(1, high)), abs=1e-4)
    assert dict(found.excluded) == {"unscored": 2, "off_scale": 1}
    row = rows.row()
    assert (row.texts, row.scored, row.off_scale) == (8, 5, 1)
    assert row.coverage == pytest.approx(5 / 8)
    assert row.negative.value == pytest.approx(1 / 3)


@pytest.mark.parametrize(("scored", "status"), [(11, "low_coverage"), (12, "low_n")])
def test_below_sixty_per_cent_is_low_coverage(tmp_path, scored, status):
    desk = [text(f"c{n}", 0, 0.1 * (n % 3) if n < scored else "") for n in range(20)]
    with speaking(tmp_path, desk=desk, metrics=MOOD) as ws:
        found = one(ws, "mood")
    assert found.status == status
    if status == "low_coverage":
        assert found.note == "11 of 20 texts have a score (55%)"


def test_labels_count_as_numbers_and_words_may_be_added(tmp_path):
    metrics = "  mood: {emotion: desk.hand, event: wrote, labels: {화남: -1, fine: 0.5}}\n"
    words = [" 긍정", "Negative", "화남", "FINE", "중립", "who knows"]
    desk = [text(f"c{n}", 0, "", hand=word) for n, word in enumerate(words)]
    with speaking(tmp_path, desk=desk, metrics=metrics) as ws:
        found = one(ws, "mood")
    assert (found.n, found.value) == (5, pytest.approx((1 - 1 - 1 + 0.5 + 0) / 5))
    assert dict(found.excluded) == {"off_scale": 1}


def test_the_longest_run_below_zero_is_found_and_a_small_stage_ends_it(tmp_path):
    events, desk = [], []
    for stage, (event, mood) in enumerate(
        (("visited", -0.2), ("ordered", -0.1), ("reviewed", 0.3))
    ):
        for n in range(12):
            name = f"s{stage}c{n}"
            events.append((name, day(0), event))
            desk.append(text(name, 1, mood + (n % 3 - 1) * 0.05))
    with speaking(tmp_path, events=events, desk=desk, metrics=MOOD) as ws:
        found = ws.emotions("mood", WEEK)
    assert found.longest_below == ("looking", "buying")
    assert "Longest run of stages below zero: looking, buying; with its whole interval: lo" in str(
        found
    )
    assert [row["in_longest_run_below"] for row in found.to_dicts()] == [False, True, True, False]
    few = tmp_path / "few"
    with speaking(few, events=events, desk=desk[:15], metrics=MOOD) as ws:
        assert ws.emotions("mood", WEEK).longest_below == ("looking",)


def test_agreement_with_labels_by_hand(tmp_path):
    pairs = [(0.9, "긍정")] * 6 + [(-0.8, "부정")] * 5 + [(0.1, "중립")] * 4 + [(0.6, "부정")] * 3
    desk = [text(f"c{n}", 0, mood, hand=hand) for n, (mood, hand) in enumerate(pairs)]
    with speaking(tmp_path, desk=desk, metrics=MOOD) as ws:
        found = ws.emotions("mood", WEEK)
    agreed, chance = 15 / 18, (5 * 8 + 4 * 4 + 9 * 6) / 18**2
    assert found.agreement.value == pytest.approx((agreed - chance) / (1 - chance))
    assert found.labelled == 18
    assert "18 texts; 100 are needed" in str(found)
    plain = "  mood: {emotion: desk.mood, event: wrote}\n"
    with speaking(tmp_path, desk=desk, metrics=plain) as ws:
        assert "not compared" in str(ws.emotions("mood", WEEK))


def test_nobody_wrote(tmp_path):
    with speaking(tmp_path, desk=[text("a", 30, 0.5)], metrics=MOOD) as ws:
        found = ws.emotions("mood", WEEK)
    assert found.row().estimate.status == "no_data"
    assert found.row().coverage is None
    assert found.longest_below == ()
