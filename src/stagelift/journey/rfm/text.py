"""RFM groups and moves as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import formatted
from stagelift.journey.segments.table import UNKNOWN, count_words, labelled, share_words

if TYPE_CHECKING:
    from stagelift.journey.rfm.groups import RfmGroups
    from stagelift.journey.rfm.moves import RfmMoves
    from stagelift.journey.rfm.scale import RfmCutPoints

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "Customers with {event} in the {days:g} days to {at}, as known {as_of}",
        "cuts": "{n:,} customers with {event} in the {days:g} days to {at}, parted into fifths",
        "paste": "Paste into journey.yaml and keep: scores stay comparable from then on",
        "low_n": "Too few customers to part into fifths: 50 are needed",
        "degenerate": "Too many customers are equally recent to be parted",
        "group": "group",
        "segment": "segment",
        "everyone": "everyone",
        "customers": "customers",
        "share": "share, 95% (Wilson)",
        "moves": "From {since} (rows) to {at} (columns), share of the row; cut points are the same",
        "then": "then",
        "now": "now",
        "small": "{sign}: fewer than {least} customers, or they could be computed from it",
        "none": "none: nothing done in the look-back",
    },
    "ko": {
        "head": "{at}까지 {days:g}일 안에 {event} 있는 고객, {as_of}까지 알려진 대로",
        "cuts": "{at}까지 {days:g}일 안에 {event} 있는 고객 {n:,}명을 다섯으로 나눔",
        "paste": "journey.yaml에 붙여 넣고 그대로 두세요: 그 뒤로 점수를 서로 비교할 수 있습니다",
        "low_n": "다섯으로 나누기에 고객이 적습니다: 50명이 필요합니다",
        "degenerate": "최근성이 같은 고객이 너무 많아 나눌 수 없습니다",
        "group": "그룹",
        "segment": "세그먼트",
        "everyone": "전체",
        "customers": "고객 수",
        "share": "비율, 95% (윌슨)",
        "moves": "{since}(행)에서 {at}(열)로 옮긴 비율, 행 기준; 기준점은 그대로",
        "then": "당시",
        "now": "지금",
        "small": "{sign}: 고객이 {least}명 미만이거나, 그 수를 계산해 낼 수 있어 숨김",
        "none": "none: 그 기간에 한 일이 없음",
    },
}


def cuts_text(found: RfmCutPoints, language: str) -> str:
    """The cut points as a block to paste, or why there are none.

    Args:
        found: The cut points.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    words = WORDS[language]
    if found.status == "low_n":  # of so few, not even the number is shown
        return words["low_n"]
    told = {"n": found.n, "event": found.event, "days": found.within_days, "at": found.at}
    head = words["cuts"].format(**told)
    if found.status != "ok":
        return f"{head}\n{words[found.status]}"
    return "\n".join([head, words["paste"], "", found.yaml])


def groups_text(found: RfmGroups, language: str) -> str:
    """The groups with their shares.

    Args:
        found: The groups.
        language: `en` or `ko`.

    Returns:
        Lines: what was scored, one line a group and segment.
    """
    words = WORDS[language]
    told = {"event": found.event, "days": found.within_days, "at": found.at, "as_of": found.as_of}
    several = len({one.segment for one in found.rows}) > 1
    heading = (*([words["segment"]] if several else []), words["group"], words["customers"])
    rows: list[tuple[str, ...]] = [(*heading, words["share"])]
    for one in found.rows:
        name = [one.segment or words["everyone"]] if several else []
        group = labelled(one.group, one.label, language)
        share = share_words(one.value, one.low, one.high)
        rows.append((*name, group, count_words(one.k), share))
    lines = [words["head"].format(**told), *aligned(rows, right=[len(heading) - 1])]
    if any(one.status == "low_n" for one in found.rows):
        lines.append(words["small"].format(sign=UNKNOWN, least=found.minimum_cell))
    return "\n".join(lines)


def moves_text(found: RfmMoves, language: str) -> str:
    """The transition matrix.

    Args:
        found: The moves.
        language: `en` or `ko`.

    Returns:
        Lines: the instants, one line an earlier group.
    """
    words = WORDS[language]
    rows: list[tuple[str, ...]] = [("", words["then"], *found.groups)]
    for place, group in enumerate(found.groups):
        shares = [found.move(group, other).value for other in found.groups]
        cells = [UNKNOWN if share is None else formatted(share, ".1%") for share in shares]
        rows.append((group, count_words(found.before[place]), *cells))
    rows.append((words["now"], "", *map(count_words, found.after)))
    lines = [words["moves"].format(since=found.since, at=found.at)]
    lines += aligned(rows, right=range(1, len(found.groups) + 2))
    lines.append(words["none"])
    if any(one.status == "low_n" for one in found.rows):
        lines.append(words["small"].format(sign=UNKNOWN, least=found.minimum_cell))
    return "\n".join(lines)
