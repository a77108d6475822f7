"""Satisfaction and effort: declared scales, turned-round ones, what is off them, silence."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from scipy import stats

from stagelift.errors import ArgumentError, DefinitionError
from stagelift.metrics.voice.ces import Ces
from stagelift.metrics.voice.csat import Csat
from stagelift.metrics.voice.scale import Scale
from stagelift.statistics.ordinal import mann_whitney
from stagelift.statistics.proportions import proportion
from tiny import MONDAY, WEEK, day

from .said import one, speaking

CSAT = "  csat: {csat: survey, instrument: csat}\n"


def answered(customer, score, question="csat", at=1.0):
    return (customer, question, score, day(at), day(at, hours=1) if score != "" else "")


def test_csat_is_the_share_of_fours_and_fives_latest_answer_first(tmp_path):
    answers = [
        answered("a", 5),
        answered("b", 4),
        answered("c", 3),
        answered("d", 1),
        answered("d", 5, at=2),  # the later answer of d counts
        answered("e", ""),  # silent
        answered("f", 0),  # off the question's scale, though on the contract's
        answered("g", 6),
        answered("h", 9, question="nps"),  # another question
    ]
    with speaking(tmp_path, answers=answers, metrics=CSAT) as ws:
        found = one(ws, "csat")
    assert (found.k, found.n, found.value) == (3, 4, 0.75)
    wilson = proportion(3, 4)
    assert (found.low, found.high) == pytest.approx((wilson.low, wilson.high))
    assert found.method == "wilson"
    assert dict(found.excluded) == {"off_scale": 2, "no_answer": 1}
    assert found.status == "low_n"


def test_answers_lie_in_the_stage_at_invitation_not_at_the_answer(tmp_path):
    events = [("a", day(0), "visited"), ("a", day(1.2), "ordered"), ("b", day(0), "ordered")]
    answers = [("a", "csat", 5, day(1), day(2)), ("b", "csat", 2, day(0), day(0))]
    with speaking(tmp_path, events=events, answers=answers, metrics=CSAT) as ws:
        assert one(ws, "csat", "looking").value == 1.0
        assert one(ws, "csat", "buying").value == 0.0  # invited at the instant of the order
        assert one(ws, "csat", "telling").status == "no_data"
        assert one(ws, "csat", "telling").value is None


def test_effort_is_a_mean_with_the_t_interval(tmp_path):
    scores = [7, 6, 6, 2, 5, 4, 7, 1]
    answers = [answered(f"c{n}", score, "effort") for n, score in enumerate(scores)]
    metrics = (
        "  ease: {ces: survey, instrument: effort}\n"
        "  easy: {ces: survey, instrument: effort, as: share}\n"
        "  hard: {ces: survey, instrument: effort, reversed: true}\n"
    )
    with speaking(tmp_path, answers=answers, metrics=metrics) as ws:
        mean, share, turned = (one(ws, name) for name in ("ease", "easy", "hard"))
    low, high = stats.t.interval(0.95, 7, sum(scores) / 8, stats.sem(scores))
    assert (mean.value, mean.low, mean.high) == pytest.approx((4.75, low, high))
    assert (mean.unit, mean.method) == ("score", "t")
    assert (share.k, share.n) == (5, 8)
    assert turned.value == pytest.approx(8 - 4.75)


def test_a_reversed_scale_counts_its_small_numbers(tmp_path):
    answers = [answered(f"c{n}", score) for n, score in enumerate([1, 2, 2, 3, 5])]
    metrics = "  csat: {csat: survey, instrument: csat, reversed: true}\n"
    with speaking(tmp_path, answers=answers, metrics=metrics) as ws:
        assert one(ws, "csat").k == 3
        found = ws.answers("csat", WEEK)
    assert found.row().counts == (1, 2, 1, 0, 1)
    assert found.row().mean.value == pytest.approx(6 - 13 / 5)
    assert "1 is the best answer" in str(found)


def test_one_respondent_and_nobody(tmp_path):
    with speaking(tmp_path, answers=[answered("a", 5)], metrics=CSAT) as ws:
        alone = one(ws, "csat")
        nobody = one(ws, "csat", period="2026-W03")
        assert (alone.value, alone.n, alone.status) == (1.0, 1, "low_n")
        assert ws.kpis(WEEK).to_dicts()[0]["value"] is None  # fewer than ten are withheld
    assert (nobody.value, nobody.n, nobody.status) == (None, 0, "no_data")


def test_a_question_that_no_row_has_is_named_with_the_nearest(tmp_path):
    metrics = "  csat: {csat: survey, instrument: cstat}\n"
    with speaking(tmp_path, answers=[answered("a", 5)], metrics=metrics) as ws:
        found = ws.answers("csat", WEEK)
        assert "Did you mean 'csat'?" in found.note
        assert "'cstat'" in str(found)
        assert found.row().estimate.status == "no_data"


def test_a_scale_that_looks_turned_round_is_flagged_until_it_is_declared(tmp_path):
    # those who like the shop (nps) find it easy, and easy is 1 on this scale
    answers = []
    for n in range(60):
        score = n % 11
        answers.append(answered(f"c{n}", score, "nps"))
        answers.append(answered(f"c{n}", 1 + (10 - score + n % 3) * 6 // 12, "effort"))
    nps = "  nps: {nps: survey, instrument: nps}\n"
    for declared, flagged in (("", True), (", reversed: true", False)):
        root = tmp_path / f"r{len(declared)}"
        metrics = f"{nps}  ease: {{ces: survey, instrument: effort{declared}}}\n"
        with speaking(root, answers=answers, metrics=metrics) as ws:
            found = ws.answers("ease", WEEK)
        (against,) = found.against
        assert (against.other, against.n) == ("nps", 60)
        assert against.looks_reversed is flagged
        assert ("looks turned round" in str(found)) is flagged
        pairs = [(int(a[2]), int(b[2])) for a, b in zip(answers[::2], answers[1::2], strict=True)]
        r = stats.pearsonr(*zip(*pairs, strict=True))[0]
        assert against.correlation.value == pytest.approx(r if flagged else -r, abs=1e-9)


def test_two_groups_are_compared_by_their_ranks(tmp_path):
    people, answers = [], []
    for n in range(40):
        people.append((f"c{n}", "left" if n % 2 else "right"))
        answers.append(answered(f"c{n}", 1 + (n * 7 + 3 * (n % 2)) % 5))
    with speaking(tmp_path, people=people, answers=answers, metrics=CSAT) as ws:
        found = ws.answers("csat", WEEK, by="side")
        both = found.compare("side=left", "side=right")
        with pytest.raises(ArgumentError, match="Did you mean 'side=left'"):
            found.compare("side=leftt", "side=right")
    left, right = (found.row(None, f"side={name}").counts for name in ("left", "right"))
    assert sum(left) == sum(right) == 20
    assert both.ranks == mann_whitney(left, right)
    pairs = [(x, y) for x, a in enumerate(left) for y, b in enumerate(right) for _ in range(a * b)]
    better = sum((x > y) + (x == y) / 2 for x, y in pairs) / len(pairs)
    assert both.better.value == pytest.approx(better)


@pytest.mark.parametrize("text", ["5", "5..1", "1..11", "a..b", "1-5"])
def test_scales_are_whole_numbers_between_0_and_10(text):
    with pytest.raises(DefinitionError):
        Csat(name="x", csat="s", scale=text)


def test_good_answers_lie_above_the_middle_unless_said():
    assert Csat(name="x", csat="s", scale=Scale(0, 10)).good_ends == (9, 10)
    assert Ces(name="x", ces="s", scale=Scale(1, 5)).good_ends == (4, 5)
    assert Csat(name="x", csat="s", good=Scale(3, 5)).good_ends == (3, 5)
    assert Csat(name="x", csat="s", scale=Scale(0, 1)).good_ends == (1, 1)


def test_a_mean_is_barred_from_experiments_and_a_share_is_not():
    assert Ces(name="x", ces="s").barred() is not None
    assert Ces(name="x", ces="s", shown="share").barred() is None
    assert Csat(name="x", csat="s").barred() is None


EXPERIMENT = """\
question: q
audience: everyone
primary: csat
enters: as they qualify
split_by: stagelift
variants: {a: email, b: push}
run: 2026-01-05..2026-01-11
looks: once
"""


def test_in_an_experiment_silence_is_no_satisfaction(tmp_path):
    # all who visit are assigned; every other one answers 5, every tenth 2 and later 5
    events = [(f"c{n}", day(0, minutes=n), "visited") for n in range(80)]
    answers = [answered(f"c{n}", 5, at=3) for n in range(0, 80, 2)]
    answers += [answered(f"c{n}", 2, at=4) for n in range(0, 80, 10)]
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "ask.yaml").write_text(EXPERIMENT, encoding="utf-8")
    events.append(("c0", day(44.9), "visited"))  # the data are fresh
    later = MONDAY + timedelta(days=45)
    with speaking(tmp_path, events=events, answers=answers, metrics=CSAT, as_of=later) as ws:
        readout = ws.experiments["ask"].readout()
    levels = [e for e in readout.estimates if e.measure == "level" and e.metric == "csat"]
    assert sum(e.n for e in levels) == 81  # and the one customer known before
    assert sum(e.k for e in levels) == 40 - 8
    beside = [e for e in readout.beside if e.measure == "level"]
    assert sum(e.k for e in beside if e.metric == "csat.answered") == 40
    respondents = [e for e in beside if e.metric == "csat.respondents"]
    assert sum(e.n for e in respondents) == 40
    for e, level in zip(respondents, levels, strict=True):
        assert e.value == pytest.approx(level.k / e.n)


def test_time_does_not_matter_twice(tmp_path):
    """An answer on Sunday night in Seoul belongs to Seoul's week."""
    midnight = MONDAY + timedelta(days=7) - timedelta(hours=9)  # Monday 00:00 in Seoul
    answers = [
        ("a", "csat", 5, day(1), (midnight - timedelta(seconds=1)).isoformat()),
        ("b", "csat", 1, day(1), midnight.isoformat()),
    ]
    with speaking(tmp_path, answers=answers, metrics=CSAT, zone="Asia/Seoul") as ws:
        assert one(ws, "csat").value == 1.0
        assert one(ws, "csat", period="2026-W03").value == 0.0
        assert math.isclose(one(ws, "csat").n, 1)


def test_all_passives_are_zero_with_an_interval(tmp_path):
    answers = [answered(f"c{n}", 7 + n % 2, "nps") for n in range(40)]
    answers.append(answered("x", 11, "nps"))  # off every scale: quarantined, not excluded
    metrics = "  nps: {nps: survey, instrument: nps}\n"
    with speaking(tmp_path, answers=answers, metrics=metrics) as ws:
        found = one(ws, "nps")
        rejected = ws.contract.counts("surveys").rejected
    assert (found.value, found.n, found.status) == (0.0, 40, "ok")
    assert found.low < 0 < found.high
    assert rejected == {"score_off_scale": 1}
