"""The sentences of bottlenecks, leaks, movements and alerts, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

EN: Mapping[str, str] = {
    "step": "{start} → {reached}",
    "foot": "As of {as_of}; intervals at {level}: customers drawn in 1,000 hashed groups.",
    # bottlenecks
    "bottleneck": (
        "Bottleneck: {step}, first in {first} of recounts. At {target} instead of {rate}, {gain} "
        "more a month would come through to the end {ends}."
    ),
    "bottleneck.unclear": (
        "No clear bottleneck: {step} has the largest gain, but is first in only {first} of "
        "recounts, not in 80%."
    ),
    "bottleneck.none": "No bottleneck: no step at its target would bring more through to the end.",
    "bottleneck.unknown": "No bottleneck can be told: no step has both a rate and a target.",
    "bottleneck.money": (
        "Bottleneck: {step}, first in {first} of recounts. At {target} instead of {rate}, it "
        "would bring {money} more a month {ends}."
    ),
    "bottleneck.customers": (
        "By customers who come through to the end another step leads: {step}, {gain} more a month "
        "{ends}, first in {first} of recounts."
    ),
    "bottleneck.too": (
        "It leads by customers, too: {gain} more a month would come through to the end {ends}, "
        "first in {first} of recounts."
    ),
    "bottleneck.reckoning": (
        "A reckoning, no effect: one step at its target, all others as they are, entrants steady."
    ),
    "bottleneck.days": (
        "Days in stage: mean within {days} days of entry (restricted mean), entered {period}."
    ),
    "target.all alike": "segments are alike",
    "target.target": "target",
    "column.step": "step",
    "column.rate": "rate",
    "column.target": "target",
    "column.gain": "gain a month",
    "column.money": "money a month",
    "column.lost": "lost a month",
    "column.days": "days in stage",
    "column.first": "first by customers",
    "column.first_by_money": "first by money",
    "column.n": "n",
    "column.period": "weeks of entry",
    "column.segment": "segment",
    "column.now": "now",
    "column.against": "compared",
    "column.change": "change",
    "column.rate_part": "rate",
    "column.mix_part": "mix",
    "column.weight": "weight",
    "column.part": "adds",
    "column.stage": "stage",
    "column.by": "by",
    "column.adjusted": "adjusted p",
    "column.interval": "interval",
    "column.since": "since",
    "column.usual": "usual",
    "column.metric": "metric",
    "column.limits": "limits",
    "column.days_judged": "days judged",
    "column.age": "age",
    "column.value": "value",
    "column.direction": "",
    # leaks
    "leak": (
        "Largest leak: {segment} at {step}, {rate} {against}: {lost} lost a month {ends}{worth}."
    ),
    "leak.past": "instead of its own {other} before",
    "leak.others": "against {other} of the others",
    "leak.worth": ", worth {money}",
    "leak.none": "No leak: no segment lost more than chance explains, {tests} looked at.",
    "leak.test": "{found} of {tests} segments at steps; two-level Benjamini–Hochberg at {q}.",
    "leak.attributes": (
        "Attributes are those known now, not at entry; segments overlap: what they lose is never "
        "added."
    ),
    # movement
    "moved.up": "{metric} rose by {change} {ends}, from {before} ({against}) to {now} ({period}).",
    "moved.down": (
        "{metric} fell by {change} {ends}, from {before} ({against}) to {now} ({period})."
    ),
    "moved.not": (
        "{metric} stayed: {change} {ends}, from {before} ({against}) to {now} ({period}), is no "
        "more than chance."
    ),
    "moved.unknown": "{metric}: the movement from {against} to {period} is not known ({status}).",
    "moved.split": (
        "By {by}, {rate} of it is rate and {mix} mix; most is {segment}: {adds} {ends}."
    ),
    "moved.alike": "Everywhere alike: no split shows parts that moved unlike each other.",
    "moved.unsplit": "Nothing to split it by: name segments or attributes with --by.",
    "moved.simpson": (
        "Beware ({by}): every part moved one way and the whole the other; the mix did it."
    ),
    "moved.mark": "{day}: {what}",
    "moved.marks": "In or just before the period (changes.yaml; marks, no causes):",
    "moved.immature": "Not final: {count} entrants have not had their whole window yet.",
    "moved.without": "Not split by {names}: parts too small to show, or they follow from this.",
    "moved.never": "Several splits are several views of one movement: never add them.",
    "through": "Journey, end to end",
    "through.most": "{share} of it is the step {step}: {before} before, {now} now.",
    "through.within": "There, by {by}: {rate} rate, {mix} mix; most is {segment} ({adds}).",
    # alerts
    "alert.some": (
        "{worse} {worse:alert|alerts} to look at, {better} for the better; {series} series judged."
    ),
    "alert.none": "No alert: {series} series stand within their limits.",
    "alert.unjudged": "Nothing could be judged: of no series is enough known.",
    "alert.whole": "whole window",
    "alert.age": "early, {days} {days:day|days}",
    "alert.everyone": "all",
    "alert.foot.day": (
        "As of {as_of}; Laney limits of seven days together, from earlier days of the same "
        "weekday, holidays left out; the pages judge a week by earlier weeks. Intervals at 95%."
    ),
    "alert.foot.week": (
        "As of {as_of}; Laney limits from earlier weeks, holidays left out. Intervals at 95%."
    ),
    "alert.false": (
        "Expected false alarms in a quarter when nothing changes: {count} ({series} series, "
        "{runs} looks, {chance} each), fewer after Benjamini–Hochberg at {q}."
    ),
    "alert.quiet": (
        "{count} series {count:is|are} not judged: too short a past (26 days or weeks are needed), "
        "or fewer than 10 events expected."
    ),
    "alert.unwatched": "Not watched, because they are no rates of entrants: {names}.",
    "alert.worse": "worse",
    "alert.better": "better",
}
KO: Mapping[str, str] = {
    "step": "{start} → {reached}",
    "foot": "{as_of} 기준, 구간 {level}: 고객을 해시로 나눈 1,000개 묶음에서 재추출.",
    "bottleneck": (
        "병목: {step}, 고객을 바꿔 다시 센 {first}에서 1위. {rate} 대신 {target}이면 끝까지 오는 "
        "고객이 매달 {gain} 늘어납니다 {ends}."
    ),
    "bottleneck.unclear": (
        "뚜렷한 병목이 없습니다: {step}의 이득이 가장 크지만 고객을 바꿔 다시 센 {first}에서만 "
        "1위입니다(80% 필요)."
    ),
    "bottleneck.none": "병목이 없습니다: 목표에 이르면 끝까지 오는 고객이 느는 단계가 없습니다.",
    "bottleneck.unknown": "병목을 알 수 없습니다: 전환율과 목표를 모두 아는 단계가 없습니다.",
    "bottleneck.money": (
        "병목: {step}, 고객을 바꿔 다시 센 {first}에서 1위. {rate} 대신 {target}이면 매달 {money} "
        "늘어납니다 {ends}."
    ),
    "bottleneck.customers": (
        "끝까지 오는 고객 수로는 다른 단계가 1위입니다: {step}, 매달 {gain}명 {ends}, "
        "고객을 바꿔 다시 센 {first}에서 1위."
    ),
    "bottleneck.too": (
        "고객 수로도 1위입니다: 끝까지 오는 고객이 매달 {gain}명 늘어납니다 {ends}, "
        "고객을 바꿔 다시 센 {first}에서 1위."
    ),
    "bottleneck.reckoning": (
        "효과가 아니라 셈입니다: 한 단계만 목표에 이르고 나머지와 유입은 그대로라고 봅니다."
    ),
    "bottleneck.days": "체류일: 진입 뒤 {days}일까지의 평균(제한 평균), 진입 {period}.",
    "target.all alike": "세그먼트가 서로 같음",
    "target.target": "목표",
    "column.step": "단계",
    "column.rate": "전환율",
    "column.target": "목표",
    "column.gain": "월 이득",
    "column.money": "월 금액",
    "column.lost": "월 이탈",
    "column.days": "체류일",
    "column.first": "고객 수 1위",
    "column.first_by_money": "금액 1위",
    "column.n": "n",
    "column.period": "진입 주",
    "column.segment": "세그먼트",
    "column.now": "지금",
    "column.against": "비교",
    "column.change": "변화",
    "column.rate_part": "비율",
    "column.mix_part": "구성",
    "column.weight": "비중",
    "column.part": "기여",
    "column.stage": "단계",
    "column.by": "기준",
    "column.adjusted": "보정 p",
    "column.interval": "구간",
    "column.since": "시작",
    "column.usual": "평소",
    "column.metric": "지표",
    "column.limits": "한계",
    "column.days_judged": "판단한 날",
    "column.age": "관찰",
    "column.value": "값",
    "column.direction": "",
    "leak": (
        "가장 큰 누수: {step}의 {segment}, {rate} ({against}): 매달 {lost}건 손실 {ends}{worth}."
    ),
    "leak.past": "전에는 {other}",
    "leak.others": "나머지는 {other}",
    "leak.worth": ", 금액 {money}",
    "leak.none": "누수가 없습니다: {tests}개를 보았지만 우연을 넘는 손실이 없습니다.",
    "leak.test": "단계별 세그먼트 {tests}개 가운데 {found}개; 두 단계 Benjamini–Hochberg {q}.",
    "leak.attributes": (
        "속성은 진입 때가 아니라 지금 아는 값이고, 세그먼트는 겹치므로 손실을 더하지 않습니다."
    ),
    "moved.up": "{metric}: {change} 상승 {ends}, {before} ({against}) → {now} ({period}).",
    "moved.down": "{metric}: {change} 하락 {ends}, {before} ({against}) → {now} ({period}).",
    "moved.not": (
        "{metric}: 그대로입니다. {change} {ends}, {before} ({against}) → {now} ({period}), "
        "우연 범위입니다."
    ),
    "moved.unknown": "{metric}: {against}에서 {period}까지의 변화를 알 수 없습니다({status}).",
    "moved.split": "{by} 기준으로 비율 {rate}, 구성 {mix}; 가장 큰 몫은 {segment} {adds} {ends}.",
    "moved.alike": "어디서나 비슷합니다: 서로 다르게 움직인 부분이 보이지 않습니다.",
    "moved.unsplit": "나눌 기준이 없습니다: --by로 세그먼트나 속성을 주십시오.",
    "moved.simpson": (
        "주의({by}): 모든 부분이 한쪽으로, 전체는 반대쪽으로 움직였습니다. 구성 변화 때문입니다."
    ),
    "moved.mark": "{day}: {what}",
    "moved.marks": "기간 중 또는 직전의 변화(changes.yaml; 표시일 뿐 원인이 아님):",
    "moved.immature": "확정 아님: {count}명은 아직 관찰 기간이 끝나지 않았습니다.",
    "moved.without": "{names} 기준으로는 나누지 않았습니다: 너무 작거나, 이 지표의 결과입니다.",
    "moved.never": "여러 기준은 한 변화를 보는 여러 관점이므로 더하지 않습니다.",
    "through": "여정 전체",
    "through.most": "그 가운데 {share}는 {step} 단계: 전 {before}, 지금 {now}.",
    "through.within": "거기서 {by} 기준: 비율 {rate}, 구성 {mix}; 가장 큰 몫은 {segment} ({adds}).",
    "alert.some": "살펴볼 경보 {worse}건, 좋아진 것 {better}건; 계열 {series}개를 판단했습니다.",
    "alert.none": "경보 없음: 계열 {series}개가 모두 한계 안에 있습니다.",
    "alert.unjudged": "판단하지 못했습니다: 판단할 만큼 알려진 계열이 없습니다.",
    "alert.whole": "전체 기간",
    "alert.age": "이른 관찰, {days}일",
    "alert.everyone": "전체",
    "alert.foot.day": (
        "{as_of} 기준. 한계는 지난 같은 요일로 구한 이레치 Laney 한계(공휴일 제외)이고, 보고서는 "
        "한 주를 지난 주들로 판단합니다. 구간 95%."
    ),
    "alert.foot.week": "{as_of} 기준. 지난 주들로 구한 Laney 한계, 공휴일 제외. 구간 95%.",
    "alert.false": (
        "변화가 없을 때 한 분기에 예상되는 거짓 경보: {count}건 (계열 {series}개, {runs}회, "
        "매번 {chance}); Benjamini–Hochberg {q} 뒤에는 더 적습니다."
    ),
    "alert.quiet": (
        "계열 {count}개는 판단하지 않습니다: 과거가 짧거나(26일 또는 26주 필요) 예상 10건 미만."
    ),
    "alert.unwatched": "진입 고객의 비율이 아니어서 감시하지 않는 지표: {names}.",
    "alert.worse": "나빠짐",
    "alert.better": "좋아짐",
}
WORDS: Mapping[str, Mapping[str, str]] = {"en": EN, "ko": KO}


def say(language: str, key: str, **fields: object) -> str:
    """A sentence in one language.

    Args:
        language: `en` or `ko`; any other reads as `en`.
        key: Name of the sentence.
        fields: What is filled in; `{count:one|many}` takes the singular for one.

    Returns:
        The sentence.

    Example:
        >>> say("en", "alert.age", days=1), say("ko", "alert.age", days=2)
        ('early, 1 day', '이른 관찰, 2일')
    """
    text = WORDS.get(language, EN)[key]
    for name, value in fields.items():
        start = f"{{{name}:"
        while start in text:
            head, _, rest = text.partition(start)
            forms, _, tail = rest.partition("}")
            one, _, many = forms.partition("|")
            text = f"{head}{one if value == 1 else many}{tail}"
    return text.format(**fields)
