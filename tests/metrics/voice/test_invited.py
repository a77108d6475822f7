"""Who answers: the response rate by stage and channel, and scores weighted to all invited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.proportions import proportion
from tiny import MONDAY, WEEK, day

from .said import one, speaking

RATE = "  rate: {response: survey, instrument: csat, within: 3 days}\n"
CSAT = "  csat: {csat: survey, instrument: csat}\n"


def invited(customer, at, after=None, score=5, question="csat", by="email"):
    """An invitation, answered so many days after; None for silence."""
    if after is None:
        return (customer, question, "", day(at), "", by)
    return (customer, question, score, day(at), day(at + after), by)


def test_only_answers_within_the_window_count_and_it_is_half_open(tmp_path):
    answers = [
        invited("a", 0, 1),
        invited("b", 0, 3),  # at the end of the window: too late
        invited("c", 0, 3 - 1 / 86_400),
        invited("d", 0),
        invited("e", 0),
        invited("e", 1, 0.5),  # invited twice, answered once: one customer who answered
        invited("f", 0, 0.1, question="nps"),
    ]
    with speaking(tmp_path, answers=answers, metrics=RATE) as ws:
        found = one(ws, "rate")
    assert (found.k, found.n) == (3, 5)
    wilson = proportion(3, 5)
    assert (found.low, found.high) == pytest.approx((wilson.low, wilson.high))


def test_invitations_that_may_still_be_answered_leave_both_counts(tmp_path):
    answers = [invited("a", 0, 1), invited("b", 1), invited("c", 4, 0.2), invited("d", 4)]
    with speaking(tmp_path, answers=answers, metrics=RATE, as_of=MONDAY + timedelta(days=5)) as ws:
        found = one(ws, "rate")
    assert (found.k, found.n, found.status) == (1, 2, "immature")
    assert dict(found.excluded) == {"immature": 2}
    with speaking(tmp_path, answers=answers, metrics=RATE, as_of=MONDAY + timedelta(days=7)) as ws:
        assert (one(ws, "rate").n, one(ws, "rate").status) == (4, "low_n")


def test_an_answer_before_its_invitation_is_no_answer_to_it(tmp_path):
    answers = [("a", "csat", 5, day(2), day(1)), invited("b", 0, 1)]
    with speaking(tmp_path, answers=answers, metrics=RATE) as ws:
        found = one(ws, "rate")
        trust = ws.contract.counts("surveys")
    assert (found.k, found.n) == (1, 1) if trust.rejected else (1, 2)


def test_weights_bring_back_those_who_answered_less(tmp_path):
    # 100 by e-mail: 20 answer, 5 of them content; 50 by app: 40 answer, 30 of them content
    email = ((f"e{n}", 1 if n < 20 else None, 5 if n < 5 else 2) for n in range(100))
    app = ((f"p{n}", 1 if n < 40 else None, 4 if n < 30 else 1) for n in range(50))
    answers = [invited(name, 0, after, score) for name, after, score in email]
    answers += [invited(name, 0, after, score, by="app") for name, after, score in app]
    with speaking(tmp_path, answers=answers, metrics=CSAT) as ws:
        found = ws.weighted("csat", WEEK, by="sent_by")
        text = str(found)
    assert found.unweighted.value == pytest.approx(35 / 60)
    assert found.response.value == pytest.approx(60 / 150)
    assert found.weighted.value == pytest.approx(2 / 3 * 5 / 20 + 1 / 3 * 30 / 40)
    assert found.effective_n == pytest.approx(1 / ((2 / 3) ** 2 / 20 + (1 / 3) ** 2 / 40))
    app, email = found.strata
    assert (app.name, app.invited, app.answered, app.value) == ("app", 50, 40, 0.75)
    assert email.weight == pytest.approx(60 * (2 / 3) / 20)
    for words in ("Unweighted 58.3%", "40.0%", "Weighted 41.7%", "equally weighted answers"):
        assert words in text
    assert [row["what"] for row in found.to_dicts()] == ["unweighted", "weighted", "response"]


def test_a_stratum_of_one_answer_is_read_with_its_neighbour(tmp_path):
    answers = [invited(f"a{n}", 0, 1, 5 if n % 2 else 1, by="a") for n in range(12)]
    answers += [invited("b0", 0, 1, 5, by="b"), invited("b1", 0, by="b")]
    with speaking(tmp_path, answers=answers, metrics=CSAT) as ws:
        found = ws.weighted("csat", WEEK, by="sent_by")
    assert found.collapsed == (("a", "b"),)
    assert "Read together" in str(found)


def test_scores_of_points_are_weighted_in_points(tmp_path):
    answers = [invited(f"a{n}", 0, 1, 10, question="nps", by="a") for n in range(10)]
    answers += [invited(f"x{n}", 0, 1, n, question="nps", by="a") for n in range(2)]
    answers += [invited(f"b{n}", 0, 1, n, question="nps", by="b") for n in range(12)]
    metrics = "  nps: {nps: survey, instrument: nps}\n"
    with speaking(tmp_path, answers=answers, metrics=metrics) as ws:
        found = ws.weighted("nps", WEEK, by="sent_by")
    # of b: 0–6 are detractors, 9 and 10 promoters; the row with 11 is rejected, b11 never answered
    of_b = (2 - 7) / 11
    assert found.strata[1].value == pytest.approx(100 * of_b)
    assert found.unweighted.value == pytest.approx(100 * (10 - 2 + 2 - 7) / 23)
    assert -100 <= found.weighted.value <= 100


def test_strata_must_be_parts_and_metrics_scores(tmp_path):
    with speaking(tmp_path, answers=[invited("a", 0)], metrics=CSAT + RATE) as ws:
        with pytest.raises(ArgumentError, match="'rate' \\(response\\) is not a score"):
            ws.weighted("rate", WEEK, by="sent_by")
        with pytest.raises(ArgumentError, match="Did you mean 'csat'"):
            ws.weighted("cast", WEEK, by="sent_by")
        with pytest.raises(ArgumentError, match="unknown segment or attribute 'sent_buy'"):
            ws.weighted("csat", WEEK, by="sent_buy")
        nobody = ws.weighted("csat", "2026-W09", by="sent_by")
    assert nobody.weighted.status == "no_data"
    assert nobody.response.value is None
