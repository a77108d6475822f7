from __future__ import annotations

from dataclasses import replace

import pytest
import shop

from stagelift.errors import ReportError
from stagelift.reports.prose import Fact, FactBook


@pytest.fixture
def book():
    made = FactBook()
    made.add("order", shop.share("first_order", "2026-W45", 655, 6009))
    made.record(Fact(name="late", metric="late", period="2026-W46", value=0.0031, unit="share"))
    return made


def test_a_sentence_takes_its_numbers_from_facts(book):
    said = book.say(
        "{order:.1%} of {order.n} ({order.low:.1%} to {order.high:.1%}) in {where}",
        {"where": "Seoul"},
    )
    assert said == "10.9% of 6,009 (10.1% to 11.7%) in Seoul"


def test_a_field_may_stand_for_a_fact(book):
    assert book.say("{it} [{it.low:bare}]", it="order") == "10.9% [10.1]"


NUMERIC = ("half of it, ½", "x² of {order}", "the Ⅻ. week", "₂ {order}", "① {order}", "五 {order}")


@pytest.mark.parametrize(
    "template", ["about 5 in {order.n}", "{order} in week W46", "٣ {order}", *NUMERIC]
)
def test_a_digit_written_by_hand_stops_the_page(book, template):
    with pytest.raises(ReportError, match="written by hand"):
        book.say(template)


def test_an_unknown_name_stops_the_page_and_names_the_nearest(book):
    with pytest.raises(ReportError, match=r"unknown fact 'ordr'.*Did you mean 'order'"):
        book.say("{ordr:.1%}")
    with pytest.raises(ReportError, match=r"unknown fact 'order\.middle'"):
        book.say("{order.middle}")


def test_a_false_claim_stops_the_page_with_its_text(book):
    assert book.claim("late rows stay below a tenth", book["late"].value < 0.1)
    with pytest.raises(ReportError, match=r"do not support '0\.3% late'.*\{late\}"):
        book.claim("{late} late", False)
    with pytest.raises(ReportError, match=r"support 'always early'; it cites no fact$"):
        book.claim("always early", False)  # said once, where nothing was filled in
    with pytest.raises(ReportError, match=r"written as '\{share\} late'\); its facts: late 0\.3%"):
        book.claim("{share} late", False, share="late")


def test_one_name_is_one_number(book):
    again = book.add("order", shop.share("first_order", "2026-W45", 655, 6009))
    assert again.value == book["order"].value
    with pytest.raises(ReportError, match="stands for two numbers"):
        book.add("order", shop.share("first_order", "2026-W45", 656, 6009))


def test_a_fact_that_contradicts_its_counts_or_interval_stops_the_page(book):
    fact = replace(book["order"], name="other", value=0.15, low=0.1, high=0.2)
    with pytest.raises(ReportError, match="655 of 6009"):
        book.record(fact)
    with pytest.raises(ReportError, match="outside its own interval"):
        book.record(replace(fact, k=None, value=0.25))


def test_what_was_shown_first_is_kept(book):
    book.show("order", ".2%")
    book.show("order")
    assert book["order"].text == "10.90%"
    assert book["order"].to_dict()["text"] == "10.90%"


def test_a_cell_below_the_minimum_loses_every_number():
    book = FactBook()
    fact = book.add("few", shop.share("first_order", "2026-W45", 3, 9))
    assert (fact.value, fact.low, fact.high, fact.n, fact.k, fact.status) == (None,) * 5 + (
        "low_n",
    )
    assert book.say("{few} of {few.n}") == "– of –"
    kept = book.add("ten", shop.share("first_order", "2026-W45", 3, 10))
    assert kept.value == 0.3


def test_an_undefined_number_is_a_dash_and_keeps_its_reason():
    book = FactBook()
    book.record(
        Fact(
            name="none",
            metric="m",
            period="2026-W46",
            value=None,
            status="no_data",
            note="no answers",
        )
    )
    assert book.say("{none}") == "–"
    assert book["none"].to_dict()["note"] == "no answers"


def test_the_cell_is_named_inside_a_notebook(book, monkeypatch):
    class Shell:
        def __init__(self):
            self.user_ns = {"In": ["", "report.claim('{late}', False)"]}

    class Module:
        get_ipython = staticmethod(Shell)

    monkeypatch.setitem(__import__("sys").modules, "IPython", Module)
    with pytest.raises(ReportError, match=r"in the cell: report\.claim"):
        book.claim("{late}", False)
