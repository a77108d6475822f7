"""What customers say, recomputed row by row in plain Python over a random log; rows rearranged."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta

import pytest

from tiny import MONDAY, WEEK, day

from .said import speaking

METRICS = """\
  csat: {csat: survey, instrument: csat}
  ease: {ces: survey, instrument: effort, reversed: true}
  rate: {response: survey, instrument: csat, within: 2 days}
  mood: {emotion: desk.mood, event: opened, text: body}
  asks: {contact: opened, topic: topic}
  reply: {waiting: {from: opened, until: answered, by: ticket}, within: 12 hours}
  called: {follow_up: {of: survey, by: phoned, instrument: nps}, within: 1 day}
"""
STAGES = ("looking", "buying", "telling")
OPENS = {"visited": 1, "ordered": 2, "reviewed": 3}
END = MONDAY + timedelta(days=7)
AS_OF = MONDAY + timedelta(days=6, hours=20)
HOUR = timedelta(hours=1)


def log(seed):
    """Random events, answers and tickets around one week."""
    rng = random.Random(seed)
    events, answers, desk = [], [], []
    for n in range(160):
        name = f"c{n}"
        for _ in range(rng.randint(1, 4)):
            at = day(rng.randint(-30, 80) / 10)
            events.append((name, at, rng.choice(list(OPENS))))
        for question, top in (("csat", 6), ("effort", 8), ("nps", 10)):
            for _ in range(rng.randint(0, 2)):
                invited = rng.randint(-10, 66) / 10
                after = rng.choice([None, 0.0, 0.4, 1.5, 2.0, 2.5])
                given = after is not None and invited + after < 7
                score = rng.choice(["", *range(top + 1)]) if given else ""
                done = day(invited + after) if given else ""
                answers.append((name, question, score, day(invited), done))
        for k in range(rng.randint(0, 3)):
            ticket, at = f"{name}t{k}", rng.randint(-10, 66) / 10
            mood = rng.choice(["", -1, -0.4, 0.05, 0.7, 3])
            desk.append((name, day(at), "opened", ticket, rng.choice("pq"), rng.choice("x "), mood))
            after = rng.sample([0, 3, 11, 12, 40], rng.randint(0, 2))
            desk.extend((name, day(at, hours=hours), "answered", ticket) for hours in after)
        if rng.random() < 0.4:
            desk.append((name, day(rng.randint(0, 66) / 10), "phoned"))
    return events, answers, desk


def seen(text):
    return datetime.fromisoformat(text)


class Recount:
    """Every number once more, without a query."""

    def __init__(self, events, answers, desk):
        self.events = [(c, seen(at), OPENS[e]) for c, at, e in events if seen(at) < AS_OF]
        self.answers = [
            (c, q, s, seen(i), seen(a) if a and seen(a) < AS_OF else None)
            for c, q, s, i, a in answers
            if seen(i) < AS_OF  # of an answer still to come only the invitation is known
        ]
        self.desk = [row for row in desk if seen(row[1]) < AS_OF]
        self.days = defaultdict(list)
        for customer, at, number in self.events:
            self.days[customer].append((at, number))

    def stage(self, customer, at):
        before = [pair for pair in self.days[customer] if pair[0] <= at]
        return STAGES[max(before)[1] - 1] if before else None

    def csat(self, stage):
        latest = {}
        for c, q, s, i, a in self.answers:
            counts = q == "csat" and a is not None and MONDAY <= a < END and s in range(1, 6)
            if counts and stage in (None, self.stage(c, i)):
                latest[c] = max(latest.get(c, (a, i, s)), (a, i, s))
        return sum(s >= 4 for _, _, s in latest.values()), len(latest)

    def rate(self, stage):
        asked, done = set(), set()
        for c, q, _, i, a in self.answers:
            ripe = MONDAY <= i < END and i + 48 * HOUR <= AS_OF
            if q == "csat" and ripe and stage in (None, self.stage(c, i)):
                asked.add(c)
                if a is not None and i <= a < i + 48 * HOUR:
                    done.add(c)
        return len(done), len(asked)

    def mood(self, stage):
        texts = defaultdict(list)
        for c, at, event, *rest in self.desk:
            if event != "opened" or not rest[2].strip() or not MONDAY <= seen(at) < END:
                continue
            if rest[3] not in ("", 3) and stage in (None, self.stage(c, seen(at))):
                texts[c].append(rest[3])
        means = [sum(one) / len(one) for one in texts.values()]
        return sum(means) / len(means), len(means)

    def reply(self, stage):
        kept = waits = 0
        for c, opened, event, *rest in self.desk:
            at = seen(opened)
            if event != "opened" or not MONDAY <= at < END or at + 12 * HOUR > AS_OF:
                continue
            if stage not in (None, self.stage(c, at)):
                continue
            ends = [seen(o[1]) for o in self.desk if o[2] == "answered" and o[3] == rest[0]]
            waits += 1
            kept += any(at <= end < at + 12 * HOUR for end in ends)
        return kept, waits

    def asks(self, stage):
        there, asking = set(), set()
        for c, entered in self.days.items():
            spells = sorted(entered)
            for place, (at, number) in enumerate(spells):
                left = spells[place + 1][0] if place + 1 < len(spells) else None
                stays = left is None or (left > at and left > MONDAY)
                if at < AS_OF and stays and stage in (None, STAGES[number - 1]):
                    there.add(c)
        for c, at, event, *_ in self.desk:
            own = self.stage(c, seen(at))
            if event == "opened" and MONDAY <= seen(at) < END and own and stage in (None, own):
                asking.add(c)
        return len(asking & there), len(there)

    def called(self, stage):
        low = set()
        for c, q, s, _, a in self.answers:
            if q == "nps" and s in range(7) and a is not None:
                low.add((c, a))
        kept = waits = 0
        for c, a in low:
            if not MONDAY <= a < END or a + 24 * HOUR > AS_OF:
                continue
            if stage not in (None, self.stage(c, a)):
                continue
            calls = [seen(o[1]) for o in self.desk if o[2] == "phoned" and o[0] == c]
            waits += 1
            kept += any(a <= call < a + 24 * HOUR for call in calls)
        return kept, waits


@pytest.mark.parametrize("seed", [3, 11])
def test_every_number_is_that_of_plain_python(tmp_path, seed):
    events, answers, desk = log(seed)
    found = Recount(events, answers, desk)
    with speaking(
        tmp_path, events=events, answers=answers, desk=desk, metrics=METRICS, as_of=AS_OF
    ) as ws:
        kpis = {(e.metric, e.stage): e for e in ws.kpis(WEEK)}
    compared = 0
    for stage in (None, *STAGES):
        for metric in ("csat", "rate", "reply", "asks", "called"):
            k, n = getattr(found, metric)(stage)
            one = kpis[metric, stage]
            assert (one.k, one.n) == (k, n), (metric, stage)
            compared += n
        mean, n = found.mood(stage)
        assert kpis["mood", stage].n == n
        assert kpis["mood", stage].value == pytest.approx(mean, abs=1e-4)
    assert compared > 800


@pytest.mark.slow
def test_rows_rearranged_and_repeated_change_nothing(tmp_path):
    events, answers, desk = log(5)
    numbered = [
        (*row, *[""] * (8 - len(row)), f"id{place}", row[1]) for place, row in enumerate(desk)
    ]
    again = [(*row[:9], day(5)) if seen(row[1]) < seen(day(5)) else row for row in numbered]
    rng = random.Random(1)
    shuffled = [rng.sample(rows, len(rows)) for rows in (events, answers, [*numbered, *again])]
    given = {"metrics": METRICS, "as_of": AS_OF}
    with speaking(tmp_path / "a", events=events, answers=answers, desk=numbered, **given) as ws:
        first = everything(ws)
    names = dict(zip(("events", "answers", "desk"), shuffled, strict=True))
    with speaking(tmp_path / "b", **names, **given) as ws:
        second = everything(ws)
    assert first == second
    assert len(first[0]) > 20


def everything(ws):
    voice = ws.voice(WEEK)
    return (
        [e.to_dict() for e in ws.kpis(WEEK)],
        voice.to_dicts(),
        ws.waits("reply", WEEK).to_dicts(),
        ws.topics("asks", WEEK).to_dicts(),
        ws.emotions("mood", WEEK).to_dicts(),
        ws.answers("ease", WEEK).to_dicts(),
    )
