"""The broken workspace, word by word."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from stagelift.cli.app import main

ROOT = Path(__file__).parents[2]


def test_check_says_everything_that_is_wrong_with_the_broken_workspace(monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, ["-C", "tests/fixtures/broken", "check"])
    expected = (ROOT / "tests/fixtures/broken/expected.txt").read_text(encoding="utf-8")
    assert result.output == expected
    assert result.exit_code == 2


def test_a_label_in_one_language_of_two_is_said_and_is_no_mistake(run, shop):
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8").replace("languages: [en]", "languages: [en, ko]")
    journey.write_text(text, encoding="utf-8")
    metric = shop / "metrics" / "first_order.yaml"
    metric.write_text("conversion: ordered\nlabel: {ko: 첫 구매}\n", encoding="utf-8")
    said = "! metrics/first_order.yaml:2: label: no words in en, where pages say '첫 구매'"
    whole, file = run(shop, "check"), run(shop, "check", "metrics/first_order.yaml")
    assert said in whole.output
    assert said in file.output
    assert (whole.exit_code, file.exit_code) == (0, 0)
    korean = run(shop, "check", "metrics/first_order.yaml", "--language", "ko").output
    assert "en 표기가 없어 그 언어의 페이지에 '첫 구매'로 나옵니다" in korean
    assert "처럼 적거나, 모든 언어에 쓸 글 하나를 적으세요" in korean
    told = json.loads(run(shop, "check", "--json").stdout)["advice"][0]
    assert (told["file"], told["line"]) == ("metrics/first_order.yaml", 2)
    (shop / "reports" / "weekly.yaml").write_text("notebok: x\n", encoding="utf-8")
    assert said in run(shop, "check").output  # beside mistakes too
    metric.write_text("conversion: ordered\nlabel: First order\n", encoding="utf-8")
    assert "no words in" not in run(shop, "check").output
