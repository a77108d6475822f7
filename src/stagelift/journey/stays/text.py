"""Time in stage as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import confidence, formatted, number
from stagelift.journey.stays.figures import GAP, MEAN, STAYING
from stagelift.journey.wording import Words

if TYPE_CHECKING:
    from stagelift.journey.quantity import Quantity
    from stagelift.journey.stays.time_in_stage import StageTime, TimeInStage

WAYS = ("advance", "back", "left", "came back")
WORDS = {
    "en": {
        "head": "Time in stage of those who entered in {0}, {1}, {2}",
        "stage": "stage",
        "segment": "segment",
        "period": "entered",
        "n": "stays",
        "half": "half have left after",
        "quartiles": "a quarter – three quarters",
        "mean_within": "mean within {0}",
        "staying": "after {0}: still there",
        "advance": "went on",
        "back": "went back",
        "left": "left",
        "came back": "came back",
        "not reached": "not within {0}",
        "first": "first stay of each customer in the period",
        "first_ever": "first stay ever of each customer",
        "all_stays": "all stays; intervals by bootstrap of customers in 1,000 hashed groups",
        "method": (
            "Kaplan–Meier; ways out by Aalen–Johansen; stays that last count as long as they are "
            "followed; {0}."
        ),
        "unexpected": "{0}: {1} of {2} returns go where may_go_back_to names no way.",
        "gap": "{0}, {1} less {2}: {3} {4} within {5} (p {6}, for all {7} comparisons {8})",
        "compared": "Differences of mean time in stage:",
        "excluded": "{0}: {1} stays left out, entered before the data are whole.",
    },
    "ko": {
        "head": "{0}에 들어온 고객이 단계에 머문 시간, {1}, {2}",
        "stage": "단계",
        "segment": "고객 집단",
        "period": "들어온 때",
        "n": "머문 횟수",
        "half": "절반이 떠나기까지",
        "quartiles": "1/4 – 3/4",
        "mean_within": "{0} 안 평균",
        "staying": "{0} 뒤: 아직 있음",
        "advance": "나아감",
        "back": "되돌아감",
        "left": "이탈",
        "came back": "돌아옴",
        "not reached": "{0} 안에 없음",
        "first": "고객마다 기간 안 첫 번째",
        "first_ever": "고객마다 처음 머문 때",
        "all_stays": "모든 머묾; 구간은 고객을 해시 1,000묶음으로 나눈 부트스트랩",
        "method": (
            "Kaplan–Meier, 나간 길은 Aalen–Johansen; 아직 머무는 고객은 본 만큼만 셉니다. {0}."
        ),
        "unexpected": "{0}: 되돌아간 {2}건 중 {1}건은 may_go_back_to에 없는 길입니다.",
        "gap": "{0}, {1} − {2}: {5} 안에서 {3} {4} (p {6}, 비교 {7}건을 모두 보면 {8})",
        "compared": "단계에 머문 평균 시간의 차이:",
        "excluded": "{0}: 데이터가 온전해지기 전에 들어온 {1}건은 뺐습니다.",
        "lengths in whole minutes up to a day, hours up to 30 days, then days": (
            "길이는 하루까지 분, 30일까지 시간, 그 뒤로 일 단위"
        ),
        "others": "나머지",
    },
}


def stay_text(found: TimeInStage, language: str = "en") -> str:
    """Time in stage as lines.

    Args:
        found: The answer.
        language: `en` or `ko`.

    Returns:
        A heading, the table, the comparisons, and how it was counted.
    """
    words = Words(language, WORDS)
    rows = found.shown()
    periods = dict.fromkeys(row.period for row in rows)
    level = confidence(rows[0].quantities[0].level) if rows else ""
    head = words(
        "head", ", ".join(periods), words.instant(found.as_of, found.zone), words("level", level)
    )
    split = (len(periods) > 1, any(row.segment for row in rows))
    ways = [way for way in WAYS if any(q.measure == way for row in rows for q in row.quantities)]
    ways = [MEAN] * any(row["median"].status == "not_identifiable" for row in rows) + [
        STAYING,
        *ways,
    ]
    lines = aligned(
        [
            heading(found, words, ways, split),
            *(cells(found, row, words, ways, split) for row in rows),
        ],
        left=1 + sum(split),
    )
    return "\n".join([head, "", *lines, *remarks(found, words)])


def heading(
    found: TimeInStage, words: Words, ways: list[str], split: tuple[bool, bool]
) -> tuple[str, ...]:
    """The names of the columns."""
    horizon = words.duration(found.horizon_days)
    keys = [words(name) for name, shown in zip(("period", "segment"), split, strict=True) if shown]
    columns = (words("n"), words("half"), words("quartiles"))
    return (words("stage"), *keys, *columns, *(words(way, horizon) for way in ways))


def cells(
    found: TimeInStage, row: StageTime, words: Words, ways: list[str], split: tuple[bool, bool]
) -> tuple[str, ...]:
    """One row of the table; a way out the stage does not have is left empty."""
    keys = [row.stage]
    keys += [row.period] if split[0] else []
    keys += [row.segment or words("all")] if split[1] else []
    if row["median"].status == "low_n" and row["median"].value is None and not row.exits and row.n:
        few = words("few", found.minimum_cell) if row.n < found.minimum_cell else "–"
        return (*keys, few, *[""] * (2 + len(ways)))
    median = row["median"]
    half = words.duration(median.value) if median.value is not None else unreached(row, words)
    if median.value is not None:
        half = f"{half} {ends(median, words, time=True)}".rstrip()
    quarters = " – ".join(
        words.duration(row[name].value) if row[name].value is not None else "…"
        for name in ("first_quartile", "third_quartile")
    )
    known = {quantity.measure for quantity in row.quantities}
    shares = [
        quantity_cell(row[way], words, time=way == MEAN) if way in known else "" for way in ways
    ]
    return (
        *keys,
        number(row.n),
        half if row.n else "",
        quarters if row.n else "",
        *shares,
    )


def unreached(row: StageTime, words: Words) -> str:
    """That half have not left within the time anybody was followed."""
    longest = float(row.table.times[-1]) if row.table.times.size else 0.0
    return words("not reached", words.duration(longest))


def quantity_cell(quantity: Quantity, words: Words, *, time: bool = False) -> str:
    """A number with its interval; empty without one."""
    if quantity.value is None:
        return ""
    shown = words.duration(quantity.value) if time else words.share(quantity.value)
    return f"{shown} {ends(quantity, words, time=time)}".rstrip()


def ends(quantity: Quantity, words: Words, *, time: bool = False) -> str:
    """The interval of a number; an end that is not reached is left open."""
    if quantity.low is None and quantity.high is None:
        return ""
    say = words.duration if time else words.share
    return words.between(
        *("…" if end is None else say(end) for end in (quantity.low, quantity.high))
    )


def remarks(found: TimeInStage, words: Words) -> list[str]:
    """What stands below the table: differences, unexpected returns, how it was counted."""
    lines = [""]
    gaps = [one for one in found.shown_comparisons() if one.measure == GAP]
    if gaps:
        lines.append(words("compared"))
        lines.extend(f"  {gap_line(found, one, len(gaps), words)}" for one in gaps)
        lines.append("")
    for row in found.shown():
        exits = dict(row.exits)
        if row.segment is None and exits.get("unexpected"):
            back = exits["unexpected"] + exits.get("back", 0)
            lines.append(words("unexpected", row.stage, number(exits["unexpected"]), number(back)))
        lines.extend(
            words("excluded", row.stage, number(n)) for _, n in row.excluded if row.segment is None
        )
    counted = "; ".join(
        (words.known(found.resolution), words("all_stays" if found.which == "all" else found.which))
    )
    lines.append(words("method", counted))
    return [*lines, f"{found.note}."] if found.note else lines


def gap_line(found: TimeInStage, one: Quantity, all_of: int, words: Words) -> str:
    """A difference of mean times in words."""
    who = one.segment or one.period
    if one.value is None:
        return f"{one.stage}, {who}: {words('unknown')} ({one.note})"
    value, *limits = (
        formatted(end, "+.2f") if end is not None else "…" for end in (one.value, one.low, one.high)
    )
    p, adjusted = (
        "–" if p is None else formatted(p, ".3f") for p in (one.p_value, one.adjusted_p_value)
    )
    return words(
        "gap",
        one.stage,
        who,
        words.known(one.against or ""),
        words("days", value),
        words.between(*limits),
        words.duration(found.horizon_days),
        p,
        all_of,
        adjusted,
    )
