"""Every sentence about launching, enrolling and deciding, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

LAUNCH_EN: Mapping[str, str] = {
    "launch.frozen": "Plan frozen: {path}",
    "launch.later": "Customers enter from {first} on; then `stagelift enrol {name}` hands them out",
    "enrol.given": "{count:,} new {count:customer|customers} in {folder}",
    "enrol.none": "Nobody new since {before:,} {before:customer|customers} were handed out",
    "enrol.file": "{variant}: {count:,}  {name}",
    "enrol.late": (
        "{variant}: the message of {late:,} of {of:,} was due before now; send it at once, and "
        "enrol more often"
    ),
    "enrol.without": (
        "{variant}: {count:,} {count:customer has|customers have} no address the sender reads; "
        "they stay assigned"
    ),
    "enrol.steps": "{label}, step by step (also in {path}):",
    "reconcile.red": "Every figure of the experiment is hidden until a report fits the manifest",
    "enrol.private": "These files hold customers' ids: they lie in out/, which git ignores",
    "status.none": "No experiment is launched",
    "status.column.experiment": "experiment",
    "status.column.plan": "plan",
    "status.column.frozen": "frozen",
    "status.column.traffic": "traffic",
    "status.column.state": "state",
    "status.column.handed": "handed out",
    "status.column.last": "last time",
    "status.column.decision": "decision",
    "status.deviates": "{name} {deviation}",
    "monitor.none": "No experiment is running",
    "monitor.column.experiment": "experiment",
    "monitor.column.day": "day",
    "monitor.column.entered": "entered",
    "monitor.column.mature": "mature",
    "monitor.column.effect": "last valid effect",
    "monitor.column.split": "split",
    "monitor.column.guardrails": "guardrails",
    "monitor.column.next": "next look",
    "monitor.day": "{day} of {days}",
    "monitor.guardrail.cleared": "clear",
    "monitor.guardrail.open": "open",
    "monitor.guardrail.breached": "BREACHED",
    "decided.ship": "ship",
    "decided.stop": "stop",
    "decided.iterate": "iterate",
    "home.forecast": "forecast, to be read since {day}",
    "home.last": "Last decision: {name} {decision}, {on} by {owner}",
    "home.last.forecast": "forecast {value}, read from {day} on",
    "home.last.unscored": "forecast {value}, which nobody held back can check",
    "decide.wrote": "Decided: {decision} {variant}, kept in {path}",
    "decide.forecast": "The next pages show whether it held: {forecast}",
}

LAUNCH_KO: Mapping[str, str] = {
    "launch.frozen": "계획을 고정했습니다: {path}",
    "launch.later": "고객은 {first}부터 진입합니다. 그때 `stagelift enrol {name}`으로 내보내세요",
    "enrol.given": "새 고객 {count:,}명을 {folder}에 내보냈습니다",
    "enrol.none": "이미 내보낸 {before:,}명 이후 새로 들어온 고객이 없습니다",
    "enrol.file": "{variant}: {count:,}명  {name}",
    "enrol.late": (
        "{variant}: {of:,}명 중 {late:,}명은 메시지 시각이 이미 지났습니다. 바로 보내고 더 자주 "
        "내보내세요"
    ),
    "enrol.without": "{variant}: {count:,}명은 도구가 읽을 주소가 없습니다. 배정된 채로 셉니다",
    "enrol.steps": "{label} 순서 ({path}에도 있습니다):",
    "reconcile.red": "명단과 맞는 보고가 올 때까지 이 실험의 수치를 모두 숨깁니다",
    "enrol.private": "이 파일에는 고객 ID가 있습니다. git이 무시하는 out/에 둡니다",
    "status.none": "시작한 실험이 없습니다",
    "status.column.experiment": "실험",
    "status.column.plan": "계획",
    "status.column.frozen": "고정일",
    "status.column.traffic": "트래픽",
    "status.column.state": "상태",
    "status.column.handed": "내보낸 고객",
    "status.column.last": "마지막",
    "status.column.decision": "결정",
    "status.deviates": "{name}: {deviation}",
    "monitor.none": "진행 중인 실험이 없습니다",
    "monitor.column.experiment": "실험",
    "monitor.column.day": "일차",
    "monitor.column.entered": "진입",
    "monitor.column.mature": "관찰 완료",
    "monitor.column.effect": "마지막 유효 효과",
    "monitor.column.split": "배분",
    "monitor.column.guardrails": "가드레일",
    "monitor.column.next": "다음 확인",
    "monitor.day": "{days}일 중 {day}일",
    "monitor.guardrail.cleared": "통과",
    "monitor.guardrail.open": "미정",
    "monitor.guardrail.breached": "위반",
    "decided.ship": "도입",
    "decided.stop": "중단",
    "decided.iterate": "승자 없음",
    "home.forecast": "예측, {day}부터 확인 가능",
    "home.last": "지난 결정: {name} {decision}, {on} {owner}",
    "home.last.forecast": "예측 {value}, {day}부터 확인",
    "home.last.unscored": "예측 {value}, 남겨 둔 고객이 없어 확인 불가",
    "decide.wrote": "결정: {decision} {variant}, {path}에 기록했습니다",
    "decide.forecast": "다음 페이지에서 맞았는지 보여 줍니다: {forecast}",
}
