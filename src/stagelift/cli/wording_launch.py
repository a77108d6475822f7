"""Every sentence about launching, enrolling and deciding, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

LAUNCH_EN: Mapping[str, str] = {
    "launch.frozen": "Plan frozen: {path}",
    "launch.later": "Customers enter from {first} on; then `stagelift enrol {name}` hands them out",
    "enrol.given": "{count:,} new {count:customer|customers} in {folder}",
    "enrol.none": "Nobody new since {before:,} {before:customer|customers} were handed out",
    "enrol.file": "{variant}: {count:,}  {name}",
    "enrol.private": "These files hold customers' ids: they lie in out/, which git ignores",
    "status.none": "No experiment is launched",
    "status.column.experiment": "experiment",
    "status.column.plan": "plan",
    "status.column.frozen": "frozen",
    "status.column.handed": "handed out",
    "status.column.last": "last time",
    "status.column.decision": "decision",
    "status.deviates": "{name} {deviation}",
    "decide.wrote": "Decided: {decision} {variant}, kept in {path}",
    "decide.forecast": "The next pages show whether it held: {forecast}",
}

LAUNCH_KO: Mapping[str, str] = {
    "launch.frozen": "계획을 고정했습니다: {path}",
    "launch.later": "고객은 {first}부터 진입합니다. 그때 `stagelift enrol {name}`으로 내보내세요",
    "enrol.given": "새 고객 {count:,}명을 {folder}에 내보냈습니다",
    "enrol.none": "이미 내보낸 {before:,}명 이후 새로 들어온 고객이 없습니다",
    "enrol.file": "{variant}: {count:,}명  {name}",
    "enrol.private": "이 파일에는 고객 ID가 있습니다. git이 무시하는 out/에 둡니다",
    "status.none": "시작한 실험이 없습니다",
    "status.column.experiment": "실험",
    "status.column.plan": "계획",
    "status.column.frozen": "고정일",
    "status.column.handed": "내보낸 고객",
    "status.column.last": "마지막",
    "status.column.decision": "결정",
    "status.deviates": "{name}: {deviation}",
    "decide.wrote": "결정: {decision} {variant}, {path}에 기록했습니다",
    "decide.forecast": "다음 페이지에서 맞았는지 보여 줍니다: {forecast}",
}
