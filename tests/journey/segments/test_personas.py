"""Personas: words, size and the motives a segment's customers gave, counted by hand."""

from __future__ import annotations

import pytest

from stagelift.definitions import Segment, fingerprint
from stagelift.errors import ArgumentError
from tiny import day, workspace

CAREFUL = """\
  careful:
    did: visited
    label: {ko: 신중파, en: Careful}
    persona:
      words: {ko: 후기를 읽고 삽니다., en: Reads reviews before buying.}
      motives:
        instrument: why
        answers: {1: {ko: 가격, en: Price}, 2: {ko: 품질, en: Quality}, 3: Habit, friend: Friends}
  buyers: {did: ordered, persona: {words: Buys.}}
  few: {did: won, persona: {motives: why}}
  plain: {did: ordered}
"""
HEADER = ("customer", "instrument", "score", "comment", "invited", "answered")


def answers():
    rows = [(f"c{n}", "why", "1", "", day(1), day(2)) for n in range(24)]
    rows += [(f"c{n}", "why", "2", "", day(1), day(2)) for n in range(24, 40)]
    rows += [(f"c{n}", "why", "", "friend", day(1), day(2)) for n in range(40, 52)]
    rows += [(f"c{n}", "why", "", f"my secret {n}", day(1), day(2)) for n in range(52, 64)]
    rows += [("c0", "why", "2", "", day(3), day(4))]  # the latest answer counts
    rows += [("c1", "how", "3", "", day(3), day(4))]  # another question
    rows += [("c70", "why", "1", "", day(1), "")]  # a score without an answer's instant
    rows += [(f"x{n}", "why", "3", "", day(1), day(2)) for n in range(30)]  # not in the segment
    return rows


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    log = [(f"c{n}", day(0), "visited") for n in range(100)]
    log += [(f"x{n}", day(0), "ordered") for n in range(30)] + [("c1", day(0), "won")]
    root = tmp_path_factory.mktemp("personas")
    with workspace(root, log, segments=CAREFUL, surveys=(HEADER, answers())) as opened:
        yield opened


def test_motives_by_hand(ws):
    found = ws.personas("careful")["careful"]
    assert (found.size.k, found.instrument) == (100, "why")
    shares = {one.answer: (one.k, one.n) for one in found.motives}
    # 23 and c70 say 1; 16 and c0 say 2; free words are never read
    assert shares == {
        "1": (24, 65),
        "2": (17, 65),
        "friend": (12, 65),
        "other": (12, 65),
        "3": (0, 65),
    }
    assert found.coverage.value == 0.65
    assert found.coverage.low < 0.65 < found.coverage.high
    first = found.motives[0]
    assert (first.answer, dict(first.label)["en"]) == ("1", "Price")
    assert first.value == pytest.approx(24 / 65)


def test_an_answer_after_the_instant_is_not_known(ws):
    found = ws.personas("careful", at=day(3))["careful"]
    assert {one.answer: one.k for one in found.motives}["2"] == 16


def test_texts_and_rows(ws):
    found = ws.personas()
    assert [one.segment for one in found.personas] == ["careful", "buyers", "few"]
    text, korean = str(found), found.text("ko")
    assert "Reads reviews before buying." in text
    assert "1 (Price)" in text
    assert "36.9% [26.2, 49.1]" in text
    assert "secret" not in text
    assert "1 (가격)" in korean
    assert "후기를 읽고 삽니다." in korean
    rows = found.to_dicts()
    assert {row["segment"] for row in rows} == {"careful", "buyers", "few"}
    assert rows[0]["coverage"] == 0.65


def test_of_one_person_nothing_is_shown(ws):
    few = ws.personas("few")["few"]
    assert (few.size.k, few.motives, few.coverage) == (None, (), None)


def test_few_answers_are_hidden_with_what_gives_them_away(tmp_path):
    log = [(f"c{n}", day(0), "visited") for n in range(60)]
    rows = [
        (f"c{n}", "why", "1" if n < 25 else "2" if n < 45 else "3", "", day(1), day(1))
        for n in range(48)
    ]
    with workspace(tmp_path, log, segments=CAREFUL, surveys=(HEADER, rows)) as opened:
        found = opened.personas("careful")["careful"]
    shown = {one.answer: one.k for one in found.motives}
    assert shown["3"] is None
    assert list(shown.values()).count(None) >= 2


def test_bad_arguments(ws, tmp_path):
    with pytest.raises(ArgumentError, match="'plain' has no persona"):
        ws.personas("plain")
    with (
        workspace(tmp_path, [("a", day(0), "visited")]) as bare,
        pytest.raises(ArgumentError, match="no segment has one"),
    ):
        bare.personas()


def test_words_change_no_number():
    plain = Segment(name="careful", did="visited")
    told = Segment(name="careful", did="visited", persona={"words": "Careful."})
    assert fingerprint(plain) == fingerprint(told)
