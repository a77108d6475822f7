"""The sentences of the first screen in Korean: the keys and the facts of the English ones."""

from __future__ import annotations

from collections.abc import Mapping

KO: Mapping[str, str] = {
    # answer: the headline
    "headline.ship": (
        "결정 {waiting}건: {experiment:을/를} {control}에서 {treatment:으로/로} 바꾸세요."
    ),
    "headline.ship_gain": (
        "결정 {waiting}건: {experiment:을/를} {control}에서 {treatment:으로/로} 바꾸세요. "
        "{metric:이/가} 월 약 {more}건 늘어납니다."
    ),
    "headline.null": "{experiment}: 바꿀 만한 차이가 없습니다. {control:을/를} 유지하세요.",
    "headline.red.split": "{experiment} 결과 없음: 배분이 {planned}이어야 하는데 {came}입니다.",
    "headline.red.crossovers": (
        "{experiment} 결과 없음: 고객의 {share:.2%}가 두 안을 모두 받았습니다."
    ),
    "headline.red.strangers": "{experiment} 결과 없음: 고객 {units:,.0f}명의 안이 계획에 없습니다.",
    "headline.red.freshness": "{experiment} 결과 없음: 마지막 이벤트가 {days:.1f}일 늦습니다.",
    "headline.red.freshness.none": "{experiment} 결과 없음: 보이는 이벤트가 없습니다.",
    "headline.red.other": "{experiment} 결과 없음: 점검 실패({reason}).",
    "headline.unplanned": (
        "검토할 만함: {experiment:을/를} {control}에서 {treatment:으로/로} 바꾸는 안."
    ),
    "headline.stop": "{experiment}: {treatment:을/를} 멈추고 {control:을/를} 유지하세요.",
    "headline.iterate": "{experiment:은/는} 승자가 없습니다. {control:을/를} 유지할지 결정하세요.",
    "headline.below": "{metric:이/가} 정상 범위 아래입니다.",
    "headline.above": "{metric:이/가} 정상 범위 위입니다.",
    "headline.below_so_far": "{metric:이/가} 지금까지의 평소 범위 아래입니다.",
    "headline.above_so_far": "{metric:이/가} 지금까지의 평소 범위 위입니다.",
    "headline.fell": (
        "{metric:이/가} {value}로 떨어졌습니다. 평소보다 한 {one}에 고객이 {lost}명 적습니다."
    ),
    "headline.rose": (
        "{metric:이/가} {value}로 올랐습니다. 평소보다 한 {one}에 고객이 {lost}명 많습니다."
    ),
    "headline.fell_so_far": (
        "{metric:이/가} {value}로 떨어졌습니다. "
        "지금까지의 평소보다 한 {one}에 고객이 {lost}명 적습니다."
    ),
    "headline.rose_so_far": (
        "{metric:이/가} {value}로 올랐습니다. "
        "지금까지의 평소보다 한 {one}에 고객이 {lost}명 많습니다."
    ),
    "headline.quiet_segment": "{this} 결정이 필요한 지표가 없습니다.",
    "headline.quiet": "{this} 결정할 일이 없습니다.",
    "size.effect": (
        "{metric}: {old:bare} → {new}, {effect}({effect.low:bare}~{effect.high:bare}), "
        "고객 {customers}명."
    ),
    "size.outside": (
        "{value}({value.low:bare}~{value.high:bare}), 정상 {usual.low:bare}~{usual.high}."
    ),
    "size.inside": "이력이 있는 지표 {judged}개 모두 정상 범위입니다.",
    "size.all": "지표 {judged}개 모두 정상 범위입니다.",
    "size.so_far": (
        "지표 {judged}개 중 {inside}개가 지금까지의 평소 범위입니다. "
        "{periods}{many} 이력으로는 변화라고 단정하기에 부족합니다."
    ),
    "size.alarm": "{value.low:bare}~{value.high}, {span} 진입. 정상 {usual.low:bare}~{usual.high}.",
    "size.alarm_so_far": (
        "{value.low:bare}~{value.high}, {span} 진입. 지금까지 평소 {usual.low:bare}~{usual.high}"
        "(이력 {periods}{many})."
    ),
    "size.loss": "이대로면 월 {loss}({loss.low:bare}~{loss.high}) 손실.",
    "size.more": "이대로면 월 {loss}({loss.low:bare}~{loss.high}) 증가.",
    "size.gain": "월 {gain}({gain.low}~{gain.high}), {costs}.",
    "size.gain_of": "월 약 {more}건, {gain}({gain.low}~{gain.high}), {costs}.",
    "size.effect_of": (
        "{old:bare} → {new}, {effect}({effect.low:bare}~{effect.high:bare}), 고객 {customers}명."
    ),
    "size.ruled_out": "바꿀 만하다고 정한 {wanted}는 배제됩니다.",
    "size.hidden": "원인이 밝혀질 때까지 수치를 숨깁니다. {todo}.",
    "size.largest_inside": (
        "그중 가장 크게 움직인 것은 {metric} {before} → {now}이며, "
        "평소 범위는 {usual.low:bare}~{usual.high}입니다."
    ),
    "size.largest": (
        "가장 큰 변화인 {metric} {before} → {now}도 "
        "평소 범위({usual.low:bare}~{usual.high}) 안입니다."
    ),
    "costs.paid": "발송비를 뺀 금액",
    "costs.unknown": "발송비는 알 수 없음",
    "size.none": "평소 범위를 알기에는 이력이 짧습니다.",
    # answer: the rows under it
    "row.decide": "결정",
    "row.owner": "담당",
    "row.also": "추가 대기",
    "row.broken": "결과 없음",
    "row.undone": "되돌릴 때",
    "row.freed": "여유",
    "undone": "{day}까지 {control}에 남긴 {share}의 성과가 같을 때",
    "undone.undated": "{control}에 남은 {share}의 성과가 같을 때",
    "freed": "다음 실험에 쓸 수 있는 고객 주 {freed}명",
    "row.where": "어디서",
    "row.outside": "평소 밖",
    "row.alarm": "주의",
    "row.early": "이른 관찰",
    "row.holidays": "공휴일",
    "holidays.week": "{festivals}: 평소 주와 견주어 판정하지 않음",
    "holidays.some": "{festivals}({metrics}): 평소 주와 견주어 판정하지 않음",
    "where": (
        "{segment}: 평소 {then}, 지금 {now}. 나머지는 평소 {others_then}, 지금 {others_now}. {why}"
    ),
    "where.why": "어디인지일 뿐, 원인은 아직 모릅니다.",
    "where.change": "같은 때의 일이며 원인은 아직 모릅니다: {change}, {on}.",
    "outside.side.above": "{metric} {value}(위)",
    "outside.side.below": "{metric} {value}(아래)",
    "outside.more": "그 밖에 {more}개",
    "alarm.fell": "{metric} {value}, 평소 {usual.low:bare}~{usual.high}{sure}{cost}",
    "alarm.sure": "(지금까지, 이력 {periods}/{enough}{many})",
    "alarm.cost": ". 이대로면 월 {loss} 손실",
    "ask.ship": "{experiment:을/를} {control}에서 {treatment:으로/로}: {owed}",
    "ask.gain": "월 {gain}({gain.low:bare}~{gain.high}), {asked}",
    "ask.other": "{experiment}: {owed}",
    "early.lasts": "{metric}{span} 진입: {days}일 안에 {value}, 평소 {usual}. 아직 끝나지 않음",
    "early.over": "{metric}{span} 진입: {days}일 안에 {value}, 평소 {usual}. 범위로 돌아옴",
    "early.starts": "{metric}{span} 진입: {days}일 안에 {value}, 평소 {usual}. {side}",
    "early.below": "평소 범위 아래",
    "early.above": "평소 범위 위",
    "row.course": "흐름",
    "row.last": "지난 결정",
    "row.next": "실험",
    "row.trust": "신뢰",
    "decide.owner_by": "{owner}, {by}까지",
    "decide.overdue": "{owner}, 기한 {by} 지남",
    "decide.owner": "{owner}, 기한 미정",
    "decide.by": "{by}까지, 담당자 미정",
    "decide.nobody": "담당자와 기한 미정",
    "decide.nothing": "{this} 없음",
    "caveat.exploratory": "탐색적: 확정된 계획이 없었습니다.",
    "caveat.deviation": "확정된 계획과 다릅니다.",
    "course.one": "{metric}: 목표 {target}, {said}",
    "course.one.met": "달성",
    "course.one.short": "미달",
    "course.one.open": "근접",
    "course.all": "목표 {targets}개 모두 달성",
    "course.some": "목표 {targets}개 중 달성 {met}개, 근접 {near}개, 미달: {short}",
    "course.open": "목표 {targets}개 중 달성 {met}개, 근접 {near}개, 미달 없음",
    "course.all_ahead": "목표 {targets}개 모두 달성 예상",
    "course.ahead": "목표 {targets}개 중 달성 예상 {on}개, 미정 {open}개",
    "course.all_open": "목표 {targets}개 모두 달성 여부 미정",
    "course.off": "{metric:은/는} {by}까지 {lands} 예상, 목표 {target}",
    "course.off_too": "; 함께 미달 예상: {metrics}",
    "course.none": "정해진 목표 없음",
    "last.one": "{experiment}: {chosen}, {on}",
    "last.none": "없음",
    "last.held": "예측 {expected}와 맞음, {by} {seen}",
    "last.short": "예측 {expected}에 못 미침, {by} {seen}",
    "last.beyond": "예측 {expected}를 넘음, {by} {seen}",
    "last.undecided": "{by} {seen}, 고객이 적어 예측 {expected}를 효과 없음과 구분할 수 없음",
    "last.open": "예측 {expected}, {due} 확인",
    "last.red": "데이터 이상으로 예측을 읽을 수 없음",
    "last.unread": "예측을 읽을 수 없음",
    "last.unscored": "대조군에 남겨 둔 고객이 없거나 적어 예측을 채점하지 않음",
    "last.words": "예측이 글로만 적혀 채점하지 않음",
    "last.by.holdback": "{kept}에 남긴 고객 대비",
    "last.by.holdout": "아무것도 받지 않은 고객 대비",
    "next.running": "{running}건 진행 중, 다음 결과 {next}",
    "next.undated": "{running}건 진행 중",
    "next.none": "진행 중인 실험 없음",
    "next.later": "그 뒤에 시작한 {later}건은 다음 기간 페이지에 있음",
    "trust.late": "지연 {late}",
    "trust.late_unknown": "도착 시각 기록 없음",
    "trust.dirty": "격리 {rejected}건",
    "trust.restated": "발표한 숫자에 정정 있음",
    "trust.unrestated": "정정 없음",
    "trust.red_tests": "이상 있는 실험 {red}건",
    "trust.red_tests.one": "이상 있는 실험 {red}건",
}
