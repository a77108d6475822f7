"""A reconciliation as lines of text, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import number

if TYPE_CHECKING:
    from stagelift.experiments.sending.reconciliation import Arm, Reconciliation

COLUMNS = ("handed", "due", "missing", "wrong", "twice", "extra")
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "{experiment}: {rows:,} rows of {files} against what was handed out",
        "variant": "variant",
        "handed": "handed out",
        "due": "due",
        "missing": "missing",
        "wrong": "wrong variant",
        "twice": "twice",
        "extra": "extra",
        "drawn": "all",
        "blank": "{blank:,} rows have no id and count nowhere",
        "nowhere": "{extra:,} customers were never handed out, and no variant is said of them",
        "note": "note: {note}",
    },
    "ko": {
        "head": "{experiment}: {files} {rows:,}행을 내보낸 명단과 비교",
        "variant": "변형",
        "handed": "내보냄",
        "due": "발송 예정",
        "missing": "빠짐",
        "wrong": "다른 변형",
        "twice": "두 번",
        "extra": "명단에 없음",
        "drawn": "전체",
        "blank": "ID가 없는 행 {blank:,}개는 세지 않았습니다",
        "nowhere": "명단에 없는 고객 {extra:,}명은 변형이 적혀 있지 않습니다",
        "note": "참고: {note}",
    },
}


def reconciled_text(found: Reconciliation, language: str) -> str:
    """The counts by variant, and how the report was read.

    Args:
        found: The reconciliation.
        language: `en` or `ko`.

    Returns:
        Lines of text; the judgement is said by who shows it.
    """
    words = WORDS[language]
    files = ", ".join(found.files)
    lines = [words["head"].format(experiment=found.experiment, rows=found.rows, files=files)]
    rows = [tuple(words[name] for name in ("variant", *COLUMNS))]
    rows += [row_of(arm, words) for arm in found.arms]
    lines += aligned(rows, left=1)
    if found.blank:
        lines.append(words["blank"].format(blank=found.blank))
    unsaid = found.extra - sum(arm.extra for arm in found.arms)
    if unsaid:
        lines.append(words["nowhere"].format(extra=unsaid))
    lines += [words["note"].format(note=note) for note in found.notes]
    return "\n".join(lines)


def row_of(arm: Arm, words: Mapping[str, str]) -> tuple[str, ...]:
    """One variant's counts; what is missing as a share of what was due, too."""
    cells = [f"{getattr(arm, name):,}" for name in COLUMNS]
    if arm.missing:
        share = number(100 * arm.missing / arm.due, 1)
        cells[COLUMNS.index("missing")] = f"{arm.missing:,} ({share}%)"
    return (arm.variant or words["drawn"], *cells)
