"""Scores per assigned customer: every answer that could count, by hand and again in pandas."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import stagelift
from stagelift.errors import ArgumentError, DefinitionError
from stagelift.metrics.nps import Nps
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.nps import nps
from tiny import MONDAY, day, workspace

HEADER = ("customer", "score", "invited", "answered")
METRICS = """\
  nps: {nps: surveys, within: 7 days, label: {en: NPS, ko: 순추천지수}}
  bought: {conversion: ordered, within: 7 days}
  left: {conversion: unsubscribed, within: 7 days, better: down}
"""
TRIAL = """\
question: Which is liked better?
audience: everyone
primary: {primary}
run: 2026-01-05..2026-01-11
variants: {{a: email, b: push}}
looks: {looks}
{more}
"""
CLOSED = MONDAY + timedelta(days=14)
ALIVE = [("z", day(days), "searched") for days in (6, 9.9, 13.9)]  # the data reach the end


def trial(primary="nps", looks="once", more=""):
    return TRIAL.format(primary=primary, looks=looks, more=more)


def asked(root, answers, arms, *, text=None, as_of=CLOSED, header=HEADER, events=()):
    """A workspace of one experiment; `arms` are (customer, variant, day of assignment)."""
    rows = [(customer, "trial", variant, day(at)) for customer, variant, at in arms]
    return workspace(
        root,
        [*ALIVE, *events],
        metrics=METRICS,
        experiments={"trial": text or trial()},
        assignments=rows,
        surveys=(header, answers),
        as_of=as_of,
    )


def readout(*args, **more):
    with asked(*args, **more) as ws:
        return ws.experiments["trial"].readout()


def level(found, variant="a", metric="nps"):
    shown = (*found.estimates, *found.beside)
    (one,) = [e for e in shown if (e.metric, e.measure, e.variant) == (metric, "level", variant)]
    return one


PROMOTER = "9"
CASES = {
    "nothing": ([], 0),
    "a promoter": ([("9", 1, 2)], 100),
    "a passive": ([("7", 1, 2), ("8", 1, 3)], 0),
    "a detractor": ([("6", 1, 2)], -100),
    "the latest counts": ([("0", 1, 2), ("10", 1, 3)], 100),
    "whatever the order of rows": ([("10", 1, 3), ("0", 1, 2)], 100),
    "at the instant of assignment": ([("9", 0, 0.5)], 100),
    "before assignment": ([("9", 0, 0.4)], 0),
    "asked before, answered after": ([("9", 0, 0.6)], 100),
    "the last instant of the window": ([("9", 1, 7.5 - 1e-9)], 100),
    "the end of the window is not in it": ([("9", 1, 7.5)], 0),
    "a late answer does not replace one in time": ([("0", 1, 2), ("10", 1, 7.5)], -100),
    "an answer without a score": ([("", 1, 2)], 0),
    "an answer without a score replaces none": ([("9", 1, 2), ("", 1, 3)], 100),
    "off the scale": ([("11", 1, 2)], 0),
    "a half": ([("8.5", 1, 2), ("0", 1, 1.5)], -100),
    "answered before it was asked": ([("9", 3, 2)], 0),
    "two at one instant: the higher": ([("0", 1, 2), ("9", 1, 2), ("3", 1.5, 2)], 100),
    "without an hour the invitation's": ([("9", 2, None)], 100),
    "without an hour, asked before": ([("9", 0, None)], 0),
}


def test_which_answer_counts(tmp_path):
    """Every case twenty times over in one arm of its own rows, against silence in the other."""
    arms, answers, expected = [], [], {}
    for case, (rows, points) in CASES.items():
        expected[case] = points
        arms.append((case, "a", 0.5))
        answers += [
            (case, score, day(asked_at), "" if at is None else day(at))
            for score, asked_at, at in rows
        ]
    arms += [(f"quiet{number}", "b", 0.5) for number in range(len(CASES))]
    found = readout(tmp_path, answers, arms)
    net = sum(expected.values()) / len(CASES)
    assert level(found).value == pytest.approx(net)
    assert level(found).n == len(CASES)
    assert level(found, "b").value == 0


@pytest.mark.parametrize("case", CASES)
def test_each_case_alone(worlds, case):
    assert worlds[case] == CASES[case][1]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """Points of each case from one workspace: a variant cannot be split, so a sum can."""
    from stagelift.data.query import Attribute, LatestScore, MappedAssignments, Measurement, measure
    from stagelift.data.zones import to_us

    arms = [(case, "a", 0.5) for case in CASES]
    answers = [
        (case, score, day(asked_at), "" if at is None else day(at))
        for case, (rows, _) in CASES.items()
        for score, asked_at, at in rows
    ]
    root = tmp_path_factory.mktemp("cases")
    customers = (("customer", "case"), [(case, case) for case in CASES])
    rows = [(customer, "trial", variant, day(at)) for customer, variant, at in arms]
    with workspace(
        root, ALIVE, customers=customers, assignments=rows, surveys=(HEADER, answers), as_of=CLOSED
    ) as ws:
        week = 7 * 86_400_000_000
        start = to_us(MONDAY)
        plan = Measurement(
            populations=(MappedAssignments("trial", start, start + week),),
            values=(("nps", LatestScore("surveys", week)),),
            attributes=(Attribute("case"),),
            as_of=ws.contract.as_of_us,
        )
        cells = measure(ws.contract, plan)
    return {
        cell.segment.removeprefix("case="): (cell.s1 + cell.n * cell.shift) / 1e6
        for cell in cells
        if cell.segment
    }


def crowd(seed, *, per_arm=400):
    """Assignments and answers of a small crowd, answers of every kind among them."""
    rng = random.Random(seed)
    arms, answers = [], []
    for variant, rate in (("a", 0.3), ("b", 0.4)):
        for number in range(per_arm):
            customer, at = f"{variant}{number}", round(rng.uniform(0, 6.99), 3)
            arms.append((customer, variant, at))
            while rng.random() < rate:
                asked_at = at + rng.uniform(-9, 8)
                score = rng.choice(["10", "9", "9", "8", "7", "6", "2", "", "11"])
                hour = "" if rng.random() < 0.1 else day(asked_at + rng.uniform(-0.2, 3))
                answers.append((customer, score, day(asked_at), hour))
    return arms, answers


def in_pandas(arms, answers, *, window=7):
    """Points by customer, and whether they answered: the rule again, in frames."""
    units = pd.DataFrame(arms, columns=["customer", "variant", "days"])
    units["at"] = [datetime.fromisoformat(day(days)) for days in units["days"]]
    rows = pd.DataFrame(answers, columns=list(HEADER))
    for name in ("invited", "answered"):
        rows[name] = pd.to_datetime(rows[name].replace("", None), utc=True, format="ISO8601")
    rows = rows[~(rows["answered"] < rows["invited"])]
    rows["score"] = pd.to_numeric(rows["score"], errors="coerce")
    rows = rows[rows["score"].isin(range(11))]
    rows["when"] = rows["answered"].fillna(rows["invited"])
    both = units.merge(rows, on="customer")
    both = both[(both["when"] >= both["at"]) & (both["when"] < both["at"] + timedelta(days=window))]
    last = both.sort_values(["when", "score"]).groupby("customer")["score"].last()
    units["score"] = units["customer"].map(last)
    units["answered"] = units["score"].notna()
    points = np.select([units["score"] >= 9, units["score"] <= 6], [100, -100], 0)
    return units.assign(points=points)


def moments(values):
    """Moments of values, the plain way."""
    values = np.asarray(values, float)
    centred = values - values.mean()
    return Moments(len(values), values.mean(), float((centred**2).sum()), float((centred**3).sum()))


def test_the_same_in_pandas(tmp_path):
    arms, answers = crowd(5)
    found = readout(tmp_path, answers, arms)
    units = in_pandas(arms, answers)
    by_arm = dict(iter(units.groupby("variant")))
    for variant, frame in by_arm.items():
        assert level(found, variant).value == pytest.approx(frame["points"].mean())
        share = level(found, variant, "nps.answered")
        assert (share.n, share.k) == (400, frame["answered"].sum())
        heard = level(found, variant, "nps.respondents")
        assert heard.n == frame["answered"].sum()
        assert heard.value == pytest.approx(frame[frame["answered"]]["points"].mean())
    effect = found.estimate("nps", "effect")
    welch = difference_of_means(moments(by_arm["b"]["points"]), moments(by_arm["a"]["points"]))
    assert (effect.value, effect.low, effect.high, effect.p_value) == pytest.approx(
        (welch.value, welch.low, welch.high, welch.p_value)
    )
    assert (effect.unit, effect.n, effect.family) == ("points", 800, "primary")


def test_a_level_counts_silence_as_a_passive_answer(tmp_path):
    arms, answers = crowd(6)
    found = level(readout(tmp_path, answers, arms))
    points = in_pandas(arms, answers).query("variant == 'a'")["points"]
    counts = [0] * 11
    counts[9], counts[0] = int((points > 0).sum()), int((points < 0).sum())
    counts[7] = len(points) - counts[9] - counts[0]
    expected = nps(ScoreCounts(tuple(counts)))
    assert (found.value, found.low, found.high) == pytest.approx(
        (expected.value, expected.low, expected.high)
    )


def test_the_score_before_assignment_adjusts_the_effect(tmp_path):
    """Answers alike before and after: the covariate explains what it should."""
    rng = random.Random(8)
    arms, answers, events = [], [], []
    for number in range(800):
        customer, at = f"c{number}", 3 + number % 3
        arms.append((customer, "ab"[number % 2], at))
        events.append((customer, day(at - 28), "visited"))
        if rng.random() < 0.8:
            score = rng.choice(["10", "3"])
            answers.append((customer, score, day(at - 5), day(at - 4)))
            later = score if rng.random() < 0.9 else "8"
            answers.append((customer, later, day(at + 1), day(at + 2)))
    found = readout(tmp_path, answers, arms, events=events)
    adjusted = next(e for e in found.adjusted if (e.metric, e.measure) == ("nps", "effect"))
    raw = found.estimate("nps", "effect")
    assert adjusted.se < 0.5 * raw.se  # before says after
    assert adjusted.status == "ok"
    lifts = [e for e in (*found.adjusted, *found.estimates) if e.measure == "lift"]
    assert {e.note for e in lifts if e.metric == "nps"} == {Nps.no_lift}
    assert all(e.value is None for e in lifts if e.metric == "nps")


def test_units_whose_window_is_open_wait(tmp_path):
    arms, answers = crowd(9)
    early = MONDAY + timedelta(days=10)
    text = trial(looks="always")
    found = readout(tmp_path, answers, arms, text=text, as_of=early)
    units = in_pandas(arms, answers)
    done = units[units["at"] <= early - timedelta(days=7)]
    for variant, frame in done.groupby("variant"):
        shown = level(found, variant)
        assert shown.n == len(frame)
        assert dict(shown.excluded) == {"immature": 400 - len(frame)}
        assert shown.value == pytest.approx(frame["points"].mean())
        assert level(found, variant, "nps.answered").k == frame["answered"].sum()


def test_a_plan_that_looks_once_shows_no_answers_before_its_end(tmp_path):
    arms, answers = crowd(10)
    found = readout(tmp_path, answers, arms, as_of=CLOSED - timedelta(hours=12))
    for estimate in (*found.estimates, *found.beside):
        assert (estimate.value, estimate.low, estimate.k) == (None, None, None)
    assert "answered" not in str(found)


def test_an_answer_loaded_later_is_not_known_yet(tmp_path):
    """Ingested at the instant of knowledge: silent as of then, an answer after it."""
    arms = [(f"{v}{n}", v, 0.5) for v in "ab" for n in range(20)]
    rows = [(f"a{n}", "10", day(1), day(2), day(13 + n)) for n in range(20)]
    asked(tmp_path, [], arms).close()
    lines = ["customer,score,invited,answered,loaded", *(",".join(row) for row in rows)]
    (tmp_path / "surveys.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = tmp_path / "journey.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("answered: answered", "answered: answered, ingested: loaded"))
    for as_of, known in ((CLOSED, 1), (CLOSED + timedelta(days=2), 3)):
        with stagelift.open(tmp_path, as_of=as_of) as ws:
            shown = level(ws.experiments["trial"].readout(), "a", "nps.answered")
        assert (shown.n, shown.k) == (20, known)


def test_few_answers_make_no_claim(tmp_path):
    arms = [(f"{v}{n}", v, 0.5) for v in "ab" for n in range(300)]
    answers = [(f"b{n}", "10", day(1), day(2)) for n in range(40)]
    answers += [(f"a{n}", "10", day(1), day(2)) for n in range(4)]
    found = readout(tmp_path, answers, arms)
    effect = found.estimate("nps", "effect")
    assert (effect.status, effect.note) == ("low_n", "4 promoters and detractors; 5 are needed")
    assert level(found).status == "low_n"
    assert level(found, "b").status == "ok"
    assert found.verdict == "iterate"


def test_as_secondary_and_as_guardrail(tmp_path):
    arms, answers = crowd(11)
    events = [(customer, day(at + 1), "ordered") for customer, _, at in arms[::5]]
    more = "secondary: [nps]"
    found = readout(tmp_path / "s", answers, arms, text=trial("bought", more=more), events=events)
    assert found.estimate("nps", "effect").family == "secondary"
    assert found.estimate("nps", "effect").adjusted_p_value is not None
    assert found.estimate("bought", "effect").n == 800
    for margin, state in (("60", "cleared"), ("0", "open")):
        text = trial("bought", more=f"guardrails: {{nps: {margin}}}")
        guarded = readout(tmp_path / margin, answers, arms, text=text, events=events)
        assert guarded.guardrails["b", "nps"].state == state
    worse = [(c, "0" if c[0] == "b" else "10", day(7), day(7.2)) for c, *_ in arms]
    text = trial("bought", more="guardrails: {nps: 5}")
    breached = readout(tmp_path / "w", worse, arms, text=text, events=events)
    assert breached.guardrails["b", "nps"].state == "breached"
    assert breached.verdict == "stop"
    assert {e.family for e in breached.beside} == {"beside"}


def test_the_screen_says_who_answered_and_compares_nothing_else(tmp_path):
    arms, answers = crowd(12)
    found = readout(tmp_path, answers, arms)
    text = str(found)
    assert " points (" in found.sentence
    assert "pp" not in found.sentence
    assert "answered, " in text
    assert "not compared" in text
    assert {e.measure for e in found.beside if e.metric == "nps.respondents"} == {"level"}
    row = json.loads(json.dumps(found.to_dict()))
    assert [e["metric"] for e in row["beside"]].count("nps.answered") == 3
    assert set(found.to_frame()["metric"]) == {"nps", "nps.answered", "nps.respondents"}


def test_money_is_per_net_promoter(tmp_path):
    arms, answers = crowd(13)
    with asked(tmp_path, answers, arms) as ws:
        path = ws.root / "journey.yaml"
    path.write_text(path.read_text("utf-8") + "rules:\n  worth: {nps: 10 EUR}\n", "utf-8")
    with stagelift.open(tmp_path, as_of=CLOSED) as ws:
        found = ws.experiments["trial"].readout()
    points = found.estimate("nps", "effect").value
    assert found.worth.more.value == pytest.approx(points / 100 * found.worth.volume)
    assert found.worth.money.value == pytest.approx(10 * found.worth.more.value)


@pytest.mark.parametrize(
    ("more", "where", "said"),
    [
        ("guardrails: {nps: 2pp}", "guardrails.nps", "'2pp' came; 'nps' is a score in points"),
        ("guardrails: {nps: 5% relative}", "guardrails.nps", "'5% relative' came; 'nps' is a"),
    ],
)
def test_a_margin_of_a_score_is_in_points(tmp_path, more, where, said):
    with pytest.raises(DefinitionError) as caught:
        asked(tmp_path, [], [], text=trial("bought", more=more))
    assert f"experiments/trial.yaml:7: {where}: {said}" in str(caught.value)
    assert "Write a number of points, as in '2'" in str(caught.value)


def test_what_is_worth_having_of_a_score_is_in_points(tmp_path):
    with pytest.raises(DefinitionError, match=r"trial\.yaml:7: worth_having: '\+2pp' came"):
        asked(tmp_path, [], [], text=trial(more="worth_having: +2pp"))


def test_a_finished_column_of_scores_is_refused_with_its_cure(tmp_path):
    metrics = METRICS.replace("{nps: surveys,", "{nps: {column: q},")
    workspace(tmp_path, ALIVE, metrics=METRICS, surveys=(HEADER, [])).close()
    (tmp_path / "metrics" / "all.yaml").write_text(f"metrics:\n{metrics}", encoding="utf-8")
    (tmp_path / "units.csv").write_text("customer,q,arm\nx,9,a\n", encoding="utf-8")
    path = tmp_path / "journey.yaml"
    extra = "  units: {read: units.csv, shape: unit, customer: customer, variant: arm}\nstages:"
    path.write_text(path.read_text("utf-8").replace("stages:", extra), encoding="utf-8")
    (tmp_path / "experiments" / "trial.yaml").write_text(trial(), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        stagelift.open(tmp_path, as_of=CLOSED)
    assert "experiments/trial.yaml:3: primary: no experiment can read it" in str(caught.value)
    assert "Read the answers as a source 'as: surveys'" in str(caught.value)


def test_an_unknown_metric_is_named_when_read_without_a_workspace():
    from stagelift.experiments.plan import windowed

    score = Nps(name="nps", source={"column": "q"})
    with pytest.raises(ArgumentError, match="score of a finished column"):
        windowed({"nps": score}, "nps")
