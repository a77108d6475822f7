"""First screens of small worlds whose truth is known: a fall, a rise, a quiet week, two tests."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from weekly_world import FIRST, USUAL, shop, week_of

from stagelift.statistics.proportions import proportion

pytestmark = pytest.mark.slow

VISITORS = 400
TEST_WEEK = "2026-W34"  # of what began later a page is not told
TEST = """\
question: Does the evening bring more first orders?
audience: everyone
primary: first_order
variants: {{morning: push, evening: push}}
worth_having: +{worth}pp
enters: once, on 2026-08-17
run: 2026-08-17..2026-08-23
looks: once
owner: Lee
decide: {{by: 2026-09-02, owner: Park, after_ship: keep 5% on morning for 4 weeks}}
"""


def first_screen(root, orders, language="en", *, period="", **settings):
    ws = shop(root, orders, **settings)
    made = ws.report("weekly", period=period or week_of(orders), language=language)
    return made, made._compose()


def centre(orders):
    return sum(orders) / (VISITORS * len(orders))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_real_fall_leads_with_its_size_and_its_cost(tmp_path, language):
    made, answer = first_screen(tmp_path, [*USUAL, 12], language)
    missing = (centre(USUAL) - 12 / VISITORS) * VISITORS
    book = made.material.book
    assert (answer.tone, answer.metric) == ("news", "first_order")
    assert book["first_order.lost"].value == pytest.approx(missing)
    assert book["first_order.loss"].value == pytest.approx(missing * 10 * 30 / 7)
    told = {
        "en": "First order fell to 3.0%, 28 customers a week below usual.",
        "ko": "첫 구매가 3.0%로 떨어졌습니다. 평소보다 한 주에 고객이 28명 적습니다.",
    }
    assert answer.headline == told[language]
    found = proportion(12, VISITORS)
    ends = [f"{100 * end:.1f}" for end in (found.low, found.high)]
    assert all(end in answer.size for end in ends)
    assert "Kim" in dict(answer.rows).values()
    assert {"en": "For Leadership ·", "ko": "경영진 보고용 ·"}[language] in str(made.head())


@pytest.mark.parametrize(
    ("language", "nothing"), [("en", "nothing this week"), ("ko", "이번 주에는 없음")]
)
def test_a_real_rise_is_told_and_asks_for_nothing(tmp_path, language, nothing):
    made, answer = first_screen(tmp_path, [*USUAL, 80], language)
    more = (80 / VISITORS - centre(USUAL)) * VISITORS
    assert answer.tone == "news"
    assert made.material.book["first_order.lost"].value == pytest.approx(more)
    assert {"en": "rose to 20.0%", "ko": "20.0%로 올랐습니다"}[language] in answer.headline
    assert nothing in dict(answer.rows).values()
    assert not re.search("if it lasts.* loss|손실", answer.size)


@pytest.mark.parametrize(
    ("language", "headline"),
    [("en", "Nothing needs a decision this week."), ("ko", "이번 주에는 결정할 일이 없습니다.")],
)
def test_a_quiet_week_is_quiet_however_it_moved_inside_its_limits(tmp_path, language, headline):
    made, answer = first_screen(tmp_path, [*USUAL, 46], language)
    assert (answer.tone, answer.headline) == ("quiet", headline)
    assert len(answer.rows) == 4  # course, last decision, tests, trust: with the size five lines
    usual = made.material.book["first_order.usual"]
    assert usual.low < 46 / VISITORS < usual.high
    assert USUAL[-1] == 41  # 10.25 %
    assert "10.3% → 11.5%" in answer.size


def test_a_short_history_watches_and_calls_nothing_news(tmp_path):
    _, answer = first_screen(tmp_path, [*USUAL[:12], 12])
    assert answer.tone == "watch"
    assert "usually 7.3–12.7% (12 weeks)" in answer.size


def trial_of(arms, effects, worth="5"):
    """A test of one week: customers and orders of each arm."""
    rows, assigned = [], []
    start = FIRST + timedelta(days=7 * 32)
    for (arm, count), ordered in zip(arms.items(), effects, strict=True):
        for one in range(count):
            name = f"{arm}{one}"
            assigned.append((name, "hours", arm, start.isoformat()))
            rows.append((name, (start - timedelta(days=1)).isoformat(), "visited"))
            if one < ordered:
                rows.append((name, (start + timedelta(hours=9)).isoformat(), "ordered"))
    rows += [("daily", (start + timedelta(days=n)).isoformat(), "visited") for n in range(16)]
    more = {
        "events": rows,
        "assignments": assigned,
        "experiments": {"hours": TEST.format(worth=worth)},
    }
    return more | {"as_of": start + timedelta(days=16)}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_test_without_a_difference_says_so_and_frees_its_customers(tmp_path, language):
    more = trial_of({"morning": 2000, "evening": 2000}, (400, 404))
    _, answer = first_screen(tmp_path, [*USUAL, 41], language, period=TEST_WEEK, **more)
    assert answer.tone == "decision"
    told = {
        "en": (
            "makes no difference worth having: keep morning",
            "+5.0\u202fpp worth having is ruled out",
        ),
        "ko": ("바꿀 만한 차이가 없습니다", "+5.0%p는 배제됩니다"),
    }[language]
    assert told[0] in answer.headline
    assert told[1] in answer.size
    assert any("4,000" in said for said in dict(answer.rows).values())


def test_a_test_that_may_still_be_worth_it_rules_nothing_out(tmp_path):
    more = trial_of({"morning": 200, "evening": 200}, (40, 42))
    _, answer = first_screen(tmp_path, [*USUAL, 41], period=TEST_WEEK, **more)
    assert "no winner" in answer.headline
    assert "ruled out" not in answer.size


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_broken_test_hides_every_figure_and_says_what_to_look_at(tmp_path, language):
    more = trial_of({"morning": 2400, "evening": 1600}, (480, 520))
    made, answer = first_screen(tmp_path, [*USUAL, 41], language, period=TEST_WEEK, **more)
    assert answer.tone == "fix"
    assert "60.0 : 40.0" in answer.headline
    assert "50.0 : 50.0" in answer.headline
    said = " ".join(str(cell) for cell in (made.answer(), made.table("experiments"), made.finish()))
    assert not re.search(r"20\.0%|32\.5%|12\.5", said)
    assert {"en": "find what drops customers", "ko": "고객이 빠지는 곳"}[language] in answer.size
