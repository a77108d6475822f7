"""Which events of the data may open which stage, for a journey whose events are still examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.starter.events import likely_event
from stagelift.workspace.connecting.words import plain

if TYPE_CHECKING:
    from stagelift.definitions import Journey

MOST_FITTING = 3
KOREAN = re.compile("[가-힣]")
# Words that mean much the same thing in the names of events of shops, apps and subscriptions.
ALIKE = (
    *(
        {"visit", "visited", "view", "session", "start", "started", "open", "opened", "launch"}
        | {"page", "screen", "homepage", "방문", "접속"},
    ),
    {"cart", "basket", "add", "added", "wish", "wished", "wishlist", "favorite", "장바구니", "찜"},
    {"order", "ordered", "purchase", "purchased", "buy", "bought", "checkout", "paid", "payment"}
    | {"completed", "transaction", "주문", "구매", "결제"},
    {"review", "reviewed", "rating", "rated", "write", "written", "리뷰", "후기"},
    {"invite", "invited", "share", "shared", "friend", "referral", "referred", "추천", "공유"},
    {"sign", "signup", "signed", "register", "registered", "registration", "join", "가입"},
    {"login", "logged", "log", "activate", "activated", "install", "installed", "로그인"},
    {"return", "returned", "refund", "refunded", "반품", "환불"},
    {"renew", "renewed", "renewal", "resubscribed", "갱신", "연장"},
)
# Words that carry the meaning of their group; the others only support it.
STRONG = frozenset(
    (
        *("visit", "visited", "session", "cart", "basket", "order", "ordered", "purchase"),
        *("purchased", "review", "reviewed", "invite", "invited", "share", "shared", "signup"),
        *("login", "refund", "returned", "renewed", "view", "wishlist", "paid", "checkout"),
    )
)


@dataclass(frozen=True, slots=True)
class StageEvents:
    """A stage that no event of the data opens, and the events that may.

    Args:
        stage: Id of the stage.
        written: What it says now.
        fitting: Events of the data with their rows, the best first; possibly none.
    """

    stage: str
    written: str
    fitting: tuple[tuple[str, int], ...]

    @property
    def instead(self) -> tuple[str, ...]:
        """What may be written for it, the best first."""
        occurrence = re.search(r" x[0-9]+$", self.written)
        later = occurrence[0] if occurrence else ""
        return tuple(f"{event}{later}" for event, _ in self.fitting)


def unopened_stages(journey: Journey, rows: Mapping[str, int]) -> tuple[StageEvents, ...]:
    """The stages none of whose events occurs, with the events of the data that come near.

    Args:
        journey: The journey.
        rows: Events of the data with their rows.

    Returns:
        Such stages in order; empty when every stage is reached, or there are no events.
    """
    if not rows:
        return ()
    found = []
    for name, stage in journey.stages.items():
        events = stage.enter.events if stage.enter else ()
        if events and not set(events) & set(rows):
            fitting = _fitting(events, rows)
            found.append(StageEvents(name, str(stage.enter), fitting))
    return tuple(found)


def _fitting(events: tuple[str, ...], rows: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Events of like words, then those known by another usual name or spelt alike."""
    usual = [found for wanted in events if (found := likely_event(wanted, rows)) is not None]
    scored = {event: max(_likeness(event, wanted) for wanted in events) for event in rows}
    best = sorted((e for e in rows if scored[e] > 0), key=lambda e: (-scored[e], -rows[e], e))
    return tuple((event, rows[event]) for event in dict.fromkeys((*best, *usual)))[:MOST_FITTING]


def _likeness(event: str, wanted: str) -> int:
    """2 for every meaning both names carry by a strong word, and 1 for each word that supports it.

    Korean words are found inside others: they are written together with what follows.
    """
    ours, theirs = set(plain(wanted).split("_")), set(plain(event).split("_"))
    score = 0
    for group in ALIKE:
        inside = {word for word in group if KOREAN.match(word) and word in plain(event)}
        found = (theirs & group) | inside
        if ours & group & STRONG and (found & STRONG or inside):
            score += 1 + len(found)
    return score
