"""The window of churn by silence as a screen of text, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.definitions.holdback import share_text
from stagelift.formatting import formatted, number
from stagelift.metrics.cohorts import words

if TYPE_CHECKING:
    from stagelift.metrics.silence import SilenceRow, SilenceWindow

EXACT = 1_000_000  # a share somebody wrote has a smaller denominator: its float gives it back
EN: Mapping[str, str] = {
    "silent": "silent for",
    "silences": "silences",
    "back": "back within {horizon} days",
    "now": "silent now",
    "days": "{days} days",
    "few": "too few to show",
    "unknown": "an unknown share",
    "share": "{share} ({low} to {high})",
    "own": (
        "{metric}: of the customers silent for {days} days, {share} come back within {horizon} "
        "days."
    ),
    "own.unknown": (
        "{metric}: of the customers silent for {days} days, nobody can say how many come back: "
        "{why}."
    ),
    "chosen": (
        "Silent for {days} days is the shortest window after which at most {limit} come back "
        "within {horizon} days: {share}, {n} silences."
    ),
    "none": (
        "No window in these data keeps that share at or below {limit}: customers come back after "
        "any silence that can be followed. Choose a larger share or a shorter horizon."
    ),
    "foot": (
        "{returns} returns ({events}) of {customers} customers; silences still open count as long "
        "as they are followed (Kaplan–Meier, at most {longest} days)."
    ),
    "write": "To use it, say silent_for: {days} days in {place}",
    "write.own": (
        "To use it, say silent_for: {days} days: write a metric '{name}' of your own in metrics/"
    ),
    "no_data": "no_data",
    "not_identifiable": "not_identifiable",
}
KO: Mapping[str, str] = {
    "silent": "활동이 끊긴 기간",
    "silences": "끊긴 횟수",
    "back": "{horizon}일 안에 돌아옴",
    "now": "지금 끊긴 고객",
    "days": "{days}일",
    "few": "너무 적어 표시하지 않음",
    "unknown": "비율을 알 수 없음",
    "share": "{share}({low}~{high})",
    "own": (
        "{metric}: {days}일 동안 활동이 없던 고객의 {share}가 그 뒤 {horizon}일 안에 돌아옵니다."
    ),
    "own.unknown": (
        "{metric}: {days}일 동안 활동이 없던 고객 가운데 얼마나 돌아오는지 알 수 없습니다. {why}."
    ),
    "chosen": (
        "활동이 끊긴 지 {days}일이, 그 뒤 {horizon}일 안에 돌아오는 고객이 {limit} 이하가 되는 "
        "가장 짧은 기간입니다: {share}, {n}회."
    ),
    "none": (
        "이 데이터에는 돌아오는 비율이 {limit} 이하가 되는 기간이 없습니다. 관찰할 수 있는 "
        "동안에는 아무리 오래 끊겨도 고객이 돌아옵니다. 비율을 높이거나 지켜보는 기간을 줄이세요."
    ),
    "foot": (
        "고객 {customers}명이 {returns}회 돌아왔습니다({events}). 아직 돌아오지 않은 고객은 관찰한 "
        "날까지만 셉니다(카플란-마이어, 길어도 {longest}일)."
    ),
    "write": "이 기간을 쓰려면 {place}에 적으세요: silent_for: {days} days",
    "write.own": (
        "이 기간을 쓰려면 metrics/에 지표 '{name}'을 직접 만들어 적으세요: silent_for: {days} days"
    ),
    "no_data": "데이터 없음",
    "not_identifiable": "알 수 없음",
}
WORDING: Mapping[str, Mapping[str, str]] = {"en": EN, "ko": KO}


def silence_text(found: SilenceWindow, language: str) -> str:
    """The window as people read it in a terminal.

    Args:
        found: The window.
        language: `en` or `ko`.

    Returns:
        Lines: what the metric's own window means, the window that keeps the share, the table.
    """
    asked, said = found.asked, WORDING[language]
    lines = [line for line in (own_sentence(found, said), chosen_sentence(found, said)) if line]
    back = said["back"].format(horizon=asked.horizon_days)
    head = ("", said["silent"], said["silences"], back, said["now"])
    rows = [head, *(row_cells(found, row, said) for row in found.rows)]
    foot = said["foot"].format(
        returns=number(found.returns),
        events=words(asked.terms),
        customers=number(found.rows[0].customers),
        longest=number(found.longest),
    )
    return "\n".join([*lines, "", *aligned(rows, left=0), "", foot])


def own_sentence(found: SilenceWindow, said: Mapping[str, str]) -> str:
    """What the metric's own window means; empty without a metric."""
    asked = found.asked
    if asked.own_days is None or asked.own_days == found.days:
        return ""
    row = found.row(asked.own_days)
    return said["own" if row.value is not None else "own.unknown"].format(
        metric=asked.metric,
        days=asked.own_days,
        share=share_words(found, row, said),
        horizon=asked.horizon_days,
        why=row.note,
    )


def chosen_sentence(found: SilenceWindow, said: Mapping[str, str]) -> str:
    """The window that keeps the share, or that there is none."""
    asked = found.asked
    limit = share_text(Fraction(asked.at_most).limit_denominator(EXACT))
    if found.days is None:
        return said["none"].format(limit=limit)
    row = found.row(found.days)
    return said["chosen"].format(
        days=found.days,
        limit=limit,
        horizon=asked.horizon_days,
        share=share_words(found, row, said),
        n=number(row.n),
    )


def advice(found: SilenceWindow, place: str, language: str) -> str:
    """What to write where, so that a metric has the window chosen.

    Args:
        found: The window, of a metric.
        place: File and line of the metric's own window; empty for a standard metric.
        language: `en` or `ko`.

    Returns:
        A line.
    """
    said = WORDING[language]["write" if place else "write.own"]
    return said.format(days=found.days, name=found.asked.metric, place=place)


def share_words(found: SilenceWindow, row: SilenceRow, said: Mapping[str, str]) -> str:
    """A share with its interval, such as "67 % (61 % to 72 %)"; suppressed when few."""
    if row.value is None or row.low is None or row.high is None or row.n < found.minimum_cell:
        return said["unknown"]
    share, low, high = (formatted(end, ".1%") for end in (row.value, row.low, row.high))
    return said["share"].format(share=share, low=low, high=high)


def row_cells(
    found: SilenceWindow, row: SilenceRow, said: Mapping[str, str]
) -> tuple[str, str, str, str, str]:
    """One window as cells of the table; `*` marks the chosen one."""
    few = 0 < row.n < found.minimum_cell
    silences = f"< {found.minimum_cell}" if few else number(row.n)
    back = share_words(found, row, said) if row.value is not None else said[row.status]
    hidden = 0 < row.silent < found.minimum_cell
    part = f" ({formatted(row.silent / row.customers, '.1%')})" if row.customers else ""
    now = f"< {found.minimum_cell}" if hidden else f"{number(row.silent)}{part}"
    back = said["few"] if few else back
    days = said["days"].format(days=row.days)
    return ("*" if row.days == found.days else "", days, silences, back, now)
