"""Both languages of the command line say the same things with the same figures."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import stagelift.cli
from stagelift.cli import screen
from stagelift.cli.standing import State
from stagelift.cli.wording import LANGUAGES, WORDING, sentence
from stagelift.errors import ArgumentError

EN, KO = WORDING["en"], WORDING["ko"]
SOURCES = sorted(Path(stagelift.cli.__file__).parent.glob("*.py"))


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_the_languages_have_the_same_sentences():
    assert list(KO) == list(EN)


@pytest.mark.parametrize("key", EN)
def test_the_sentences_have_the_same_fields(key):
    assert fields(KO[key]) == fields(EN[key])


def test_korean_is_korean():
    kept = {key for key in KO if not re.search("[가-힣]", KO[key])}
    words = {key: re.findall("[A-Za-z]{2,}", re.sub(r"{.*?}", "", EN[key])) for key in kept}
    assert {key: found for key, found in words.items() if found} == {}


def test_every_sentence_that_is_asked_for_is_written():
    asked = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "said":
                texts = [each for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
                asked.update(str(text.value) for text in texts)
    whole = {key for key in asked if re.fullmatch(r"\w+(\.\w+)+(\.yaml)?", key)}
    assert whole - set(EN) == set()
    assert len(whole) > 40


def test_every_state_has_a_word():
    assert {f"state.{state}" for state in State.__args__} <= set(EN)


def test_plurals_and_particles_fit():
    assert sentence("en", "check.mistakes", {"count": 1}) == "1 mistake"
    assert sentence("en", "check.mistakes", {"count": 1200}) == "1,200 mistakes"
    there = {"file": "settings.json"}
    assert sentence("ko", "schema.vscode.there", there).startswith("settings.json은 ")
    assert sentence("ko", "schema.vscode.there", {"file": "설정"}).startswith("설정은 ")


def test_a_sentence_nobody_wrote():
    with pytest.raises(ArgumentError, match=r"Did you mean 'home\.due'"):
        sentence("en", "home.deu", {})
    assert set(WORDING) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("languages", "environment", "words", "language"),
    [
        ("[en]", "", (), "en"),
        ("[ko, en]", "", (), "ko"),
        ("[ja, ko]", "", (), "ko"),
        ("[ja]", "", (), "en"),
        ("[ko]", "en", (), "en"),
        ("[ko]", "EN_US.UTF-8", (), "en"),
        ("[ko]", "fr", (), "ko"),
        ("[en]", "en", ("--language", "ko"), "ko"),
    ],
)
def test_who_decides(run, shop, monkeypatch, *, languages, environment, words, language):
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("STAGELIFT_LANGUAGE", environment)
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    journey.write_text(text.replace("languages: [en]", f"languages: {languages}"), encoding="utf-8")
    assert run(shop, *words).output.splitlines()[1] == WORDING[language]["home.experiments"]


def test_a_console_without_korean_letters_is_spoken_to_in_english(run, shop, monkeypatch):
    monkeypatch.delenv("STAGELIFT_LANGUAGE", raising=False)
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8").replace("languages: [en]", "languages: [ko]")
    journey.write_text(text, encoding="utf-8")
    assert "실험" in run(shop).output
    monkeypatch.setattr(screen, "shows", lambda text: text.isascii())
    assert run(shop).output.splitlines()[1] == "Experiments"


def test_the_option_stands_before_or_after_the_command(run, shop):
    before = run(shop, "--language", "ko", "check").output
    assert before == run(shop, "check", "--language", "ko").output
    assert "데이터" in before


def test_an_unreadable_journey_speaks_the_country_or_the_locale(run, shop, monkeypatch):
    monkeypatch.delenv("STAGELIFT_LANGUAGE", raising=False)
    (shop / "journey.yaml").write_text("country: KR\nstages: nothing\n", encoding="utf-8")
    assert "고칠 것" in run(shop).output
    (shop / "journey.yaml").write_text("country: KR: DE\n", encoding="utf-8")
    assert "Broken" in run(shop).output
