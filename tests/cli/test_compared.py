"""Changes between periods in Korean: the table, the days left out and the refusals."""

from __future__ import annotations

import re

import click
import pytest

from stagelift.cli import main
from stagelift.cli.compared import days_text
from stagelift.cli.options import LANGUAGE
from stagelift.reports.korean_sentences import in_korean

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
CHUSEOK = ("2026-W39", "2026-W38")


@pytest.fixture
def korean():
    with click.Context(main) as context:
        context.meta[LANGUAGE] = "ko"
        yield


def test_changes_have_the_figures_of_english_and_no_english_sentence(run, shop):
    words = ("kpi", "--period", "2026-W45", "--compare", "before", "--language")
    english, korean = (run(shop, *words, spoken).output for spoken in ("en", "ko"))
    assert sorted(FIGURE.findall(korean)) == sorted(FIGURE.findall(english))
    assert korean.startswith("변화, ")
    assert not re.search(r" pp|change|against|effect", korean)


def test_days_left_out_have_the_korean_names_of_their_holidays(korean):
    note = "compared on 4 of 7 weekday pairs: Chuseok, 24–26 Sep left out"
    said = "같은 요일 7쌍 중 4쌍으로 비교, 제외: 추석, 9/24–9/26"
    assert days_text(note, CHUSEOK, "KR") == said


def test_days_of_a_rarer_weekday_are_no_holidays(korean):
    note = "compared on 28 of 28 weekday pairs, each weekday as often in both"
    said = days_text(note, ("2026-07", "2026-06"), None)
    assert said == "요일 수를 맞춘 28쌍의 날로 비교"


def test_another_note_goes_by_its_form(korean):
    assert days_text("the holidays of 'ZZ' are not known", CHUSEOK, "ZZ") == (
        "'ZZ'의 공휴일을 알지 못합니다"
    )


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("alerts: unknown metric 'a'", "alerts: 알 수 없는 지표 'a'"),
        ("--stage: name a METRIC as well", "--stage: METRIC도 적으세요"),
        (
            "stage: 'a' is not reported at 'b' but at purchase. Did you mean 'purchase'?",
            "stage: 'a'는 'b'가 아니라 purchase에서 보고합니다. 혹시 'purchase'인가요?",
        ),
        (
            "low_n: an expected count is 1.5; 5 are needed when periods share units",
            "표본 적음: 기대 건수 1.5건. 두 기간에 같은 고객이 있으면 5건이 필요합니다",
        ),
        (
            "the rule says 'stop' and 'ship' came; deciding against it needs a reason",
            "규칙은 'stop', 적은 결정은 'ship'입니다. 다르게 정하려면 이유(--reason)가 필요합니다",
        ),
        ("no_data: no events", "데이터 없음: 이벤트 없음"),
        (
            "consideration: no target: write 'a' under targets, or name a split",
            "consideration: 목표 없음: targets에 'a'를 적거나 나눌 기준을 적으세요",
        ),
        (
            (
                "no source tells of messages; map `channel:` and `message:` in a source of events, "
                "or say `as: messages` on one."
            ),
            (
                "메시지를 알려 주는 소스가 없습니다. 이벤트 소스에 `channel:`과 `message:`를 "
                "적거나, 어느 소스에 `as: messages`를 적으세요"
            ),
        ),
        (
            "map: unknown section 'nwo'; there are now, hours. Did you mean 'now'?",
            "map: 모르는 부분 'nwo'. 있는 부분: now, hours. 혹시 'now'인가요?",
        ),
    ],
)
def test_a_refusal_is_known_behind_the_name_it_begins_with(english, korean):
    assert in_korean(english) == korean


def test_without_a_metric_the_table_says_what_to_write(run, shop):
    (shop / "metrics" / "first_order.yaml").unlink()
    (shop / "experiments" / "reminder.yaml").unlink()
    (shop / "reports" / "weekly.yaml").unlink()
    result = run(shop, "kpi", "--language", "en")
    assert result.exit_code == 0, result.output
    assert "no metric is written" in result.output
    assert "intervals at" not in result.output
