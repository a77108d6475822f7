"""What the customers of the demo shop say: enquiries with their mood, and two short surveys.

Drawn from a stream of its own over a world that has already happened, so it changes nothing there.
What can be found: payments that fail on Android make many ask about payment before they ever order;
customers who have just ordered write in a bad mood; the survey on Kakao is answered more often; and
the question about effort counts from easy to hard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stagelift.demo.answers import Answers
from stagelift.demo.curve import (
    AS_OF,
    DAY,
    END,
    HOUR,
    MINUTE,
    START,
    Curve,
    Flags,
    Floats,
    Ints,
)

if TYPE_CHECKING:
    from stagelift.demo.expected import World

STAGES = ("awareness", "consideration", "purchase", "retention", "advocacy")
TOPICS = ("product", "price", "payment", "delivery", "refund")
CHANNELS = ("chatbot", "web", "call_centre")
ASKS_BEFORE, ASKS_AFTER, ASKS_FAILED = 0.030, 0.11, 0.55  # chance to ask, by what happened
TOPICS_BEFORE = (0.55, 0.33, 0.12, 0.0, 0.0)
TOPICS_AFTER = (0.10, 0.02, 0.04, 0.56, 0.28)
MOODS = np.array((0.25, 0.12, -0.14, 0.10, 0.30))  # mean of a text, by the stage it is written in
PAYMENT_MOOD = -0.35  # added when it is about payment
SCORED = 0.65  # of the texts have a score
CHECKED = 0.16  # of the scored ones were labelled by hand
AGREES = 0.8  # chance that the hand's label is that of the score; else any other one
NEUTRAL = 0.2  # a mood nearer to 0 is labelled neutral
CHANNEL_SHARES = (0.30, 0.45, 0.25)
CONTAINED = 0.58  # of chats with the bot that no agent joins
ANSWERED = (
    Curve.of(hours=(0, 0.05, 0.2), shares=(0, 0.7, 1)),
    Curve.of(hours=(0, 2, 8, 24, 72, 120), shares=(0, 0.12, 0.36, 0.66, 0.94, 1)),
    Curve.of(hours=(0, 0.2, 1, 4, 24), shares=(0, 0.55, 0.8, 0.95, 1)),
)
NEVER = 0.03  # of enquiries are never answered
RESOLVED = Curve.of(hours=(0, 4, 24, 72, 240), shares=(0, 0.2, 0.5, 0.8, 1))
CALLED, CALLED_AFTER = 0.62, Curve.of(hours=(0, 12, 48, 120), shares=(0, 0.3, 0.75, 1))
QUESTIONS = ("csat", "effort")
SENT_BY = ("email", "kakao")
ANSWER_SHARE = np.array(((0.14, 0.31), (0.22, 0.40)))  # by question and channel
SATISFIED = np.array(((5, 7, 15, 38, 35), (3, 4, 10, 35, 48)), float)  # Android, the others
EFFORT = np.array(((4, 7, 10, 14, 20, 24, 21), (30, 26, 18, 11, 8, 4, 3)), float)  # by mood
BAD = -0.1  # a mood below it makes the effort harder


@dataclass(frozen=True, eq=False, slots=True)
class Enquiries:
    """Enquiries sorted by time, one position each.

    Args:
        customer: Position in the world.
        at: In µs.
        stage: Position in STAGES.
        topic: Position in TOPICS.
        channel: Position in CHANNELS.
        expected: The mean of the mood's distribution.
        mood: The mood drawn, in hundredths.
        scored: Whether it was scored.
        hand: The label given by hand: −1, 0 or 1; −2 without one.
        agent_at: When an agent joined the chat with the bot, in µs, or -1.
        answered_at: In µs, or -1.
        resolved_at: In µs, or -1.
    """

    customer: Ints
    at: Ints
    stage: Ints
    topic: Ints
    channel: Ints
    expected: Floats
    mood: Ints
    scored: Flags
    hand: Ints
    agent_at: Ints
    answered_at: Ints
    resolved_at: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Feedback:
    """Invitations to a short survey, one position each.

    Args:
        customer: Position in the world.
        question: Position in QUESTIONS.
        channel: Position in SENT_BY.
        stage: Position in STAGES when invited.
        sent_at: In µs.
        done_at: In µs, or -1.
        score: As the survey tool writes it; empty without an answer.
        chance: Chance of an answer, whenever it comes.
        good: Chance that an answer is a good one.
        ease: Expected ease of an answer, 1 to 7, of the question about effort.
    """

    customer: Ints
    question: Ints
    channel: Ints
    stage: Ints
    sent_at: Ints
    done_at: Ints
    score: tuple[str, ...]
    chance: Floats
    good: Floats
    ease: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Voice:
    """Everything customers said, and whom the shop called after a low score.

    Args:
        enquiries: Enquiries.
        feedback: Short surveys.
        called: Customers called after a score of 6 or less, and when (µs).
        low: Whether each answer to the survey of the shop is such a score.
    """

    enquiries: Enquiries
    feedback: Feedback
    called: tuple[Ints, Ints]
    low: Flags


def speak(world: World, rng: np.random.Generator) -> Voice:
    """What customers say about a world that has happened.

    Args:
        world: What happened.
        rng: Source of chance.

    Returns:
        Enquiries, answers and calls before the world's instant.
    """
    stages = StageLog.of(world)
    enquiries = _enquiries(world, stages, rng)
    low = low_scores(world.answers)
    at = world.answers.done_at[low] + CALLED_AFTER.at(rng.random(int(low.sum())))
    called = (rng.random(at.size) < CALLED) & (at < AS_OF)
    feedback = _feedback(world, stages, enquiries, rng)
    return Voice(enquiries, feedback, (world.answers.customer[low][called], at[called]), low)


def low_scores(answers: Answers) -> Flags:
    """Which answers are whole scores from 0 to 6.

    Args:
        answers: The survey.

    Returns:
        One flag an invitation.
    """
    found: Flags = np.isin(np.array(answers.score, np.str_), [str(score) for score in range(7)])
    return found


@dataclass(frozen=True, eq=False, slots=True)
class StageLog:
    """Which stage each customer's events open, sorted by customer and time.

    Args:
        customer: Position in the world.
        at: In µs.
        stage: Position in STAGES.
    """

    customer: Ints
    at: Ints
    stage: Ints

    @classmethod
    def of(cls, world: World) -> StageLog:
        """The log of a world.

        Args:
            world: What happened.

        Returns:
            Every event that opens a stage.
        """
        episodes, orders = world.shopping.episodes, world.orders
        parts = (
            (world.visits[0], world.visits[1], 0),
            (episodes.customer, episodes.wished_at, 1),
            (episodes.customer, episodes.cart_at, 1),
            (orders.customer[orders.number == 1], orders.at[orders.number == 1], 2),
            (orders.customer[orders.number > 1], orders.at[orders.number > 1], 3),
            (orders.customer, orders.reviewed_at, 4),
            (orders.customer, orders.invited_at, 4),
        )
        who = np.concatenate([customer for customer, _, _ in parts])
        at = np.concatenate([times for _, times, _ in parts])
        stage = np.repeat([code for _, _, code in parts], [one.size for one, _, _ in parts])
        kept = np.flatnonzero(at >= 0)
        order = kept[np.lexsort((stage[kept], at[kept], who[kept]))]
        return cls(who[order], at[order], stage[order].astype(np.int64))

    def at_instant(self, customer: Ints, at: Ints) -> Ints:
        """The stage of customers at given instants: that of the event that came last.

        Args:
            customer: Positions in the world, each with an event by then.
            at: In µs.

        Returns:
            Positions in STAGES.
        """
        span = END + DAY - START  # of 40,000 customers, still far below what 64 bits hold
        events = self.customer * span + (self.at - START)
        place = np.searchsorted(events, customer * span + (at - START), side="right")
        return self.stage[place - 1]


def _enquiries(world: World, stages: StageLog, rng: np.random.Generator) -> Enquiries:
    episodes, orders = world.shopping.episodes, world.orders
    failed = np.flatnonzero(episodes.failed_at >= 0)
    parts = [
        _asked(episodes.customer, episodes.entered_at, ASKS_BEFORE, (30 * MINUTE, 3 * HOUR), rng),
        _asked(orders.customer, orders.at, ASKS_AFTER, (2 * HOUR, 5 * DAY), rng),
        _asked(
            episodes.customer[failed],
            episodes.failed_at[failed],
            ASKS_FAILED,
            (5 * MINUTE, 2 * HOUR),
            rng,
        ),
    ]
    shares = (TOPICS_BEFORE, TOPICS_AFTER, (0.0, 0.0, 1.0, 0.0, 0.0))
    topic = np.concatenate(
        [
            rng.choice(len(TOPICS), who.size, p=share).astype(np.int64)
            for (who, _), share in zip(parts, shares, strict=True)
        ]
    )
    customer, at = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    order = np.argsort(at, kind="stable")
    return _served(customer[order], at[order], topic[order], stages, rng)


def _asked(
    who: Ints, at: Ints, chance: float, after: tuple[int, int], rng: np.random.Generator
) -> tuple[Ints, Ints]:
    asks = at + rng.integers(*after, who.size)
    kept = (rng.random(who.size) < chance) & (asks < AS_OF)
    return who[kept], asks[kept]


def _served(
    customer: Ints, at: Ints, topic: Ints, stages: StageLog, rng: np.random.Generator
) -> Enquiries:
    size = at.size
    stage = stages.at_instant(customer, at)
    expected = MOODS[stage] + np.where(topic == TOPICS.index("payment"), PAYMENT_MOOD, 0.0)
    mood = np.rint(100 * (expected + rng.uniform(-0.6, 0.6, size))).clip(-100, 100)
    channel = rng.choice(len(CHANNELS), size, p=CHANNEL_SHARES).astype(np.int64)
    quantile = rng.random(size)
    delay = np.stack([curve.at(quantile) for curve in ANSWERED])[channel, np.arange(size)]
    answered = np.where(rng.random(size) < NEVER, AS_OF, at + delay)
    resolved = answered + RESOLVED.at(rng.random(size))
    agent = at + rng.integers(2 * MINUTE, 5 * HOUR, size)
    joins = (channel == 0) & (rng.random(size) >= CONTAINED)
    scored = rng.random(size) < SCORED
    label = np.where(mood < -100 * NEUTRAL, -1, np.where(mood > 100 * NEUTRAL, 1, 0))
    other = (label + 1 + rng.integers(1, 3, size)) % 3 - 1
    hand = np.where(rng.random(size) < AGREES, label, other)
    by_hand = scored & (rng.random(size) < CHECKED)
    return Enquiries(
        customer=customer,
        at=at,
        stage=stage,
        topic=topic,
        channel=channel,
        expected=expected,
        mood=mood.astype(np.int64),
        scored=scored,
        hand=np.where(by_hand, hand, -2).astype(np.int64),
        agent_at=np.where(joins & (agent < AS_OF), agent, -1),
        answered_at=np.where(answered < AS_OF, answered, -1),
        resolved_at=np.where(resolved < AS_OF, resolved, -1),
    )


def _feedback(
    world: World, stages: StageLog, enquiries: Enquiries, rng: np.random.Generator
) -> Feedback:
    orders = world.orders
    bought = (rng.random(orders.at.size) < 0.5) & (orders.at + 4 * DAY < AS_OF)
    closed = (enquiries.resolved_at >= 0) & (enquiries.resolved_at + HOUR < AS_OF)
    customer = np.concatenate([orders.customer[bought], enquiries.customer[closed]])
    sent = np.concatenate([orders.at[bought] + 4 * DAY, enquiries.resolved_at[closed] + HOUR])
    question = np.repeat([0, 1], [int(bought.sum()), int(closed.sum())])
    bad = np.concatenate(
        [np.zeros(int(bought.sum()), np.bool_), enquiries.mood[closed] < 100 * BAD]
    )
    order = np.argsort(sent, kind="stable")
    customer, sent, question, bad = (one[order] for one in (customer, sent, question, bad))
    size = sent.size
    channel = (rng.random(size) < 0.45).astype(np.int64)
    chance = ANSWER_SHARE[question, channel]
    done = sent + HOUR + (rng.exponential(20.0, size) * HOUR).astype(np.int64)
    answers = (rng.random(size) < chance) & (done < AS_OF)
    content, effort = _shares(SATISFIED), _shares(EFFORT)
    happier = np.where(world.people.android[customer], 0, 1)
    harder = np.where(bad, 0, 1)
    drawn = rng.random((size, 1))
    csat = 1 + (drawn > np.cumsum(content, axis=1)[happier]).sum(axis=1).clip(0, 4)
    hard = 1 + (drawn > np.cumsum(effort, axis=1)[harder]).sum(axis=1).clip(0, 6)
    score = np.where(answers, np.where(question == 0, csat, hard).astype(np.str_), "").astype(
        object
    )
    odd = rng.choice(np.flatnonzero(answers & (question == 0)), 4, replace=False)
    score[odd] = ("0", "6", "6", "11")  # three off the question's scale, one off every scale
    ease = (effort * np.arange(7, 0, -1)).sum(axis=1)
    return Feedback(
        customer=customer,
        question=question,
        channel=channel,
        stage=stages.at_instant(customer, sent),
        sent_at=sent,
        done_at=np.where(answers, done, -1),
        score=tuple(score.tolist()),
        chance=chance,
        good=np.where(
            question == 0, content[happier, 3:].sum(axis=1), effort[harder, :3].sum(axis=1)
        ),
        ease=ease[harder],
    )


def _shares(weights: Floats) -> Floats:
    found: Floats = weights / weights.sum(axis=1, keepdims=True)
    return found
