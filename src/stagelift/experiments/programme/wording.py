"""The sentences of the programme, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.experiments.sentences import Sentences

EN: Mapping[str, str] = {
    "none": "No experiment has been decided or has ended yet.",
    "rate": "{won} of {n} tests read shipped a variant: {rate} [{low}, {high}].",
    "kept": "Plans kept: {kept} of {n} [{low}, {high}].",
    "ledger": "Ledger",
    "head.on": "decided",
    "head.experiment": "experiment",
    "head.effect": "effect at the planned end",
    "head.n": "n",
    "head.verdict": "rule",
    "head.decision": "decision",
    "head.owner": "owner",
    "head.plan": "plan",
    "undecided": "undecided",
    "early": "stopped early",
    "red": "data broken",
    "plan.kept": "kept",
    "plan.departed": "departed",
    "plan.none": "not frozen",
    "scale": "Shrunk, on one scale (log of treatment over control, shown as relative change)",
    "scale.stated": (
        "{n} comparable, fewer than {least}: the prior is stated, not learnt (two true effects in "
        "three within {spread} of none), and no total is given."
    ),
    "scale.learnt": (
        "{n} comparable: true effects lie around {centre}, two in three within {spread} of that "
        "[{low}, {high}]; {shape} fits better."
    ),
    "scale.out": (
        "{n} treatments have no ratio (scores in points, levels not clear of 0, red data)."
    ),
    "shape.normal": "a bell",
    "shape.t": "a shape with heavy tails",
    "head.variant": "variant",
    "head.seen": "seen",
    "head.shrunk": "shrunk",
    "head.heavy": "heavy tails",
    "total": (
        "The winners together, tests with one fixed look only: seen {naive}; by empirical Bayes "
        "{bell}; with heavy tails {heavy}."
    ),
    "total.lee": (
        "Those beyond 1.96 standard errors, by Lee and Shen (2018): {value} [{low}, {high}]."
    ),
    "holdout": (
        "By the global holdout ({share} of customers, followed from {since}): {metric} {value} "
        "[{low}, {high}] among all others (n {n})."
    ),
    "holdout.none": "The global holdout shows nothing for {metric}: {note}.",
    "learning": "Learning by stage and channel",
    "head.stage": "stage",
    "head.channel": "channel",
    "head.tests": "tests",
    "head.wins": "wins",
    "head.against": "against",
    "head.running": "running",
    "never": "Never tried: {cells}.",
    "forecasts": "Decisions and what became of them",
    "forecast": "{experiment}, {decision} on {on} by {owner}: {became}",
    "forecasts.described": "What a KPI did since is described, not scored: nothing held equal.",
    "calibration": (
        "{within} of {n} forecasts scored hold; on average {bias} standard errors off (p {p})."
    ),
    "kpi.no_kpi": "no KPI follows {metric}",
    "kpi.too_soon": "no whole week since {on} whose windows have closed",
    "kpi.unknown": "{metric} is not known in both spans",
    "chosen.ship": "ship",
    "chosen.stop": "stop",
    "chosen.iterate": "iterate",
    "chosen.continue": "continue",
    "grid": (
        "Stage × channel: shrunk effect (n), * the best that is clear of none; in brackets whom a "
        "test would reach"
    ),
    "forecast.kpi": "{metric} {before} (n {n0}, {span0}) → {after} (n {n1}, {span1})",
    "calendar": "Running and planned",
    "head.days": "days of entry",
    "head.end": "readout",
    "head.state": "state",
    "head.audience": "audience",
    "state.running": "running",
    "state.later": "result later",
    "state.maturing": "windows open",
    "state.planned": "planned",
    "state.waiting": "waits for a decision",
    "state.hidden": "data broken",
    "unlaunched": (
        "{experiment} was never launched: its days of entry, {first}..{last}, are past. No rate "
        "counts it; give it new days, or delete its file."
    ),
    "overlap": "{one} and {other} meet {first} to {last}: {common}{audience}.",
    "overlap.common": "{share} of the first one's customers so far are in both",
    "overlap.unknown": "shared customers not known before they begin",
    "overlap.same": ", the same audience",
    "next": "Next, by what a test of four weeks is expected to bring once its winner is shipped",
    "head.name": "name",
    "head.cell": "stage · channel",
    "head.why": "why",
    "head.worth": "a month",
    "head.more": "more at the end",
    "head.chance": "finds a winner",
    "head.weeks": "weeks",
    "head.units": "customers",
    "why.never tried": "never tried",
    "why.hardly tried": "hardly tried, never tested",
    "why.never tested": "never tested",
    "next.reckoning": (
        "A reckoning: effects as believed above, four weeks, arms of one half, entrants steady; "
        "messages paid where the journey names their cost. Weeks are for the effect in the file."
    ),
    "next.file": "To copy: {path}",
    "counted.rate": (
        "{source}: {won} of {read} tests read have a winner: {rate} [{low}, {high}], at most "
        "{false} of the tests found false on average (Benjamini–Hochberg); {differ} differ at all."
    ),
    "counted.splits": (
        "Splits: {unequal} of {tested} ({share}) do not fit equal shares at p < .001; {red} tests "
        "are not read (always-valid check)."
    ),
    "counted.winners": (
        "The {n} winning arms looked {seen} better in the geometric mean; shrunk {bell}, "
        "with heavy tails {heavy}."
    ),
    "foot": "As of {as_of}; intervals at 95%.",
}

KO: Mapping[str, str] = {
    "none": "결정되거나 끝난 실험이 아직 없습니다.",
    "rate": "읽은 실험 {n}개 중 {won}개에서 변형을 적용: {rate} [{low}, {high}].",
    "kept": "계획을 지킨 실험: {n}개 중 {kept} [{low}, {high}].",
    "ledger": "실험 대장",
    "head.on": "결정일",
    "head.experiment": "실험",
    "head.effect": "계획된 종료 시점의 효과",
    "head.n": "n",
    "head.verdict": "규칙",
    "head.decision": "결정",
    "head.owner": "담당",
    "head.plan": "계획",
    "undecided": "미결정",
    "early": "조기 종료",
    "red": "데이터 이상",
    "plan.kept": "지킴",
    "plan.departed": "벗어남",
    "plan.none": "고정 안 함",
    "scale": "한 척도로 축소한 효과 (대조군 대비 로그비, 상대 변화로 표시)",
    "scale.stated": (
        "비교 가능 {n}개로 {least}개보다 적음: 사전분포는 학습이 아니라 정해 둔 것이며(참 효과 "
        "셋 중 둘이 0에서 {spread} 이내) 합계는 말하지 않습니다."
    ),
    "scale.learnt": (
        "비교 가능 {n}개: 참 효과의 중심은 {centre}, 셋 중 둘이 그로부터 {spread} 이내 "
        "[{low}, {high}]; {shape}이 더 잘 맞음."
    ),
    "scale.out": "변형 {n}개는 비율이 없음(점수 지표, 0과 구분되지 않는 수준, 이상 데이터).",
    "shape.normal": "정규 모양",
    "shape.t": "꼬리가 두꺼운 모양",
    "head.variant": "변형",
    "head.seen": "관측",
    "head.shrunk": "축소",
    "head.heavy": "두꺼운 꼬리",
    "total": (
        "한 번만 확인한 실험의 승자 합계: 관측 {naive}, 경험적 베이즈 {bell}, 두꺼운 꼬리 {heavy}."
    ),
    "total.lee": "표준오차 1.96배를 넘은 실험, Lee–Shen(2018): {value} [{low}, {high}].",
    "holdout": (
        "전체 홀드아웃(고객의 {share}, {since}부터 관찰)과 비교한 나머지 고객: {metric} {value} "
        "[{low}, {high}] (n {n})."
    ),
    "holdout.none": "전체 홀드아웃으로 {metric} 값을 보일 수 없습니다: {note}.",
    "learning": "단계와 채널별로 배운 것",
    "head.stage": "단계",
    "head.channel": "채널",
    "head.tests": "실험",
    "head.wins": "승리",
    "head.against": "비교 대상",
    "head.running": "진행 중",
    "never": "시도한 적 없음: {cells}.",
    "forecasts": "결정과 그 뒤의 결과",
    "forecast": "{experiment}, {on} {owner} {decision}: {became}",
    "forecasts.described": "그 뒤의 KPI는 설명일 뿐 채점이 아님: 다른 조건을 맞추지 않음.",
    "calibration": "채점한 예측 {n}개 중 {within}개가 맞음, 평균 {bias} 표준오차 차이(p {p}).",
    "kpi.no_kpi": "{metric} 지표를 따르는 KPI가 없음",
    "kpi.too_soon": "{on} 이후 관찰이 끝난 온전한 주가 없음",
    "kpi.unknown": "두 기간 모두의 {metric} 값을 알 수 없음",
    "chosen.ship": "적용",
    "chosen.stop": "중단",
    "chosen.iterate": "승자 없음",
    "chosen.continue": "계속",
    "grid": (
        "단계 × 채널: 축소한 효과(n), *는 0과 구분되는 가장 나은 것, 괄호는 실험이 닿을 고객 수"
    ),
    "forecast.kpi": "{metric} {before} (n {n0}, {span0}) → {after} (n {n1}, {span1})",
    "calendar": "진행 중이거나 계획된 실험",
    "head.days": "진입 기간",
    "head.end": "결과일",
    "head.state": "상태",
    "head.audience": "대상",
    "state.running": "진행 중",
    "state.later": "결과는 나중",
    "state.maturing": "관찰 중",
    "state.planned": "예정",
    "state.waiting": "결정 대기",
    "state.hidden": "데이터 이상",
    "unlaunched": (
        "{experiment} 실험은 시작한 적이 없음: 진입 기간 {first}~{last}이 지남. 어느 비율에도 "
        "넣지 않음. 새 날짜를 적거나 파일을 지우세요."
    ),
    "overlap": "{one}, {other} 겹침 {first}~{last}: {common}{audience}.",
    "overlap.common": "지금까지 첫 실험 고객의 {share}가 양쪽에 포함",
    "overlap.unknown": "시작 전에는 겹치는 고객을 알 수 없음",
    "overlap.same": ", 같은 대상",
    "next": "다음 실험: 4주 실험 뒤 승자를 적용할 때 기대되는 값 순서",
    "head.name": "이름",
    "head.cell": "단계 · 채널",
    "head.why": "이유",
    "head.worth": "월",
    "head.more": "여정 끝 증가",
    "head.chance": "승자 발견",
    "head.weeks": "주",
    "head.units": "고객",
    "why.never tried": "시도한 적 없음",
    "why.hardly tried": "거의 쓰지 않음, 실험한 적 없음",
    "why.never tested": "실험한 적 없음",
    "next.reckoning": (
        "추산: 위의 사전 믿음, 4주, 반반 배분, 유입 일정 가정; 여정에 비용이 적힌 발송비는 뺌. "
        "주 수는 파일의 효과 기준."
    ),
    "next.file": "복사할 파일: {path}",
    "counted.rate": (
        "{source}: 읽은 실험 {read}개 중 {won}개에 승자: {rate} [{low}, {high}], "
        "찾은 실험 중 거짓은 평균 {false} 이하(Benjamini–Hochberg); 차이가 있는 실험 {differ}개."
    ),
    "counted.splits": (
        "배분: {tested}개 중 {unequal}개({share})가 p < .001에서 균등 배분과 맞지 않음; {red}개는 "
        "읽지 않음(상시 유효 검정)."
    ),
    "counted.winners": (
        "승리한 변형 {n}개는 기하평균 {seen} 좋아 보였으나 축소하면 {bell}, "
        "두꺼운 꼬리로는 {heavy}."
    ),
    "foot": "{as_of} 기준; 구간 95%.",
}

say = Sentences(EN, KO).say
