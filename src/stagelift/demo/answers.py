"""The NPS survey of the demo shop: who is asked at which stage, who answers, and what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stagelift.demo.curve import AS_OF, DAY, HOUR, Floats, Ints

if TYPE_CHECKING:
    from stagelift.demo.buying import Orders
    from stagelift.demo.shopping import Episodes


@dataclass(frozen=True, slots=True)
class Asked:
    """How one stage is surveyed.

    Args:
        stage: Stage at invitation.
        after: Time from what triggers the invitation, in µs.
        invited: Share of the triggers that are invited.
        answers: Share of the invited who answer.
        scores: Relative frequency of the scores 0 to 10.
    """

    stage: str
    after: int
    invited: float
    answers: float
    scores: tuple[int, ...]

    @property
    def chances(self) -> Floats:
        """Chance of each score from 0 to 10."""
        return np.asarray(self.scores) / sum(self.scores)

    @property
    def nps(self) -> float:
        """The true NPS of those who answer, in points."""
        chances = self.chances
        return float(100 * (chances[9:].sum() - chances[:7].sum()))


ASKED = (
    Asked("awareness", 2 * DAY, 0.25, 0.09, (2, 1, 2, 2, 4, 9, 9, 17, 19, 19, 16)),
    Asked("consideration", 8 * DAY, 0.03, 0.18, (4, 2, 3, 4, 6, 11, 11, 18, 18, 12, 11)),
    Asked("purchase", 3 * DAY, 0.55, 0.37, (1, 1, 1, 1, 2, 5, 5, 13, 20, 27, 24)),
    Asked("retention", 3 * DAY, 0.60, 0.42, (1, 0, 1, 1, 2, 4, 5, 12, 18, 28, 28)),
    Asked("advocacy", 3 * DAY, 0.50, 0.55, (0, 0, 0, 1, 1, 2, 3, 8, 16, 32, 37)),
)
_OFF_SCALE = ("11", "8.5", "11", "8.5", "11")
_BLANK = 0.015  # of the answered leave the score out


@dataclass(frozen=True, eq=False, slots=True)
class Answers:
    """Invitations, one position each.

    Args:
        customer: Position in the world.
        stage: Position in ASKED.
        sent_at: In µs.
        done_at: In µs, or -1 when nobody answered.
        score: As the survey tool writes it; empty when there is none.
    """

    customer: Ints
    stage: Ints
    sent_at: Ints
    done_at: Ints
    score: tuple[str, ...]


def survey(
    visits: tuple[Ints, Ints], episodes: Episodes, orders: Orders, rng: np.random.Generator
) -> Answers:
    """Invitations sent before the world's instant, with what was answered by then.

    Args:
        visits: Customers and instants of visits; the first ever may be asked about.
        episodes: Considerations; one without an order may be asked about.
        orders: Orders with their reviews.
        rng: Source of chance.

    Returns:
        Invitations sorted by time.
    """
    triggers = _triggers(visits, episodes, orders)
    customer, stage, sent = [], [], []
    for code, (asked, (who, at)) in enumerate(zip(ASKED, triggers, strict=True)):
        chosen = (rng.random(who.size) < asked.invited) & (at + asked.after < AS_OF)
        customer.append(who[chosen])
        sent.append(at[chosen] + asked.after)
        stage.append(np.full(int(chosen.sum()), code))
    sent_at = np.concatenate(sent)
    order = np.argsort(sent_at, kind="stable")
    return _answered(
        np.concatenate(customer)[order], np.concatenate(stage)[order], sent_at[order], rng
    )


def _triggers(
    visits: tuple[Ints, Ints], episodes: Episodes, orders: Orders
) -> list[tuple[Ints, Ints]]:
    _, new = np.unique(visits[0], return_index=True)  # visits come week after week
    left = (episodes.ordered_at < 0) & (episodes.failed_at < 0)
    first, second, wrote = orders.number == 1, orders.number == 2, orders.reviewed_at >= 0
    return [
        (visits[0][new], visits[1][new]),
        (episodes.customer[left], episodes.entered_at[left]),
        (orders.customer[first], orders.at[first]),
        (orders.customer[second], orders.at[second]),
        (orders.customer[wrote], orders.reviewed_at[wrote]),
    ]


def _answered(customer: Ints, stage: Ints, sent_at: Ints, rng: np.random.Generator) -> Answers:
    size = customer.size
    shares = np.array([asked.answers for asked in ASKED])
    done = sent_at + HOUR + (rng.exponential(20.0, size) * HOUR).astype(np.int64)
    answers = (rng.random(size) < shares[stage]) & (done < AS_OF)
    totals = np.cumsum([asked.chances for asked in ASKED], axis=1)
    score = (rng.random(size)[:, None] > totals[stage]).sum(axis=1).clip(0, 10)
    texts = np.where(answers & (rng.random(size) >= _BLANK), score.astype(np.str_), "")
    texts = texts.astype(object)
    scored = np.flatnonzero(texts != "")
    odd = rng.choice(scored, min(len(_OFF_SCALE), scored.size), replace=False)
    texts[odd] = _OFF_SCALE[: odd.size]
    return Answers(customer, stage, sent_at, np.where(answers, done, -1), tuple(texts.tolist()))
