"""How far each variant's messages came, per assigned customer, beside plain counting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from message_logs import START, at, shop
from stagelift.data.assign import assign
from stagelift.data.query.deliveries import DeliverySums
from stagelift.errors import ArgumentError, DataError
from stagelift.experiments.health import Check
from stagelift.experiments.sending.ladder import Ladder, ladder_of
from stagelift.experiments.sending.rungs import FEW, OUTCOMES, WAY, Step, hidden
from stagelift.experiments.sending.text import ladder_text
from stagelift.statistics.proportions import difference_of_proportions, proportion

PEOPLE = [f"c{n}" for n in range(90)]
TRIAL = """\
audience: everyone
primary: bought
enters: once, on 2026-01-12
looks: once
variants:
  hello: {channel: email, send: at entry, message: messages/hello.md}
  text: {channel: sms, send: 2 days after entry, message: messages/text.md}
  quiet: none
"""
ENTRY = 7  # Monday 12 January, days after the first


def variant_of(one, ws):
    variants = ws.experiments["trial"].definition.variants
    return assign(one, "trial", tuple(variants), [each.share for each in variants.values()])


def world(root, log, as_of=ENTRY + 30, trial=TRIAL, columns=None):
    """A workspace with one test and a send log of whole rows."""
    (root / "metrics").mkdir(parents=True, exist_ok=True)
    (root / "experiments").mkdir(exist_ok=True)
    (root / "metrics" / "bought.yaml").write_text("conversion: ordered\nwithin: 7 days\n", "utf-8")
    (root / "messages").mkdir(exist_ok=True)
    for name in ("hello", "text"):
        (root / "messages" / f"{name}.md").write_text(f"{name}\n", encoding="utf-8")
    (root / "experiments" / "trial.yaml").write_text(trial, encoding="utf-8")
    visits = [{"customer": one, "time": at(-3), "event": "visited"} for one in PEOPLE]
    visits.append({"customer": "late", "time": at(ENTRY + 28), "event": "visited"})
    options = {} if columns is None else {"columns": columns}
    return shop(root, visits, log, as_of=START + timedelta(days=as_of), **options)


def sendings(drawn):
    """A log in which everything happens to somebody, and what plain Python counts of it."""
    log, seen = [], {}
    for n, (one, variant) in enumerate(drawn.items()):
        reached = set()
        if variant != "quiet" and n % 9:
            sent = ENTRY + (2.1 if variant == "text" else 0.1)
            row = {"customer": one, "message": variant, "sent": at(sent), "assigned": at(sent)}
            row["channel"] = "email" if variant == "hello" else "sms"
            if n % 5 == 0:
                row |= {"held": at(sent - 0.05)}
                reached.add("held")
            if n % 7 == 0:
                row |= {"failed": "bounced"}
                reached |= {"sent", "failed"}
            else:
                row |= {"delivered": at(sent + 0.01), "cost": "2"}
                reached |= {"sent", "delivered"}
                if variant == "hello" and n % 2:
                    row |= {"opened": at(sent + 1), "opened_by": "machine" if n % 3 else "human"}
                    reached.add("machine" if n % 3 else "read")
                if n % 4 == 0:
                    row |= {"clicked": at(sent + (2 if n % 8 else 4))}  # four days: another story
                    reached |= {"clicked", "read"} if n % 8 else set()
                if n % 11 == 0:
                    row |= {"unsubscribed": at(sent + 1)}
                    reached.add("unsubscribed")
            log.append(row)
        seen[one] = reached
    first, other = next(one for one, v in drawn.items() if v == "hello"), "text"
    log += [
        {"customer": first, "message": "hello", "channel": "email", "sent": at(ENTRY - 4)},
        {"customer": first, "message": "hello", "channel": "email", "sent": at(ENTRY + 9)},
        {"customer": first, "message": other, "channel": "sms", "sent": at(ENTRY + 1)},
        {"customer": first, "message": "news", "channel": "email", "sent": at(ENTRY + 1)},
    ]
    return log, seen


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    root = tmp_path_factory.mktemp("ladder")
    with world(root, []) as ws:
        drawn = {one: variant_of(one, ws) for one in PEOPLE}
    log, seen = sendings(drawn)
    with world(root, log) as ws:
        found = ws.experiments["trial"].ladder()
    return root, log, drawn, seen, found


def test_each_rung_is_what_plain_python_counts(counted):
    _, _, drawn, seen, found = counted
    for variant in ("hello", "text", "quiet"):
        own = [one for one in PEOPLE if drawn[one] == variant]
        assert found.assigned[variant] == found.mature[variant] == len(own)
        for rung in ("sent", "held", "failed", "delivered", "read", "clicked", "unsubscribed"):
            step = found.step(variant, rung)
            if step.k is None:
                assert step.level.status == "no_data", (variant, rung)
                assert step.level.note
                continue
            count = sum(rung in seen[one] for one in own)
            assert step.k == count, (variant, rung)
            wilson = proportion(count, len(own))
            assert (step.level.low, step.level.high) == (wilson.low, wilson.high)
    assert found.step("text", "read").k is None  # a text message tells no opens: not 0
    assert found.crossed == {"hello": 1, "text": 0, "quiet": 0}


def test_differences_are_per_assigned_customer(counted):
    found = counted[-1]
    one, control = found.step("text", "delivered"), found.step("hello", "delivered")
    assert control.effect is None
    n = found.mature
    same = difference_of_proportions(one.k, n["text"], control.k, n["hello"])
    assert (one.effect.value, one.effect.low, one.effect.high) == (same.value, same.low, same.high)


def test_the_cost_is_that_of_everyone_assigned(counted):
    _, log, drawn, _, found = counted
    for variant in ("hello", "text"):
        own = {one for one in PEOPLE if drawn[one] == variant}
        paid = sum(float(row.get("cost", 0)) for row in log if row["customer"] in own)
        level = found.step(variant, "cost").level
        assert level.value == pytest.approx(paid / len(own), abs=1e-9)
        assert level.low < level.value < level.high


@pytest.mark.slow
def test_those_whose_time_is_not_over_are_left_out_and_named(counted):
    root, log = counted[:2]
    with world(root, log, as_of=ENTRY + 5 + 3 - 0.01) as ws:  # span and window close after 8 days
        early = ws.experiments["trial"].ladder()
    assert set(early.mature.values()) == {0}
    assert "90 of 90 customers are too young" in str(early)
    assert early.step("hello", "sent").level.status == "no_data"


def test_red_health_hides_what_came_of_it_and_not_what_the_sender_did(counted):
    root, log = counted[:2]
    with world(root, log) as ws:
        trial = ws.experiments["trial"]
        from stagelift.experiments.enrolment import enrolment, population

        units = population(
            trial.definition, ws.journey, enrolment(trial.definition, ws.journey, 0), ()
        )
        red = (Check("split", "red", "split 60 : 40 instead of 50 : 50"),)
        found = ladder_of(trial.definition, ws.journey, ws.contract, units, red)
    assert found.step("hello", "sent").k
    for rung in (*OUTCOMES, "cost"):
        for variant in found.assigned:
            step = found.step(variant, rung)
            assert (step.k, step.level.value) == (None, None)
    rows = [row for row in found.to_dicts() if row["rung"] not in WAY]
    assert all(row["value"] is None and row.get("difference_value") is None for row in rows)
    for language in ("en", "ko"):
        text = ladder_text(found, language)
        assert "split 60 : 40" in text
        named = [line.split()[0] for line in text.splitlines() if line.strip()]
        assert not {"delivered", "clicked", "cost", "클릭", "비용"} & set(named)
        assert {"sent", "발송"} & set(named)


def test_messages_that_no_variant_names_are_refused_with_the_cure(tmp_path):
    nameless = TRIAL.replace(", message: messages/hello.md", "").replace(
        ", message: messages/text.md", ""
    )
    log = [{"customer": "c0", "message": "x", "channel": "email", "sent": at(ENTRY + 1)}]
    columns = ("customer", "message", "channel", "sent")
    said = "no message is tied to a variant; name its file"
    with (
        world(tmp_path, log, trial=nameless, columns=columns) as ws,
        pytest.raises(ArgumentError, match=said),
    ):
        ws.experiments["trial"].ladder()


@pytest.mark.slow
def test_a_send_log_that_names_variants_ties_messages_itself(tmp_path):
    nameless = TRIAL.replace(", message: messages/hello.md", "").replace(
        ", message: messages/text.md", ""
    )
    with world(tmp_path, [], trial=nameless) as ws:
        one = next(each for each in PEOPLE if variant_of(each, ws) == "hello")
    row = {"customer": one, "message": "m1", "channel": "email", "sent": at(ENTRY + 1)}
    log = [row | {"delivered": at(ENTRY + 1), "experiment": "trial", "variant": "hello"}]
    with world(tmp_path, log, trial=nameless) as ws:
        found = ws.experiments["trial"].ladder()
    assert found.step("hello", "delivered").k == 1


def test_without_any_message_source_the_cure_is_said(tmp_path):
    from tiny import day, workspace

    events = [(one, day(-3), "visited") for one in PEOPLE]
    metrics = "  bought: {conversion: ordered, within: 7 days}\n"
    trial = TRIAL.replace(", message: messages/hello.md", "").replace(
        ", message: messages/text.md", ""
    )
    with (
        workspace(tmp_path, events, metrics=metrics, experiments={"trial": trial}) as ws,
        pytest.raises(DataError, match="no source tells of messages"),
    ):
        ws.experiments["trial"].ladder()


def sums(variant, assigned, mature):
    return DeliverySums(
        variant=variant,
        assigned=assigned,
        mature=mature,
        reached=(("sent", mature // 2),),
        messages=mature,
        crossed=3,
        cost=mature,
        squares=mature,
        unpriced=0,
    )


@pytest.mark.parametrize(("assigned", "mature"), [(6, 6), (40, 6)])
def test_a_small_control_is_not_given_away_by_a_difference(assigned, mature):
    control, other = sums("quiet", assigned, mature), sums("hello", 50, 40)
    counts = {one.variant: one for one in (control, other)}
    level = proportion(20, 40)
    effect = difference_of_proportions(20, 40, 3, mature)
    step = Step(variant="hello", rung="sent", k=20, level=level, effect=effect)
    shown = hidden(step, counts, "quiet", red=False)
    assert (shown.k, shown.level) == (20, level)
    assert (shown.effect.value, shown.effect.note) == (None, FEW)
    own = replace(step, variant="quiet", k=3, effect=None)
    assert hidden(own, counts, "quiet", red=False).level.value is None
    ladder = Ladder(
        experiment="trial",
        as_of="now",
        currency="KRW",
        span_days=1,
        within_days=1,
        control="quiet",
        channels={"quiet": "none", "hello": "email"},
        assigned={name: one.assigned for name, one in counts.items()},
        mature={name: one.mature for name, one in counts.items()},
        crossed={name: one.crossed for name, one in counts.items()},
        messages={},
        unpriced={},
        steps=tuple(hidden(one, counts, "quiet", red=False) for one in (own, step)),
    )
    told = {row["variant"]: row for row in ladder.to_dicts()}
    assert (told["quiet"]["n"], told["hello"]["n"]) == (None, 40)
    said = ladder_text(ladder, "en")
    assert "<10" in said
    assert "left out" not in said  # 10 of 56 beside 50 and 40 would be the small one's
    assert "! <10 customers of hello got" in said
