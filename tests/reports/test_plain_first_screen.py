"""The first screen: at most ninety words, none of them only statisticians know."""

from __future__ import annotations

import math
import time
from string import Formatter

import first_words
import pytest
import shop
from test_answer import leaking_shop, quiet_shop

from stagelift.definitions.fields import Label
from stagelift.definitions.report import MOST_TILES
from stagelift.errors import ReportError
from stagelift.reports.answer import MOST_WORDS, Answer, fitted, word_count
from stagelift.reports.first_screen.plain import jargon, plain_words
from stagelift.reports.first_screen.wording import EN
from stagelift.reports.first_screen.wording_ko import KO
from stagelift.reports.report import Report

LANGUAGES = ("en", "ko")


def red_shop():
    source = quiet_shop()
    check = shop.Check("split", "red", "split 52.2 : 47.8", (("p", 0.0001),))
    sizes = {"email_day2": 522, "push_1h": 478}
    source.experiments["winback_call"].found = shop.Readout(None, health=(check,), assigned=sizes)
    return source


SHOPS = {"decision": shop.Shop, "fall": leaking_shop, "quiet": quiet_shop, "red": red_shop}


def before_the_first_chart(made):
    """What a reader meets before the first drawing, as text."""
    return first_words.before_the_first_chart(page_of(made))


def page_of(made):
    return made.head().html + made.answer().html + made.tiles().html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SHOPS)
def test_ninety_plain_words_before_the_first_chart(kind, language):
    made = Report(SHOPS[kind](), name="weekly_journey", period=shop.PERIOD, language=language)
    made.compare_with(("last week", "last year", "target"))
    first_words.assert_few_and_plain(page_of(made), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_split_that_broke_is_said_in_the_language_of_the_page(language):
    made = Report(red_shop(), name="weekly_journey", period=shop.PERIOD, language=language)
    said = str(made.answer())
    assert "52.2 : 47.8" in said
    assert "50.0 : 50.0" in said
    assert ("find what drops" in said) is (language == "en")


@pytest.mark.parametrize(("language", "catalogue"), [("en", EN), ("ko", KO)])
def test_no_sentence_of_the_first_screen_needs_a_statistician(language, catalogue):
    for key, template in catalogue.items():
        said = " ".join(literal for literal, *_ in Formatter().parse(template))
        assert jargon(said, language) == (), key


def test_the_lists_are_alike_and_say_what_to_write_instead():
    assert {"CUPED", "SRM", "ITT", "MDE"} <= set(plain_words("en")) & set(plain_words("ko"))
    for language in LANGUAGES:
        for word, plain in plain_words(language).items():
            assert plain
            assert jargon(plain, language) == (), word


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("p-value 0.03", ("p-value",)),
        ("CUPED and SRM", ("CUPED", "SRM")),
        ("They left a powerful note", ()),
        ("not significantly", ("significan*",)),
        ("shoplift", ()),
    ],
)
def test_words_are_found_whole(text, found):
    assert tuple(word for word, _ in jargon(text, "en")) == found


def test_a_note_before_the_first_chart_is_plain():
    made = Report(shop.Shop(), name="weekly_journey", period=shop.PERIOD)
    with pytest.raises(ReportError, match=r"'significan\*': say 'larger than chance'"):
        made.note("The fall of {first_order.label} is significant.")
    with pytest.raises(ReportError, match="before the first chart"):
        made.claim("CUPED says so.", True)
    made.chart("trend")
    assert "significant" in str(made.note("The fall of {first_order.label} is significant."))


def many(count=40, label="Measure {} of the journey, as its team calls it"):
    """A shop with forty measures, each with a name of nine words."""
    source = shop.Shop()
    for i in range(count):
        name = f"m{i}"
        source.metrics[name] = shop._rate(
            name, ("consideration", "ordered"), 7, dict.fromkeys(("en", "ko"), label.format(i))
        )
        line = [
            shop.share(name, w, 40 + round(3 * math.sin(i + j)), 400)
            for j, w in enumerate(shop.WEEKS)
        ]
        source.lines[name] = [*line[:-1], shop.share(name, shop.PERIOD, 80 if i % 2 else 5, 400)]
    return source, tuple(f"m{i}" for i in range(count))


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_many_tiles_as_a_page_takes_leave_the_first_screen_short_and_lose_nothing(language):
    source, names = many()
    ten = names[:MOST_TILES]
    made = Report(source, name="weekly_journey", period=shop.PERIOD, language=language, tiles=ten)
    started = time.process_time()
    made.compare_with(("last week", "target"))
    text, tiles = before_the_first_chart(made), made.tiles().html
    assert word_count(text) <= MOST_WORDS + 9  # the first tile's own name is the reader's
    assert tiles.count("<li>") == MOST_TILES
    assert len(tiles) < 80_000
    assert time.process_time() - started < 4
    answer = made._compose()
    page = f"{made.answer()} {made.appendix()}"
    for row in (*answer.rows, *answer.later):
        assert row[1] in page


def test_forty_tiles_are_refused_with_how_many_a_page_takes():
    source, names = many()
    with pytest.raises(ReportError, match="40 tiles came, a page takes 10 at most"):
        Report(source, name="weekly_journey", period=shop.PERIOD, tiles=names)


def test_names_of_any_length_never_push_out_who_decides_and_trust():
    source = shop.Shop()
    label = " ".join(["very"] * 30)
    source.metrics["first_order"] = source.metrics["first_order"].model_copy(
        update={"label": Label.accept(label)}
    )
    names = dict(Report(source, name="weekly_journey", period=shop.PERIOD)._compose().rows)
    assert {"You decide", "Trust"} <= set(names)


def test_the_lines_that_matter_most_are_kept():
    rows = (("a", "one two"), ("b", "three four five"), ("c", "six"))
    answer = Answer("quiet", "Zero.", "", rows)
    kept = fitted(answer, ["c", "b", "a"], room=6)
    assert kept.rows == (("a", "one two"), ("c", "six"))
    assert kept.later == (("b", "three four five"),)
    assert fitted(answer, ["c", "b", "a"], room=99).later == ()
