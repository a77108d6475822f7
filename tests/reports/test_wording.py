"""The catalogue: every sentence in both languages, over the same facts, without a number."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
import shop

from stagelift.errors import ReportError
from stagelift.reports.korean import with_particle
from stagelift.reports.report import Report
from stagelift.reports.wording import WORDING, wording

HANGUL = re.compile("[가-힣]")
KIND = {"this", "one", "many", "cadence"}  # words a language may need more or less often


def fields(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name} - KIND


def facts(template):
    return {name.partition(".")[0] for name in fields(template)}


def test_both_languages_have_the_same_sentences():
    assert set(WORDING) == {"en", "ko"}
    assert WORDING["en"].keys() == WORDING["ko"].keys()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_number_is_written_by_hand(language):
    for key, template in WORDING[language].items():
        literals = "".join(literal for literal, *_ in Formatter().parse(template))
        assert not re.search(r"\d", literals), key


def test_a_korean_sentence_takes_no_fact_the_english_one_has_not():
    extra = {
        "headline.ship": {"waiting"},
        "headline.ship_gain": {"waiting"},
        "size.alarm": {"span"},
        "size.gain": set(),
    }
    for key, template in WORDING["ko"].items():
        more = facts(template) - facts(WORDING["en"][key]) - extra.get(key, set())
        assert not more, key


def test_korean_sentences_are_korean():
    plain = re.compile(r"[A-Za-z]{3,}")
    for key, template in WORDING["ko"].items():
        literals = "".join(literal for literal, *_ in Formatter().parse(template))
        assert not plain.search(literals.replace("NPS", "")), key


def test_particles_follow_the_last_sound():
    cases = {
        ("이메일", "을/를"): "이메일을",
        ("푸시", "을/를"): "푸시를",
        ("이메일", "으로/로"): "이메일로",
        ("카카오톡", "으로/로"): "카카오톡으로",
        ("순추천지수(NPS)", "이/가"): "순추천지수(NPS)가",
        ("NPS", "이/가"): "NPS가",
        ("W46", "은/는"): "W46은",
        ("앱 2", "은/는"): "앱 2는",
        ("reminder", "을/를"): "reminder를",
        ("“장바구니 알림”", "은/는"): "“장바구니 알림”은",
    }
    for (word, pair), expected in cases.items():
        assert with_particle(word, pair) == expected
    with pytest.raises(ReportError, match="no pair of particles"):
        with_particle("이메일", "을")


def test_unknown_sentences_and_languages_stop():
    with pytest.raises(ReportError, match=r"unknown sentence 'headline\.quit'"):
        wording("ko", "headline.quit")
    with pytest.raises(ReportError, match="language 'fr' has no pages yet"):
        wording("fr", "headline.quiet")


def page(language, **settings):
    made = Report(
        shop.Shop(), name="weekly_journey", **{"period": shop.PERIOD, **settings}, language=language
    )
    cells = [made.head(), made.answer(), made.tiles()]
    cells += [made.chart(name) for name in ("stages", "trend", "nps")]
    return made, [*cells, made.table("experiments"), made.checks(), made.finish()]


def test_both_pages_are_written_from_the_same_facts():
    (english, _), (korean, _) = page("en"), page("ko")
    numbers = [
        {fact.name: (fact.value, fact.low, fact.high, fact.n) for fact in made.material.book}
        for made in (english, korean)
    ]
    assert numbers[0] == numbers[1]


def test_the_korean_page_reads_as_korean():
    made, cells = page("ko")
    said = str(cells[1])
    assert said.startswith("결정 1건: Cart reminder를 이메일에서 푸시로 바꾸세요.")
    assert "+1.0%p(+0.3~+1.7), 고객 36,010명." in said
    assert "박지훈, 11/25(수)까지" in said
    assert made.title == "주간 고객 여정"
    for cell in cells:
        assert HANGUL.search(str(cell))
    text = " ".join(map(str, cells))
    assert "week" not in text
    assert "pp" not in text


def test_a_month_is_not_called_a_week():
    for language, wrong in (("en", "week"), ("ko", "이번 주")):
        made, cells = page(language, period="2026-10")
        assert made.material.period.kind == "month"
        assert wrong not in " ".join(map(str, cells[:-1])).replace("weekly_push", "")
    assert page("en", period="2026-10")[0].title == "Customer journey, monthly"


GLOSSARY = (Path(__file__).parents[2] / "GLOSSARY.md").read_text(encoding="utf-8")
TERMS = re.findall(
    r"^\| ([a-z ]+) \| ([가-힣 ]+) \|$",
    GLOSSARY.partition("## Korean: words of the pages")[2].partition("\n## ")[0],
    re.MULTILINE,
)


def literals(template):
    return " ".join(literal for literal, *_ in Formatter().parse(template))


@pytest.mark.parametrize(("english", "korean"), TERMS)
def test_a_word_of_the_glossary_is_that_word_on_korean_pages(english, korean):
    said = re.compile(rf"\b{english}s?\b", re.IGNORECASE)
    keys = [key for key, template in WORDING["en"].items() if said.search(literals(template))]
    assert keys
    assert [key for key in keys if korean not in WORDING["ko"][key]] == []


def test_no_korean_sentence_says_only_that_customers_leave():
    """Four things are called 이탈률: each by its own name."""
    bare = re.compile(r"(?<!고객 )(?<!단계 )(?<!장바구니 )이탈률")
    assert [key for key, template in WORDING["ko"].items() if bare.search(template)] == []
    assert len(TERMS) > 15


def test_points_and_percent_are_never_mixed():
    """A difference of shares is in pp, in Korean %p; neither page says the other's word."""
    for language in ("en", "ko"):
        _, cells = page(language)
        text = " ".join(map(str, cells))
        signed = re.findall(r"[+−]\d[\d.]*(\S*)", text.replace("\u202f", ""))
        assert not [unit for unit in signed if re.match(r"%(?!p)", unit)]
        assert ("pp" in text) is (language == "en")
        assert ("%p" in text) is (language == "ko")
