"""What is wrong with the words of a command is said in the language of the output."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from stagelift.cli import main


def asked(*words, **environment):
    return CliRunner(env=environment).invoke(main, list(words), prog_name="stagelift")


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        (["stauts"], "'stauts': 없는 명령입니다. 혹시 이 가운데 하나인가요? 'stages', 'status'"),
        (["report", "lst"], "'lst': 없는 명령입니다. 혹시 'list'인가요?"),
        (["--bogus"], "'--bogus': 없는 옵션입니다"),
        (["kpi", "--perod", "x"], "'--perod': 없는 옵션입니다. 혹시 '--period'인가요?"),
        (["status", "X"], "쓰지 않는 인자입니다: X"),
        (["status", "X", "Y"], "쓰지 않는 인자입니다: X Y"),
        (["explain"], "'FACT' 인자가 필요합니다"),
        (["decide", "a", "ship"], "'--owner' 옵션이 필요합니다"),
        (["kpi", "--compare"], "'--compare' 옵션에는 값이 필요합니다"),
        (["kpi", "--json=3"], "'--json' 옵션은 값을 받지 않습니다"),
        (
            ["kpi", "--compare", "never"],
            (
                "'--compare' 값이 잘못되었습니다. 'never'는 고를 수 없습니다. 고를 수 있는 값: "
                "'before', 'last-year'"
            ),
        ),
        (["serve", "--port", "x"], "'--port' 값이 잘못되었습니다. 'x'는 정수가 아닙니다"),
        (
            ["programme", "--plans", "-1"],
            "'--next' / '--plans' 값이 잘못되었습니다. -1은 허용 범위를 벗어났습니다(x>=0)",
        ),
        (
            ["decide", "a", "ship", "--owner", "x", "--on", "3"],
            "'--on' 값이 잘못되었습니다. '3'은 '%Y-%m-%d' 형식이 아닙니다",
        ),
        (
            ["-C", "/nowhere", "kpi"],
            "'-C' / '--directory' 값이 잘못되었습니다. '/nowhere' 폴더가 없습니다",
        ),
    ],
)
def test_a_usage_error_is_korean_where_the_output_is(words, mistake):
    found = asked(*words, STAGELIFT_LANGUAGE="ko")
    call, help_line, blank, *said = found.output.rstrip().split("\n")
    assert found.exit_code == 2
    assert call.startswith("사용법: stagelift ")
    assert help_line.startswith("도움말: stagelift")
    assert help_line.endswith(" --help")
    assert (blank, said) == ("", [f"오류: {mistake}"])


def test_a_choice_is_listed_where_none_came():
    assert asked("decide", "a", STAGELIFT_LANGUAGE="ko").output.endswith(
        "인자가 필요합니다. 고를 수 있는 값:\n\tship,\n\tstop,\n\titerate\n"
    )


def test_in_english_it_is_as_click_says_it():
    found = asked("status", "X", STAGELIFT_LANGUAGE="en")
    assert found.exit_code == 2
    assert found.output.startswith("Usage: stagelift status [OPTIONS]\n")
    assert found.output.endswith("Error: Got unexpected extra argument (X)\n")


def test_the_language_may_be_named_beside_the_mistake():
    said = asked("--language", "ko", "status", "X", STAGELIFT_LANGUAGE="en").output
    assert said.endswith("오류: 쓰지 않는 인자입니다: X\n")


def test_a_group_without_a_command_shows_its_help():
    found = asked("report", STAGELIFT_LANGUAGE="ko")
    assert found.exit_code == 2
    assert "Make the pages that recur." in found.output
