"""The sentences of a readout's sections beyond its table, with the same keys in each language."""

from __future__ import annotations

from collections.abc import Mapping

EN: Mapping[str, str] = {
    "unit.days": "days",
    "unit.hours": "hours",
    "unit.minutes": "minutes",
    "time.title": "How soon customers convert",
    "time.sub": (
        "Share of everyone assigned with {metric} by then (Kaplan–Meier); bands as wide as the "
        "look asks."
    ),
    "time.axis": "{unit} since assignment",
    "time.said": (
        "{treatment}: the mean wait of everyone assigned, {within} at most, goes from {old} to "
        "{new} {unit}: {effect} ({effect.low:bare} to {effect.high:bare}){rate}."
    ),
    "time.said.open": (
        "{treatment}: the mean wait of everyone assigned, {within} at most, goes from {old} to "
        "{new} {unit}; too few for an interval."
    ),
    "time.rate": "; {ratio} times the rate, log-rank p {p:.3f}",
    "time.rate.least": "; {ratio} times the rate, log-rank p under {least:.3f}",
    "time.label": "Share converted over time: {ends}",
    "time.end": "{name} {share}",
    "time.after": "After",
    "time.after.unit": "After ({unit})",
    "time.few": "too few",
    "time.no_interval": "no interval",
    "time.held": (
        "Where fewer than {minimum} customers had converted since the point before, or until the "
        "end, no share is told and the line holds."
    ),
    "time.low": "{name}, low",
    "time.high": "{name}, high",
    "ages.title": "The effect by day since assignment",
    "ages.sub": (
        "{treatment} minus {control}; every customer is followed through every day. Each counts "
        "once, so what comes early cannot come late; the days add up to the whole."
    ),
    "ages.day": "Day {first}",
    "ages.days": "Days {first} to {last}",
    "ages.fades": "Each day adds {trend} less to the effect than the day before{p}.",
    "ages.grows": "Each day adds {trend} more to the effect than the day before{p}.",
    "ages.flat": "No trend is told{p}.",
    "ages.none": "Too few customers for a trend.",
    "ages.p": " (p {p:.3f})",
    "ages.p.least": " (p under {least:.3f})",
    "ages.few": "too few to be shown",
    "answered.title": "Who answered",
    "answered.sub": (
        "Exploring only: the effect by group as of entry. It decides nothing; what stands out here "
        "is a question for the next test."
    ),
    "answered.differ": "Do the groups differ? p {p}, corrected for the ways to split looked at.",
    "answered.rest": "Other ways to split: {rest}, in the table at the end of the page.",
    "answered.n": "n {n}",
    "answered.head.group": "group",
    "answered.head.n": "n",
    "answered.head.control": "control",
    "answered.head.variant": "variant",
    "answered.head.effect": "effect",
    "answered.head.shrunk": "shrunk",
    "beyond.title": "What else it does",
    "beyond.sub": "None of it is part of the verdict.",
    "beyond.shop": "Of the whole shop",
    "beyond.shop.said": (
        "{metric} of all customers: {share} ({share.low:bare} to {share.high:bare}) if everyone "
        "had it instead of nobody, {gain} beside {total} in the same days"
    ),
    "beyond.shop.customers": (
        "{metric} of all customers: {share} ({share.low:bare} to {share.high:bare}) if everyone "
        "had it instead of nobody, {gain} customers beside {total} in the same days"
    ),
    "beyond.voice.said": (
        "{old} → {new} answered, {response} ({response.low:bare} to {response.high:bare}){p}; per "
        "hundred assigned {effect} ({effect.low:bare} to {effect.high:bare})"
    ),
    "beyond.voice.bounds": (
        "; of those who would answer either way between {lower} and {upper} points (interval "
        "{low} to {high})"
    ),
    "beyond.voice.few": "too few answers to be shown",
    "beyond.churn.said": (
        "day {day} after assignment, of {n} active then: {old} → {new}, {effect} "
        "({effect.low:bare} to {effect.high:bare})"
    ),
    "beyond.churn": "Churn",
    "beyond.unplanned": " (not in the plan)",
    "beyond.sending": "Reachable customers",
    "beyond.lost": "{metric} {more} a month ({more.low:bare} to {more.high:bare})",
    "beyond.sending.pays": "at the journey’s price it pays: {net} a month",
    "beyond.sending.less": "send less: {net} a month at the journey’s price",
    "beyond.sending.less.free": "send less: it brings nothing told",
    "beyond.sending.open": "at the journey’s price it is not told: {net} a month",
    "beyond.sending.even": (
        "what it brings pays unless one is worth more than {price} ({worst} at worst)"
    ),
    "beyond.sending.even.worst": (
        "what it brings pays, at worst unless one is worth more than {worst}"
    ),
    "beyond.sending.fewer": "fewer leave, and it brings money",
    "beyond.sending.unknown": "what it brings has no price",
    "beyond.ready": "Not ready yet",
    "beyond.ready.said": "{metric}: first customers {first}; this readout repeats itself {repeats}",
    "beyond.ready.then": "{metric}: first customers {first}; this readout repeats itself then",
    "beyond.untold": "Not told",
    "beyond.untold.households": (
        "how soon, by day, whole shop, voices and churn: whole households were randomised"
    ),
    "beyond.untold.epochs": (
        "how soon, by day, whole shop, voices and churn: customers entered under several splits"
    ),
    "beyond.untold.openings": "whole shop: the traffic changed or was paused on the way",
    "beyond.untold.part_day": "by day: the window ends within a day, so its last day is shorter",
    "ruled.title": "What is ruled out",
    "ruled.gain": "gains above {best}, and gains below {worst}",
    "ruled.loss": "gains above {best}, and losses beyond {worst}",
    "ruled.wanted": "the {wanted} worth having and all above it; losses beyond {worst}",
    "ruled.wanted.gain": "the {wanted} worth having and all above it; gains below {worst}",
    "ruled.less": "gains above {best}; everything below the {wanted} worth having",
}
KO: Mapping[str, str] = {
    "unit.days": "일",
    "unit.hours": "시간",
    "unit.minutes": "분",
    "time.title": "얼마나 빨리 전환하나",
    "time.sub": (
        "배정된 모두 가운데 그때까지 {metric}에 이른 비율(카플란–마이어). 띠는 판독이 요구하는 "
        "만큼 넓습니다."
    ),
    "time.axis": "배정 뒤 {unit}",
    "time.said": (
        "{treatment}: 배정된 모두의 평균 대기(최대 {within})가 {old}에서 {new}{unit}로: {effect}"
        "({effect.low:bare}~{effect.high:bare}){rate}."
    ),
    "time.said.open": (
        "{treatment}: 배정된 모두의 평균 대기(최대 {within})가 {old}에서 {new}{unit}로. 구간을 "
        "말하기에는 적습니다."
    ),
    "time.rate": "; 속도 {ratio}배, 로그순위 p {p:.3f}",
    "time.rate.least": "; 속도 {ratio}배, 로그순위 p {least:.3f} 미만",
    "time.label": "시간에 따른 전환 비율: {ends}",
    "time.end": "{name} {share}",
    "time.after": "경과",
    "time.after.unit": "경과({unit})",
    "time.few": "너무 적음",
    "time.no_interval": "구간 없음",
    "time.held": (
        "앞 시점 이후 또는 끝까지 새로 전환한 고객이 {minimum}명보다 적은 시점의 비율은 밝히지 "
        "않고, 선은 앞 값을 그대로 이어 갑니다."
    ),
    "time.low": "{name}, 아래",
    "time.high": "{name}, 위",
    "ages.title": "배정 뒤 경과일별 효과",
    "ages.sub": (
        "{control} 대비 {treatment}. 모든 고객을 끝까지 관찰했습니다. 고객마다 한 번만 세므로 "
        "일찍 온 것은 나중에 다시 오지 않고, 하루 값을 모두 더하면 전체 효과입니다."
    ),
    "ages.day": "{first}일째",
    "ages.days": "{first}~{last}일째",
    "ages.fades": "하루가 지날 때마다 효과에 더해지는 몫이 {trend} 줄어듭니다{p}.",
    "ages.grows": "하루가 지날 때마다 효과에 더해지는 몫이 {trend} 늘어납니다{p}.",
    "ages.flat": "추세는 구분되지 않습니다{p}.",
    "ages.none": "추세를 말하기에는 고객이 적습니다.",
    "ages.p": "(p {p:.3f})",
    "ages.p.least": "(p {least:.3f} 미만)",
    "ages.few": "적어서 보이지 않음",
    "answered.title": "누가 반응했나",
    "answered.sub": (
        "탐색용입니다. 진입 시점 집단별 효과이며 판정에 쓰지 않습니다. 눈에 띄는 것은 다음 실험의 "
        "질문입니다."
    ),
    "answered.differ": "집단끼리 다른가: p {p}, 살펴본 구분 수를 반영한 값입니다.",
    "answered.rest": "다른 구분 {rest}가지는 페이지 끝의 표에 있습니다.",
    "answered.n": "{n}명",
    "answered.head.group": "집단",
    "answered.head.n": "n",
    "answered.head.control": "대조군",
    "answered.head.variant": "실험군",
    "answered.head.effect": "효과",
    "answered.head.shrunk": "축소 추정",
    "beyond.title": "그 밖의 변화",
    "beyond.sub": "판정에는 쓰지 않습니다.",
    "beyond.shop": "전체에서",
    "beyond.shop.said": (
        "모두 받을 때와 아무도 받지 않을 때의 차이: 모든 고객의 {metric} {share}"
        "({share.low:bare}~{share.high:bare}), {gain}. 같은 기간 실제로는 {total}"
    ),
    "beyond.shop.customers": (
        "모두 받을 때와 아무도 받지 않을 때의 차이: 모든 고객의 {metric} {share}"
        "({share.low:bare}~{share.high:bare}), 고객 {gain}명. 같은 기간 실제로는 {total}명"
    ),
    "beyond.voice.said": (
        "응답 {old} → {new}, {response}({response.low:bare}~{response.high:bare}){p}; 배정된 백 "
        "명당 {effect}({effect.low:bare}~{effect.high:bare})"
    ),
    "beyond.voice.bounds": (
        "; 어느 쪽이든 답할 고객의 효과는 {lower}점과 {upper}점 사이(구간 {low}~{high})"
    ),
    "beyond.voice.few": "응답이 적어 보이지 않음",
    "beyond.churn.said": (
        "배정 {day}일 뒤, 그때 활동하던 {n}명 중: {old} → {new}, {effect}"
        "({effect.low:bare}~{effect.high:bare})"
    ),
    "beyond.churn": "고객 이탈률",
    "beyond.unplanned": "(계획에 없음)",
    "beyond.sending": "닿을 수 있는 고객",
    "beyond.lost": "{metric} 월 {more}명({more.low:bare}~{more.high:bare})",
    "beyond.sending.pays": "여정의 값으로 월 {net} 남습니다",
    "beyond.sending.less": "덜 보내세요: 여정의 값으로 월 {net}",
    "beyond.sending.less.free": "덜 보내세요: 얻는 것이 없습니다",
    "beyond.sending.open": "여정의 값으로 판단할 수 없습니다: 월 {net}",
    "beyond.sending.even": "한 명의 값이 {price}(최악 {worst})보다 크지 않으면 남습니다",
    "beyond.sending.even.worst": "최악이라도 한 명의 값이 {worst}보다 크지 않으면 남습니다",
    "beyond.sending.fewer": "떠나는 고객이 줄고 돈이 남습니다",
    "beyond.sending.unknown": "얻는 것의 값을 모릅니다",
    "beyond.ready": "아직 준비 안 됨",
    "beyond.ready.said": "{metric}: 첫 고객 {first}, 이 판독은 {repeats}에 다시",
    "beyond.ready.then": "{metric}: 첫 고객 {first}, 이 판독은 그때 다시",
    "beyond.untold": "제외",
    "beyond.untold.households": "빠르기, 경과일별 효과, 전체, 의견, 이탈: 가구째 배정했습니다",
    "beyond.untold.epochs": "빠르기, 경과일별 효과, 전체, 의견, 이탈: 여러 배분으로 들어왔습니다",
    "beyond.untold.openings": "전체: 도중에 트래픽이 바뀌거나 멈췄습니다",
    "beyond.untold.part_day": "경과일별 효과: 기간이 하루 단위로 끝나지 않아 마지막 날이 짧습니다",
    "ruled.title": "배제된 것",
    "ruled.gain": "{best} 넘는 이득, {worst}에 못 미치는 이득",
    "ruled.loss": "{best} 넘는 이득, {worst}보다 큰 손실",
    "ruled.wanted": "바라던 {wanted} 이상의 이득, {worst}보다 큰 손실",
    "ruled.wanted.gain": "바라던 {wanted} 이상의 이득, {worst}에 못 미치는 이득",
    "ruled.less": "{best} 넘는 이득, 바라던 {wanted}에 못 미치는 모든 것",
}
