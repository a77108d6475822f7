"""What a cohort does, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import confidence, number
from stagelift.journey.wording import Words

if TYPE_CHECKING:
    from stagelift.journey.quantity import Quantity
    from stagelift.journey.where.occupation import Occupation
    from stagelift.journey.where.paths import Paths

WORDS = {
    "en": {
        "occupation": "Where those who first entered {0} in {1} are, {2}, {3}",
        "any": "any stage",
        "stage": "stage",
        "segment": "Segment {0}: {1} customers",
        "whole": "{0} customers",
        "day": "day {0}",
        "followed": "followed",
        "immature": "not yet",
        "occupation.method": (
            "Shares of everyone who entered; while all are followed, plain shares (wilson), later "
            "by Aalen–Johansen steps. Days of 24 hours since the entry."
        ),
        "paths": "Ways of those who first entered {0} in {1}, followed for {2}, {3}, {4}",
        "path": "way",
        "customers": "customers",
        "share": "share",
        "reached": "reached {0}",
        "other": "all other ways",
        "out": "{0} customers are left out: their time is not over.",
        "returns": "Unexpected returns in {0} (may_go_back_to names no such way):",
        "return": "  {0} > {1}: {2} by {3} customers",
        "no returns": "No unexpected return in {0}.",
    },
    "ko": {
        "occupation": "{1}에 처음 {0}에 들어온 고객이 있는 곳, {2}, {3}",
        "any": "여정",
        "stage": "단계",
        "segment": "고객 집단 {0}: 고객 {1}명",
        "whole": "고객 {0}명",
        "day": "{0}일째",
        "followed": "지켜본 고객",
        "immature": "아직 모름",
        "occupation.method": (
            "들어온 모든 고객에 대한 비율. 모두 지켜보는 동안은 단순 비율(wilson), 그 뒤는 "
            "Aalen–Johansen. 하루는 들어온 때부터 24시간입니다."
        ),
        "paths": "{1}에 처음 {0}에 들어와 {2} 동안 지켜본 고객의 길, {3}, {4}",
        "path": "길",
        "customers": "고객 수",
        "share": "비율",
        "reached": "{0} 도달",
        "other": "그 밖의 모든 길",
        "out": "고객 {0}명은 아직 기간이 끝나지 않아 뺐습니다.",
        "returns": "{0}의 예상 밖 되돌아감(may_go_back_to에 없는 길):",
        "return": "  {0} > {1}: {2}건, 고객 {3}명",
        "no returns": "{0}에 예상 밖 되돌아감이 없습니다.",
    },
}


def occupation_text(found: Occupation, language: str = "en") -> str:
    """The shares by stage and age as lines, one table a segment.

    Args:
        found: The answer.
        language: `en` or `ko`.

    Returns:
        A heading, the tables and how they were counted.
    """
    words = Words(language, WORDS)
    level = words("level", confidence(found.rows[0].share.level))
    seen = words.instant(found.as_of, found.zone)
    lines = [words("occupation", found.of or words("any"), found.period, seen, level)]
    days = list(dict.fromkeys(row.day for row in found.rows))
    for segment in dict.fromkeys(row.share.segment for row in found.rows):
        mine = {(r.share.stage, r.day): r for r in found.shown if r.share.segment == segment}
        one = next(iter(mine.values())).share
        hidden = one.n == 0 and one.status == "low_n"
        n = words.count(None if hidden else one.n, found.minimum_cell)
        lines += ["", words("segment", segment, n) if segment else words("whole", n)]
        if hidden:
            continue
        rows = [[words("stage"), *(words("day", day) for day in days)]]
        for stage in dict.fromkeys(stage for stage, _ in mine):
            shares = [mine[stage, day].share for day in days]
            rows.append([stage or "", *(_share(share, words) for share in shares)])
        first = next(iter(mine))[0]
        rows.append([words("followed"), *(number(mine[first, day].followed) for day in days)])
        lines += aligned(rows, left=1)
    return "\n".join([*lines, "", words("occupation.method")])


def _share(quantity: Quantity, words: Words) -> str:
    """A share with its interval, or that it cannot be known yet."""
    if quantity.value is None:
        return words("immature") if quantity.status == "immature" else ""
    shown = words.share(quantity.value)
    if quantity.low is None or quantity.high is None:
        return shown
    return f"{shown} {words.between(words.share(quantity.low), words.share(quantity.high))}"


def paths_text(found: Paths, language: str = "en") -> str:
    """The ways as lines, one table a segment, and the unexpected returns.

    Args:
        found: The answer.
        language: `en` or `ko`.

    Returns:
        A heading, the tables, who was left out, and the returns.
    """
    words = Words(language, WORDS)
    level = words("level", confidence(found.rows[0].share.level if found.rows else 0.95))
    seen = words.instant(found.as_of, found.zone)
    time = words.duration(found.within_days)
    lines = [words("paths", found.of or words("any"), found.period, time, seen, level)]
    for segment in dict.fromkeys(row.share.segment for row in found.shown):
        mine = [row for row in found.shown if row.share.segment == segment]
        hidden = mine[0].share.n == 0
        n = words.count(None if hidden else mine[0].share.n, found.minimum_cell)
        lines += ["", words("segment", segment, n) if segment else words("whole", n)]
        if hidden:
            continue
        head = [words("path"), words("customers"), words("share"), words("reached", found.goal)]
        rows = [
            [
                row.name if row.stages else words("other"),
                number(row.share.k or 0),
                _share(row.share, words),
                _share(row.reached, words),
            ]
            for row in mine
        ]
        lines += aligned([head, *rows], left=1)
    lines += ["", *([words("out", number(found.immature))] if found.immature else [])]
    return "\n".join([*lines, *_returns(found, words)])


def _returns(found: Paths, words: Words) -> list[str]:
    """The unexpected returns; those of few customers without their number."""
    if not found.unexpected:
        return [words("no returns", found.period)]
    few, least = words("few", found.minimum_cell), found.minimum_cell
    return [
        words("returns", found.period),
        *(
            words(
                "return",
                move.start,
                move.end,
                number(move.moves) if move.customers >= least else few,
                number(move.customers) if move.customers >= least else few,
            )
            for move in found.unexpected
        ),
    ]
