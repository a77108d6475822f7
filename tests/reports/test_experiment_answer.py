"""The first screen of a readout page: each verdict, what is red, and the reason for it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import escape

import pytest
import trial
from experiment_pages import DECISION, answer, harmed, page, report, words
from first_words import assert_few_and_plain

from stagelift.errors import ReportError
from stagelift.experiments.health import Check
from stagelift.formatting import NARROW
from stagelift.reports.notebooks import shipped
from stagelift.statistics.inference import Inference
from stagelift.statistics.margins import margin_state


def test_ship_says_size_money_risk_who_decides_and_what_undoes_it():
    said = answer(trial.readout(worth=trial.worth()))
    assert said.startswith(
        "Ship push instead of email: better on First order, guardrails clear. "
        "10.9 → 12.9%; +2.0 pp (+1.3 to +2.7), 36,000 customers."
    )
    assert (
        "Worth +1,000 customers a month (+400 to +1,600) = ₩17.4 M (₩6.6 M to ₩28.2 M), messages "
        "paid" in said
    )
    assert "Risk Left: at most 0.14 pp worse; limit 0.3 pp You decide" in said
    assert "You decide 박지훈, by Wed 25 Nov" in said
    told = words(trial.readout(worth=trial.worth()))
    assert "Undone if the 5% on email until 23 Dec do as well" in told
    assert "Ruled out anything better than +2.7 pp or worse than +1.3 pp" in told


def test_stop_says_worse_or_which_guardrail_is_breached():
    assert answer(trial.readout("stop")).startswith(
        "Stop push: it is worse than email on First order. 10.9 → 8.9%; −2.0 pp"
    )
    said = answer(harmed())
    assert said.startswith("Stop push: Left beyond the limit.")
    assert "limit 0.3 pp: breached" in said


def test_iterate_says_what_is_ruled_out():
    said = answer(trial.readout("iterate"))
    assert said.startswith(
        "No winner: push makes no difference worth having on First order; keep email."
    )
    assert "Ruled out the +1.0 pp worth having, and anything worse than −0.5 pp" in said
    said = answer(trial.readout("iterate"), worth_having=None)
    assert said.startswith("No winner: First order does not tell push from email.")
    assert "Ruled out anything better than +0.7 pp or worse than −0.5 pp" in said


def test_continue_says_what_is_not_told_yet_and_when_the_next_readout_is():
    early = trial.readout("continue", looks="always", final=False, planned_end=date(2026, 12, 7))
    said = answer(early)
    assert said.startswith("Let it run: First order does not tell push from email yet.")
    assert "Next readout due Mon 7 Dec, when every window has closed" in said


def test_a_better_variant_held_back_by_an_open_guardrail_is_not_shipped():
    found = trial.readout()
    wide = Inference(value=0.001, low=-0.002, high=0.005, method="score")
    state = margin_state(wide, margin=0.003, better="down")
    shown = tuple(
        replace(e, low=wide.low, high=wide.high)
        if (e.metric, e.measure) == ("left", "effect")
        else e
        for e in found.estimates
    )
    held = replace(
        found, verdict="continue", guardrails={("push_1h", "left"): state}, estimates=shown
    )
    said = answer(held)
    assert "push is better on First order, but not every guardrail is clear: Left" in said
    assert "Left: up to 0.50 pp worse is possible; limit 0.3 pp: open" in said
    with pytest.raises(ReportError, match="do not support"):
        answer(replace(held, verdict="ship"))


def test_a_verdict_the_interval_does_not_support_stops_the_publication():
    flat = trial.readout("iterate")
    for verdict in ("ship", "stop"):
        with pytest.raises(ReportError, match="do not support"):
            answer(replace(flat, verdict=verdict))


def test_red_hides_every_figure_everywhere():
    made = report(trial.red(), decision=DECISION)
    cells = page(made)
    said = " ".join(map(str, cells)).replace(NARROW, " ")
    assert str(cells[1]).startswith(
        "No result: 52.2 : 47.8 instead of 50.0 : 50.0. Figures are hidden until this is "
        "explained; find what drops customers of one variant."
    )
    assert [cells[place].html for place in (2, 6, 7)] == ["", "", ""]
    assert "Readout then hidden with all other figures" in said
    assert not re.search(r"[+−]\d|10\.9|12\.9|Worth|You decide", said.replace("+1.0 pp", ""))
    measures = {fact.measure for fact in made.material.book}
    assert measures == {"count"}
    assert made.summary["status"] == "hidden"
    assert made.summary["tone"] == "fix"


def test_red_names_who_decides_first_and_then_who_mends_it():
    waits = answer(trial.red())
    assert "You decide 박지훈, by Wed 25 Nov" in waits
    assert waits.index("You decide") < waits.index("Owner 김하늘")
    korean = answer(trial.red(), "ko")
    assert korean.index("결정 박지훈") < korean.index("담당 김하늘")
    decided = answer(trial.red(), decision=DECISION)
    assert "You decide" not in decided
    assert "Owner 김하늘" in decided


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (
            Check("crossovers", "red", "t", (("share", 0.031), ("limit", 0.01))),
            "No result: 3.10% of customers carry two variants.",
        ),
        (
            Check("strangers", "red", "t", (("units", 7),)),
            "No result: 7 customers carry a variant that is not in the plan.",
        ),
        (
            Check("freshness", "red", "t", (("days", 3.25),)),
            "No result: the last event is 3.3 days too old.",
        ),
        (Check("freshness", "red", "t"), "No result: no event is visible."),
        (Check("novel", "red", "something new"), "No result: something new."),
    ],
)
def test_each_red_check_says_what_is_wrong(check, says):
    assert answer(trial.red(check)).startswith(says)
    assert report(trial.red(check)).checks().html.count('class="warn"') == 1
    assert answer(trial.red(check), "ko").startswith("결과 없음: ")


def test_before_its_end_a_plan_that_looks_once_shows_no_figure():
    made = report(trial.unread(trial.readout()))
    cells = page(made)
    assert str(cells[1]).startswith(
        "No result yet: the plan reads First order once, at the end. Risk Left: not known yet"
    )
    assert str(cells[2]) == "What changes No effect can be read yet."
    assert "not read yet 18,000 still open" in str(cells[6])
    assert cells[7].html == ""
    assert "not read before its end, as planned" in str(cells[3])
    assert all(fact.value is None for fact in made.material.book if fact.measure != "count")


def test_worth_that_is_not_known_says_why():
    blank = replace(trial.worth(), more=None, money=None, volume=None, reason="one_wave")
    assert "Worth not known: everybody entered at once" in answer(trial.readout(worth=blank))
    free = replace(trial.worth(), free=("push", "email"))
    assert ", before message costs" in answer(trial.readout(worth=free))
    some = replace(trial.worth(), free=("email",))
    assert "; email not costed" in answer(trial.readout(worth=some))


def test_money_that_its_parts_do_not_give_stops_the_publication():
    wrong = replace(trial.worth(), each=17_000.0)
    with pytest.raises(ReportError, match="its parts do not give"):
        answer(trial.readout(worth=wrong))


def test_an_effect_that_is_not_the_difference_of_its_levels_stops_the_page():
    found = trial.readout()
    broken = tuple(
        replace(e, value=e.value + 0.001)
        if (e.metric, e.measure) == ("first_order", "effect")
        else e
        for e in found.estimates
    )
    with pytest.raises(ReportError, match="but its levels differ by"):
        report(replace(found, estimates=broken))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("kind", ["ship", "harmed", "red", "unread"])
def test_ninety_plain_words_before_the_first_chart(kind, language):
    kinds = {"ship": trial.readout, "harmed": harmed, "red": trial.red}
    found = kinds[kind]() if kind in kinds else trial.unread(trial.readout())
    made = report(found, language)
    cells = json.loads((shipped() / "experiment_readout.ipynb").read_text("utf-8"))["cells"]
    shown = [eval("".join(cell["source"]), {"report": made}) for cell in cells[2:]]
    html = "".join(cell.html for cell in shown)
    assert_few_and_plain(html, language)
    checks = html.index('<section class="sl checks')
    assert ("<svg" in html[:checks]) is (kind in {"ship", "harmed"})
    for name, said in made._compose().later:  # nothing is lost
        assert f"<dt>{name}</dt>" in html
        assert escape(said) in html


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Left: at most 0.14 pp worse (one-sided; limit 0.3 pp)"),
        ("ko", "수신 거부: 나빠져도 최대 0.14%p(단측, 한도 0.3%p)"),
    ],
)
def test_a_bound_beside_a_wider_interval_names_its_test(language, said):
    """A weekly look may test a margin at another critical value than it shows the effect with."""
    found = trial.readout(worth=trial.worth())
    wide = tuple(
        replace(e, low=-0.005, high=0.005) if (e.metric, e.measure) == ("left", "effect") else e
        for e in found.estimates
    )
    assert said in words(replace(found, estimates=wide), language)
    assert "검정): 안전" not in words(found, "ko")
