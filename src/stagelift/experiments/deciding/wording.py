"""What is expected of a decision and what became of it, in sentences of both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from stagelift.experiments.sentences import Sentences
from stagelift.formatting import day, default_spec, formatted, number, span, unrounded

if TYPE_CHECKING:
    from stagelift.definitions.holdback import Holdback
    from stagelift.experiments.deciding.decision import Prospect
    from stagelift.experiments.deciding.forecast import Forecast
    from stagelift.experiments.deciding.outcome import Outcome

EN: Mapping[str, str] = {
    "expected": "Expected",
    "held_back": "Held back",
    "checked": "Checked",
    "effect": "{metric} {value} against {against}",
    "basis.shrunk": "{effect}: the effect seen, {seen}, shrunk over {tests}",
    "basis.estimate": "{effect}: as estimated, not shrunk (the metric has no ratios)",
    "basis.stated": "{effect}: as stated",
    "tests.one": "one test",
    "tests.many": "{n} tests",
    "kept": "{share} of new entrants keep {kept}, {days}; all others get {shipped}",
    "rule": "{method}, salt '{salt}': {kept} below {threshold}, else {shipped}",
    "check.holdback": "from {day} on, against them",
    "check.holdout": "from {day} on, against the global holdout, who get nothing that is shipped",
    "check.nothing": (
        "by nothing: nobody is held back; write after_ship: keep 5% on {against} for 4 weeks"
    ),
    "check.message": (
        "by nothing: the global holdout gets nothing, and {against} is a message; write "
        "after_ship: keep 5% on {against} for 4 weeks"
    ),
    "check.little": (
        "by nothing: the global holdout is smaller than 5%; write after_ship: keep 5% on {against} "
        "for 4 weeks"
    ),
    "check.small": "by nothing: at least 5% must be kept on the control to score a forecast",
    "within": "they will show it to within ±{within}",
    "blind": (
        "they will show it to within ±{within}, too wide to tell {value} from none: keep more, or "
        "for longer"
    ),
    "by.holdback": "the {kept} kept on {against}",
    "by.holdout": "the {kept} held out of everything",
    "held": "{seen} against {by} (n {n}): the forecast of {value} held",
    "short": "{seen} against {by} (n {n}): short of the forecast of {value}",
    "beyond": "{seen} against {by} (n {n}): more than the forecast of {value}",
    "undecided": "{seen} against {by} (n {n}): too few to tell the forecast of {value} from none",
    "open": "forecast {value}, read from {day} on against {by}",
    "red": "the forecast of {value} cannot be read: {note}",
    "hidden": "its forecast is hidden, the data it rests on are broken: {note}",
    "unread": "the forecast of {value} cannot be read: {note}",
    "unscored": "forecast {value}; nobody was held back, so it is not scored",
    "unscored.why": "forecast {value}, not scored: {note}",
    "words": "“{words}”: in words, so it is not scored",
    "words.none": "no forecast was kept",
    "holdback": "keep {share} for {lasts}",
    "weeks.one": "one week",
    "weeks.many": "{n} weeks",
    "days.one": "one day",
    "days.many": "{n} days",
}

KO: Mapping[str, str] = {
    "expected": "예상",
    "held_back": "남겨 둠",
    "checked": "확인",
    "effect": "{metric} {value} ({against} 대비)",
    "basis.shrunk": "{effect}: 관측된 효과 {seen}, 실험 {tests}로 축소",
    "basis.estimate": "{effect}: 축소하지 않은 추정값(비율이 없는 지표)",
    "basis.stated": "{effect}: 담당자가 적은 값",
    "tests.one": "1개",
    "tests.many": "{n}개",
    "kept": "새로 들어오는 고객의 {share}는 {days} 동안 {kept} 유지, 나머지는 {shipped}",
    "rule": "{method}, 솔트 '{salt}': {threshold} 미만은 {kept}, 나머지는 {shipped}",
    "check.holdback": "{day}부터 남겨 둔 고객과 비교",
    "check.holdout": "{day}부터 전체 홀드아웃과 비교(적용한 것을 아무것도 받지 않는 고객)",
    "check.nothing": (
        "확인할 수 없음: 남겨 둔 고객이 없습니다. after_ship: keep 5% on {against} for 4 weeks를 "
        "적으세요"
    ),
    "check.message": (
        "확인할 수 없음: 전체 홀드아웃은 아무것도 받지 않지만 {against}에서는 메시지를 보냅니다. "
        "after_ship: keep 5% on {against} for 4 weeks를 적으세요"
    ),
    "check.little": (
        "확인할 수 없음: 전체 홀드아웃이 5%보다 작습니다. after_ship: keep 5% on {against} for 4 "
        "weeks를 적으세요"
    ),
    "check.small": "확인할 수 없음: 예측을 채점하려면 대조군에 5% 이상 남겨 두어야 합니다",
    "within": "±{within}까지 알 수 있음",
    "blind": (
        "±{within}까지만 알 수 있어 {value} 효과를 0과 구분하지 못함: 더 많이, 또는 더 오래 남겨 "
        "두세요"
    ),
    "by.holdback": "{against}에 남긴 {kept}",
    "by.holdout": "아무것도 받지 않은 {kept}",
    "held": "{by} 대비 {seen} (n {n}): 예측 {value}와 맞음",
    "short": "{by} 대비 {seen} (n {n}): 예측 {value}에 못 미침",
    "beyond": "{by} 대비 {seen} (n {n}): 예측 {value}를 넘음",
    "undecided": "{by} 대비 {seen} (n {n}): 고객이 적어 예측 {value}를 0과 구분할 수 없음",
    "open": "예측 {value}, {day}부터 {by}와 비교",
    "red": "예측 {value}를 읽을 수 없음: {note}",
    "hidden": "예측의 근거가 된 데이터에 이상이 있어 숨김: {note}",
    "unread": "예측 {value}를 읽을 수 없음: {note}",
    "unscored": "예측 {value}, 남겨 둔 고객이 없어 채점하지 않음",
    "unscored.why": "예측 {value}, 채점하지 않음: {note}",
    "words": "“{words}”: 글로만 적혀 채점하지 않음",
    "words.none": "남긴 예측이 없음",
    "holdback": "{share}를 {lasts} 유지",
    "weeks.one": "1주간",
    "weeks.many": "{n}주간",
    "days.one": "1일간",
    "days.many": "{n}일간",
}

say = Sentences(EN, KO).say


def counted(language: str, key: str, n: int) -> str:
    """A number of things in words.

    Args:
        language: `en` or `ko`.
        key: `tests`, `weeks` or `days`.
        n: How many.

    Returns:
        The words.

    Example:
        >>> counted("en", "weeks", 4), counted("ko", "weeks", 1)
        ('4 weeks', '1주간')
    """
    return say(language, f"{key}.{'one' if n == 1 else 'many'}", n=number(n))


def effect_text(
    value: float, low: float | None, high: float | None, unit: str, language: str
) -> str:
    """An effect with its interval.

    Args:
        value: The effect in the metric's unit.
        low: Lower end, or None.
        high: Upper end, or None.
        unit: The metric's unit.
        language: `en` or `ko`.

    Returns:
        The text.

    Example:
        >>> effect_text(0.008, 0.002, 0.014, "share", "ko")
        '+0.8%p [+0.2%p, +1.4%p]'
    """
    width = abs(value) if low is None or high is None else high - low
    spec = default_spec(unit, width=width, change=True)
    shown = formatted(value, spec, language)
    if low is None or high is None:
        return shown
    return f"{shown} [{formatted(low, spec, language)}, {formatted(high, spec, language)}]"


def forecast_text(found: Forecast, language: str) -> str:
    """The expected effect with its interval; as it was written where somebody stated it."""
    if found.basis != "stated":
        return effect_text(found.value, found.low, found.high, found.unit, language)
    value, *ends = (
        formatted(each, unrounded(default_spec(found.unit, change=True), each), language)
        for each in (found.value, found.low, found.high)
        if each is not None
    )
    return f"{value} [{', '.join(ends)}]" if ends else value


def prospect_lines(found: Prospect, seen: float | None, language: str) -> Iterator[tuple[str, str]]:
    """What a decision expects and how it is checked: a word and its sentence.

    Args:
        found: The prospect.
        seen: The effect the test saw, in the metric's unit.
        language: `en` or `ko`.

    Yields:
        Pairs; none where nothing is shipped.
    """
    forecast, told = found.forecast, found.holdback
    if forecast is not None:
        effect = say(
            language,
            "effect",
            metric=forecast.metric,
            value=forecast_text(forecast, language),
            against=forecast.against,
        )
        plain = "–" if seen is None else effect_text(seen, None, None, forecast.unit, language)
        tests = counted(language, "tests", forecast.tests)
        sentence = say(language, f"basis.{forecast.basis}", effect=effect, seen=plain, tests=tests)
        yield say(language, "expected"), sentence
    if told is not None:
        days = span(date.fromisoformat(told["first"]), date.fromisoformat(told["last"]), language)
        words = {name: told[name] for name in ("share", "kept", "shipped")}
        yield say(language, "held_back"), say(language, "kept", days=days, **words)
        rule = told["assignment"]
        yield (
            "",
            say(
                language,
                "rule",
                method=rule["method"],
                salt=rule["salt"],
                threshold=rule["thresholds"][told["kept"]],
                kept=told["kept"],
                shipped=told["shipped"],
            ),
        )
    if forecast is not None:
        yield say(language, "checked"), check_text(found, forecast, language)


def check_text(found: Prospect, forecast: Forecast, language: str) -> str:
    """By whom and from when a forecast is checked, and how well they will show it."""
    if forecast.scored_by == "nothing" or forecast.check_by is None:
        key = "small" if found.holdback is not None else found.unfit or "nothing"
        return say(language, f"check.{key}", against=forecast.against)
    parts = [say(language, f"check.{forecast.scored_by}", day=day(forecast.check_by, language))]
    if found.within is not None and forecast.scored_by == "holdback":
        spec = default_spec(forecast.unit, width=found.within, change=True)
        parts.append(
            say(
                language,
                "blind" if found.blind else "within",
                within=formatted(found.within, spec, language).removeprefix("+"),
                value=effect_text(forecast.value, None, None, forecast.unit, language),
            )
        )
    return "; ".join(parts)


def outcome_text(found: Outcome, language: str, *, against: str = "") -> str:
    """What became of a decision, in one sentence.

    Args:
        found: The outcome.
        language: `en` or `ko`.
        against: Words of the variant kept; its id by default.

    Returns:
        The sentence, without the experiment's name.
    """
    forecast = found.forecast
    if found.standing == "red" and forecast is None:
        return say(language, "hidden", note=found.note)
    if forecast is None:
        if found.words is None:
            return say(language, "words.none")
        return say(language, "words", words=found.words.text(language))
    due = "" if forecast.check_by is None else day(forecast.check_by, language)
    value = forecast_text(forecast, language)
    kept = "" if found.kept is None else f"{100 * found.kept:.3g}%"
    by = ""
    if forecast.scored_by != "nothing":
        words = against or forecast.against
        by = say(language, f"by.{forecast.scored_by}", kept=kept, against=words).replace("  ", " ")
    seen = ""
    if found.scored and found.value is not None:
        seen = effect_text(found.value, found.low, found.high, forecast.unit, language)
    n = number(found.n)
    key = "unscored.why" if found.standing == "unscored" and found.note else found.standing
    return say(language, key, seen=seen, by=by, n=n, value=value, day=due, note=found.note)


def holdback_text(kept: Holdback, language: str) -> str:
    """How many are held back and for how long, in words.

    Args:
        kept: The holdback.
        language: `en` or `ko`.

    Returns:
        The words, without the variant they keep.

    Example:
        >>> from stagelift.definitions.holdback import Holdback
        >>> holdback_text(Holdback.parse("keep 5% on email for 4 weeks"), "ko")
        '5%를 4주간 유지'
    """
    from stagelift.definitions.holdback import WEEK_DAYS, share_text

    weeks, rest = divmod(kept.days, WEEK_DAYS)
    lasts = counted(language, "days", kept.days) if rest else counted(language, "weeks", weeks)
    return say(language, "holdback", share=share_text(kept.share), lasts=lasts)
