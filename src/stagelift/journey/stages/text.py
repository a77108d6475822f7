"""Steps, returns, parts and crosswalks as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import confidence, formatted, number
from stagelift.journey.where.states import NOT_ENTERED
from stagelift.journey.wording import Words

if TYPE_CHECKING:
    from stagelift.journey.quantity import Quantity
    from stagelift.journey.stages.crosswalk import Crosswalk
    from stagelift.journey.stages.parts import Parts
    from stagelift.journey.stages.returns import Returns
    from stagelift.journey.stages.steps import StageSteps

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "steps": "Steps of {0} within {1}: {2} customers entered it in {3}",
        "steps few": "Steps of {0}: fewer than {1} customers entered it in {2}",
        "step": "step",
        "took": "took it",
        "share": "of all",
        "onward": "of the step before",
        "furthest": "got this far",
        "no step": "no step",
        "add up": "Who got this far adds up to the stage: {0}. Intervals: Wilson, {1}.",
        "immature": "{0} more entered too late to be followed for {1}; they are in no number.",
        "returns": "Moves between stages in {0}",
        "from": "from",
        "to": "to",
        "kind": "which is",
        "moves": "moves",
        "of out": "of all from there",
        "customers": "customers",
        "advance": "on",
        "back": "back",
        "unexpected": "back, unexpected",
        "left": "left",
        "came back": "came back",
        "none unexpected": "No unexpected return; {0} of {1} stages say what is expected.",
        "some unexpected": "{0} moves lead back where 'may_go_back_to' names other stages.",
        "unsaid": (
            "No stage says under 'may_go_back_to' where its customers may return to, so no return "
            "is unexpected."
        ),
        "census": "Everybody the data know is counted: these are no estimates.",
        "parts": "Customers by part of the journey on {0}",
        "part": "part",
        "stages": "stages",
        "before": "before",
        "during": "during",
        "after": "after",
        NOT_ENTERED: "in no stage yet",
        "all": "all",
        "crosswalk": "Version {0} and version {1}: the same customers on {2}",
        "was": "in version {0}",
        "became": "became",
        "now": "in version {0}",
        "agree": "{0} of {1} customers are where the crosswalk says.",
        "totals": "Today's stages: {0}.",
        "total": "{0} {1} by crosswalk, {2} counted",
    },
    "ko": {
        "steps": "{0} 단계의 걸음, 들어온 뒤 {1} 안: {3}에 {2}명 진입",
        "steps few": "{0} 단계의 걸음: {2}에 들어온 고객이 {1}명보다 적음",
        "step": "걸음",
        "took": "한 고객",
        "share": "전체 대비",
        "onward": "앞 걸음 대비",
        "furthest": "여기까지",
        "no step": "걸음 없음",
        "add up": "'여기까지'의 합이 단계에 들어온 고객: {0}. 구간: Wilson, {1}.",
        "immature": "늦게 들어와 {1} 동안 지켜보지 못한 고객 {0}명은 어느 수에도 없습니다.",
        "returns": "{0}의 단계 이동",
        "from": "에서",
        "to": "로",
        "kind": "뜻",
        "moves": "이동",
        "of out": "나간 이동 중",
        "customers": "고객",
        "advance": "앞으로",
        "back": "되돌아감",
        "unexpected": "뜻밖의 되돌아감",
        "left": "이탈",
        "came back": "복귀",
        "none unexpected": "뜻밖의 되돌아감 없음. 돌아갈 곳을 적은 단계 {1}개 중 {0}개.",
        "some unexpected": "'may_go_back_to'에 없는 단계로 되돌아간 이동 {0}건.",
        "unsaid": ("어느 단계도 'may_go_back_to'를 적지 않아 뜻밖의 되돌아감을 가릴 수 없습니다."),
        "census": "데이터가 아는 고객을 모두 센 것으로, 추정이 아닙니다.",
        "parts": "{0} 현재 여정 구간별 고객",
        "part": "구간",
        "stages": "단계",
        "before": "전",
        "during": "중",
        "after": "후",
        NOT_ENTERED: "아직 단계 없음",
        "all": "합계",
        "crosswalk": "{0}판과 {1}판: {2} 현재 같은 고객",
        "was": "{0}판에서",
        "became": "바뀐 단계",
        "now": "{0}판에서",
        "agree": "고객 {1}명 중 {0} 대응표대로입니다.",
        "totals": "지금 단계: {0}.",
        "total": "{0} 대응표로 {1}, 실제 {2}",
    },
}


def interval(one: Quantity, say: Words) -> str:
    """A share with its interval.

    Args:
        one: The number.
        say: Words of a language.

    Returns:
        Such as "41.2% [40.1%, 42.3%]"; a word where it is not known.
    """
    if one.value is None:
        return say("unknown")
    value, low, high = (formatted(x or 0.0, ".1%") for x in (one.value, one.low, one.high))
    return f"{value} {say.between(low, high)}"


def steps_text(found: StageSteps, language: str) -> str:
    """The steps of a stage as lines.

    Args:
        found: The steps.
        language: `en` or `ko`.

    Returns:
        Lines.

    Raises:
        ArgumentError: When the language is unknown.
    """
    say = Words(language, WORDS)
    if found.small:
        return say("steps few", found.stage, found.minimum_cell, found.period)
    rows = [[say(key) for key in ("step", "took", "share", "onward", "furthest")]]
    rows.append([say("no step"), "", "", "", number(found.none)])
    for row in found.rows:
        onward = "" if row.onward is None else interval(found.shown(row.onward), say)
        share = interval(found.shown(row.reached), say)
        rows.append([row.step, number(row.reached.k or 0), share, onward, number(row.furthest)])
    level = confidence(found.rows[0].reached.level)
    within = say.duration(found.within)
    lines = [say("steps", found.stage, within, number(found.n), found.period)]
    lines += [*aligned(rows, left=1), say("add up", number(found.n), level)]
    if found.immature:
        lines.append(say("immature", number(found.immature), within))
    return "\n".join([*lines, say.instant(found.as_of, found.zone)])


def returns_text(found: Returns, language: str) -> str:
    """The moves between stages as lines.

    Args:
        found: The moves.
        language: `en` or `ko`.

    Returns:
        Lines.

    Raises:
        ArgumentError: When the language is unknown.
    """
    say = Words(language, WORDS)
    rows = [[say(key) for key in ("from", "to", "kind", "moves", "of out", "customers")]]
    for move in found.shown:
        count = say.count(move.k, found.minimum_cell)
        share = "" if move.value is None else formatted(move.value, ".1%")
        customers = say.count(move.customers, found.minimum_cell)
        rows.append([move.start, move.stage, say(move.kind), count, share, customers])
    unexpected = sum(move.k or 0 for move in found.unexpected)
    stages = {move.start for move in found.moves} | set(found.said)
    sentence = say("none unexpected", len(found.said), len(stages))
    if unexpected:
        sentence = say("some unexpected", number(unexpected))
    elif not found.said:
        sentence = say("unsaid")
    lines = [say("returns", found.period), *aligned(rows, left=3), sentence, say("census")]
    return "\n".join([*lines, say.instant(found.as_of, found.zone)])


def parts_text(found: Parts, language: str) -> str:
    """The parts of the journey as lines.

    Args:
        found: The parts.
        language: `en` or `ko`.

    Returns:
        Lines.

    Raises:
        ArgumentError: When the language is unknown.
    """
    say = Words(language, WORDS)
    rows = [[say(key) for key in ("part", "stages", "customers", "share")]]
    for row in found.shown:
        share = "" if row.value is None else formatted(row.value, ".1%")
        count = say.count(row.k, found.minimum_cell)
        rows.append([say(row.part), ", ".join(row.stages), count, share])
    rows.append([say("all"), "", number(found.rows[0].n if found.rows else 0), ""])
    at = say.moment(found.at, found.zone)
    lines = [say("parts", at), *aligned(rows, left=2), say("census")]
    return "\n".join([*lines, say.instant(found.as_of, found.zone)])


def crosswalk_text(found: Crosswalk, language: str) -> str:
    """A crosswalk as lines.

    Args:
        found: The crosswalk.
        language: `en` or `ko`.

    Returns:
        Lines.

    Raises:
        ArgumentError: When the language is unknown.
    """
    say = Words(language, WORDS)
    head = [say("was", found.version), say("became"), say("now", found.now), say("customers")]
    rows = [head]
    for row in found.shown:
        names = (say.known(name) for name in (row.before, row.became, row.stage))
        rows.append([*names, say.count(row.k, found.minimum_cell)])
    small = any(row.k is None for row in found.shown)
    lines = [
        say("crosswalk", found.version, found.now, say.moment(found.at, found.zone)),
        *aligned(rows, left=3),
    ]
    if found.agreement is not None:
        lines.append(say("agree", formatted(found.agreement, ".1%"), number(found.n)))
    if not small:
        told = (
            say("total", say.known(stage), number(mapped), number(counted))
            for stage, (mapped, counted) in found.totals().items()
            if mapped or counted
        )
        lines.append(say("totals", "; ".join(told)))
    return "\n".join([*lines, say("census")])
