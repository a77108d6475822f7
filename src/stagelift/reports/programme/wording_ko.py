"""The sentences of the review in Korean; `{word:을/를}` takes the particle that fits the word."""

from __future__ import annotations

from collections.abc import Mapping

KO: Mapping[str, str] = {
    "title": "실험 프로그램 검토: {journey}",
    "question": "실험이 무엇을 가져왔고, 다음에는 무엇을 실험할까?",
    "eyebrow": "{period} · {through}까지의 데이터",
    "interval": "{low}~{high}",
    "none": "–",
    "headline.shipped_red": "적용한 실험 {red}개의 데이터에 지금 이상이 있습니다: {names}.",
    "headline.shipped_red.one": "적용한 실험 ‘{name}’의 데이터에 지금 이상이 있습니다.",
    "size.shipped_red": "데이터 점검이 모두 정상으로 돌아올 때까지 숫자를 숨깁니다.",
    "headline.waiting": "실험 {waiting}개가 결정을 기다립니다: {names}.",
    "headline.waiting.one": "{name:을/를} 결정하세요. 규칙의 답은 {verdict}입니다.",
    "headline.brings": (
        "보내고 적용한 모든 것의 효과: {metric} {effect}. 제외한 고객과 비교했습니다."
    ),
    "headline.harms": (
        "보내고 적용한 모든 것이 손해입니다: {metric} {effect}. 제외한 고객과 비교했습니다."
    ),
    "headline.short": "결정의 효과가 예측에 못 미칩니다.",
    "headline.won": "실험 {read}개 중 {won}개에서 승자: ‘{name}’, {metric} 약 {shrunk}.",
    "headline.won.many": (
        "실험 {read}개 중 {won}개에서 승자. 가장 큰 것은 ‘{name}’, {metric} 약 {shrunk}."
    ),
    "headline.won.bare": "실험 {read}개 중 {won}개에서 승자: {names}.",
    "headline.lost": "실험 {read}개 어디에서도 승자가 없었습니다.",
    "headline.lost.one": "읽은 실험 하나에서 승자가 없었습니다.",
    "headline.hidden": "읽을 수 있는 실험이 없습니다. 데이터에 이상이 있습니다.",
    "headline.counted": "{source} 실험 {read}개 중 {won}개에서 승자.",
    "headline.empty": "결정되거나 끝난 실험이 아직 없습니다.",
    "size.won": (
        "{control} 대신 {treatment}: 운을 덜어 내면 {shrunk}({ends}), 관측은 {seen}, "
        "고객 {customers}명."
    ),
    "size.waiting": "{metric} {effect}({ends}), 고객 {customers}명.",
    "size.whole": "{ends}, 고객 {customers}명. {share}는 모든 것에서 제외됩니다.",
    "size.short": "채점한 예측 {scored}개 중 {within}개가 맞았고, 평균하면 예측보다 적게 왔습니다.",
    "size.lost": "아무것도 찾지 못한 실험도 바랄 만하지 않은 것을 걸러 냅니다.",
    "row.decide": "결정",
    "decide.by": "{owner}, {by}까지",
    "decide.red": "{owner}: 데이터를 바로잡거나 적용을 되돌리기",
    "row.next": "다음 실험",
    "row.new": "결정됨",
    "row.waiting": "대기",
    "row.forecasts": "예측",
    "row.whole": "전체 효과",
    "row.trust": "신뢰",
    "next.money": "{test}, 월 {money} 기대",
    "next.more": "{test}, 여정 끝까지 오는 고객 월 {more}명 기대",
    "next.size": "{weeks}주, 고객 {units}명",
    "next.size.one": "한 주, 고객 {units}명",
    "next.owner": "시작은 {owner}",
    "next.nothing": "없음. 닿을 수 있는 단계와 채널을 모두 실험했습니다.",
    "test": "{stage}: {control} 대신 {channel}",
    "new.none": "{period}에는 없음",
    "new.more": "{named} 외 {more}건",
    "new.one": "{name}({chosen})",
    "forecasts.none": "없음",
    "forecasts.words": "{decisions}건 모두 채점 못 함: {why}",
    "forecasts.open": "{decisions}건 모두 아직 확인 전",
    "forecasts.scored": "채점한 {scored}건 중 {within}건이 맞음",
    "why.words": "글로만 남김",
    "why.unscored": "남겨 둔 고객이 없음",
    "why.mixed": "글로만 남겼거나 남겨 둔 고객이 없음",
    "whole.none": "재지 않음: 모든 것에서 제외한 고객이 없음",
    "whole.small": "재지 않음: 제외한 고객이 너무 적음",
    "whole.broken": "숨김: 제외한 고객의 데이터에 이상",
    "whole.known": "{metric} {effect}({ends})",
    "trust.kept": "계획 {tests}건 중 {kept}건 지킴",
    "trust.red": "데이터 이상으로 {red}건의 숫자를 숨김",
    "ledger.title": "실험 대장: 관측한 것과 믿는 것",
    "ledger.sub": "최근 순. 고리는 관측한 값, 점은 운을 덜어 낸 값입니다.",
    "ledger.caption": "대조군 대비 상대 변화",
    "ledger.why": (
        "아무것도 찾지 못한 실험도 목록에 남습니다. 실험이 많으면 승자는 실제보다 커 보이고, "
        "얼마나 그런지는 모두 함께 볼 때만 알 수 있습니다."
    ),
    "ledger.small": "{control} 대신 {treatment} · {chosen}",
    "ledger.both": "믿는 값, {ends}, 관측 {seen}",
    "ledger.hidden": "숨김: 데이터 이상",
    "ledger.ratio": "비율을 말할 수 없음",
    "ledger.older": "더 오래된 {more}건은 명령줄의 실험 프로그램에 있습니다.",
    "ledger.table": "모든 실험",
    "column.test": "실험",
    "column.on": "결정일",
    "column.effect": "계획된 종료 시점의 효과",
    "column.rule": "규칙",
    "column.decision": "결정",
    "column.plan": "계획",
    "column.seen": "관측",
    "column.low": "하한",
    "column.high": "상한",
    "column.shrunk": "믿는 값",
    "column.forecast": "예측",
    "column.came": "결과",
    "column.kpi": "그 뒤의 지표",
    "column.stage": "단계",
    "column.touchpoint": "단계 · 채널 · 메시지",
    "column.against": "비교 대상",
    "column.held": "그 뒤의 확인",
    "column.customers": "고객",
    "column.entry": "진입 기간",
    "column.readout": "결과일",
    "running.decide": "{by}까지 결정",
    "column.state": "상태",
    "column.audience": "대상",
    "column.worth": "월 기대값",
    "column.chance": "승자 발견",
    "column.weeks": "주",
    "effect": "{metric} {value}",
    "effect.small": "{ends} · 고객 {customers}명",
    "hidden": "숨김",
    "hidden.small": "데이터 이상",
    "unread": "읽을 수 없음",
    "early": "조기 종료, 실제보다 클 수 있음",
    "undecided": "미결정",
    "chosen.ship": "적용",
    "chosen.stop": "중단",
    "chosen.iterate": "승자 없음",
    "chosen.continue": "계속",
    "plan.kept": "지킴",
    "plan.departed": "벗어남",
    "plan.none": "고정 안 함",
    "brought.title": "모두 합쳐 가져온 것",
    "brought.sub": "두 가지로 봅니다. 실험을 더한 값과, 모든 것에서 제외한 고객과의 차이입니다.",
    "brought.stated": (
        "비교할 수 있는 효과가 {treatments}개뿐이라 참 효과의 크기를 배우기에 적어 더하지 "
        "않습니다({least}개 필요). 각 효과는 정해 둔 믿음에 따라 없음 쪽으로 당겨집니다. 참 효과 "
        "셋 중 둘이 없음에서 {spread} 이내라는 믿음입니다."
    ),
    "brought.learnt": (
        "비교할 수 있는 효과 {treatments}개에서 배움: 참 효과의 중심은 {centre}, 셋 중 둘이 "
        "그로부터 {spread}({spread.low}~{spread.high}) 이내. {shape:이/가} 더 잘 맞음."
    ),
    "brought.shape.normal": "종 모양",
    "brought.shape.t": "꼬리가 두꺼운 모양",
    "brought.none": "비교할 수 있는 효과를 낸 실험이 없습니다.",
    "brought.out": "변형 {out}개는 빠졌습니다: 점수 지표, 영에 가까운 수준, 또는 데이터 이상.",
    "brought.early": "조기 종료한 {early}개는 합계에 없습니다.",
    "brought.naive": "승자, 관측한 대로",
    "brought.bell": "승자, 운을 덜어 냄",
    "brought.heavy": "승자, 운을 덜어 냄, 두꺼운 꼬리",
    "brought.lee": "승자, 리–셴 방법",
    "brought.lee.small": "한 번만 확인한 실험",
    "brought.small": "적용한 변형",
    "brought.holdout": "{metric}: 나머지 고객과 제외한 고객의 차이",
    "brought.holdout.small": "{share}는 모든 것에서 제외, {since}부터 관찰 · 고객 {customers}명",
    "brought.holdout.few": "{metric}: 제외한 고객이 너무 적어 보일 수 없습니다.",
    "brought.holdout.broken": (
        "{metric}: 제외한 고객의 데이터에 이상이 있어 숨깁니다. 먼저 원인을 밝히세요."
    ),
    "brought.holdout.none": (
        "모든 것에서 제외한 고객이 없어 전체 효과를 잴 수 없습니다. journey.yaml에 한 줄을 적으면 "
        "그런 집단이 생깁니다: {line}."
    ),
    "brought.beside": (
        "두 값이 같을 필요는 없습니다. 실험은 저마다 대상이던 고객을, 제외한 집단은 누구에게든 "
        "보낸 모든 것을 말합니다."
    ),
    "rates.title": "승률과 계획 준수",
    "rates.sub": "실험이 적으면 구간이 넓습니다.",
    "rates.won": "승자 발견",
    "rates.kept": "계획 지킴",
    "rates.held": "예측 적중",
    "rates.of": "{n}건 중 {k}건",
    "rates.counted": (
        "{source}: 읽은 실험 {read}개 중 {won}개에 승자, 찾은 실험 중 거짓은 평균 {false} 이하. "
        "배분 {tested}개 중 {unequal}개가 균등하지 않고, {red}개는 읽지 않음."
    ),
    "rates.departed": "{name}: {why}",
    "forecasts.title": "결정, 예측, 그리고 결과",
    "forecasts.sub": (
        "예측은 남겨 둔 고객으로만 채점하고, 지표가 움직인 것으로는 채점하지 않습니다."
    ),
    "forecasts.empty": "아직 결정된 것이 없습니다.",
    "forecasts.on": "{on} {chosen}, {owner}",
    "forecast.effect": "{metric} {expected}",
    "forecast.words": "“{words}”",
    "forecast.blank": "없음",
    "came.held": "{seen}: 맞음",
    "came.short": "{seen}: 못 미침",
    "came.beyond": "{seen}: 예측을 넘음",
    "came.undecided": "{seen}: 고객이 적어 알 수 없음",
    "came.by.holdback": "{against}에 남긴 {kept}와 비교, 고객 {customers}명",
    "came.by.holdout": "모든 것에서 제외한 {kept}와 비교, 고객 {customers}명",
    "came.open": "{day} 예정",
    "came.red": "읽을 수 없음",
    "came.unread": "읽을 수 없음",
    "came.unscored": "채점하지 않음",
    "came.unscored.small": "남겨 둔 고객이 없음",
    "came.words": "채점하지 않음",
    "came.words.small": "글로만 남김",
    "kpi.moved": "{metric} {before} → {after}",
    "kpi.small": "{first}, 그 뒤 {last}. 설명일 뿐 채점이 아님",
    "kpi.too_soon": "아직 온전한 주가 없음",
    "kpi.no_kpi": "따라가는 지표가 없음",
    "kpi.unknown": "두 기간 모두의 값을 알 수 없음",
    "calibration": (
        "채점한 예측 {scored}개 중 {within}개가 맞음. 평균 {bias} 표준오차 차이(유의확률 {p})."
    ),
    "touch.title": "어디에서 무엇을 해 봤고 무엇이 남았나",
    "touch.sub": (
        "운을 덜어 낸 상대 변화입니다. 테두리는 그 단계에서 가장 낫고 없음과 구분되는 것, 빗금은 "
        "실험한 적 없는 곳과 지금 실험하면 닿을 고객 수입니다."
    ),
    "touch.none": "아직 해 본 것이 없습니다.",
    "touch.n": "{customers}명",
    "touch.best": "여기서 최고",
    "touch.later": "결과는 이 기간 뒤",
    "touch.unread": "실험했으나 보일 효과 없음",
    "touch.reach": "{reach}명 가능",
    "touch.never": "메시지도 실험도 없던 곳: {cells}.",
    "touch.cell": "{stage} · {channel}",
    "touch.tried": "해 본 메시지",
    "held.held": "유지됨",
    "held.beyond": "예측을 넘음",
    "held.short": "못 미침",
    "held.undecided": "고객이 적어 알 수 없음",
    "held.open": "아직 확인 전",
    "held.unscored": "재지 않음",
    "held.none": "–",
    "running.title": "진행 중이거나 계획된 실험",
    "running.sub": "{through} 기준.",
    "running.none": "진행 중이거나 계획된 실험이 없습니다.",
    "running.unlaunched": (
        "{name:은/는} 시작한 적이 없고 진입 기간({days})이 지났습니다. 어느 비율에도 넣지 "
        "않습니다. 새 날짜를 적거나 파일을 지우세요."
    ),
    "running.later": "{last} 뒤에 결정되어 다음 검토에 실릴 것: {names}.",
    "state.running": "진행 중",
    "state.maturing": "마지막 고객 관찰 중",
    "state.planned": "예정",
    "state.waiting": "결정 대기",
    "state.hidden": "데이터 이상",
    "overlap": "{one:과/와} {other:이/가} {first}부터 {last}까지 겹칩니다: {common}{same}.",
    "overlap.share": "지금까지 첫 실험 고객의 {share}가 양쪽에 있음",
    "overlap.nobody": "지금까지 양쪽에 있는 고객은 없음",
    "overlap.unknown": "겹칠 고객은 아직 알 수 없음",
    "overlap.same": ", 대상도 같음",
    "next.title": "다음에 실험할 것",
    "next.sub": (
        "네 주짜리 실험에서 기대되는 값의 순서입니다. 실패할 때까지 셈에 넣은, 승자를 찾을 확률과 "
        "그 값의 곱입니다. 주와 고객 수는 옆에 적은 효과를 찾는 데 필요한 만큼입니다."
    ),
    "next.none": "남은 것이 없습니다. 닿을 수 있는 단계와 채널을 모두 실험했습니다.",
    "next.reckoning": (
        "약속이 아닌 추산입니다. 참 효과는 위의 믿음대로, 반반 배분, 유입은 일정하다고 보았고, "
        "여정에 비용이 적힌 발송비는 뺐습니다."
    ),
    "next.wanted": "{wanted} 효과 기준",
    "next.write": "첫 번째 것을 시작하려면: {command}",
    "next.end": "여정 끝에서 월 {more}명",
    "next.after": "그다음: {tests}.",
    "why.never tried": "해 본 적 없음",
    "why.hardly tried": "거의 쓰지 않음, 실험한 적 없음",
    "why.never tested": "쓰지만 실험한 적 없음",
    "weeks.unplanned": "계산 안 함",
    "weeks.never": "두 해 넘게",
    "made.title": "이 페이지를 만든 방법과 그림의 숫자",
    "made.method": (
        "모든 숫자는 위 시각까지의 데이터입니다. 효과는 각 실험의 계획된 종료 시점을 오늘의 "
        "데이터로 읽은 값이고, 구간은 {level}입니다. 믿는 값은 로그 비에서 보통 크기 쪽으로 당긴 "
        "것입니다. 데이터에 이상이 있는 실험은 숫자 없이 목록에 남습니다. 고객 {minimum}명 미만의 "
        "숫자는 보이지 않습니다."
    ),
    "made.facts": "이 페이지의 숫자 {facts}개는 모두 사실 보관소에 있습니다.",
    "status.decision": "결정",
    "status.watch": "주의",
    "status.news": "소식",
    "status.quiet": "평온",
    "status.fix": "점검",
}
