"""The same sentences in Korean: the keys and the facts of the English ones.

A word field with `을/를` and the like takes the particle that fits it.
"""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.reports.first_screen.wording_ko import KO as FIRST_SCREEN

KO: Mapping[str, str] = {
    # head
    "title.weekly_journey": "{cadence} 고객 여정",
    "audience": "{audience} 보고용",
    "eyebrow": "{period} · {span} ({zone})",
    "kind.week.this": "이번 주에는",
    "kind.week.one": "주",
    "kind.week.many": "주",
    "kind.week.cadence": "주간",
    "kind.month.this": "이번 달에는",
    "kind.month.one": "월",
    "kind.month.many": "개월",
    "kind.month.cadence": "월간",
    "kind.quarter.this": "이번 분기에는",
    "kind.quarter.one": "분기",
    "kind.quarter.many": "분기",
    "kind.quarter.cadence": "분기",
    "kind.span.this": "이 기간에는",
    "kind.span.one": "기간",
    "kind.span.many": "개 기간",
    "kind.span.cadence": "기간별",
    "channel.email": "이메일",
    "channel.sms": "문자",
    "channel.push": "푸시",
    "channel.in_app": "앱 메시지",
    "channel.dm": "다이렉트 메시지",
    "channel.call_centre": "전화",
    "channel.social": "소셜",
    "channel.kakao": "카카오톡",
    "complete": "{through} 기준",
    **FIRST_SCREEN,
    # tiles
    "tiles": "지표",
    "measures.left": "자리가 없어 빠진 지표: {left}개(타일로 고르면 나옵니다).",
    "measures.none": "이 기간에 알려진 여정 지표가 없습니다.",
    "interval.signed": "{value.low:bare}~{value.high:bare}",
    "interval.plain": "{value.low:bare}~{value.high}",
    "tile.usual": "정상 {range}",
    "tile.so_far": "지금까지 평소 {range}",
    "tile.no_history": "이력 없음",
    "tile.holiday": "공휴일이 든 주, 평소 주 {range}",
    "tile.usual.above": "정상 범위 위 {range}",
    "tile.usual.below": "정상 범위 아래 {range}",
    "tile.so_far.above": "지금까지의 평소보다 높음 {range}",
    "tile.so_far.below": "지금까지의 평소보다 낮음 {range}",
    "tile.target.met": "목표 {target}: 달성",
    "tile.target.short": "목표 {target}: 미달",
    "tile.target.open": "목표 {target}: 근접",
    "tile.no_target": "목표 없음",
    "tile.before": "직전 {one} {before}",
    "tile.year": "작년 {year}",
    "tile.feast": "작년 같은 명절 {year}",
    "lands.reaches": "{by} 예상 {range}: 달성",
    "lands.misses": "{by} 예상 {range}: 미달",
    "lands.open": "{by} 예상 {range}: 미정",
    "lands.unknown": "이력이 짧아 아직 예측 없음",
    "lands.weekly": "예측은 주간 보고서에 있음: 주마다 첫 진입을 따로 셈",
    "lands.far": "기한이 이력보다 멀어 아직 예측 없음",
    "lands.come": "기한까지 온전한 주가 없어 예측 없음",
    "compared.year": "작년: {span}, 같은 요일.",
    "compared.feast": "작년: {span}, 같은 명절({festivals}) 무렵.",
    "compared.dates": "작년: {span}.",
    "compared.none": "작년은 데이터에 없습니다.",
    "tile.entered": "{span} 진입",
    "tile.active": "{span} 시작 시 활동 고객",
    "tile.followed": "{span} 진입, {days}일 안에",
    "tile.all_rows": "표의 모든 행",
    "tile.answered": "응답 {value.n}건",
    "tile.hidden": "표시 안 함: 고객이 너무 적음",
    "tile.unknown": "아직 알 수 없음",
    "tile.no_data": "데이터 없음",
    "spark": "{metric}: {one}별 선, 마지막 값 {value}",
    # charts
    "stages.title": "단계마다 얼마나 넘어가나",
    "stages.sub": (
        "각 단계에 들어온 고객 중 비율, 끝까지 지켜본 최근 {one}. "
        "옅은 막대: 직전 {one}, 선: 신뢰구간."
    ),
    "stages.who": "{metric}, {span}",
    "stages.of": "/ {value.n}명",
    "trend.title": "{metric}, {one}별",
    "trend.sub": "진입한 {one} 기준, 신뢰구간 포함. 회색: {usual_words}.",
    "trend.sub_plain": "진입한 {one} 기준, 신뢰구간 포함.",
    "trend.later": "이후는 아직 지켜보는 중이라 표시하지 않습니다.",
    "trend.usual": "정상 범위",
    "trend.so_far": "지금까지의 평소 범위",
    "trend.target": "목표 {target}",
    "trend.label": "{metric} {one}별, 마지막 값 {value}",
    "nps.title": "단계별 NPS",
    "nps.sub": "응답자의 점수와 신뢰구간. 고리: 직전 {one}, 세로선: 영점.",
    "nps.of": "응답 {value.n}건",
    "few": "너무 적어 표시하지 않음",
    # the appendix
    "full.link": "이 페이지의 근거: 모든 지표, 한 코호트의 흐름, 변화, 표",
    "cohort.title": "한 코호트의 단계별 도달: {span} {stage} 진입",
    "cohort.sub": (
        "같은 고객 {value.n}명 중 {days}일 안에 각 단계에 도달한 비율. "
        "옅은 막대: 직전 {one}, 선: 신뢰구간."
    ),
    "cohort.of": "/ {value.n}명",
    "six.title": "{metric}, 최근 {count}{many}",
    "six.single": "{metric}, 최근 {count}{many}",
    "twelve.single": "{metric}, 최근 {count}개월",
    "twelve.title": "{metric}, 최근 {count}개월",
    "mark": "세로선: {on} {what}",
    "changes.title": "직전 {one} 대비 변화",
    "changes.sub": (
        "두 기간에 모두 있는 고객을 같은 고객으로 셉니다. p와 관계없이 지표 자신의 범위를 벗어날 "
        "때만 변화라고 부르며, 효과를 뜻하지 않습니다."
    ),
    "news.outside": "범위 밖",
    "news.so_far": "지금까지의 범위 밖",
    "news.inside": "범위 안",
    "news.none": "이력 없음",
    "news.holiday": "공휴일이 든 주",
    "changes.pairs": (
        "{after}, {before} 대비: 같은 요일 {pairs}쌍 중 {kept}쌍으로 비교, 제외: {festivals}."
    ),
    "changes.feast": (
        "{after}, {before} 대비: 같은 명절부터 센 {pairs}일 중 {kept}일로 비교, 제외: {festivals}."
    ),
    "year.title": "작년 같은 {one} 대비 변화",
    "year.sub": (
        "한 해 전의 같은 요일과 비교합니다. 날짜가 바뀌는 명절이 든 {one:은/는} "
        "작년 같은 명절 무렵과 비교합니다. 효과를 뜻하지 않습니다."
    ),
    "table.year": "작년",
    "changes.some_days": "일부 날만 비교한 변화에는 전체 기간의 값을 함께 적지 않습니다.",
    "changes.weekdays": "{after}, {before} 대비: 요일 수를 맞춘 {kept}쌍의 날로 비교.",
    "p": "{p}",
    "p.below": "{least} 미만",
    "restated.title": "발행 뒤 정정된 숫자",
    "restated.data": "늦게 온 데이터",
    "restated.late": "늦게 온 행: {sources}",
    "restated.late.one": "{source} {rows}건",
    "restated.redefined": "정의 변경",
    "check.restated": "정정",
    "check.restated.ok": "발행된 숫자 중 바뀐 것 없음",
    "check.restated.warn": "발행된 것과 다른 숫자 {restated}개",
    "table.period": "기간",
    "table.change": "변화",
    "table.p": "p",
    "table.news": "자기 범위",
    "table.was": "이전",
    "table.now": "현재",
    "table.why": "이유",
    # experiments
    "experiments.title": "메시지 실험",
    "experiments.sub": "주 지표의 차이와 신뢰구간.",
    "experiments.none": "정의된 실험이 없습니다.",
    "experiments.test": "실험",
    "experiments.compares": "{control} 대비 {treatment}: {metric}",
    "experiments.effect": "차이",
    "experiments.state": "상태",
    "effect.hidden": "숨김",
    "effect.unknown": "아직 알 수 없음",
    "state.waiting": "{owner} 결정 대기",
    "state.waiting_by": "{owner} 결정 대기, {by}까지",
    "state.overdue": "{owner} 결정 대기, 기한 {by} 지남",
    "state.waiting_nobody": "결정 대기",
    "state.hidden": "점검 실패",
    "state.running": "진행 중",
    "state.planned": "계획됨, 시작하지 않음",
    "state.running_until": "진행 중, 결과 {ends}",
    "state.decided": "{chosen}, {on}",
    "state.decided_red": "{chosen}, {on}, 지금은 데이터에 이상",
    "verdict.ship": "적용",
    "verdict.stop": "중단",
    "verdict.continue": "계속",
    "verdict.iterate": "승자 없음",
    # checks
    "checks.title": "이 숫자를 믿을 수 있나",
    "check.fresh": "원천",
    "check.fresh.ok": "모두 평소만큼 최신",
    "stale": "{source}: {silent}일째 새 행 없음",
    "stale.one": "{source}: 하루 동안 새 행 없음",
    "stale.one.usual": "{source}: 하루 동안 새 행 없음, 지금까지 없던 일",
    "stale.usual": "{source}: {silent}일째 새 행 없음, 지금까지는 길어도 {usual}일",
    "check.late": "늦은 행",
    "check.late.ok": "{late}가 유예 시간 뒤에 도착",
    "check.late.unknown": "도착 시각이 기록되지 않음",
    "check.duplicates": "중복",
    "check.duplicates.ok": "{rows}행 중 {duplicates}행 제외",
    "check.rejected": "격리",
    "check.rejected.ok": "격리된 행 없음",
    "check.rejected.warn": "{rows}행 중 {rejected}행: {reasons}",
    "check.joined": "한 사람의 번호",
    "check.joined.ok": (
        "기기·발송 번호 {ids}개 중 {joined}개를 한 고객으로 이음. 여러 고객과 나온 {several}개는 "
        "잇지 않고, 고객과 나온 적 없는 {alone}개는 따로 셈"
    ),
    "check.matched": "다른 원천에도 있는 고객",
    "check.matched.one": "{source} 고객의 {known}",
    "reject.missing_time": "시각 없음",
    "reject.missing_customer": "고객 없음",
    "reject.float_customer": "소수로 적힌 고객 번호",
    "reject.unidentified": "식별되지 않은 사람",
    "reject.missing_event": "이벤트 없음",
    "reject.bad_time": "읽을 수 없는 시각",
    "reject.bad_value": "읽을 수 없는 값",
    "reject.bad_score": "읽을 수 없는 점수",
    "reject.score_off_scale": "척도 밖 점수",
    "reject.answered_before_invited": "설문을 보내기 전 응답",
    "reject.contract_overlaps": "겹치는 계약",
    "reject.end_before_start": "시작 전에 끝난 계약",
    "health.split": "배분",
    "health.crossovers": "두 안에 걸친 고객",
    "health.strangers": "알 수 없는 안",
    "health.freshness": "데이터 최신성",
    "health.plan": "계획",
    "health.segments": "세그먼트별 배분",
    "health.manifest": "넘긴 명단과 다른 발송",
    "health.homes": "한 가구에 두 안",
    "health.other": "점검 목록 참고",
    "check.mature": "끝까지 지켜봄",
    "check.mature.ok": "모든 지표가 이 기간의 값",
    "check.mature.warn": "더 이른 {one}의 값을 쓰는 지표: {measures}",
    "check.experiments": "실험 점검",
    "check.experiments.ok": "실패한 점검 없음",
    "check.experiments.warn": "실패: {experiments}",
    # claims, notes, comparison, decision
    "compare.news": "{metric}: {before} → {now}, 정상 범위 밖입니다.",
    "compare.noise": "{metric}: {before} → {now}, 정상 범위 안입니다.",
    "compare.short": "{metric}: {before} → {now}, 변화라고 하기에는 이력이 짧습니다.",
    "compare.holiday": (
        "{metric}: {before} → {now}, 공휴일이 든 {one:은/는} 평소 {one:과/와} 견주어 판정하지 "
        "않습니다."
    ),
    "compare.none": "{metric:은/는} 비교할 이전 {one:이/가} 없습니다.",
    "ask": "{label}: {question}",
    # end
    "made.title": "이 보고서를 만든 방법",
    "made.money": (
        "금액은 건수에 여정이 정한 건당 가치를 곱한 값입니다. 이득은 효과에 실험의 속도로 "
        "한 달 동안 들어올 고객 수를 곱한 것이고, 구간은 효과의 구간만 반영합니다."
    ),
    "made.facts": "숫자 {facts}개를 보관했습니다. 문장의 모든 숫자는 그중 하나입니다.",
    "made.level": "구간은 {level} 신뢰구간입니다.",
    "made.method": (
        "지표는 모든 고객을 전환 기간 끝까지 지켜본 최근 {one}의 값입니다. 정상 범위는 지표 자신의 "
        "{one}별 움직임에서 나오며, 이전 이력이 {enough}{many} 이상이면 그 밖을 변화라고 부르고, "
        "모자라면 지금까지의 평소에 비춰 말합니다. "
        "고객이 {minimum}명보다 적은 칸은 표시하지 않습니다."
    ),
    "made.landing": (
        "예측은 지표의 최근 주({points}주 이내)를 지나는 직선이고, 구간은 새로운 한 주의 "
        "구간입니다. 앞으로 바뀔 일은 알지 못합니다."
    ),
    "made.holidays": (
        "평일에 공휴일이 든 주는 정상 범위를 정할 때도 판정할 때도 빠지고, "
        "변화는 한쪽이 공휴일인 날의 쌍을 빼고 잽니다."
    ),
    "table.week": "진입한 {one}",
    "table.value": "값",
    "table.low": "하한",
    "table.high": "상한",
    "table.n": "고객",
    "table.stage": "단계",
    "table.before": "직전",
    "table.measure": "지표",
    "table.normal": "정상 범위",
    "table.target": "목표",
    "table.lands": "예상",
    "also.title": "그 밖에",
    "status.decision": "결정 필요",
    "status.fix": "수정 필요",
    "status.news": "변화",
    "status.watch": "주의",
    "status.quiet": "조용함",
}
