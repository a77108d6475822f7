"""Pauses, shares of the traffic, later splits, stops and voids, held against a count in Python."""

from __future__ import annotations

import csv
import random
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

import stagelift
from stagelift.data.assign import assign, between
from stagelift.errors import ArgumentError
from tiny import MONDAY, day, workspace

METRICS = "  bought: {conversion: ordered, within: 1 day}\n"
TRIAL = """\
audience: everyone
primary: bought
variants: {{a: email, b: push}}
run: 2026-01-12..2026-02-01
looks: once
{more}
"""
START, END = 7.0, 28.0  # days after Monday 5 January


def seen(seed=7, customers=400):
    """Visits of every customer, in days after Monday: about half begin before the run."""
    draw = random.Random(seed)
    visits = {}
    for n in range(customers):
        first = draw.uniform(0, END)
        visits[f"c{n}"] = sorted({round(first + draw.uniform(0, 9) * k, 4) for k in range(3)})
    return visits


def shop(root, visits, *, more="", at=6.0, **options):
    rows = [(name, day(when), "visited") for name, days in visits.items() for when in days]
    rows += [("z", day(45 + n / 4), "searched") for n in range(8)]
    trials = options.pop("experiments", {"trial": TRIAL.format(more=more)})
    workspace(root, rows, metrics=METRICS, experiments=trials, **options).close()
    return at_day(root, at)


def at_day(root, at):
    path = root / "journey.yaml"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("as_of: ")]
    now = f"as_of: {MONDAY + timedelta(days=at):%Y-%m-%d %H:%M}"
    path.write_text("\n".join([*kept, now, ""]), encoding="utf-8")
    return stagelift.open(root)


def expected(visits, openings, epochs=((0.0, Fraction(1, 2)),), *, within=None):
    """Customers by variant: the first instant at which an opening takes them, by the split then.

    Openings are (start, end, low, high) in days, epochs (start, share of `a`); `within` are the
    days for which a visit keeps a customer in the audience.
    """
    found = {}
    for name, days in visits.items():
        instants = [start for start, *_ in openings if days[0] < start]
        for at in sorted([*instants, *days]):
            meets = within is None or any(at - within < visit <= at for visit in days)
            taken = any(
                start <= at < end and between(name, "trial/traffic", low, high)
                for start, end, low, high in openings
            )
            if meets and taken:
                share = [share for start, share in epochs if start <= at][-1]
                found[name] = assign(name, "trial", ("a", "b"), (share, 1 - share))
                break
    return found


def slow(*cases):
    return [pytest.param(one, marks=pytest.mark.slow) for one in cases]


def sizes(found):
    return {name: sum(variant == name for variant in found.values()) for name in ("a", "b")}


def readout(root, at=40.0):
    with at_day(root, at) as ws:
        return ws.experiments["trial"].readout()


def deeds(root, at):
    return at_day(root, at).experiments["trial"].deeds


def launched(root, visits, **options):
    """A launched shop in an empty folder; one that was made before is copied."""
    made = LAUNCHED.setdefault(str((visits, options)), Path(tempfile.mkdtemp()))
    if not (made / "journey.yaml").exists():
        with shop(made, visits, **options) as ws:
            ws.experiments["trial"].launch(planned_units=300)
    shutil.copytree(made, root, dirs_exist_ok=True)


@pytest.fixture(autouse=True, scope="module")
def _tidy():
    yield
    for folder in LAUNCHED.values():
        shutil.rmtree(folder, ignore_errors=True)


WHOLE = (Fraction(0), Fraction(1))
LAUNCHED: dict[str, Path] = {}


def test_whoever_qualifies_during_a_pause_alone_is_in_no_arm(tmp_path):
    visits = seen()
    fresh = "  fresh: {did: visited, within: 2 days}\n"
    trial = TRIAL.format(more="").replace("everyone", "fresh")
    launched(tmp_path, visits, segments=fresh, experiments={"trial": trial})
    deeds(tmp_path, 10).pause(reason="stock", owner="Kim")
    deeds(tmp_path, 22).resume(owner="Kim")
    found = readout(tmp_path)
    told = expected(visits, [(START, 10, *WHOLE), (22, END, *WHOLE)], within=2)
    assert dict(found.assigned) == sizes(told)
    assert len(told) < len(expected(visits, [(START, END, *WHOLE)], within=2)) - 20
    assert [line.what for line in found.life] == ["pause", "resume"]
    assert found.life[0].why == "stock"


def test_a_ramp_moves_nobody_and_lets_in_the_others_from_then_on(tmp_path):
    visits = seen(8)
    launched(tmp_path, visits, more="traffic: 20%")
    fifth = readout(tmp_path, 14.0)
    deeds(tmp_path, 14).ramp(Fraction(1, 2), owner="Kim")
    found = readout(tmp_path)
    low = [(START, 14, Fraction(0), Fraction(1, 5))]
    told = expected(visits, [*low, (14, END, Fraction(0), Fraction(1, 2))])
    assert dict(found.assigned) == sizes(told)
    known = {name: days for name, days in visits.items() if days[0] < 14}
    assert dict(fifth.assigned) == sizes(expected(known, low))
    # who had entered before the ramp is there with the same variant
    assert expected(known, low).items() <= told.items()
    assert found.banner == ""


@pytest.mark.slow
def test_a_file_that_follows_the_ramp_is_no_deviation(tmp_path):
    launched(tmp_path, seen(), more="traffic: 20%")
    deeds(tmp_path, 14).ramp(Fraction(1, 2), owner="Kim")
    path = tmp_path / "experiments" / "trial.yaml"
    path.write_text(path.read_text("utf-8").replace("20%", "50%"), encoding="utf-8")
    assert readout(tmp_path).banner == ""
    path.write_text(path.read_text("utf-8").replace("50%", "60%"), encoding="utf-8")
    assert readout(tmp_path).banner == "departs from the frozen plan: traffic"


def test_a_new_split_is_for_those_who_enter_from_the_next_day_on(tmp_path):
    visits = seen(9, 900)
    launched(tmp_path, visits)
    done = deeds(tmp_path, 13.4).split({"a": Fraction(1, 5), "b": Fraction(4, 5)}, owner="Kim")
    assert done.since == MONDAY + timedelta(days=14)
    found = readout(tmp_path)
    told = expected(visits, [(START, END, *WHOLE)], ((0, Fraction(1, 2)), (14, Fraction(1, 5))))
    assert dict(found.assigned) == sizes(told)
    split = next(check for check in found.health if check.name == "split")
    assert split.status == "ok"
    assert "in 2 epochs" in split.text
    assert found.epochs == 2


@pytest.mark.slow
def test_effects_over_two_splits_are_read_within_each(tmp_path):
    """One in ten buys before the new split, six in ten after it, in both arms alike."""
    visits = {f"c{n}": [7.5 + n % 14 * 1.0] for n in range(4200)}
    draw = random.Random(3)
    rows = [(name, day(days[0]), "visited") for name, days in visits.items()]
    bought = [n for n, days in visits.items() if draw.random() < (0.1 if days[0] < 14 else 0.6)]
    rows += [(name, day(visits[name][0] + 0.5), "ordered") for name in bought]
    rows += [("z", day(45), "searched")]
    trial = TRIAL.format(more="").replace(
        "run: 2026-01-12..2026-02-01", "run: 2026-01-12..2026-01-25"
    )
    workspace(tmp_path, rows, metrics=METRICS, experiments={"trial": trial}).close()
    at_day(tmp_path, 6).experiments["trial"].launch(planned_units=4200)
    deeds(tmp_path, 13.4).split({"a": Fraction(1, 10), "b": Fraction(9, 10)}, owner="Kim")
    found = readout(tmp_path)
    told = expected(visits, [(START, 21, *WHOLE)], ((0, Fraction(1, 2)), (14, Fraction(1, 10))))
    kinds = {}
    for name, variant in told.items():
        kinds.setdefault((visits[name][0] < 14, variant), []).append(name in set(bought))
    weight = {early: sum(len(kinds[early, v]) for v in "ab") / len(told) for early in (True, False)}
    rate = {v: sum(weight[e] * sum(kinds[e, v]) / len(kinds[e, v]) for e in weight) for v in "ab"}
    errors = [  # of the score test: the rate that both arms of a split share
        weight[e] ** 2 * p * (1 - p) / len(kinds[e, v])
        for e in weight
        for v in "ab"
        for both in (kinds[e, "a"] + kinds[e, "b"],)
        for p in (sum(both) / len(both),)
    ]
    effect = found.estimate("bought", "effect")
    assert effect.value == pytest.approx(rate["b"] - rate["a"], abs=1e-12)
    assert effect.se == pytest.approx(sum(errors) ** 0.5, rel=1e-9)
    level = found.estimate("bought", "level", "b")
    assert level.value - found.estimate("bought", "level", "a").value == pytest.approx(effect.value)
    assert level.k is None  # no count over n gives it
    pooled = [[x for e in weight for x in kinds[e, v]] for v in "ab"]
    assert (
        sum(pooled[1]) / len(pooled[1]) - sum(pooled[0]) / len(pooled[0]) > 0.1
    )  # what pooling says
    assert abs(effect.value) < 0.06
    adjusted = next(e for e in found.adjusted if e.metric == "bought" and e.measure == "effect")
    assert adjusted.value == pytest.approx(effect.value, abs=0.01)


@pytest.mark.slow
def test_a_stop_closes_enrolment_and_brings_the_readout_forward(tmp_path):
    visits = seen(10)
    launched(tmp_path, visits)
    deeds(tmp_path, 12).stop(reason="broken link", owner="Kim")
    early = readout(tmp_path, 12.5)
    assert (early.final, str(early.planned_end)) == (False, "2026-01-18")
    found = readout(tmp_path)
    assert dict(found.assigned) == sizes(expected(visits, [(START, 12, *WHOLE)]))
    assert found.final
    assert found.verdict == "iterate"


def handed(root):
    found = {}
    for path in sorted((root / "out" / "trial").glob("[!.]*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found.update({row["customer"]: row["variant"] for row in csv.DictReader(file)})
    return found


@pytest.mark.slow
def test_a_pause_holds_from_the_last_hand_out_and_enrol_says_why(tmp_path):
    visits = seen(11)
    launched(tmp_path, visits)
    with at_day(tmp_path, 9) as ws:
        ws.experiments["trial"].enrol()
    # who qualified on day 9 or 10 was given to no sender
    done = deeds(tmp_path, 10).pause(owner="Kim")
    assert done.since == MONDAY + timedelta(days=9)
    with at_day(tmp_path, 11) as ws:
        made = ws.experiments["trial"].enrol()
    assert (made.given.customers, made.folder, made.closed) == (0, None, done)
    deeds(tmp_path, 12).resume(owner="Kim")
    with at_day(tmp_path, END + 0.5) as ws:
        ws.experiments["trial"].enrol()
    told = expected(visits, [(START, 9, *WHOLE), (12, END, *WHOLE)])
    assert handed(tmp_path) == told
    assert dict(readout(tmp_path).assigned) == sizes(told)


@pytest.mark.slow
def test_a_readout_of_before_a_deed_does_not_know_it(tmp_path):
    visits = seen(12)
    launched(tmp_path, visits)
    before = readout(tmp_path, 12)
    deeds(tmp_path, 13).stop(reason="stock", owner="Kim")
    again = readout(tmp_path, 12)
    assert (again.assigned, again.life) == (before.assigned, ())


@pytest.mark.parametrize(
    ("at", "deed", "said"),
    [
        (10, lambda to: to.resume(), "is not paused"),
        (10, lambda to: to.ramp(Fraction(1, 10)), "10% would lower it"),
        (10, lambda to: to.ramp(Fraction(1, 5)), "20% is the share already"),
        (10, lambda to: to.stop(reason=" "), "a reason is needed"),
        (30, lambda to: to.pause(), "its enrolment ended on 2026-02-01"),
        (27.5, lambda to: to.split({"a": Fraction(1, 5), "b": Fraction(4, 5)}), "ends today"),
        (
            10,
            lambda to: to.split({"a": Fraction(1, 5), "c": Fraction(4, 5)}),
            "unknown variant 'c'",
        ),
        (10, lambda to: to.split({"a": Fraction(1, 5), "b": Fraction(3, 5)}), "sum to 0.8"),
        (10, lambda to: to.split({"b": Fraction(1)}), "'a' has no share"),
        (
            10,
            lambda to: to.split({"a": Fraction(1, 2), "b": Fraction(1, 2)}),
            "is split so already",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_and_not_recorded(tmp_path, at, deed, said):
    launched(tmp_path, seen(customers=40), more="traffic: 20%")
    with pytest.raises(ArgumentError, match=said):
        deed(deeds(tmp_path, at))
    assert not (tmp_path / "experiments" / "trial.life.yaml").exists()


def test_nothing_is_done_twice_nor_after_a_stop(tmp_path):
    launched(tmp_path, seen(customers=40))
    deeds(tmp_path, 10).pause(owner="Kim")
    with pytest.raises(ArgumentError, match="is paused already, since 2026-01-15"):
        deeds(tmp_path, 11).pause()
    deeds(tmp_path, 12).stop(reason="stock", owner="Kim")
    for deed in ("pause", "resume"):
        with pytest.raises(ArgumentError, match="was stopped on 2026-01-17"):
            getattr(deeds(tmp_path, 13), deed)()


def test_a_wave_that_has_entered_takes_no_ramp(tmp_path):
    trial = TRIAL.format(more="traffic: 20%\nenters: once, on 2026-01-12")
    launched(tmp_path, seen(), experiments={"trial": trial})
    with pytest.raises(ArgumentError, match="everybody entered on 2026-01-12"):
        deeds(tmp_path, 7.5).ramp(Fraction(1, 2))


def test_two_commands_at_a_time_lose_no_entry(tmp_path):
    launched(tmp_path, seen(customers=40))
    one, other = deeds(tmp_path, 10), deeds(tmp_path, 10)
    one.pause(owner="Kim")
    with pytest.raises(ArgumentError, match="has changed since it was read"):
        other.pause(owner="Lee")
    text = (tmp_path / "experiments" / "trial.life.yaml").read_text("utf-8")
    assert "Kim" in text
    assert "Lee" not in text


def test_entries_are_added_at_the_end_and_the_others_stay_as_they_were(tmp_path):
    launched(tmp_path, seen(customers=40), more="traffic: 20%")
    path = tmp_path / "experiments" / "trial.life.yaml"
    deeds(tmp_path, 9).ramp(Fraction(1, 3), reason="all well: 'ok', 100 %", owner="김하늘")
    first = path.read_text("utf-8")
    deeds(tmp_path, 10).pause(owner="Kim")
    assert path.read_text("utf-8").startswith(first)
    life = at_day(tmp_path, 11).definitions.lives["trial"]
    assert [one.what for one in life.entries] == ["ramp", "pause"]
    assert life.entries[0].traffic == Fraction(1, 3)
    assert life.entries[0].at == datetime(2026, 1, 14, tzinfo=UTC)
    assert life.changed == ""


@pytest.mark.parametrize("verbatim", ["who: Kim", *slow("since: '2026-01-14", "what: pause")])
def test_an_entry_changed_by_hand_is_named_with_its_line(tmp_path, verbatim):
    launched(tmp_path, seen(customers=400))
    deeds(tmp_path, 9).pause(owner="Kim")
    deeds(tmp_path, 10).resume(owner="Kim")
    path = tmp_path / "experiments" / "trial.life.yaml"
    other = {
        "who: Kim": "who: Lee",
        "since: '2026-01-14": "since: '2026-01-13",
        "what: pause": "what: stop",
    }
    path.write_text(path.read_text("utf-8").replace(verbatim, other[verbatim], 1), encoding="utf-8")
    assert readout(tmp_path).banner == "departs from the frozen plan: trial.life.yaml:3"
    with pytest.raises(ArgumentError, match=r"departs from the frozen plan: trial\.life\.yaml:3"):
        at_day(tmp_path, 11).experiments["trial"].enrol()


def test_an_entry_that_is_none_is_a_definition_error_with_its_line(tmp_path):
    launched(tmp_path, seen(customers=40))
    deeds(tmp_path, 9).pause(owner="Kim")
    path = tmp_path / "experiments" / "trial.life.yaml"
    path.write_text(path.read_text("utf-8").replace("pause", "pauze"), encoding="utf-8")
    with pytest.raises(stagelift.errors.DefinitionError, match=r"trial\.life\.yaml:3: .*'pauze'"):
        at_day(tmp_path, 10)


def test_a_plan_edited_by_hand_is_named_and_nobody_is_handed_out(tmp_path):
    launched(tmp_path, seen(customers=400))
    path = tmp_path / "experiments" / "trial.plan.yaml"
    path.write_text(
        path.read_text("utf-8").replace("planned_units: 300", "planned_units: 30"), "utf-8"
    )
    named = "departs from the frozen plan: trial.plan.yaml:planned_units"
    found = readout(tmp_path)
    assert found.banner == named
    assert found.to_dict()["banner"] == named
    ws = at_day(tmp_path, 12)
    assert ws.monitor()[0].deviation == named
    with pytest.raises(ArgumentError, match=r"trial\.plan\.yaml:planned_units"):
        ws.experiments["trial"].enrol()
    for deed in ("pause", "stop"):  # what protects customers stays possible
        getattr(ws.experiments["trial"].deeds, deed)(reason="unsafe", owner="Kim")


@pytest.mark.slow
def test_the_assignment_follows_the_frozen_plan_whatever_the_file_says_now(tmp_path):
    visits = seen(13)
    launched(tmp_path, visits)
    path = tmp_path / "experiments" / "trial.yaml"
    text = path.read_text("utf-8").replace(
        "{a: email, b: push}", "{a: {channel: email, share: 10%}, b: {channel: push, share: 90%}}"
    )
    path.write_text(text, encoding="utf-8")
    with at_day(tmp_path, 40) as ws:
        trial = ws.experiments["trial"]
        assert trial.deviation == "departs from the frozen plan: variants"
        assert dict(trial.readout().assigned) == sizes(expected(visits, [(START, END, *WHOLE)]))


@pytest.mark.slow
def test_the_timeline_of_a_customer_says_why_none_entered(tmp_path):
    visits = {f"c{n}": [11.0 if n % 2 else 7.5] for n in range(60)}
    fresh = "  fresh: {did: visited, within: 2 days}\n"
    trial = TRIAL.format(more="traffic: 50%").replace("everyone", "fresh")
    launched(tmp_path, visits, segments=fresh, experiments={"trial": trial})
    deeds(tmp_path, 10).pause(owner="Kim")
    deeds(tmp_path, 20).resume(owner="Kim")
    half = (Fraction(0), Fraction(1, 2))
    inside = {name: between(name, "trial/traffic", *half) for name in visits}
    chosen = {
        (inside[name], visits[name][0] < 10): name for name in visits
    }  # one customer of each kind
    with at_day(tmp_path, 30) as ws:
        told = {
            kind: ws.trace(name).to_dict()["experiments"][0]["reason"]
            for kind, name in chosen.items()
        }
    assert told == {
        (True, True): "",
        (True, False): "closed",
        (False, True): "traffic",
        (False, False): "closed",
    }
