"""The sentences of the map in Korean; `{word:을/를}` takes the particle that fits the word."""

from __future__ import annotations

from collections.abc import Mapping

KO: Mapping[str, str] = {
    "head": "여정 {journey}, {period}, {as_of} 기준, 구간 {level}",
    "title.page": "여정 지도: {journey}",
    "numbers": "숫자를 표로 보기",
    "made.title": "지도를 만든 방법",
    "made.method": (
        "모든 숫자는 위 시각 기준이며, 따로 밝히지 않으면 구간은 {level}입니다. 줄표는 아직 알 수 "
        "없는 숫자, 줄임표는 열 명 미만이거나 그런 집단이 드러날 수 있는 숫자입니다. 여러 항목이 "
        "같은 고객을 보므로 일부 차이는 우연입니다. 결정은 지도가 아니라 실험으로 내리세요."
    ),
    "channel.web": "웹",
    "channel.post": "우편",
    "eyebrow": "{period} · {as_of} 기준",
    "about.leak": "새는 곳",
    "about.bottleneck": "병목",
    "about.targets": "목표",
    "about.owner": "담당",
    "about.trust": "신뢰",
    "trust.late": "지연 {late}",
    "trust.late_unknown": "도착 시각 기록 없음",
    "trust.clean": "격리된 행 없음",
    "trust.dirty": "격리 {rejected}건",
    "trust.stale": "{source}: {days}일째 새 행 없음",
    "about.leave": "그대로 둘 것",
    "about.untried": "안 해 본 것",
    "headline.bottleneck.unknown": "측정하지 않음: {reason}",
    "lead.leak": "{segment} 고객이 가장 많이 샙니다: {step} {before}에서 {now}로.",
    "lead.leak.size": "계속되면 {reached} 단계에 월 {lost}명 덜 옵니다({days}).",
    "lead.leak.size.money": (
        "계속되면 {reached} 단계에 월 {lost}명 덜 오고 {money} 손실입니다({days})."
    ),
    "lead.loss": (
        "고객을 가장 많이 놓치는 곳은 {stage} → {reached}: {days}일 안에 {value}만 넘어갑니다."
    ),
    "lead.loss.size": "{period}에 들어온 {count}명 가운데 {reach}입니다.",
    "lead.stay": "{stage} 단계는 절반이 {value}({reach}) 안에 떠납니다.",
    "lead.below": "목표 미달: {names}.",
    "lead.bottleneck": "{step:이/가} 여정을 가장 막고 있습니다.",
    "lead.calm": "지도에서 눈에 띄는 것이 없습니다.",
    "headline.leak": "{segment}, {step}: {before}였다가 {days} {now}, 계속되면 월 {lost}건 손실",
    "headline.leak.money": (
        "{segment}, {step}: {before}였다가 {days} {now}, 계속되면 월 {money} 손실"
    ),
    "headline.below": "미달: {names}",
    "headline.below.none": "목표에 못 미치는 지표 없음",
    "headline.open": "아직 알 수 없음: {names}",
    "headline.targets.none": "journey.yaml에 적힌 목표가 없음",
    "headline.course": "기한까지 달성 예상 {reaching}개, 미달 예상 {missing}개, 미정 {open}개",
    "headline.leave": "{names}",
    "headline.leave.held": "없음. 목표는 넘었지만 늘릴 몫이 있음: {names}",
    "headline.leave.none": "구간 전체가 목표를 넘은 지표 없음",
    "headline.untried": "단계×채널 {cells}곳. 가장 큰 곳은 {stage}×{channel}, 수신 동의 {count}명",
    "headline.untried.none": "쓰는 채널은 모든 단계에서 써 봤음",
    "kpi.short.judged": "{metric} {grain} 목표 {target}: {every}번 가운데 {met}번 달성",
    "kpi.short": "{metric} {value} [{ends}], 목표 {target}",
    "now": "지금",
    "now.note": (
        "다음 단계 전환율은 관찰 기간이 모두 끝난 가장 최근 기간의 값이며, "
        "기간 안에 처음 들어온 고객이 분모이고 무엇으로 옮겼든 셉니다. "
        "처음 나간 곳은 30일 전까지 여덟 주에 시작된 머무름이 처음 어디로 이어졌는지입니다."
    ),
    "now.standing": "현재 고객",
    "now.standing.said": "{count}명, 아는 고객의 {share}",
    "now.entered": "진입",
    "now.entered.said": "{period} {count}명",
    "now.entered.none": "{period} 없음",
    "now.next": "다음 단계",
    "now.next.said": "{stage} 전환 {value} [{ends}], {days}일 안 ({period}에 들어온 {count}명 중)",
    "now.next.waiting": (
        "{period}은 아직 미성숙: 진입 {all}명 중 {mature}명만 {days}일이 지났고, "
        "그 전에도 성숙한 기간 없음"
    ),
    "now.again": "다시 방문",
    "now.again.said": "{value} [{ends}], {days}일 안 ({period}에 들어온 {count}명 중)",
    "now.time": "머문 시간",
    "now.exits": "처음 나간 곳",
    "now.score": "{value} [{ends}] ({period}, 표본 {count})",
    "now.score.low": "{value} ({period}, 표본 {count}): {reason}",
    "now.messages": "메시지",
    "now.message.clicked": "{message}({channel}) 클릭 {value} [{ends}], 표본 {count}",
    "now.message.replied": "{message}({channel}) 회신 {value} [{ends}], 표본 {count}",
    "now.message.none": "{period} 없음",
    "now.topics": "문의",
    "now.kpis": "그 밖에",
    "now.kpi.said": "{metric} {value} [{ends}] ({period})",
    "now.unmeasured": "측정하지 않음",
    "now.few": "적어서 믿기 어려움",
    "now.hidden": "{minimum}명 미만인 칸을 알게 되므로 표시하지 않음",
    "now.small": "{minimum}명 미만이라 표시하지 않음",
    "now.owner": "담당 {owner}",
    "now.part.before": "구매 전",
    "now.part.during": "구매 중",
    "now.part.after": "구매 후",
    "now.strip": "단계 순서, 현재 고객과 다음 단계 전환율",
    "now.strip.most": "지금 고객이 가장 많은 단계는 ‘{stage}’: {customers}명",
    "now.strip.column.stage": "단계",
    "now.strip.column.standing": "현재 고객",
    "now.strip.column.entered": "진입",
    "now.strip.column.next": "다음 단계",
    "now.strip.column.interval": "구간",
    "now.unmeasured.all": "어느 단계에서도 측정하지 않는 것: {names}.",
    "measure.nps": "NPS",
    "measure.csat": "CSAT(만족도)",
    "measure.ces": "CES(노력 점수)",
    "measure.emotion": "감정",
    "measure.time": "단계에 머문 시간",
    "measure.exits": "나간 방향",
    "measure.engagement": "채널별 반응",
    "measure.topics": "문의 주제",
    "now.time.median": "절반이 {value} 안에 떠남 [{ends}] (표본 {count})",
    "now.time.mean": "처음 {days}일 중 평균 {value} [{ends}] (표본 {count})",
    "now.exits.said": "{begun}에 시작된 머무름, {days}일 안: {ways}",
    "way.advance": "{value} [{ends}] 나아감",
    "way.back": "{value} [{ends}] 되돌아감",
    "way.unexpected": "{value} [{ends}] 예상 밖으로 되돌아감",
    "way.left": "{value} [{ends}] 이탈",
    "way.came_back": "{value} [{ends}] 돌아옴",
    "way.staying": "{value} [{ends}] 아직 있음",
    "holding": "무엇이 막고 있나",
    "holding.note": (
        "효과가 아니라 계산입니다. 한 단계만 목표에 있고 나머지와 진입은 그대로일 때입니다. "
        "지표 전환율은 옆에 적은 기간에 그 지표가 보인 값이라 다음 단계 전환율과 다를 수 있습니다. "
        "1위는 고객을 새로 뽑아 여러 번 다시 셀 때 그 단계의 몫이 가장 컸던 비율입니다."
    ),
    "holding.steps": "각 단계가 목표에 이르면 더해질 것",
    "holding.column.step": "단계",
    "holding.column.rate": "지표 전환율",
    "holding.column.target": "목표",
    "holding.column.gain": "월 증가",
    "holding.column.money": "월 금액",
    "holding.column.first": "고객 수 1위",
    "holding.column.first_by_money": "금액 1위",
    "holding.passed": "없음: 목표보다 낮지 않음",
    "holding.leaks": "새는 곳: 자기 과거보다 가장 많이 잃는 고객 집단",
    "holding.leaks.none": "모두 살펴보아도 자기 과거보다 더 새는 고객 집단이 없습니다.",
    "holding.leak.step": "단계",
    "holding.leak.segment": "고객 집단",
    "holding.leak.now": "지금",
    "holding.leak.compared": "이전",
    "holding.leak.lost": "월 손실",
    "holding.leak.money": "월 금액",
    "bottleneck.clear": (
        "{step}: {rate} 대신 {target}이면 끝까지 가는 고객이 월 {gain}명 늘어남 [{ends}]. "
        "모든 단계 가운데 가장 큼"
    ),
    "bottleneck.open": (
        "뚜렷한 병목 없음: {step}의 몫이 가장 크지만(월 {gain}명 [{ends}]) 고객을 바꿔 다시 세면 "
        "{first}에서만 1위"
    ),
    "bottleneck.clear.money": (
        "{step}: {rate} 대신 {target}이면 월 {money} 늘어남 [{ends}]. 모든 단계 가운데 가장 큼"
    ),
    "bottleneck.open.money": (
        "뚜렷한 병목 없음: {step}의 금액이 가장 크지만(월 {money} [{ends}]) 고객을 바꿔 다시 세면 "
        "{first}에서만 1위"
    ),
    "bottleneck.none": "없음: 어느 단계가 목표에 이르러도 끝까지 오는 고객이 늘지 않음",
    "bottleneck.unknown": "알 수 없음: 전환율과 목표를 모두 아는 단계가 없음",
    "bottleneck.customers": (
        "{step}: 끝까지 가는 고객이 월 {gain}명 늘어남 [{ends}]. "
        "고객 수로는 모든 단계 가운데 가장 큼"
    ),
    "bottleneck.customers.open": (
        "고객 수로는 뚜렷한 1위 없음: {step}의 몫이 가장 크지만(월 {gain}명 [{ends}]) 고객을 바꿔 "
        "다시 세면 {first}에서만 1위"
    ),
    "bottleneck.too": ("고객 수로도 가장 큼: 끝까지 가는 고객이 월 {gain}명 늘어남 [{ends}]"),
    "moves": "4주 동안 어디로 갔나",
    "moves.note": (
        "28일 전에 있던 단계(행)와 지금 있는 단계별 고객입니다. …은 {minimum}명 미만이거나, "
        "보이면 그런 칸을 알게 되는 수입니다."
    ),
    "standing.title": "들어온 고객이 지난 날수에 따라 서 있는 곳",
    "standing.note": (
        "막대는 한 달 전까지의 여덟 주에 들어온 고객이 지난 날수에 따라 어느 단계에 있는지를 보여 "
        "줍니다. 별표는 일부 고객만 그 날수에 이른 경우입니다."
    ),
    "standing.day": "{day}일째",
    "standing.label": (
        "들어온 고객 {count}명 가운데 {day}일째에는 ‘{stage}’ 단계가 가장 많습니다: {share}"
    ),
    "moves.column.from": "그때",
    "moves.not_entered": "아직 단계 없음",
    "moves.not_known": "아직 모르던 고객",
    "moves.few": "…",
    "paths": "고객이 거친 길",
    "paths.note": (
        "{period}에 처음 들어온 고객이 {days}일 안에 거친 단계를 차례로 적었습니다. 전체와 고객 "
        "집단마다 가장 많이 간 길 {ways}가지와, 구매에 이른 길 가운데 가장 많이 간 "
        "길입니다. –는 {minimum}명 미만이거나, 보이면 그런 수를 알게 되는 칸입니다."
    ),
    "paths.none": "보이지 않음: {period}의 고객을 아직 다 지켜보지 못했거나 고객이 너무 적습니다.",
    "paths.whole": "그때 들어온 고객이 모두 들어 있는 집단: {names}.",
    "paths.column.way": "길",
    "paths.followed": "지켜본 고객",
    "paths.everyone": "전체",
    "topics": "문의",
    "topics.none": "측정하지 않음: 주제가 있는 문의 지표가 없습니다.",
    "topics.few": "어느 단계에서도 한 주제를 물은 고객이 {minimum}명이 되지 않습니다.",
    "topics.note": "단계마다 가장 잦은 주제, {period}. 그 단계에서 문의한 고객 가운데 비율입니다.",
    "topics.column.stage": "단계",
    "topics.column.topic": "주제",
    "topics.column.share": "비율",
    "topics.column.n": "문의 고객",
    "topics.column.rate": "1,000명당",
    "segments": "고객 집단",
    "segments.none": "여정에 고객 집단이 없습니다.",
    "segments.note": "고객 집단은 겹칩니다. 비율의 합은 전체와 다릅니다.",
    "segments.these": "이 집단",
    "segments.covered": "{name} 중 하나 이상",
    "segments.other": "{name}에 없음",
    "segments.several": "{name} 중 여럿",
    "segments.column.segment": "고객 집단",
    "segments.column.customers": "현재 고객",
    "segments.column.share": "비율",
    "coverage": "지도의 근거",
    "coverage.note": "이벤트 {events}종, {rows}행.",
    "coverage.unused": "{share}의 행은 어느 단계, 고객 집단, 지표에도 쓰이지 않는 이벤트: {names}.",
    "coverage.internal": "단계를 여는 행 가운데 {share}가 회사가 만든 것입니다.",
    "targets": "목표와 비교",
    "targets.none": "목표가 없습니다. journey.yaml의 'targets:'에 적으세요.",
    "targets.note": (
        "구간 전체가 넘거나 못 미칠 때만 위·아래라고 하고, 기간이 여럿이면 그 가운데 반을 넘는 "
        "쪽을 말합니다. 날짜, 값, 구간, 표본 수는 가장 최근 기간의 것입니다. "
        "도달 예상은 평소 기간 최대 "
        "{points}개를 지나는 직선이고, 구간은 새로운 한 기간의 것입니다. "
        "앞으로의 방향 전환은 알지 못합니다. 목표는 journey.yaml에 다른 기간이 없으면 한 주의 "
        "값이며, 더 긴 기간은 첫 진입을 달리 세므로 그 비율로 재지 않습니다."
    ),
    "targets.column.name": "지표",
    "targets.column.target": "목표",
    "targets.column.by": "기한",
    "targets.column.days": "날짜",
    "targets.column.now": "현재",
    "targets.column.interval": "구간",
    "targets.column.n": "표본",
    "targets.column.standing": "위치",
    "targets.column.landing": "도달 예상",
    "targets.column.course": "전망",
    "targets.column.benchmark": "벤치마크",
    "standing.above": "위",
    "standing.below": "아래",
    "standing.inconclusive": "판단 불가",
    "standing.unknown": "알 수 없음",
    "standing.judged": "{said}: {grain} {every}번 가운데 {met}번 달성",
    "grain.week": "주간",
    "grain.month": "월간",
    "grain.quarter": "분기",
    "course.reaches": "달성",
    "course.misses": "미달",
    "course.open": "미정",
    "course.unknown": "예상 없음",
    "leave": "건드리지 말 것",
    "leave.note": (
        "구간 전체가 목표를 넘었습니다. 잘 되는 것을 바꾸면 얻는 것 없이 위험만 생깁니다."
    ),
    "leave.none": "구간 전체가 목표를 넘은 것이 없습니다.",
    "leave.held": "목표는 넘었지만 그 단계로 오는 길에 늘릴 몫이 있음: {names}.",
    "leave.said": "{metric} {value} [{ends}], {by}까지 목표 {target}",
    "leave.whole": "이 단계의 목표를 모두 달성",
    "hours": "시간대",
    "hours.answers": "{hours}시간 안에 반응한 비율, 메시지가 도착한 시간대별",
    "hours.actions": "고객이 행동하는 때: 이벤트별 비율, 시간대별",
    "hours.days": "{first}–{last}, {zone}, 기간 끝까지 {weeks}주.",
    "hours.note": (
        "클릭하거나 답한 메시지의 비율입니다. 시간대마다 보내는 메시지가 달라서 "
        "언제 보내야 좋은지는 알 수 없고, 발송 시간을 나눈 실험만 알려 줍니다."
    ),
    "hours.holidays": "공휴일 제외: {names}.",
    "hours.unknown": "공휴일을 제외하지 못함: {reason}.",
    "missing": "이 절에 필요한 자료가 이 여정에 없습니다.",
    "hours.none": "이 기간에 채널이 적힌 메시지가 없습니다.",
    "hours.small": "고객 {minimum}명 미만인 칸은 표시하지 않습니다({all}칸 중 {hidden}칸).",
    "hours.best": (
        "{channel}: 답한 비율이 {part} 가장 높고 {worst} 가장 낮음. 두 구간이 겹치지 않음"
    ),
    "hours.column.answers": "채널",
    "hours.column.actions": "이벤트",
    "hours.by_day": "날짜로만 기록되어 시간대를 알 수 없는 것: {names}.",
    "hours.column.all": "전체",
    "hours.column.n": "표본",
    "unanswered": "답이 없던 까닭",
    "unanswered.note": (
        "{first}부터 {last}까지의 메시지 가운데 {hours}시간 안에 답이 없던 것(도착하지 못한 것 "
        "포함)을 까닭별 비율로, 시간대마다 나눴습니다. 메시지마다 까닭은 하나이고, 한도와 실패는 "
        "기록된 것만 셉니다. …은 고객 {minimum}명 미만이거나, 보이면 그런 수를 알게 되는 "
        "비율입니다."
    ),
    "unanswered.none": "보이지 않음: 그 기간에 답이 없던 메시지가 없습니다.",
    "unanswered.silent": "답이 기록된 적 없는 채널: {names}.",
    "unanswered.unseen": "열었는지 알 수 없는 채널: {names}.",
    "unanswered.column.reason": "채널: 까닭",
    "unanswered.column.n": "메시지",
    "unanswered.few": "…",
    "unanswered.left": "수신 거부 또는 신고",
    "unanswered.read": "열었으나 클릭 없음",
    "unanswered.unread": "도착, 열지 않음",
    "unanswered.arrived": "도착, 그 뒤는 알 수 없음",
    "unanswered.capped": "발송 한도에 걸림",
    "unanswered.failed": "발송 실패",
    "unanswered.held": "보류, 아직 안 보냄",
    "unanswered.no_news": "보냄, 도착 소식 없음",
    "hours.map": "{channel}: 요일과 시간별 반응 비율",
    "hours.map.actions": "{event}: 요일과 시간별 비율",
    "hours.map.label": (
        "{channel}의 요일·시간별 비율: {low}(옅음)부터 {high}(짙음)까지. 숫자는 표에 있습니다"
    ),
    "hours.map.column.day": "요일",
    "hours.map.legend": "눈에 띌수록 높음: {low}~{high}, 점선은 적어서 알 수 없음",
    "at.morning": "아침에",
    "at.afternoon": "오후에",
    "at.evening": "저녁에",
    "at.night": "밤에",
    "part.morning": "아침",
    "part.afternoon": "오후",
    "part.evening": "저녁",
    "part.night": "밤",
    "weekdays": "월 화 수 목 금 토 일",
    "untried": "안 해 본 것",
    "untried.note": (
        "메시지가 도착한 적도, 실험을 한 적도 없는 단계와 채널입니다. "
        "도달 가능은 지금 그 단계에 있고 그 채널에 동의한 고객입니다."
    ),
    "untried.none": "쓰는 채널은 모든 단계에서 써 봤습니다.",
    "untried.unused": "한 번도 쓰지 않은 채널: {names}.",
    "untried.column.stage": "단계",
    "untried.column.never": "안 해 본 채널(지금 도달 가능)",
    "untried.column.hardly": "고객 {minimum}명 미만",
    "untried.cell": "{channel} {count}명",
    "untried.cell.unknown": "{channel}: 알 수 없음",
    "untried.addresses": "주소는 데이터에 없어, 도달 가능은 수신 동의만으로 셉니다.",
    "untried.no_consent": "채널별 수신 동의를 알려 주는 원본이 없습니다.",
    "untried.no_channel": "채널이 적힌 메시지 기록이 없습니다.",
    "untried.grid": "도착한 메시지, 단계와 채널별",
    "lint.stages": "단계 {count}개: {most}개를 넘으면 읽기 어렵습니다. 일부는 세부 단계로 묶으세요",
    "lint.segments": "고객 집단 {count}개: {most}개를 넘으면 구별하기 어렵습니다",
    "lint.kpis": "목표가 있는 지표 {count}개: {most}개를 넘으면 초점이 없어집니다",
    "lint.owners": "담당 없음: {names}",
    "lint.empty": "{period} 진입한 고객 없음: {names}",
    "against": "{before}과 비교",
    "against.same": "{before}의 지도와 다른 것이 없습니다.",
    "against.column.what": "무엇",
    "against.column.before": "그때",
    "against.column.now": "지금",
    "against.column.change": "변화",
    "against.definition": "정의 바뀜",
    "against.appeared": "새로 생김",
    "against.vanished": "없어짐",
}
