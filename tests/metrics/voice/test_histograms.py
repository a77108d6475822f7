"""Histograms of answers: no small count is shown, nor one that the others give away."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.voice.histograms import shown_counts
from tiny import day

from .said import speaking

CSAT = "  csat: {csat: survey, instrument: csat}\n"
COUNTS = st.lists(st.integers(0, 30), min_size=4, max_size=4).map(tuple)


@settings(max_examples=100)
@given(st.lists(COUNTS, min_size=1, max_size=4))
def test_no_small_count_follows_from_a_row_or_a_column(stages):
    """Each stage's answers beside its own number, each answer beside that of all stages."""
    whole = tuple(map(sum, zip(*stages, strict=True)))
    counts = {(None, None): whole} | {(f"s{n}", None): row for n, row in enumerate(stages)}
    shown = shown_counts(counts)
    for group, row in counts.items():
        told = shown[group]
        assert all(cell in (None, n) for cell, n in zip(told, row, strict=True))
        assert not any(0 < (cell or 0) < MINIMUM for cell in told)
        assert all(cell == 0 for cell, n in zip(told, row, strict=True) if not n)
        unseen = [n for cell, n in zip(told, row, strict=True) if cell is None]
        if sum(row) >= MINIMUM and unseen:  # the row's number is shown beside it
            assert len(unseen) > 1
            assert sum(unseen) >= MINIMUM
    for place in range(len(whole)):
        unseen = [row[place] for g, row in counts.items() if g[0] and shown[g][place] is None]
        if shown[None, None][place] is not None and unseen:
            assert len(unseen) > 1
            assert sum(unseen) >= MINIMUM


def test_the_answers_of_a_question_hide_the_few_and_their_neighbours(tmp_path):
    scores = [5] * 40 + [4] * 20 + [3] * 12 + [1] * 4
    answers = [(f"c{n}", "csat", s, day(1), day(1, hours=1)) for n, s in enumerate(scores)]
    with speaking(tmp_path, answers=answers, metrics=CSAT) as ws:
        found = ws.answers("csat", "2026-W02")
        everyone = found.to_dicts()[0]
        text = str(found)
    assert everyone["n"] == 76
    assert everyone["counts"] == {"1": None, "2": 0, "3": None, "4": 20, "5": 40}
    cells = dict(zip(found.columns, found.cells()[0], strict=True))
    assert (cells["1"], cells["2"], cells["3"], cells["5"]) == ("–", "0", "–", "53")
    assert " 16 " not in text  # the share of twelve
