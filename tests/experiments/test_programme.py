"""The programme: counted by hand on a small shop, and its parts on their own."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from string import Formatter
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from test_life import at_day

import stagelift
from reminders import EXPERIMENTS, METRICS, SEGMENTS, TEST, events
from stagelift.cli import main
from stagelift.data.assign import in_holdout
from stagelift.errors import ArgumentError
from stagelift.experiments.programme.calendar import Slot, overlaps, state_on
from stagelift.experiments.programme.candidates import Belief, candidates
from stagelift.experiments.programme.counted import chosen
from stagelift.experiments.programme.drafting import drafted, write_files
from stagelift.experiments.programme.learning import grid, lessons
from stagelift.experiments.programme.ledger import Compared, ratio_of
from stagelift.experiments.programme.together import on_one_scale, relative
from stagelift.experiments.programme.wording import EN, KO
from stagelift.statistics.programme import LogRatio, believe, expected_gain
from stagelift.statistics.proportions import difference_of_proportions, proportion
from stagelift.workspace.remembering import compared_elsewhere
from tiny import MONDAY, day, workspace, write_csv


@pytest.fixture
def unlaunched(tmp_path):
    with workspace(
        tmp_path, events(), metrics=METRICS, segments=SEGMENTS, experiments=EXPERIMENTS
    ) as opened:
        yield opened


@pytest.fixture
def shop(unlaunched, tmp_path):
    """The shop whose past test was launched, its plan frozen a day too late to bind."""
    with launched_late(tmp_path, as_of=unlaunched.as_of) as opened:
        yield opened


def launched_late(folder, as_of):
    with at_day(folder, 8) as then:
        then.experiments["reminder"].freeze_plan(planned_units=300)
    return stagelift.open(folder, as_of=as_of)


def test_the_ledger_is_the_readout(shop):
    found = shop.programme()
    readout = shop.experiments["reminder"].readout()
    effect = readout.estimate("first_order", "effect")
    assert [one.experiment for one in found.entries] == ["reminder"]
    entry = found.entries[0]
    assert (entry.value, entry.low, entry.high) == (effect.value, effect.low, effect.high)
    assert (entry.n, entry.stage, entry.decision) == (400, "looking", None)
    assert (entry.plan, entry.early, entry.owner) == ("none", False, "Kim")
    assert entry.planned_end == date(2026, 1, 19)
    levels = {
        e.variant: e for e in readout.estimates if (e.metric, e.measure) == ("first_order", "level")
    }
    quiet, push = levels["quiet"], levels["push"]
    ratio = (push.k + 0.5) / (push.n + 0.5) / ((quiet.k + 0.5) / (quiet.n + 0.5))
    assert found.scale.rows[0].seen == pytest.approx(math.log(ratio), abs=1e-12)


def test_a_test_that_was_never_launched_is_listed_apart(unlaunched):
    """Its days are past: the hash parts those who came, and no variant was ever sent to them."""
    assert sum(unlaunched.experiments["reminder"].readout().assigned.values()) == 400
    found = unlaunched.programme()
    assert (found.entries, found.read, found.scale.rows) == ((), (), ())
    assert [(one.tests, len(one.open)) for one in found.lessons] == [(0, 1), (0, 1)]
    (one,) = found.unlaunched
    assert (one.experiment, one.first, one.owner) == ("reminder", date(2026, 1, 12), "Kim")
    assert [slot.experiment for slot in found.slots] == ["coming", "copy"]
    assert [row["experiment"] for row in found.to_dict()["never_launched"]] == ["reminder"]
    assert "reminder was never launched: its days of entry, 2026-01-12..2026-01-12" in str(found)
    assert "reminder 실험은 시작한 적이 없음" in found.text("ko")
    assert not any(cell.lesson.tests for cell in unlaunched.stage_channels() if cell.lesson)
    assert compared_elsewhere(unlaunched, "copy") == ()


def test_a_past_test_whose_plan_cannot_be_read_was_launched(shop, tmp_path):
    path = tmp_path / "experiments" / "reminder.plan.yaml"
    text = path.read_text("utf-8").replace("planned_units: 300", "planned_units: many")
    path.write_text(text, encoding="utf-8")
    with stagelift.open(tmp_path, as_of=shop.as_of) as again:
        found = again.programme()
    assert (found.unlaunched, found.entries[0].status) == ((), "no_data")
    assert "planned_units: 'many' came" in found.entries[0].note


def test_a_null_test_counts_in_the_win_rate(shop):
    found = shop.programme()
    assert (len(found.read), found.entries[0].won) == (1, False)
    wilson = proportion(0, 1)
    assert (found.win_rate.value, found.win_rate.high) == (0.0, wilson.high)
    assert found.kept.value == 0.0


def test_the_calendar_ends_a_test_on_the_day_its_readout_says(shop, tmp_path):
    with at_day(tmp_path, 53) as before:
        before.experiments["copy"].freeze_plan(planned_units=300)
    with stagelift.open(tmp_path, as_of=shop.as_of) as again:
        (slot,) = (one for one in again.programme().slots if one.experiment == "copy")
        readout = again.experiments["copy"].readout()
    assert slot.end == readout.planned_end
    assert (slot.state == "waiting") == (readout.verdict in {"ship", "stop", "iterate"})


def test_running_tests_are_in_the_calendar_and_not_in_the_ledger(shop, tmp_path):
    found = shop.programme()
    # nobody launched either: their days have begun, and no customer was handed out
    assert {slot.experiment: slot.state for slot in found.slots} == {
        "coming": "planned",
        "copy": "planned",
    }
    with at_day(tmp_path, 53) as before:  # 27 February
        before.experiments["copy"].freeze_plan(planned_units=300)
    with stagelift.open(tmp_path, as_of=shop.as_of) as again:
        slots = {slot.experiment: slot.state for slot in again.programme().slots}
    assert slots == {"coming": "planned", "copy": "maturing"}
    assert len(found.overlaps) == 1
    met = found.overlaps[0]
    assert (met.first, met.last, met.same_audience) == (date(2026, 2, 28), date(2026, 3, 7), True)
    running = [(one.stage, one.channel) for one in found.lessons if one.open]
    assert sorted(running) == [("looking", "email"), ("looking", "push")]


@pytest.mark.slow
def test_stages_and_channels_alone_say_what_the_programme_says(shop):
    """The same lessons and the same audience, without the rest of the programme's questions."""
    assert [cell.to_dict() for cell in shop.stage_channels()] == [
        cell.to_dict() for cell in shop.programme().grid
    ]


def test_a_decision_before_the_planned_end_stopped_early(shop, tmp_path):
    record = "experiment: reminder\ndecision: ship\nvariant: push\nowner: Lee\non: '2026-01-15'\n"
    record += "verdict: ship\nreason: we like it\nforecast: one in ten more\n"
    (tmp_path / "experiments" / "reminder.decision.yaml").write_text(record, encoding="utf-8")
    with stagelift.open(tmp_path, as_of=shop.as_of) as again:
        entry = again.programme().entries[0]
        followed = again.programme().followed
    assert (entry.early, entry.owner, entry.reason) == (True, "Lee", "we like it")
    assert entry.compared[0].early
    assert followed[0].forecast == "one in ten more"
    assert "stopped early" in str(again.programme())


def test_the_command_says_it_in_both_languages(shop, tmp_path):
    run = CliRunner().invoke
    words = ["-C", str(tmp_path), "programme", "--as-of", "2026-03-02"]
    english = run(main, [*words, "--language", "en"])
    assert english.exit_code == 0, english.output
    assert "0 of 1 tests read shipped a variant" in english.output
    korean = run(main, [*words, "--language", "ko"])
    assert "실험 대장" in korean.output
    told = json.loads(run(main, [*words, "--json"]).output)
    assert told["ledger"][0]["experiment"] == "reminder"
    assert told["one_scale"]["prior"] == "stated"
    assert shop.programme().to_frame().shape[0] == 1


def test_without_tests_it_says_so(tmp_path):
    with workspace(tmp_path, [("kim", day(), "visited")], metrics=METRICS) as opened:
        assert str(opened.programme()).startswith("No experiment has been decided")


def test_the_languages_have_the_same_sentences():
    assert list(EN) == list(KO)
    for key, text in EN.items():
        names = [{n for _, n, _, _ in Formatter().parse(t) if n} for t in (text, KO[key])]
        assert names[0] == names[1], key


def compared(name, value, se=0.05, *, won=False, early=False, stage="looking", channel="push"):
    return Compared(
        experiment=name,
        stage=stage,
        variant=channel,
        channel=channel,
        against="email",
        ratio=None if value is None else LogRatio(value, se),
        won=won,
        early=early,
    )


def test_nineteen_tests_have_no_total_and_twenty_have_one():
    rows = [compared(f"t{n}", 0.02 * (n % 7 - 2), won=n % 7 > 5) for n in range(20)]
    few, enough = on_one_scale(rows[:19]), on_one_scale(rows)
    assert (few.learnt, few.heavy, few.winners) == (False, None, None)
    assert "normal" in few.to_dict()
    assert few.to_dict()["prior"] == "stated"
    assert enough.learnt
    assert enough.winners is not None
    assert enough.bell.total < sum(row.seen for row in enough.rows if row.compared.won)


def test_tests_that_stopped_early_are_in_no_total():
    rows = [compared(f"t{n}", 0.02 * (n % 7 - 2)) for n in range(30)]
    found = on_one_scale([*rows, compared("late", 0.9, won=True, early=True)])
    assert (found.early, found.bell.total) == (1, 0.0)
    assert found.winners.winners == on_one_scale(rows).winners.winners
    for barred in ({"early": True}, {"fixed": False}):
        assert on_one_scale([replace(one, **barred) for one in rows]).winners is None
    assert on_one_scale(rows, totals=False).bell.total is None


def test_what_has_no_ratio_is_counted():
    found = on_one_scale([compared("score", None), compared("share", 0.1)])
    assert (len(found.rows), found.left_out) == (1, 1)
    assert on_one_scale([compared("score", None)]).bell is None


def test_levels_without_a_ratio():
    level = SimpleNamespace(value=0.2, unit="share", k=20, n=100, se=0.04)
    score = SimpleNamespace(value=30.0, unit="points", k=None, n=100, se=5.0)
    full = SimpleNamespace(value=1.0, unit="share", k=100, n=100, se=0.0)
    assert ratio_of(None, level, "up") is None
    assert ratio_of(score, score, "up") is None
    assert ratio_of(full, full, "up") is None
    assert ratio_of(level, full, "down").value > 0.0


def test_lessons_average_the_cell():
    rows = [compared("a", 0.10, won=True), compared("b", -0.02), compared("c", 0.3, channel="sms")]
    scale = on_one_scale(rows)
    found = lessons(rows, scale.rows, [("buying", "sms", "late"), ("buying", "sms", "late")])
    by_hand = believe([0.10, -0.02], [0.05, 0.05]).values.mean()
    assert (found[0].tests, found[0].wins, found[0].against) == (2, 1, ("email",))
    assert found[0].value == pytest.approx(by_hand, abs=1e-9)
    assert found[0].to_dict()["value"] == pytest.approx(relative(by_hand), abs=1e-9)
    one = found[1]
    alone = next(row for row in scale.rows if row.compared.channel == "sms")
    assert (one.low, one.high) == pytest.approx((alone.low, alone.high), abs=1e-6)
    assert (found[2].stage, found[2].tests, found[2].open) == ("buying", 0, ("late",))


def test_a_cell_says_how_its_furthest_open_test_stands():
    rows = [compared("a", 0.10)]
    still_open = [(str(rows[0].stage), rows[0].channel, name) for name in ("b", "c")]
    (one,) = lessons(rows, on_one_scale(rows).rows, still_open)
    assert one.state({"b": "running", "c": "waiting"}) == "waiting"
    assert one.state({"b": "planned"}) == "running"  # of the other nothing is known
    assert one.state({"b": "planned", "c": "planned"}) == "planned"
    (ended,) = lessons(rows, on_one_scale(rows).rows)
    assert ended.state({"b": "running"}) == ""


def test_days_that_touch_meet_and_days_that_do_not_do_not():
    def slot(name, first, end):
        days = {"first": date(2026, 3, first), "last": date(2026, 3, first)}
        return Slot(
            experiment=name,
            end=date(2026, 3, end),
            state="planned",
            audience=name,
            stage=None,
            owner="",
            frozen=False,
            **days,
        )

    slots = (slot("a", 1, 8), slot("b", 8, 9), slot("c", 10, 12))
    found = overlaps(slots, lambda one, other: None)
    assert [(one.one, one.other) for one in found] == [("a", "b")]
    assert state_on(date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)) == "planned"


def test_two_levels_of_false_discovery():
    names = ["a", "a", "b", "c", "c"]
    tests, won = chosen(names, [0.001, 0.04, 0.02, 0.9, None], [False, True, True, True, True])
    # Simes: a .002, b .02, c .9; BH keeps a and b, so Holm within each is at .05 × 2/3
    assert (tests, won) == (2, [False, False, True, False, False])


def step(stage="looking", rate=0.2, target=0.25, gain=10.0, money=1000.0):
    value = lambda number: SimpleNamespace(value=number)  # noqa: E731 - three of them in one line
    return SimpleNamespace(
        stage=stage,
        reached="buying",
        metric="first_order",
        rate=value(rate),
        target=target,
        gain=value(gain),
        money=value(money),
        lost=value(8000.0),
    )


def cell(channel, reachable, tried="yes", messages=50):
    named = {"stage": "looking", "channel": channel, "tried": tried}
    return SimpleNamespace(**named, messages=messages, standing=1000, reachable=reachable)


def test_candidates_by_hand():
    use = SimpleNamespace(
        cells=(
            cell("email", 900, messages=500),
            cell("sms", 500),
            cell("push", 400),
            cell("kakao", 400, "never", 0),
            cell("call", 300, "hardly", 3),
            cell("social", None),
            cell("in_app", 5),
        )
    )
    held = SimpleNamespace(steps=(step(),))
    belief = Belief(centre=0.0, spread=0.1)
    found = candidates(held, use, [("looking", "push")], belief, {"sms": 0.001})
    assert [(one.channel, one.why) for one in found] == [
        ("sms", "never tested"),
        ("kakao", "never tried"),
        ("call", "hardly tried"),
    ]
    sms = found[0]
    entrants = 8000 / 0.8 * 0.5
    error = math.sqrt(2 * 0.8 / (0.2 * entrants * 28 / 30 / 2))
    gain, chance = expected_gain(0.0, 0.1, error)
    assert (sms.entrants, sms.chance) == pytest.approx((entrants, chance))
    assert sms.more == pytest.approx(10 / 0.25 * 0.5 * gain)  # 10 more at a rate a quarter higher
    assert sms.money == pytest.approx(1000 / 0.25 * 0.5 * gain - 0.001 * entrants * chance)
    dear = candidates(held, use, [("looking", "push")], belief, {"sms": 0.2})
    assert [one.channel for one in dear] == ["kakao", "call"]  # SMS would cost more
    assert candidates(SimpleNamespace(steps=(step(target=None),)), use, [], belief) == ()
    assert candidates(SimpleNamespace(steps=(step(gain=None),)), use, [], belief) == ()


@pytest.mark.parametrize("known", [True, False])
def test_the_files_of_a_candidate_are_valid_definitions(tmp_path, known):
    held = {"segments": SEGMENTS if known else "", "metrics": METRICS if known else ""}
    with workspace(tmp_path, events(), **held) as opened:
        one = candidates(
            SimpleNamespace(steps=(step(),)),
            SimpleNamespace(cells=(cell("email", 900), cell("sms", 500, "never", 0))),
            [],
            Belief(centre=0.0, spread=0.1),
        )[0]
        made = drafted(one, opened.journey, opened.metrics, [], 0.1)
        seen = opened.as_of
    for path, text in made.files:
        if path.startswith("journey.yaml"):
            with (tmp_path / "journey.yaml").open("a", encoding="utf-8") as file:
                file.write(f"segments:\n{text}")
        else:
            (tmp_path / path).write_text(text, encoding="utf-8")
    assert len(made.files) == (1 if known else 3)
    with stagelift.open(tmp_path, as_of=seen) as again:
        found = again.experiments[made.name].definition
        assert list(found.variants) == ["email", "sms"]
        assert (found.primary in again.metrics, str(found.worth_having)) == (True, "2.0pp")
        assert again.experiments[made.name].outlook().primary == found.primary


def programme_of_a_holdout(folder, last_event):
    """The programme of a shop that keeps 10 % out, its last event on that day."""
    held = {"reminder": TEST}
    late = [("z", day(last_event), "visited")]
    late += [(f"a{number}", day(15, hours=9), "ordered") for number in range(0, 400, 5)]
    with workspace(
        folder,
        [*(row for row in events() if row[0] != "z"), *late],
        metrics=METRICS,
        segments=SEGMENTS,
        experiments=held,
        rules="  holdout: 10%\n",
        as_of=(seen := MONDAY + timedelta(days=20, hours=7)),
    ):
        pass
    with launched_late(folder, as_of=seen) as opened:
        return opened.programme()


def test_the_holdout_is_hidden_while_days_are_missing(tmp_path):
    found = programme_of_a_holdout(tmp_path, 15)
    assert found.held_out[0].effect is None
    assert "The global holdout shows nothing for first_order: the last event is" in str(found)
    assert found.to_dict()["holdout"][0]["n"] is None


def test_the_holdout_is_read_beside_the_tests(tmp_path):
    found = programme_of_a_holdout(tmp_path, 20)
    one = found.held_out[0]
    share = Fraction(1, 10)
    # everybody known by the start of 18 January, of whom every fifth orders on the 20th
    out = sum(in_holdout(f"a{number}", share) for number in range(400))
    ordered = sum(in_holdout(f"a{number}", share) for number in range(0, 400, 5))
    assert (one.since, one.n, one.share, one.note) == (date(2026, 1, 18), 400, 0.1, "")
    wanted = difference_of_proportions(80 - ordered, 400 - out, ordered, out)
    assert (one.effect.low, one.effect.high) == (wanted.low, wanted.high)
    assert "By the global holdout (10% of customers" in str(found)
    half = replace(found, held_out=(replace(one, share=0.005),))
    assert "By the global holdout (0.5% of customers" in str(half)
    assert found.to_dict()["holdout"][0]["metric"] == "first_order"


def test_counts_are_read_without_events(tmp_path):
    rows = [(f"t{n}", arm, 4000, 400 + 12 * arm * (n % 5)) for n in range(30) for arm in (0, 1)]
    write_csv(tmp_path / "arms.csv", ("test", "arm", "sent", "clicks"), rows)
    (tmp_path / "journey.yaml").write_text(
        "journey: tests\nzone: UTC\nas_of: 2026-03-02\nsources:\n"
        "  banners: {read: arms.csv, shape: counts, experiment: test, variant: arm, n: sent, "
        "k: clicks}\nstages:\n  looking: visited\n",
        encoding="utf-8",
    )
    with stagelift.open(tmp_path) as opened:
        found = opened.programme()
    one = found.counted[0]
    assert (one.tests, one.unequal, one.read, len(one.scale.rows)) == (30, 0, 30, 30)
    assert one.to_dict()["one_scale"]["prior"] == "learnt"
    assert "30 tests read have a winner" in str(found)
    shutil.rmtree(tmp_path / ".stagelift", ignore_errors=True)


def test_a_candidates_files_are_written_once(tmp_path):
    one = SimpleNamespace(
        files=(
            ("experiments/looking_sms.yaml", "primary: first_order\n"),
            ("journey.yaml (segments)", "  in_looking: {did: visited}\n"),
        )
    )
    written, journey = write_files(tmp_path, one)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "experiments/looking_sms.yaml"
    ]
    assert written[0].read_text(encoding="utf-8") == "primary: first_order\n"
    assert journey == ("  in_looking: {did: visited}\n",)
    with pytest.raises(ArgumentError, match="exists already; nothing is written"):
        write_files(tmp_path, one)


def test_the_grid_marks_the_best_clear_of_none_and_hides_small_reach():
    def lesson(channel, value, low):
        return SimpleNamespace(stage="looking", channel=channel, value=value, low=low)

    def cell(channel, reachable):
        return SimpleNamespace(stage="looking", channel=channel, reachable=reachable)

    found = [lesson("push", 0.2, -0.1), lesson("email", 0.1, 0.02)]
    use = SimpleNamespace(cells=[cell("push", 500), cell("sms", 9), cell("kakao", 40)])
    cells = {one.channel: one for one in grid(found, use)}
    assert [name for name, one in cells.items() if one.best] == ["email"]
    assert {name: one.reachable for name, one in cells.items()} == {
        "push": 500,
        "sms": None,
        "kakao": 40,
        "email": None,
    }
