"""Tables of figures in Korean: the same figures as in English, aligned on a console."""

from __future__ import annotations

import re

import pytest

from stagelift.cli.figures import in_korean_figures
from stagelift.console import aligned, width

DAY = re.compile(r"\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|\d+/\d+")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
ENGLISH = re.compile(r"\b(the|and|every|is|not|no|of|to|yet)\b")


def figures(text: str) -> list[str]:
    return FIGURE.findall(DAY.sub("", text))  # days are written otherwise


@pytest.fixture
def both(run, shop):
    """What a command prints in English and in Korean."""

    def invoke(*words: str) -> tuple[str, str]:
        return (
            run(shop, *words, "--language", "en").output,
            run(shop, *words, "--language", "ko").output,
        )

    return invoke


@pytest.mark.parametrize(
    "words",
    [
        ("readout", "reminder"),
        ("readout", "reminder", "--as-of", "2026-11-05"),
        ("kpi", "--period", "2026-W44"),
        ("kpi", "--by", "visitors"),
        ("check",),
        ("show", "reminder"),
        (),
        ("--as-of", "2026-11-08"),
    ],
    ids=" ".join,
)
def test_korean_has_the_figures_of_english_and_no_english_sentence(both, words):
    english, korean = both(*words)
    assert sorted(figures(korean)) == sorted(figures(english)) or "Nov" in english
    said = [line for line in korean.splitlines() if not line.startswith(("question:", "  stage"))]
    assert [line for line in said if ENGLISH.search(line)] == []


def test_the_readout_in_korean(both):
    _, korean = both("readout", "reminder")
    lines = korean.splitlines()
    assert lines[0].startswith("승자 없음: First order 24.3% → 25.8%, +1.5%p (−10.5~+13.7). ")
    assert lines[0].endswith("+13.7%p를 넘는 이득은 배제됨.")
    assert any(line.startswith("신뢰  ✓ 배정 ") for line in lines)
    assert any("quiet" in line and "차이" in line for line in lines)
    assert lines[-3].startswith("계획  ")
    assert lines[-1].startswith("다음: stagelift ")


def test_an_unknown_cost_and_a_known_worth(run, shop):
    journey = shop / "journey.yaml"
    rules = "rules:\n  worth: {first_order: 18000 won}\n"
    journey.write_text(journey.read_text(encoding="utf-8") + rules, encoding="utf-8")
    said = run(shop, "readout", "reminder", "--language", "ko").output
    assert "가치  알 수 없음: 한꺼번에 들어와 월 규모를 알 수 없습니다" in said


def test_the_kpis_in_korean(both):
    english, korean = both("kpi", "--period", "2026-W44")
    heading = korean.splitlines()[1].split()
    assert heading == ["지표", "단계", "집단", "기간", "값", "구간", "n", "상태"]
    assert len(korean.splitlines()) == len(english.splitlines())


def test_commands_that_need_data_say_that_there_are_none(run, tmp_path):
    run(tmp_path, "init", "shop", "--country", "DE", "--language", "en")
    for command in (("kpi",), ("readout", "x"), ("report", "run", "weekly")):
        refused = run(tmp_path / "shop", *command)
        assert refused.exit_code == 2
        assert "No data yet: stagelift connect FILE" in refused.output


def test_a_metric_without_a_kpi_is_named(run, shop):
    (shop / "metrics" / "visits.yaml").write_text("conversion: visited\n", encoding="utf-8")
    said = "! metrics/visits.yaml:1: visits: no KPI: its event opens the first stage"
    assert said in run(shop, "kpi").output
    assert said in run(shop, "check").output


def test_a_metric_from_a_stage_no_event_opens_is_named(run, shop):
    text = "conversion: ordered\nfrom: gone\n"
    (shop / "metrics" / "late.yaml").write_text(text, encoding="utf-8")
    journey = shop / "journey.yaml"
    stage = "  purchase: ordered\n  gone: {after: 30 days without visited}\n"
    written = journey.read_text(encoding="utf-8").replace("  purchase: ordered\n", stage)
    journey.write_text(written, encoding="utf-8")
    assert "no event opens the stage 'gone'" in run(shop, "check").output


def test_intervals_and_points():
    assert in_korean_figures("−0.1 pp (−0.6 to +0.4)") == "−0.1%p (−0.6~+0.4)"
    assert in_korean_figures("stop to think (twice)") == "stop to think (twice)"


def test_columns_of_wide_letters_stand_under_each_other():
    rows = [("", "대조군", "n"), ("first", "9.5%", "12"), ("둘", "1", "3")]
    lines = aligned(rows, left=1)
    assert lines == ["       대조군   n", "first    9.5%  12", "둘          1   3"]
    assert {width(line) for line in lines} == {17}
