"""What is true of what customers say: expected values given who asked, and who was invited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stagelift.demo.curve import AS_OF, DAY, HOUR, Flags, Floats, Ints
from stagelift.demo.trials import LEAK, LEAK_DAY
from stagelift.demo.voice import (
    ANSWERED,
    CALLED,
    CALLED_AFTER,
    CONTAINED,
    NEVER,
    QUESTIONS,
    SENT_BY,
    STAGES,
    TOPICS,
)

if TYPE_CHECKING:
    from stagelift.demo.expected import World
    from stagelift.demo.voice import Enquiries, Voice

TO_ANSWER = 14 * DAY
PROMISE, CALL_PROMISE = 24 * HOUR, 48 * HOUR


@dataclass(frozen=True, slots=True)
class VoiceTruth:
    """What is true of what customers said over the whole time of the world.

    Args:
        csat: Expected share of satisfied answers, by stage at invitation and "all".
        ease: Expected ease, 1 to 7 (the question counts the other way), by stage and "all".
        response: Expected share of the invited who answer, by question and channel.
        mood: Expected mood of the customers with a scored text, by stage and "all".
        first_response: Expected share of enquiries answered within 24 hours.
        contained: Expected share of chats with the bot that no agent joins.
        followed_up: Expected share of low scores followed up within 48 hours.
        topics: Enquiries by stage and topic.
        concentrated: The topic, stage, platform and day from which enquiries gather there.
    """

    csat: dict[str, float]
    ease: dict[str, float]
    response: dict[str, dict[str, float]]
    mood: dict[str, float]
    first_response: float
    contained: float
    followed_up: float
    topics: dict[str, dict[str, int]]
    concentrated: dict[str, str]


def voice_truth(world: World, voice: Voice) -> VoiceTruth:
    """The truth of what was said.

    Args:
        world: What happened.
        voice: What was said about it.

    Returns:
        Expected values, averaged over who was asked or asked.
    """
    given, asked = voice.feedback, voice.enquiries
    scale = (("1", "2", "3", "4", "5"), ("1", "2", "3", "4", "5", "6", "7"))
    score = np.array(given.score, np.str_)
    on_scale = np.where(given.question == 0, np.isin(score, scale[0]), np.isin(score, scale[1]))
    ripe = given.sent_at + TO_ANSWER <= AS_OF
    old = asked.at + PROMISE <= AS_OF
    return VoiceTruth(
        csat=_by_stage(given.stage, given.good, on_scale & (given.question == 0)),
        ease=_by_stage(given.stage, given.ease, on_scale & (given.question == 1)),
        response={
            name: {
                by: _mean(given.chance[ripe & (given.question == q) & (given.channel == c)])
                for c, by in enumerate(SENT_BY)
            }
            for q, name in enumerate(QUESTIONS)
        },
        mood=_moods(asked),
        first_response=_mean(_in_time(asked.channel[old])),
        contained=CONTAINED,
        followed_up=CALLED * float(CALLED_AFTER.share_by(CALL_PROMISE)),
        topics={
            stage: {
                topic: int(((asked.stage == s) & (asked.topic == t)).sum())
                for t, topic in enumerate(TOPICS)
            }
            for s, stage in enumerate(STAGES)
        },
        concentrated=_concentrated(world, asked),
    )


def _in_time(channel: Ints) -> Floats:
    shares = np.array([float(curve.share_by(PROMISE)) for curve in ANSWERED])
    found: Floats = (1 - NEVER) * shares[channel]
    return found


def _by_stage(stage: Ints, value: Floats, kept: Flags) -> dict[str, float]:
    found = {"all": _mean(value[kept])}
    for code, name in enumerate(STAGES):
        if (kept & (stage == code)).any():
            found[name] = _mean(value[kept & (stage == code)])
    return found


def _moods(asked: Enquiries) -> dict[str, float]:
    """Means over customers of the expected mood of each one's scored texts."""
    found = {}
    for code, name in ((-1, "all"), *enumerate(STAGES)):
        kept = asked.scored & ((asked.stage == code) | (code < 0))
        if kept.any():
            _, row = np.unique(asked.customer[kept], return_inverse=True)
            means = np.bincount(row, asked.expected[kept]) / np.bincount(row)
            found[name] = _mean(means)
    return found


def _concentrated(world: World, asked: Enquiries) -> dict[str, str]:
    """Where enquiries about payment gather after payments began to fail."""
    since = (asked.topic == TOPICS.index("payment")) & (asked.at >= LEAK)
    often = np.bincount(asked.stage[since], minlength=len(STAGES)).argmax()
    return {
        "topic": "payment",
        "stage": STAGES[int(often)],
        "platform": "android",
        "since": LEAK_DAY.isoformat(),
    }


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else 0.0
