"""Exploring a readout: which cells there are, which are kept back, and when nothing is shown."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from test_readout import METRICS

import stagelift
from stagelift.errors import ArgumentError
from stagelift.experiments.exploring import bayes
from stagelift.experiments.exploring.bayes import EffectPrior, bayesian_view
from stagelift.experiments.exploring.exploring import HOUSEHOLDS, SEVERAL_SPLITS, explored
from stagelift.experiments.exploring.soundness import spread_p
from stagelift.experiments.exploring.text import exploration_text
from stagelift.statistics.heterogeneity import interaction
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.several.families import two_level
from stagelift.workspace.exploring import looked
from tiny import MONDAY, day, workspace

CLOSED = MONDAY + timedelta(days=14)
SEGMENTS = """\
  regulars: {did: ordered, at_least: 1 time, label: {en: Regulars, ko: 단골}}
  seen: {did: visited}
  big: {where: {region: [r0, r1, r2]}}
"""
TRIAL = """\
audience: everyone
enters: as they qualify
primary: bought
secondary: [spent]
run: 2026-01-05..2026-01-11
variants: {a: email, b: push}
looks: LOOKS
MORE
"""
TESTS = {
    "trial": TRIAL.replace("LOOKS", "once").replace("MORE", ""),
    "weekly": TRIAL.replace("LOOKS", "weekly").replace("MORE", ""),
    "sharp": TRIAL.replace("LOOKS", "once").replace("MORE", "prior: 0pp ± 1pp\nworth_having: 1pp"),
}
TESTS["turned"] = TESTS["trial"].replace("{a: email, b: push}", "{b: push, a: email}")
REGIONS = 7
UNITS = 560  # each variant: 80 a region
DATED = ("customer", "valid_from", "region", "grade")


def buyers(variant, number):
    """Every tenth buys; of the treated of region 0 every second, of other regions every sixth."""
    if variant == "a":
        return number % 10 == 0
    return number // REGIONS % 2 == 0 if number % REGIONS == 0 else number % 6 == 0


def shop(*, dated=True, leak=False, few=()):
    """Events, assignments and customers whose region was another one before."""
    rows, sent, people = [("z", day(days), "searched") for days in (6, 9, 13.9, 28.9)], [], []
    for variant in "ab":
        for number in range(UNITS):
            name, at = f"{variant}{number}", number % 7 + 0.5
            sent.extend((name, test, variant, day(at)) for test in TESTS)
            rows.append((name, day(at - 3), "visited"))
            if number % 4 == 0:  # a quarter came from the stage of buying
                rows.append((name, day(at - 2), "ordered", "5"))
            if buyers(variant, number):
                rows.append((name, day(at + 1), "ordered", str(10 + number % 3)))
            region = f"r{number % REGIONS}" if (variant, number) not in few else "r9"
            bought = "silver" if leak and buyers(variant, number) else "new"
            people.append((name, day(-40), region, bought if leak else f"g{number % 3}"))
            if dated:
                people.append((name, day(at, hours=1), "moved", "g9"))
    header = DATED if dated else tuple(name for name in DATED if name != "valid_from")
    kept = [tuple(row[DATED.index(name)] for name in header) for row in people]
    return rows, sent, (header, kept)


def opened(root, *, as_of=CLOSED, **world):
    rows, sent, people = shop(**world)
    return workspace(
        root,
        rows,
        metrics=METRICS,
        experiments=TESTS,
        assignments=sent,
        customers=people,
        segments=SEGMENTS,
        as_of=as_of,
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explored")
    opened(folder).close()
    return folder


@pytest.fixture(scope="module")
def ws(root):
    with stagelift.open(root, as_of=CLOSED) as found:
        yield found


@pytest.fixture(scope="module")
def found(ws):
    return ws.experiments["trial"].explore(["region", "regulars", "weekday"])


def cell(found, group, stage=None):
    rows = [
        row for row in found.rows if (row.estimate.segment, row.estimate.stage) == (group, stage)
    ]
    assert len(rows) == 1
    return rows[0]


def counts(wanted):
    """Units and buyers of each variant among the numbers wanted."""
    kept = [number for number in range(UNITS) if wanted(number)]
    return [(sum(buyers(v, n) for n in kept), len(kept)) for v in "ab"]


def test_cells_hold_who_was_in_the_group_at_entry(found):
    """All moved an hour after entry, and an eighth of them ordered after it."""
    (k0, n0), (k1, n1) = counts(lambda number: number % REGIONS == 0)
    row = cell(found, "region=r0")
    assert (row.control, row.treated) == ((k0 / n0, n0), (k1 / n1, n1))
    told = difference_of_proportions(k1, n1, k0, n0)
    assert (row.estimate.low, row.estimate.high) == pytest.approx((told.low, told.high))
    assert row.estimate.p_value == pytest.approx(told.p_value)
    assert (row.channel, row.against_channel) == ("push", "email")
    assert not any("moved" in str(r.estimate.segment) for r in found.rows)
    regulars, others = cell(found, "regulars"), cell(found, "not regulars")
    assert (regulars.control[1], others.control[1]) == (140, 420)


def test_the_stage_is_the_one_just_before_entry(found):
    (k0, n0), (k1, n1) = counts(lambda number: number % 4 == 0)
    row = cell(found, None, "buying")
    assert (row.control, row.treated) == ((k0 / n0, n0), (k1 / n1, n1))
    assert cell(found, None, "looking").control[1] == UNITS - n0
    assert cell(found, "region=r0", "buying").treated[1] == 20


def test_weekdays_are_local_days_of_entry(found):
    assert cell(found, "weekday=mon").treated[1] == UNITS // 7
    assert cell(found, "weekday=sun").treated[1] == UNITS // 7


def test_groups_are_compared_and_shrunk_only_where_six_can_be_read(found):
    told = {group.dimension: group for group in found.groups if group.stage is None}
    rows = [row for row in found.rows if row.dimension == "region" and row.estimate.stage is None]
    ends = [(row.estimate.value, row.estimate.se) for row in rows]
    q = interaction([value for value, _ in ends], [se for _, se in ends])
    assert told["region"].p_value == pytest.approx(q.p_value)
    assert (told["region"].compared, told["regulars"].compared) == (7, 2)
    assert all(row.shrunk_low < row.shrunk < row.shrunk_high for row in rows)
    r0 = cell(found, "region=r0")
    assert told["region"].centre < r0.shrunk < r0.estimate.value
    assert cell(found, "regulars").shrunk is None
    assert "fewer than 6" in told["regulars"].note


def test_cells_are_tested_on_two_levels_without_their_totals(found):
    families = []
    for stage in ("looking", "buying"):
        rows = [r for r in found.rows if r.estimate.stage == stage and r.dimension is not None]
        families.append([row.estimate.p_value for row in rows])
        assert {row.estimate.family for row in rows} == {stage}
    told = two_level(families)
    assert [f.selected for f in found.families] == [f.selected for f in told.families]
    assert len(found.found) == sum(sum(f.found) for f in told.families) > 0
    assert {row.estimate.segment for row in found.found} >= {"region=r0"}
    totals = [row for row in found.rows if row.dimension is None or row.estimate.stage is None]
    assert not any(row.found or row.estimate.family for row in totals)


def test_a_group_that_is_a_whole_stage_is_no_part_of_it(ws, found):
    """Who came from the stage of buying is a regular, and nobody else is."""
    stages = {row.estimate.stage for row in found.rows if row.dimension == "regulars"}
    assert stages == {None}
    alone = ws.experiments["trial"].explore("seen")
    assert [one.reason for one in alone.left_out] == ["one_group"]
    assert not any(row.dimension == "seen" for row in alone.rows)


def test_segments_that_share_customers_are_named(ws):
    alone = ws.experiments["trial"].explore("regulars,big")
    assert [(one.one, one.other) for one in alone.overlaps] == [("regulars", "big")]
    assert alone.overlaps[0].share == pytest.approx(0.43, abs=0.01)
    assert "read apart, not pooled: Regulars and big" in alone.text()


def test_everything_is_marked_as_deciding_nothing(ws, found):
    told = found.to_dict()
    assert (told["exploratory"], told["decides"]) == (True, False)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert all("decides nothing" in text for text in (found.text(), found.line()))
    assert all("결정에 쓰이지 않음" in text for text in (found.text("ko"), found.line("ko")))
    assert "단골" in found.text("ko")
    verdict = ws.experiments["trial"].readout().to_dict()
    assert "explor" not in json.dumps({k: v for k, v in verdict.items() if k != "banner"})


def test_the_line_names_the_split_that_differs_most_corrected_for_how_many(found):
    line = found.line()
    assert re.search(r"nothing: region: (r\d [+−]\d.*)?r0 \+\d", line)
    p = min(g.adjusted_p_value for g in found.groups if g.dimension == "region" and not g.stage)
    assert f"groups differ p {p:.3f}" in line or "p <0.001" in line
    assert "4 ways to split" in line


def test_small_cells_and_those_that_give_them_away_are_kept_back(tmp_path):
    few = {("b", number) for number in range(0, 4 * REGIONS, REGIONS)}  # four of region 0
    with opened(tmp_path, few=few) as ws:
        found = ws.experiments["trial"].explore("region")
    small = cell(found, "region=r9")
    assert (small.estimate.value, small.estimate.n, small.treated) == (None, 0, (None, 0))
    assert "fewer than 10" in small.estimate.note
    regions = [r for r in found.rows if r.dimension == "region" and r.estimate.stage is None]
    hidden = {row.estimate.segment for row in regions if row.estimate.value is None}
    assert hidden == {"region=r9", "region=r0"}  # the smallest other, or r9 were the difference
    text = exploration_text(found, tables=True)
    assert "r9" in text
    assert not re.search(r"r9\s+\d", text)
    assert all(row.estimate.p_value is None for row in found.rows if row.estimate.n == 0)


def test_values_of_today_that_follow_from_the_outcome_are_left_out(tmp_path):
    with opened(tmp_path, dated=False, leak=True) as ws:
        trial = ws.experiments["trial"]
        found = trial.explore(["region", "grade"])
        reasons = {one.dimension: one.reason for one in found.left_out}
        assert reasons.keys() == {"grade"}
        assert reasons["grade"] in {"outcome", "uneven"}
        assert found.today == ("region", "grade")
        assert not any(row.dimension == "grade" for row in found.rows)
        assert "valid_from" in found.text()


def test_an_uneven_spread_of_the_variants_is_found():
    assert spread_p([(100, 100), (100, 100)]) == 1.0
    assert spread_p([(150, 100), (100, 150)]) < 0.001
    assert spread_p([(5, 0)]) == 1.0


def test_nothing_is_shown_before_the_first_valid_look(tmp_path):
    with opened(tmp_path, as_of=MONDAY + timedelta(days=10)) as ws:
        trial = ws.experiments["trial"]
        for shut in (trial.explore("region"), trial.bayes()):
            assert "looks once" in shut.shut
            assert not shut.rows
            assert "region" not in shut.text()
        told = json.dumps(trial.explore("region").to_dict())
        assert '"cells": []' in told


def test_nothing_is_shown_of_broken_data(root):
    """A stranger's variant in the assignments: the readout is red, and so is all of this."""
    path = root / "assignments.csv"
    kept = path.read_text(encoding="utf-8")
    lines = [f"x{n},trial,c,{day(1)}" for n in range(400)]
    path.write_text(kept + "\n".join(lines) + "\n", encoding="utf-8")
    try:
        with stagelift.open(root, as_of=CLOSED) as ws:
            trial = ws.experiments["trial"]
            assert trial.readout().verdict is None
            assert trial.explore().rows == trial.bayes().rows == ()
            assert "No result" in trial.explore().shut
            assert trial.bayes().to_dict()["prior"] is None
    finally:
        path.write_text(kept, encoding="utf-8")


def test_units_that_are_not_independent_or_not_alike_are_put_in_no_cell(ws):
    asked, seen = looked(ws.experiments["trial"])
    split = replace(seen, readout=replace(seen.readout, epochs=2))
    assert explored(asked, split).shut == SEVERAL_SPLITS
    homes = replace(asked, experiment=asked.experiment.model_copy(update={"unit": "household"}))
    assert explored(homes, seen).shut == HOUSEHOLDS
    assert explored(homes, seen).rows == ()


def test_weekly_looks_read_what_the_look_saw(ws):
    trial = ws.experiments["weekly"]
    readout, found = trial.readout(), trial.explore("region")
    whole = next(r for r in found.rows if r.dimension is None and r.estimate.stage is None)
    effect = readout.estimate("bought", "effect")
    assert (whole.estimate.n, whole.estimate.look) == (effect.n, readout.look)
    assert (whole.estimate.low, whole.estimate.p_value) == (effect.low, effect.p_value)
    assert "hold over all looks" in found.text()


def test_the_bayesian_view_takes_the_files_prior(ws):
    (k0, n0), (k1, n1) = counts(lambda _: True)
    sharp = ws.experiments["sharp"].bayes()
    assert (sharp.source, sharp.prior.scale, sharp.prior.spread) == ("plan", "difference", 0.01)
    row = sharp.rows[0]
    assert (row.control, row.treated) == ((k0 / n0, n0), (k1 / n1, n1))
    assert 0 < row.found.value < k1 / n1 - k0 / n0
    assert row.found.beats < row.found.better
    assert "from the experiment's file" in sharp.text()
    written = replace(sharp, prior=EffectPrior("log_ratio", math.log1p(0.025), 0.125))
    assert ("+2.5%" in written.text("ko"), "12.5%" in written.text("ko")) == (True, True)
    assert "13%" in replace(written, source="ledger").text()


def test_nothing_is_believed_of_units_of_several_splits(ws):
    asked, seen = looked(ws.experiments["sharp"])
    split = replace(seen, readout=replace(seen.readout, epochs=2))
    found = bayesian_view(asked, split)
    assert (found.shut, found.prior, found.rows) == (bayes.SEVERAL_SPLITS, None, ())
    assert bayesian_view(asked, seen).rows


def test_without_a_prior_the_default_is_stated(ws):
    trial = ws.experiments["trial"]
    view = trial.bayes()
    assert (view.source, view.prior.spread) == ("stated", 0.10)
    assert "weak default" in view.text()
    assert view.to_dict()["decides"] is False
    spent = trial.bayes(metric="spent")
    assert 0.5 < spent.rows[0].found.better <= 1.0
    assert math.isfinite(spent.rows[0].found.low)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda trial: trial.explore("regoin"), "Did you mean 'region'"),
        (lambda trial: trial.explore(metric="bougt"), "Did you mean 'bought'"),
        (lambda trial: trial.explore(q=1.5), "q"),
        (lambda trial: trial.bayes(metric="left"), "names no metric 'left'"),
    ],
)
def test_what_is_not_known_is_refused(ws, call, words):
    with pytest.raises(ArgumentError, match=words):
        call(ws.experiments["trial"])


def test_the_cube_holds_tests_that_found_nothing_too(ws):
    cube = ws.responses("region")
    assert [t.exploration.experiment for t in cube.tests] == sorted(TESTS)
    assert {t.verdict for t in cube.tests} == {"ship", "stop"}
    told = cube.to_dict()
    assert (told["exploratory"], told["decides"]) == (True, False)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    stages = {(one.stage, one.channel, one.tests) for one in cube.lessons()}
    pushes, emails = ("push", 3), ("email", 1)
    assert stages == {(s, *one) for s in ("looking", "buying") for one in (pushes, emails)}
    by_stage = {one.stage: one.value for one in cube.lessons() if one.channel == "push"}
    assert by_stage["looking"] != by_stage["buying"]
    assert "region r0" in cube.text()
    assert "단계" in cube.text("ko")


def test_who_had_left_stands_there_and_a_set_is_one_way_to_split(tmp_path):
    """A third was last seen 40 days before entry, by a rule of 30; two of three systems count."""
    rows, sent = [("z", day(days), "searched") for days in (9, 13.9)], []
    for number in range(600):
        name, at = f"c{number}", number % 7 + 0.5
        sent.append((name, "trial", "ab"[number % 2], day(at)))
        rows.append((name, day(at - (40 if number % 3 == 0 else 2)), "visited"))
        if number % (5 if number % 2 else 10) < 2:
            rows.append((name, day(at + 1), "ordered", "5"))
    systems = [(f"c{number}", ("android", "ios", "web")[number // 3 % 3]) for number in range(600)]
    gone = "  looking: visited\n  gone: {after: 30 days without visited | ordered}\n"
    named = "  android: {where: {os: android}}\n  ios: {where: {os: ios}}\n"
    with workspace(
        tmp_path,
        rows,
        metrics=METRICS,
        experiments={"trial": TESTS["trial"]},
        assignments=sent,
        customers=(("customer", "os"), systems),
        stages=gone,
        segments=f"{named}segment_sets: {{system: [android, ios]}}\n",
        as_of=CLOSED,
    ) as ws:
        found = ws.experiments["trial"].explore(["system", "weekday_hour"])
    assert cell(found, None, "gone").estimate.n == 200
    assert cell(found, None, "looking").estimate.n == 400
    groups = {r.estimate.segment for r in found.rows if r.dimension == "system"}
    assert groups == {"android", "ios"}
    assert not any(row.dimension in {"android", "ios"} for row in found.rows)
    assert found.overlaps == ()
    crossed = {r.estimate.segment for r in found.rows if r.dimension == "weekday_hour"}
    assert "weekday_hour=mon afternoon" in crossed
    assert not any(row.dimension in {"weekday", "hour"} for row in found.rows)
