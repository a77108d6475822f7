"""Small random worlds, counted by the package and by plain Python: equal to the last unit.

Instants fall on a grid of six hours, so that ties and ends of windows are common.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

import stagelift
from oracle import Log, Rule
from stagelift.data.assign import assign, in_holdout
from stagelift.data.zones import to_us
from tiny import MONDAY, workspace, write_events

DAY = 86_400_000_000
STAGE_TERMS = (
    (("visited", 1),),
    (("ordered", 1),),
    (("ordered", 2),),
    (("reviewed", 1), ("invited", 1)),
)
STAGES = ("looking", "buying", "staying", "telling")
VALUES = (None, -5_000_000, 30_250_000, 40_000_001)  # micros
EVENTS = ("visited", "visited", "carted", "ordered", "paid", "reviewed", "invited")
SEGMENTS = """\
  open: {did: carted, but_not: paid, within: 3 days}
  twice: {did: carted, at_least: 2 times, within: 10 days}
  quiet: {did_not: visited | ordered, within: 4 days}
  gold: {where: {grade: gold}}
  gold_cart: {did: carted x2, since: 2026-01-10, where: {grade: [gold, vip]}}
"""
SINCE = to_us(datetime(2026, 1, 10, tzinfo=UTC))
GOLD = (("grade", ("gold",)),)
RULES = {
    "open": Rule((((("carted", 1),), 3 * DAY, 1, None, (("paid", 1),)),)),
    "twice": Rule((((("carted", 1),), 10 * DAY, 2, None),)),
    "quiet": Rule((((("visited", 1), ("ordered", 1)), 4 * DAY, 0, None),)),
    "gold": Rule(where=GOLD),
    "gold_cart": Rule((((("carted", 2),), None, 1, SINCE),), (("grade", ("gold", "vip")),)),
}
METRICS = """\
  in_period: {conversion: ordered, within: 3 days}
  ever: {conversion: ordered, within: 3 days, entry: first_ever}
  first_order: {conversion: ordered, first: true, within: 5 days}
  second: {conversion: ordered x2, first: true, from: looking, within: 9 days}
  told: {conversion: reviewed | invited, first: true, from: looking, within: 9 days}
  spent: {sum: ordered.value, within: 5 days}
  capped: {sum: ordered.value, from: looking, within: 5 days, cap: 60}
  again: {conversion: ordered, from: buying, stage: buying, within: 9 days}
  after: {sum: ordered.value, from: staying, stage: staying, within: 9 days}
  nps: {nps: surveys}
"""
# metric: kind, terms, window in days, stage whose entrants count, entry, first, cap
SPECS = {
    "in_period": ("flag", (("ordered", 1),), 3, 0, "first_in_period", False),
    "ever": ("flag", (("ordered", 1),), 3, 0, "first_ever", False),
    "first_order": ("flag", (("ordered", 1),), 5, 0, "first_in_period", True),
    "second": ("flag", (("ordered", 2),), 9, 0, "first_in_period", True),
    "told": ("flag", (("reviewed", 1), ("invited", 1)), 9, 0, "first_in_period", True),
    "spent": ("sum", None, 5, 0, "first_in_period", False),
    "again": ("flag", (("ordered", 1),), 9, 1, "first_in_period", False),
    "after": ("sum", None, 9, 2, "first_in_period", False),
    "capped": ("sum", 60_000_000, 5, 0, "first_in_period", False),
}
EXPERIMENT = """\
question: Which is better?
audience: {audience}
enters: {enters}
primary: first_order
secondary: [capped, second, told]
variants: {{a: {{channel: email, share: 1/3}}, b: {{channel: push, share: 2/3}}}}
looks: always
{run}
"""
AUDIENCES = ("everyone", *RULES)
AS_OF = MONDAY + timedelta(days=20, hours=6)


def draw(seed):
    """Events, attributes and answers of sixty customers over four weeks, two of them before W02."""
    rng = random.Random(seed)
    events, people, answers = [], {}, []
    for number in range(60):
        customer = f"c{number}"
        for _ in range(rng.randint(1, 12)):
            at = to_us(MONDAY) + rng.randint(-40, 90) * DAY // 4
            name = rng.choice(EVENTS)
            value = (
                rng.choice([None, -5_000_000, 30_250_000, 40_000_001])
                if name == "ordered"
                else None
            )
            events.append((customer, at, name, value))
        if rng.random() < 0.8:
            people[customer] = {"grade": rng.choice(["gold", "vip", "new"])}
        for _ in range(rng.randint(0, 3)):
            invited = to_us(MONDAY) + rng.randint(-8, 60) * DAY // 4
            answered = invited + rng.randint(0, 8) * DAY // 4 if rng.random() < 0.7 else None
            score = rng.randint(0, 10) if answered is not None and rng.random() < 0.9 else None
            answers.append((customer, score, invited, answered))
    return events, people, answers


def iso(at):
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).isoformat()


def rows_of(events):
    return [
        (customer, iso(at), name, "" if value is None else f"{value / 1e6:.6f}", f"e{number}")
        for number, (customer, at, name, value) in enumerate(events)
    ]


def definitions():
    found = {}
    for audience in AUDIENCES:
        whole = EXPERIMENT.format(
            audience=audience, enters="as they qualify", run="run: 2026-01-08..2026-01-21"
        )
        found[f"rolling_{audience}"] = whole
        found[f"once_{audience}"] = EXPERIMENT.format(
            audience=audience, enters="once, on 2026-01-12", run=""
        )
    found["sent"] = EXPERIMENT.format(
        audience="open", enters="as they qualify", run="run: 2026-01-08..2026-01-21"
    )
    return found


@pytest.fixture(scope="module", params=[1, 2])
def world(request, tmp_path_factory):
    events, people, answers = draw(request.param)
    root = tmp_path_factory.mktemp("oracle")
    rng = random.Random(request.param)
    sent = [
        (f"c{number}", "sent", rng.choice("ab"), iso(to_us(MONDAY) + rng.randint(8, 80) * DAY // 4))
        for number in range(60)
    ]
    with workspace(
        root,
        rows_of(events),
        metrics=METRICS,
        experiments=definitions(),
        segments=SEGMENTS,
        rules="  holdout: 10%\n",
        customers=(("customer", "grade"), [(c, kept["grade"]) for c, kept in people.items()]),
        surveys=(
            ("customer", "score", "invited", "answered"),
            [
                (c, s if s is not None else "", iso(i), iso(a) if a else "")
                for c, s, i, a in answers
            ],
        ),
        assignments=sent,
        as_of=AS_OF,
    ) as ws:
        as_of = to_us(AS_OF)
        log = Log([event for event in events if event[1] < as_of], people)
        yield ws, log, answers, sent, rows_of(events)


def counted(log, units, spec, as_of, *, entrants):
    """n, k or Σ in micros, immature and before, over (customer, anchor) pairs."""
    kind, what, days, stage, *_, first = spec
    # an entrant's own entry is not what it did; the stages in order, its own first
    own = (
        ()
        if not entrants
        else (STAGE_TERMS[stage], *STAGE_TERMS[:stage], *STAGE_TERMS[stage + 1 :])
    )
    n = total = immature = before = 0
    for customer, anchor in units:
        had = first and log.before(customer, what, anchor)
        if had and entrants:
            before += 1
        elif anchor + days * DAY > as_of:
            immature += 1
        else:
            n += 1
            if kind == "flag":
                total += log.flag(customer, what, anchor, days * DAY, stages=own) and not had
            else:
                spent = log.total(customer, "ordered", anchor, days * DAY, stages=own)
                total += spent if what is None else min(spent, what)
    return n, total, immature, before


def told(estimate):
    """The same four figures from an estimate."""
    left = dict(estimate.excluded)
    total = estimate.k
    if estimate.k is None:
        total = 0 if estimate.value is None else round(estimate.value * estimate.n * 1e6)
    return estimate.n, total, left.get("immature", 0), left.get("before", 0)


def test_kpis(world):
    ws, log, *_ = world
    as_of = to_us(ws.as_of)
    found = ws.kpis("2026-W03", by=["segment", "grade"], history=1)
    checked = 0
    for estimate in (*found.past, *found.estimates):
        if estimate.metric == "nps":
            continue
        spec = SPECS[estimate.metric]
        start = to_us(MONDAY) + (7 * DAY if estimate.period == "2026-W03" else 0)
        units = log.entrants(STAGE_TERMS, spec[3], (start, start + 7 * DAY), spec[4])
        if estimate.segment in RULES:
            units = [unit for unit in units if log.holds(RULES[estimate.segment], *unit)]
        elif estimate.segment is not None:
            grade = estimate.segment.removeprefix("grade=")
            units = [
                u for u in units if log.attributes.get(u[0], {}).get("grade", "unknown") == grade
            ]
        expected = counted(log, units, spec, as_of, entrants=True)
        assert told(estimate) == expected, (estimate.metric, estimate.period, estimate.segment)
        checked += 1
    assert checked == 2 * 9 * (1 + 5 + 4)


def test_scores(world):
    ws, log, answers, *_ = world
    as_of, entries = to_us(ws.as_of), log.entries(STAGE_TERMS)
    known = [
        (c, i, *((s, a) if a is not None and a < as_of else (None, None)))
        for c, s, i, a in answers
        if i < as_of
    ]
    found = [e for e in ws.kpis("2026-W03", by="gold", history=1).estimates if e.metric == "nps"]
    assert len(found) == 10
    start = to_us(MONDAY) + 7 * DAY
    for estimate in found:
        latest, missing, silent = {}, 0, 0
        for customer, invited, score, answered in known:
            moment = invited if answered is None else answered
            place = [stage for at, stage in entries.get(customer, []) if at <= invited]
            stage = STAGES[place[-1]] if place else None
            if not start <= moment < start + 7 * DAY:
                continue
            if estimate.stage not in (None, stage):
                continue
            if estimate.segment and not log.holds(RULES["gold"], customer, invited):
                continue
            missing += score is None and answered is not None
            silent += answered is None
            if score is not None:
                latest[customer] = max(latest.get(customer, (0,)), (answered, invited, score))
        scores = [row[2] for row in latest.values()]
        points = sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)
        left = dict(estimate.excluded)
        assert estimate.n == len(scores)
        assert estimate.value == (pytest.approx(100 * points / len(scores)) if scores else None)
        assert (left.get("missing_score", 0), left.get("no_answer", 0)) == (missing, silent)


def expected_units(log, name, as_of, sent):
    """(customer, anchor) by variant."""
    units = {"a": [], "b": []}
    if name == "sent":
        first = {}
        start, end = to_us(MONDAY) + 3 * DAY, to_us(MONDAY) + 17 * DAY
        for customer, _, variant, at in sent:
            instant = to_us(datetime.fromisoformat(at))
            if start <= instant < min(end, as_of):
                first[customer] = min(first.get(customer, (as_of, "")), (instant, variant))
        for customer, (at, variant) in first.items():
            units[variant].append((customer, at))
        return units
    way, audience = name.split("_", 1)
    start = to_us(MONDAY) + (3 if way == "rolling" else 7) * DAY
    end = min(start + 14 * DAY, as_of) if way == "rolling" else start + 1
    rule = RULES.get(audience)
    for customer, at in log.qualifies(rule, start, end).items():
        late = way == "once" and all(when >= start for when, *_ in log.of[customer])
        if not late and not in_holdout(customer, Fraction(1, 10)):
            shares = (Fraction(1, 3), Fraction(2, 3))
            units[assign(customer, name, ("a", "b"), shares)].append((customer, at))
    return units


@pytest.mark.parametrize("name", list(definitions()))
def test_experiments(world, name):
    ws, log, _, sent, _ = world
    readout = ws.experiments[name].readout()
    assert readout.estimates
    units = expected_units(log, name, to_us(ws.as_of), sent)
    assert dict(readout.assigned) == {variant: len(found) for variant, found in units.items()}
    for estimate in readout.estimates:
        if estimate.measure == "level":
            spec = SPECS[estimate.metric]
            mine = counted(log, units[estimate.variant], spec, to_us(ws.as_of), entrants=False)
            assert told(estimate) == mine, (estimate.metric, estimate.variant)


def figures(ws):
    kpis = ws.kpis("2026-W03", by=["open", "grade"])
    readout = ws.experiments["rolling_open"].readout()
    found = [estimate.to_dict() for estimate in (*kpis, *readout.estimates)]
    return [{name: value for name, value in row.items() if name != "look"} for row in found]


def test_order_copies_and_session_zone_of_rows_change_nothing(world):
    ws, *_, rows = world
    before = figures(ws)
    original = (ws.root / "events.parquet").read_bytes()
    random.Random(9).shuffle(rows)
    try:
        write_events(ws.root, ("customer", "time", "event", "value", "id"), [*rows, *rows])
        with stagelift.open(ws.root, as_of=ws.as_of) as other:
            other.engine._connection.execute("SET TimeZone = 'America/New_York'")
            after = figures(other)
    finally:
        (ws.root / "events.parquet").write_bytes(original)
    assert after == before
