"""Answers kept between runs: found for the same question of the same data, and never otherwise."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from stagelift.data import answers
from stagelift.data.answers import Answer, find_answer, keep_answer, key_of

KEPT = Answer(("n", "s2", "share", "variant", "gap"), ((2**80, -3, 0.1, "카카오", None),))


def test_an_answer_is_found_as_it_was_kept(tmp_path: Path) -> None:
    assert keep_answer(tmp_path / "answers", "a", KEPT)
    found = find_answer(tmp_path / "answers", "a")
    assert found == KEPT
    assert [type(value) for value in found.rows[0]] == [int, int, float, str, type(None)]


def test_what_json_would_change_is_not_kept(tmp_path: Path) -> None:
    for value in (Decimal(1), True, b"1"):
        assert not keep_answer(tmp_path, "a", Answer(("x",), ((value,),)))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"names": ["n"]}', '{"names": 1, "rows": 2}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    assert find_answer(tmp_path, "a") is None


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not keep_answer(tmp_path / "file" / "answers", "a", KEPT)


def test_the_oldest_answers_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST", 4)
    for number in range(5):
        path = tmp_path / f"{number}.json"
        keep_answer(tmp_path, str(number), KEPT)
        if path.exists():
            os.utime(path, (number, number))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["3", "4"]


def test_the_key_changes_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of("cells")
    monkeypatch.setattr(answers, "code_mark", lambda: "another")
    assert key_of("cells") != before


def test_a_question_without_a_name_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="repr"):
        key_of(object())
