"""Every mode of conversion agrees with plain Python, customer by customer, on logs full of ties."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product

import pytest

import stagelift
from stagelift.data.zones import to_us
from tiny import MONDAY, write_csv, write_events

DAY = 86_400_000_000
STEP = DAY // 4
STAGES = {"a": 1, "b": 2, "c": 2, "d": 3}
JOURNEY = """\
journey: walks
zone: UTC
currency: EUR
sources:
  log: {read: events.parquet, as: events, customer: customer, time: time, event: event, keep: [os]}
  people: {read: people.csv, as: customers, customer: customer, keep: [who]}
stages: {one: a, two: b | c, three: d}
"""
METRICS = """\
metrics:
  closed: {conversion: [a, b, d], within: 4 days}
  closed_from: {conversion: [b, a, b], from: one, within: 5 days}
  strict: {conversion: [a, b, d], within: 4 days, order: strict}
  strict_from: {conversion: [c, b], from: one, within: 4 days, order: strict}
  open: {conversion: [a, b, d], within: 4 days, order: open}
  any_order: {conversion: [b, d], from: one, within: 4 days, order: any_order}
  furthest: {conversion: [b, c, d], from: one, within: 2 days, order: furthest}
  excluded: {conversion: [a, b, d], within: 4 days, excluding: c}
  excluded_own: {conversion: d, from: one, within: 4 days, excluding: a}
  held: {conversion: [a, b, d], within: 6 days, hold: os}
  held_stage: {conversion: d, from: two, within: 4 days, hold: os}
  tolerant: {conversion: [a, b, d], within: 4 days, tie_tolerance: 6 hours}
  tries: {conversion: [a, b, d], within: 2 days, entry: any}
  tries_stage: {conversion: d, from: one, within: 1 day, entry: any, excluding: c}
  entries: {conversion: [a, d], within: 2 days, entry: totals}
  entries_stage: {conversion: d, from: two, within: 2 days, entry: totals, hold: os}
  ever: {conversion: [a, b, d], within: 4 days, entry: first_ever}
  fresh: {conversion: d, first: true, from: one, within: 4 days, entry: any}
  staying: {conversion: c, from: two, stage: two, within: 3 days, in_stage: true}
  missed: {drop_off: d, from: one, within: 4 days}
  onward: {stage_exit: next, from: one, within: 2 days}
  back: {stage_exit: earlier, from: two, within: 2 days}
  later: {stage_exit: later, from: one, within: 2 days}
  left: {stage_exit: any, from: two, within: 2 days}
  praise: {advocacy: d, within: 2 days}
"""
AS_OF = MONDAY + timedelta(days=11, hours=7)
SPAN = (to_us(MONDAY), to_us(MONDAY) + 7 * DAY)


def draw(seed):
    """Events of 120 customers on a grid of six hours: ties, skips and returns are the rule."""
    rng = random.Random(seed)
    rows = set()
    for number in range(120):
        for _ in range(rng.randint(1, 14)):
            at = to_us(MONDAY) + rng.randint(-6, 44) * STEP
            rows.add((f"c{number}", at, rng.choice("aabbcd"), rng.choice(["x", "y", ""])))
    return sorted(rows)


@pytest.fixture(scope="module", params=[3, 8])
def found(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("walks")
    rows = draw(request.param)
    (root / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (root / "metrics").mkdir()
    (root / "metrics" / "all.yaml").write_text(METRICS, encoding="utf-8")
    write_csv(root / "people.csv", ("customer", "who"), [(f"c{n}", f"c{n}") for n in range(120)])
    told = [(c, iso(at), name, os) for c, at, name, os in rows]
    random.Random(1).shuffle(told)
    write_events(root, ("customer", "time", "event", "os"), told)
    log = {}
    for customer, at, name, os in rows:
        if at < to_us(AS_OF):
            log.setdefault(customer, []).append((at, name, os))
    with stagelift.open(root, as_of=AS_OF) as ws:
        yield {(e.metric, e.stage, e.segment): e for e in ws.kpis("2026-W02", by="who")}, log


def iso(at):
    return (MONDAY + timedelta(microseconds=at - to_us(MONDAY))).isoformat()


def entries(rows):
    """(at, stage, left at, next stage): the stage changes, events of one instant in stage order."""
    moves = sorted((at, STAGES[name]) for at, name, _ in rows)
    kept = [m for n, m in enumerate(moves) if not n or moves[n - 1][1] != m[1]]
    after = [*kept[1:], (None, None)]
    return [(*one, *nxt) for one, nxt in zip(kept, after, strict=True)]


def ways(rows, steps, entered, window, own, rule):
    """Whether each step can be reached by some choice of events: all of them are tried."""
    choices = [
        [
            (at, name)
            for at, name, os in rows
            if name in step
            and at < entered + window
            and not (at == entered and name in own)
            and ("hold" not in rule or os == rule["hold"])
            and (rule.get("left") is None or at < rule["left"])
        ]
        for step in steps
    ]
    slack = rule.get("slack", 0)
    reached = []
    for count in range(1, len(steps) + 1):
        good = False
        for chosen in product(*choices[:count]):
            before = [(entered, None), *chosen]
            if rule.get("strict"):
                fits = all(x[0] < y[0] for x, y in zip(before, chosen, strict=False))
            else:
                fits = all(y[0] >= x[0] - slack for x, y in zip(before, chosen, strict=False))
            # one happening stands for one step
            fits = fits and all(
                chosen[j][0] > chosen[i][0]
                for i in range(count)
                for j in range(i + 1, count)
                if chosen[j][1] in steps[i]
            )
            if fits:
                good = True
                break
        reached.append(good)
    return reached


def first_instances(rows, steps, entered, window, own, excluding):
    """The first event of each step after the one before; an excluded one between ends it."""
    at = entered
    reached = []
    for number, step in enumerate(steps):
        hits = [
            t
            for t, name, _ in rows
            if name in step
            and at <= t < entered + window
            and not (t == entered and name in own)
            and not (number and t == at and name in steps[number - 1])
        ]
        if not hits or any(at < t < min(hits) for t, name, _ in rows if name in excluding):
            return [*reached, *[False] * (len(steps) - len(reached))]
        at = min(hits)
        reached.append(True)
    return reached


def starts(rows, metric):
    """The instants of entry in the period and the kinds of event that are the entry itself."""
    if metric["from"] is None:
        own = (metric["steps"][0],)
        instants = sorted({at for at, name, _ in rows if name in own[0]})
        own = own[0]
    else:
        instants = [at for at, stage, *_ in entries(rows) if stage == metric["from"]]
        own = "".join(name for name, stage in STAGES.items() if stage == metric["from"])
    if metric.get("entry") == "ever":
        instants = instants[:1]
    return [at for at in instants if SPAN[0] <= at < SPAN[1]], own


SPECS = {
    "closed": {"steps": ("a", "b", "d"), "days": 4},
    "closed_from": {"steps": ("b", "a", "b"), "days": 5, "from": 1},
    "strict": {"steps": ("a", "b", "d"), "days": 4, "strict": True},
    "strict_from": {"steps": ("c", "b"), "days": 4, "from": 1, "strict": True},
    "open": {"steps": ("a", "d"), "days": 4},  # the last step alone
    "any_order": {"steps": ("b", "d"), "days": 4, "from": 1, "order": "any"},
    "furthest": {"steps": ("d",), "days": 2, "from": 1},  # nothing lies beyond the last
    "excluded": {"steps": ("a", "b", "d"), "days": 4, "excluding": "c"},
    "excluded_own": {"steps": ("d",), "days": 4, "from": 1, "excluding": "a"},
    "held": {"steps": ("a", "b", "d"), "days": 6, "hold": True},
    "held_stage": {"steps": ("d",), "days": 4, "from": 2, "hold": True},
    "tolerant": {"steps": ("a", "b", "d"), "days": 4, "slack": STEP},
    "tries": {"steps": ("a", "b", "d"), "days": 2, "entry": "any"},
    "tries_stage": {"steps": ("d",), "days": 1, "from": 1, "entry": "any", "excluding": "c"},
    "entries": {"steps": ("a", "d"), "days": 2, "entry": "totals"},
    "entries_stage": {
        "steps": ("d",),
        "days": 2,
        "from": 2,
        "entry": "totals",
        "hold": True,
    },
    "ever": {"steps": ("a", "b", "d"), "days": 4, "entry": "ever"},
    "staying": {"steps": ("c",), "days": 3, "from": 2, "in_stage": True},
    "missed": {"steps": ("d",), "days": 4, "from": 1, "missed": True},
}


def converts(rows, metric, entered, own):
    """Whether one entry converts, over every value that the entry may hold."""
    steps = metric["steps"][1:] if metric["from"] is None else metric["steps"]
    window = metric["days"] * DAY
    if "excluding" in metric:
        return first_instances(rows, steps, entered, window, own, metric["excluding"])[-1]
    rule = {key: metric[key] for key in ("strict", "slack") if key in metric}
    if metric.get("in_stage"):
        rule["left"] = next(e[2] for e in entries(rows) if e[:2] == (entered, metric["from"]))
    if metric.get("order") == "any":
        return all(ways(rows, [step], entered, window, own, rule)[0] for step in steps)
    if not metric.get("hold"):
        return ways(rows, steps, entered, window, own, rule)[-1]
    held = {os for at, name, os in rows if at == entered and name in own} - {""}
    return any(ways(rows, steps, entered, window, own, {**rule, "hold": os})[-1] for os in held)


@pytest.mark.parametrize("name", SPECS)
def test_a_conversion_of_each_mode(found, name):
    estimates, log = found
    metric = {"from": None, **SPECS[name]}
    converted = known = waiting = 0
    for customer, rows in log.items():
        instants, own = starts(rows, metric)
        if not instants:
            continue
        several = metric.get("entry") in ("any", "totals")
        instants = instants if several else instants[:1]
        mine = next(e for (m, _, s), e in estimates.items() if m == name and s == f"who={customer}")
        if instants[-1] + metric["days"] * DAY > to_us(AS_OF):
            assert (mine.n, mine.status) == (0, "immature"), (customer, mine)
            waiting += 1
            continue
        hits = [converts(rows, metric, at, own) for at in instants]
        known += 1
        if metric.get("entry") == "totals":
            assert mine.n == 1
            assert mine.value == pytest.approx(sum(hits) / len(hits), abs=1e-9), customer
            converted += sum(hits)
        else:
            hit = any(hits) != bool(metric.get("missed"))
            assert (mine.n, mine.k) == (1, int(hit)), (customer, rows)
            converted += hit
    everyone = next(e for (m, _, s), e in estimates.items() if m == name and s is None)
    assert everyone.n == known
    assert dict(everyone.excluded).get("immature", 0) == waiting
    assert converted > 0, "the log must try the mode"
    assert everyone.k in (converted, None)


def test_first_orders_from_any_entry(found):
    estimates, log = found
    k = n = before = 0
    for rows in log.values():
        instants = [at for at, stage, *_ in entries(rows) if stage == 1]
        instants = [at for at in instants if SPAN[0] <= at < SPAN[1]]
        if not instants:
            continue
        bought = [at for at, name, _ in rows if name == "d"]
        if bought and min(bought) < instants[0]:
            before += 1
        elif instants[-1] + 4 * DAY <= to_us(AS_OF):
            n += 1
            k += any(at <= min(bought, default=0) < at + 4 * DAY for at in instants)
    mine = next(e for (m, _, s), e in estimates.items() if m == "fresh" and s is None)
    assert (mine.n, mine.k, dict(mine.excluded)["before"]) == (n, k, before)
    assert k


@pytest.mark.parametrize(
    ("name", "stage", "kinds"),
    [
        ("onward", 1, (2,)),
        ("back", 2, (1,)),
        ("later", 1, (2, 3)),
        ("left", 2, (1, 3)),
    ],
)
def test_where_the_entrants_of_a_stage_go(found, name, stage, kinds):
    estimates, log = found
    k = n = 0
    for rows in log.values():
        own = [e for e in entries(rows) if e[1] == stage and SPAN[0] <= e[0] < SPAN[1]]
        if own and own[0][0] + 2 * DAY <= to_us(AS_OF):
            at, _, left, following = own[0]
            n += 1
            k += following in kinds and left < at + 2 * DAY
    mine = next(e for (m, _, s), e in estimates.items() if m == name and s is None)
    assert (mine.n, mine.k) == (n, k)
    assert 0 < k < n


def test_advocacy_counts_the_entry_of_both_its_bases(found):
    estimates, log = found
    expected = {"three": [0, 0], None: [0, 0]}
    for rows in log.values():
        moves = [at for at, stage, *_ in entries(rows) if stage == 3]
        seen = [at for at, *_ in rows]
        for base, instants in (("three", moves), (None, seen)):
            inside = [at for at in instants if SPAN[0] <= at < SPAN[1]]
            if inside and min(inside) + 2 * DAY <= to_us(AS_OF):
                start = min(inside)
                hit = any(name == "d" and start <= at < start + 2 * DAY for at, name, _ in rows)
                expected[base][0] += 1
                expected[base][1] += hit
    for stage, (n, k) in expected.items():
        mine = estimates["praise", stage, None]
        assert (mine.n, mine.k) == (n, k)
    assert expected["three"][0] == expected["three"][1]
