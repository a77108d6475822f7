"""A decision with its forecast, the customers held back, and what became of it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from string import Formatter

import duckdb
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

import stagelift
from stagelift.cli import main
from stagelift.data.assign import assign
from stagelift.errors import ArgumentError
from stagelift.experiments.deciding.decision import Deciding, entered_days, prospect_of
from stagelift.experiments.deciding.forecast import Forecast, forecast_of, stated
from stagelift.experiments.deciding.wording import EN, KO, forecast_text, outcome_text
from stagelift.statistics.programme import believe, log_ratio_of_counts
from tiny import day, workspace

TEST = """\
question: Which?
audience: open
primary: bought
run: 2026-01-05..2026-01-11
variants: {a: email, b: push}
looks: once
owner: Kim
decide: {owner: Lee, after_ship: AFTER}
"""
KEPT = "keep 20% on a for 2 weeks"
METRICS = "  bought: {conversion: ordered, within: 1 day}\n"
SEGMENTS = "  open: {did: carted, within: 3 days}\n"
DECIDED = datetime(2026, 1, 14, tzinfo=UTC)
CHECKED = datetime(2026, 1, 30, tzinfo=UTC)
HALF = (Fraction(1, 2), Fraction(1, 2))
FIFTH = (Fraction(1, 5), Fraction(4, 5))
HELD_OUT = (Fraction(1, 10), Fraction(9, 10))


def buys(number, one_in):
    return number % one_in == 0


def events():
    """1,200 of the test, of whom a buys one in ten and b one in five; then 2,000, b one in six."""
    for number in range(1200):
        who, entered = f"c{number}", number % 7 + 0.3
        yield who, day(entered), "carted"
        if buys(number // 7, 10 if assign(who, "trial", "ab", HALF) == "a" else 5):
            yield who, day(entered + 0.5), "ordered"
    for number in range(2000):
        who, entered = f"h{number}", number % 14 + 10.3
        yield who, day(entered), "carted"
        kept = assign(who, "trial/holdback", "ab", FIFTH) == "a"
        if buys(number // 14, 10 if kept else 6):
            yield who, day(entered + 0.5), "ordered"
    yield "z", day(40), "searched"


def shop(root, *, after=KEPT, rules=""):
    held = {"trial": TEST.replace("AFTER", after)}
    workspace(
        root, events(), metrics=METRICS, segments=SEGMENTS, rules=rules, experiments=held
    ).close()
    return root


def at(root, instant=DECIDED):
    return stagelift.open(root, as_of=instant).experiments["trial"]


def ship(root, **more):
    return at(root).record_decision("ship", owner="Lee", **more)


def record(path):
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def test_what_is_expected_is_the_shrunk_effect_at_the_controls_level(tmp_path):
    readout = at(shop(tmp_path)).readout()
    levels = {e.variant: e for e in readout.estimates if e.measure == "level"}
    kept = record(ship(tmp_path))["expected"]
    ratio = log_ratio_of_counts(*((levels[arm].k, levels[arm].n) for arm in ("b", "a")))
    found = believe([ratio.value], [ratio.se])
    for name, logs in (("value", found.values), ("low", found.lows), ("high", found.highs)):
        expected = levels["a"].value * math.expm1(float(logs[0]))
        assert kept[name] == pytest.approx(expected, rel=1e-9)
    assert 0 < kept["value"] < readout.estimate("bought", "effect").value
    assert (kept["basis"], kept["tests"], kept["against"]) == ("shrunk", 1, "a")


def test_the_holdback_is_a_new_split_of_those_who_come_after(tmp_path):
    told = record(ship(shop(tmp_path)))["holdback"]
    assert (str(told["first"]), str(told["last"])) == ("2026-01-15", "2026-01-28")
    assert told["assignment"]["salt"] == "trial/holdback"
    assert told["assignment"]["thresholds"] == {"a": "33333334", "b": None}
    drawn = at(tmp_path).holdback
    assert drawn.name == "trial.holdback"
    assert {name: one.share for name, one in drawn.variants.items()} == {
        "a": Fraction(1, 5),
        "b": Fraction(4, 5),
    }


def test_the_holdback_takes_everyone_though_the_test_took_a_tenth(tmp_path):
    trial = at(shop(tmp_path))
    ws, admission = trial.workspace, trial.plan_in_force().admission
    whole = Deciding(
        experiment=trial.definition,
        journey=ws.journey,
        metrics=ws.metrics,
        readout=trial.readout(),
        today=date(2026, 1, 14),
        admission=admission,
    )
    tenth = replace(whole, admission=replace(admission, traffic=Fraction(1, 10)))
    assert (entered_days(whole, 7), entered_days(tenth, 7)) == (7.0, pytest.approx(0.7))
    wide, narrow = (
        prospect_of(each, "ship", variant=None, words=None, on=each.today).within
        for each in (whole, tenth)
    )
    assert narrow == pytest.approx(wide * math.sqrt(0.1))


def test_a_forecast_is_scored_against_those_held_back(tmp_path):
    ship(shop(tmp_path))
    assert at(tmp_path, datetime(2026, 1, 29, tzinfo=UTC)).outcome().standing == "open"
    found = at(tmp_path, CHECKED).outcome()
    # counted again: everybody who filled a cart from the day after the decision on
    sold = {name: [0, 0] for name in ("a", "b")}
    for number in range(2000):
        arm = assign(f"h{number}", "trial/holdback", "ab", FIFTH)
        sold[arm][1] += 1
        sold[arm][0] += buys(number // 14, 10 if arm == "a" else 6)
    (k0, n0), (k1, n1) = sold["a"], sold["b"]
    assert found.value == pytest.approx(k1 / n1 - k0 / n0, abs=1e-12)
    assert found.n == n0 + n1 == 2000
    assert found.score.off == pytest.approx(found.value - found.forecast.value)
    assert found.scored
    said = outcome_text(found, "en")
    assert "against the 20% kept on a (n 2,000)" in said


@pytest.mark.slow
def test_broken_data_hide_what_became_of_it(tmp_path):
    ship(shop(tmp_path))
    journey = tmp_path / "journey.yaml"
    source = journey.read_text(encoding="utf-8")
    part = source.replace("events.parquet", "part.parquet")
    lost = [
        f"h{n}" for n in range(1, 2000, 2) if assign(f"h{n}", "trial/holdback", "ab", FIFTH) == "a"
    ]
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (FROM '{tmp_path / 'events.parquet'}' WHERE customer NOT IN "
            f"({', '.join(repr(who) for who in lost)})) TO '{tmp_path / 'part.parquet'}'"
        )
    journey.write_text(part, encoding="utf-8")
    found = at(tmp_path, CHECKED).outcome()
    assert (found.standing, found.value, found.score) == ("red", None, None)
    assert "split" in outcome_text(found, "en")
    programme = stagelift.open(tmp_path, as_of=CHECKED).programme()
    assert programme.calibration is None
    assert programme.to_dict()["forecasts"][0]["value"] is None


@pytest.mark.slow
def test_too_small_a_holdback_scores_nothing(tmp_path):
    ship(shop(tmp_path, after="keep 4% on a for 2 weeks"))
    found = at(tmp_path, CHECKED).outcome()
    assert (found.standing, found.forecast.scored_by) == ("unscored", "nothing")


def unkept(root, *, control, holdout):
    """The shop with a global holdout and without a holdback of its own."""
    shop(root, rules=f"  holdout: {holdout}\n")
    path = root / "experiments" / "trial.yaml"
    text = path.read_text(encoding="utf-8").replace(f", after_ship: {KEPT}", "")
    path.write_text(text.replace("a: email", f"a: {control}"), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("control", "holdout", "words"),
    [
        ("email", "10%", "the global holdout gets nothing, and the control is a message"),
        ("none", "4%", "the global holdout is smaller than 5%"),
    ],
)
def test_a_holdout_that_does_not_stand_for_the_control_scores_nothing(
    tmp_path, control, holdout, words
):
    path = ship(unkept(tmp_path, control=control, holdout=holdout))
    kept = record(path)["expected"]
    assert (kept["scored_by"], kept["check_by"]) == ("nothing", None)
    late = datetime(2026, 2, 13, tzinfo=UTC)
    text = path.read_text(encoding="utf-8")
    for edited in (text, text.replace("scored_by: nothing", "scored_by: holdout")):
        path.write_text(edited, encoding="utf-8")
        found = at(tmp_path, late).outcome()
        assert (found.standing, found.scored_by) == ("unscored", "nothing")
        assert (found.value, found.note) == (None, words)
        assert words in outcome_text(found, "en")


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (lambda who: who == "z", "days too old"),
        (lambda who: who[-1] in "13579" and assign(who, "holdout", "oi", HELD_OUT) == "o", "split"),
    ],
    ids=["stale", "dropped"],
)
def test_broken_data_hide_what_the_global_holdout_shows(tmp_path, monkeypatch, lost, words):
    rows = [row for row in events() if not lost(row[0]) or row[0].startswith("c")]
    monkeypatch.setattr(f"{__name__}.events", lambda: rows)
    ship(unkept(tmp_path, control="none", holdout="10%"))
    found = at(tmp_path, datetime(2026, 2, 15, tzinfo=UTC)).outcome()
    assert (found.standing, found.value, found.score) == ("red", None, None)
    assert words in found.note


@pytest.mark.slow
def test_without_a_holdback_the_global_holdout_scores(tmp_path):
    root = unkept(tmp_path, control="none", holdout="10%")
    kept = record(ship(root))["expected"]
    assert (kept["scored_by"], str(kept["check_by"])) == ("holdout", "2026-02-13")
    assert at(root, datetime(2026, 2, 12, 23, tzinfo=UTC)).outcome().standing == "open"
    found = at(root, datetime(2026, 2, 15, tzinfo=UTC)).outcome()
    assert found.scored
    assert found.kept == 0.1
    assert "the 10% held out of everything" in outcome_text(found, "en")


@pytest.mark.slow
def test_enrol_hands_out_the_holdback_after_a_ship_and_nobody_after_a_stop(tmp_path):
    root = shop(tmp_path)
    journey = root / "journey.yaml"
    source = journey.read_text(encoding="utf-8")
    journey.write_text(f"{source}as_of: 2026-01-30 00:00\n", encoding="utf-8")  # sample data
    at(root, datetime(2026, 1, 4, tzinfo=UTC)).freeze_plan(planned_units=1000)
    ship(root)
    later = datetime(2026, 1, 20, tzinfo=UTC)
    given = at(root, later).enrol().given
    entered = [n for n in range(2000) if 10 <= n % 14 + 10.3 < 15]
    assert given.experiment == "trial.holdback"
    counts = {file.variant: file.customers for file in given.files}
    split = [assign(f"h{n}", "trial/holdback", "ab", FIFTH) for n in entered]
    assert counts == {"a": split.count("a"), "b": split.count("b")}
    assert at(root, later).enrol().given.customers == 0
    path = root / "experiments" / "trial.decision.yaml"
    text = path.read_text(encoding="utf-8").replace("decision: ship", "decision: stop")
    path.write_text(text.split("holdback:")[0], encoding="utf-8")
    with pytest.raises(ArgumentError, match="is decided \\(stop\\); nobody is drawn any more"):
        at(root, later).enrol()


DEFAULT = Forecast(
    metric="bought",
    variant="b",
    against="a",
    unit="share",
    value=0.05,
    low=0.01,
    high=0.09,
    level=0.95,
    basis="shrunk",
)


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("+0.8pp", 0.008, None, None),
        ("+0.8pp [+0.2, +1.4]", 0.008, 0.002, 0.014),
        ("bought −1.5pp (−2 to −1)", -0.015, -0.02, -0.01),
        ("+8%", 0.008, None, None),
        ("+8% [2%..14%] by 2026-03-01", 0.008, 0.002, 0.014),
    ],
)
def test_a_stated_forecast_is_read_in_the_metrics_unit(text, value, low, high):
    found = stated(text, DEFAULT, 0.1)
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high))
    assert found.basis == "stated"


def test_a_stated_forecast_is_shown_as_it_was_written():
    found = stated("+0.85pp [+0.25, +1.4]", DEFAULT, 0.1)
    assert forecast_text(found, "ko") == "+0.85%p [+0.25%p, +1.4%p]"
    assert forecast_text(replace(found, low=None, high=None), "ko") == "+0.85%p"
    assert forecast_text(replace(found, basis="shrunk"), "ko") == "+0.9%p [+0.3%p, +1.4%p]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("+0.8", "write '\\+0.8pp' for points"),
        ("orders +0.8pp", "is of 'orders', and 'bought' decides"),
        ("+0.8pp [1, 2]", "the value lies outside its interval"),
        ("+0.8pp maybe", "or words are expected"),
        ("+0.8pp by soon", "'soon' is not a day"),
    ],
)
def test_a_quantity_written_otherwise_is_refused(text, words):
    with pytest.raises(ArgumentError, match=words):
        stated(text, DEFAULT, 0.1)


@pytest.mark.slow
def test_words_stay_words_beside_the_shrunk_effect(tmp_path):
    kept = record(ship(shop(tmp_path), forecast="five more of a hundred, we hope"))
    assert kept["forecast"] == "five more of a hundred, we hope"
    assert kept["expected"]["basis"] == "shrunk"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": date(2026, 1, 15)}, "it is 2026-01-14"),
        ({"on": date(2026, 1, 4)}, "the experiment began on 2026-01-05"),
        ({"variant": "c"}, "unknown variant 'c'"),
        ({"variant": "a"}, "'a' is the control and in use already"),
        ({"forecast": "+9pp by 2026-01-20"}, "can be read from 2026-01-30 on"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused_and_nothing_is_written(tmp_path, more, words):
    shop(tmp_path)
    with pytest.raises(ArgumentError, match=words):
        ship(tmp_path, **more)
    assert not (tmp_path / "experiments" / "trial.decision.yaml").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value: 0", "value: zero0", "could not convert"),
        ("basis: shrunk", "basis: guessed", "none of those allowed"),
        ("  against: a\n", "", "against is missing"),
    ],
)
def test_a_record_edited_into_nonsense_names_its_file(tmp_path, old, new, words):
    path = ship(shop(tmp_path))
    text = path.read_text(encoding="utf-8")
    head, expected = text.split("expected:")
    path.write_text(f"{head}expected:{expected.replace(old, new, 1)}", encoding="utf-8")
    edited = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    with pytest.raises(ArgumentError, match=f"trial.decision.yaml: expected.*{words}"):
        forecast_of(edited)


def test_the_command_says_what_is_expected_and_who_checks_it(tmp_path):
    shop(tmp_path)
    arguments = ["-C", str(tmp_path), "--as-of", "2026-01-14 00:00", "decide", "trial", "ship"]
    shown = CliRunner().invoke(main, [*arguments, "--owner", "Lee"])
    assert shown.exit_code == 0, shown.output
    assert "20% of new entrants keep a, 15–28 Jan 2026; all others get b" in shown.output
    assert "md5-v1, salt 'trial/holdback': a below 33333334, else b" in shown.output
    assert "from 30 Jan on, against them; they will show it to within ±" in shown.output
    assert "enrol trial" in shown.output.splitlines()[-1]


def test_both_languages_fill_the_same_fields():
    def fields(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert set(EN) == set(KO)
    for key, text in EN.items():
        assert fields(KO[key]) <= fields(text), key
