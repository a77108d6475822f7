"""Sizes, coverage and overlap of segments as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import formatted
from stagelift.journey.segments.table import (
    UNKNOWN,
    count_words,
    labelled,
    share_words,
)

if TYPE_CHECKING:
    from stagelift.journey.segments.overlap import SegmentOverlap
    from stagelift.journey.segments.sizes import SegmentSize, SegmentSizes

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "Segments at {at}, as known {as_of}; {n:,} customers known by then",
        "segment": "segment",
        "customers": "customers",
        "share": "share of all, 95% (Wilson)",
        "coverage": "Coverage",
        "covered": "in at least one",
        "other": "other: in none",
        "several": "in more than one",
        "exclusive": "exclusive, as declared",
        "broken": "NOT exclusive: customers are in more than one",
        "small": "{sign}: fewer than {least} customers, or they could be computed from it",
        "empty": "nobody",
        "overlap": "Share of the row's customers who are in the column",
        "closest": "Most alike (Jaccard: in both, of those in either)",
        "both": "{first} and {second}: {k:,} in both, {jaccard}",
        "apart": "No two of them share a customer that may be shown",
    },
    "ko": {
        "head": "{at} 기준 세그먼트, {as_of}까지 알려진 대로; 그때까지 알려진 고객 {n:,}명",
        "segment": "세그먼트",
        "customers": "고객 수",
        "share": "전체 대비 비율, 95% (윌슨)",
        "coverage": "포함 범위",
        "covered": "하나 이상에 속함",
        "other": "기타: 어디에도 없음",
        "several": "둘 이상에 속함",
        "exclusive": "선언대로 서로 겹치지 않음",
        "broken": "겹침: 둘 이상에 속한 고객이 있음",
        "small": "{sign}: 고객이 {least}명 미만이거나, 그 수를 계산해 낼 수 있어 숨김",
        "empty": "없음",
        "overlap": "행의 고객 가운데 열에도 속한 비율",
        "closest": "가장 비슷한 쌍 (자카드: 둘 중 하나에 속한 고객 가운데 둘 다 속한 비율)",
        "both": "{first}, {second}: 둘 다 {k:,}명, {jaccard}",
        "apart": "보여 줄 수 있는 겹치는 고객이 없음",
    },
}
SHOWN = 3  # pairs that are named under the matrix


def sizes_text(found: SegmentSizes, language: str) -> str:
    """Sizes and coverage.

    Args:
        found: The sizes.
        language: `en` or `ko`.

    Returns:
        Lines: when, one line a segment, the sets, what is not shown.
    """
    words = WORDS[language]
    lines = [words["head"].format(at=found.at, as_of=found.as_of, n=found.n)]
    rows: list[tuple[str, ...]] = [(words["segment"], words["customers"], words["share"])]
    rows += [_size_cells(one, language) for one in found.rows if one.of == "segment"]
    lines += aligned(rows, right=[1])
    for name, inside in found.sets:
        state = dict(found.partitions).get(name)
        said = "" if state is None else words["exclusive" if state else "broken"]
        lines.append("")
        lines.append(f"{words['coverage']} {name}: {', '.join(inside)}{said and f'; {said}'}")
        own = [one for one in found.rows if one.segment == name and one.of != "segment"]
        cells = [
            (words[one.of], count_words(one.k), share_words(one.value, one.low, one.high))
            for one in own
        ]
        lines += [f"  {line}" for line in aligned(cells, right=[1])]
    if any(one.k is None for one in found.rows):
        lines.append(words["small"].format(sign=UNKNOWN, least=found.minimum_cell))
    return "\n".join(lines)


def _size_cells(one: SegmentSize, language: str) -> tuple[str, ...]:
    name = labelled(one.segment, one.label, language)
    if one.status == "no_data":
        return (name, "0", WORDS[language]["empty"])
    return (name, count_words(one.k), share_words(one.value, one.low, one.high))


def overlap_text(found: SegmentOverlap, language: str) -> str:
    """The matrix of shares, and the pairs that are most alike.

    Args:
        found: The overlap.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    words = WORDS[language]
    lines = [words["head"].format(at=found.at, as_of=found.as_of, n=found.n), words["overlap"]]
    rows = [("", words["customers"], *found.segments)]
    for place, name in enumerate(found.segments):
        cells = [_matrix_cell(found, name, other) for other in found.segments]
        label = labelled(name, found.labels[place], language)
        rows.append((label, count_words(found.sizes[place]), *cells))
    lines += aligned(rows, right=range(1, len(found.segments) + 2))
    alike = sorted(
        (pair for pair in found.pairs if pair.k and pair.jaccard is not None),
        key=lambda pair: -((pair.jaccard and pair.jaccard.value) or 0),
    )
    lines.append(words["closest"] if alike else words["apart"])
    for pair in alike[:SHOWN]:
        near = pair.jaccard
        shown = share_words(near.value, near.low, near.high) if near else UNKNOWN
        lines.append(
            "  "
            + words["both"].format(first=pair.first, second=pair.second, k=pair.k, jaccard=shown)
        )
    if any(pair.status == "low_n" for pair in found.pairs):
        lines.append(words["small"].format(sign=UNKNOWN, least=found.minimum_cell))
    return "\n".join(lines)


def _matrix_cell(found: SegmentOverlap, row: str, column: str) -> str:
    if row == column:
        return "·"
    share = found.share(row, column)
    return UNKNOWN if share is None else formatted(share, ".1%")
