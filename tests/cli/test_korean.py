"""Mistakes are said in Korean where the output is Korean, with the same names and figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import stagelift.definitions
from korean_prose import prose
from stagelift.definitions.translate import EXPECTED
from stagelift.definitions.yaml_nodes import CAUSES
from stagelift.reports.korean_forms import FORMS, PHRASES
from stagelift.reports.korean_sentences import in_korean, phrase

DEFINITIONS = Path(stagelift.definitions.__file__).parent
SOURCE = DEFINITIONS.parent
RAISED = ("ArgumentError", "DataError", "EngineError", "MissingExtraError", "ReportError")
KOREAN = re.compile("[가-힣]")
FIELD = re.compile(r"{(\w+)(?::[^}]*)?}")


def fields(form: str) -> set[str]:
    return set(FIELD.findall(form))


def template(node: ast.expr) -> str:
    """A literal, or a formatted text with the quoted 'x' in each place."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else "'x'" for part in node.values
        )
    return str(node.value) if isinstance(node, ast.Constant) else ""


def mistakes() -> Iterator[str]:
    """Every sentence a definition's mistake may have."""
    for path in sorted(DEFINITIONS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Mistake":
                yield from filter(lambda text: " " in text, map(template, node.args))


@pytest.mark.parametrize(("english", "korean"), [*FORMS, *PHRASES])
def test_a_form_has_the_same_fields_in_korean(english, korean):
    assert fields(korean) <= fields(english)
    lost = fields(english) - fields(korean)
    assert lost <= {"cure", "value", "why", "state", "holidays"}


@pytest.mark.parametrize(("english", "korean"), FORMS)
def test_every_form_finds_its_korean(english, korean):
    filled = FIELD.sub("'x'", english)
    assert KOREAN.search(in_korean(filled)), in_korean(filled)


def test_nearly_every_mistake_of_a_definition_has_a_korean_form():
    said = sorted(set(mistakes()))
    english = [text for text in said if not KOREAN.search(in_korean(text))]
    assert len(said) > 80
    assert len(english) <= 0.1 * len(said), english


def raised() -> Iterator[str]:
    """Every sentence an error may have, a literal or a formatted text, but those of statistics."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "statistics" in path.parts:  # arguments of Python calls
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in RAISED:
                said = (template(one).replace("''x''", "'x'") for one in node.args)
                yield from (text for text in said if len(text.split()) > 2)


def test_what_is_said_in_korean_is_so_to_its_end():
    """A form that fits too much leaves half a sentence in English."""
    said = {text: in_korean(text) for text in raised()}
    # a command, a line of YAML, a server's words, a hint that is filled in with its own full stop
    named = re.compile(r"""apt install [a-z -]+|from "[^"]*"|PostgreSQL, 연결 .*|'x' Name .*""")
    half = {text: it for text, it in said.items() if KOREAN.search(it) and prose(named.sub("", it))}
    assert half == {}


def test_what_the_parser_and_the_validator_say_has_a_korean_form():
    wanted = [f"'x' came, {words}" for words in EXPECTED.values() if "{" not in words]
    wanted += [cause for _, cause in CAUSES]
    english = [text for text in wanted if not KOREAN.search(in_korean(text))]
    assert len(english) <= 2, english


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (
            "immature: 12 of 12 entrants have not had their whole window yet",
            "관찰 기간 남음: 12명 중 12명",
        ),
        (
            "unknown metric 'frist_order'. Did you mean 'first_order'? (12 found in metrics/)",
            "알 수 없는 지표 'frist_order'. 혹시 'first_order'인가요? (metrics/에 12개)",
        ),
        (
            "nothing came, a whole number from 1 is expected",
            "값이 없습니다. 1 이상의 정수를 적으세요",
        ),
        (
            "'x' came, a day such as '2026-10-26' is expected",
            "'x' 대신 '2026-10-26' 같은 날짜를 적으세요",
        ),
        (
            "'7 dayz' is not a duration; write a number and a unit: '7 days'",
            "'7 dayz'는 기간이 아닙니다. 예: '7 days' 같은 수와 단위",
        ),
        (
            "journey.yaml:5: 'visited': 0 rows; nearest 'page_view' (3)",
            "journey.yaml:5: 'visited': 0행. 가까운 이름 'page_view' (3행)",
        ),
        (
            "'20' came, '20 runs', '90 days', both in a list or 'all' are expected",
            "'20'이 왔습니다. '20 runs', '90 days', 둘의 목록 또는 'all'이어야 합니다",
        ),
        (
            "Write 'rfm: {did: ordered, ...}' in journey.yaml",
            "journey.yaml에 'rfm: {did: ordered, ...}'를 적으세요",
        ),
        ("low_n: fewer than 10 units in a period", "표본 적음: 한 기간의 고객이 10명 미만"),
        ("no_data: no units in the earlier period", "데이터 없음: 앞 기간에 고객 없음"),
        ("A sentence nobody foresaw. Nor this one", "A sentence nobody foresaw. Nor this one"),
    ],
)
def test_sentences(english, korean):
    assert in_korean(english) == korean


def test_phrases_nobody_knows_stay():
    assert phrase("a unicorn") == "a unicorn"


def test_mistakes_are_shown_in_the_language_of_the_journey(run, shop):
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    journey.write_text(text.replace("languages: [en]", "languages: [ko]"), encoding="utf-8")
    (shop / "reports" / "weekly.yaml").write_text("notebok: x\n", encoding="utf-8")
    checked = run(shop, "check")
    assert checked.exit_code == 2
    assert "reports/weekly.yaml:1: notebok: 모르는 키 'notebok'. 쓸 수 있는 키: " in checked.output
    assert "혹시 'notebook'인가요?" in checked.output
    assert "틀린 곳" in run(shop, "kpi").output
    assert "모르는 키" in run(shop).output
    assert "unknown key" in run(shop, "check", "--language", "en").output


def test_why_a_look_cannot_be_read_is_said_in_korean():
    few = "4.2 expected events in the smaller arm; 25 are needed"
    said = in_korean(f"ITERATE: no result on bought yet, {few}.")
    assert said == f"승자 없음: bought는 아직 결과 없음, {in_korean(few)}."
    assert in_korean(few) == "작은 쪽 안에서 기대되는 전환 4.2건, 25건은 있어야 함"
    ended = "120 units matured after look 2, which crossed its bound; its verdict stands"
    notes = phrase_of(f"{ended}; variance 0.90 of raw")
    assert notes == f"{in_korean(ended)}, 분산은 보정 전의 0.90"


def phrase_of(note):
    said = in_korean(f"bought +2, adjusted for the 28 days before assignment ({note})")
    return said.removeprefix("bought +2, 배정 전 28일로 보정(").removesuffix(")")


def test_why_a_score_has_no_number_is_said_in_korean():
    assert in_korean("no_data: no answers") == "데이터 없음: 응답 없음"
