"""Every sentence about what is done after a launch, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

LIFE_EN: Mapping[str, str] = {
    "life.pause": (
        "{name} is paused: whoever qualifies from {since} on is not in it. Those enrolled keep "
        "their variant"
    ),
    "life.resume": "{name} takes customers again from {since} on",
    "life.ramp": (
        "{name} takes {traffic} of the traffic from {since} on; nobody enrolled changes variant"
    ),
    "life.split": (
        "{name} splits those who enter from {day} on otherwise: {shares}. A new epoch; those "
        "enrolled keep their variant"
    ),
    "life.stop": (
        "{name} is stopped: nobody enters from {since} on. Those enrolled are followed to the end "
        "of their windows"
    ),
    "life.void": "{name} is void; its plan is kept as {kept}, and the name may be launched again",
    "life.kept": "Kept in {path}, by {who}",
    "life.closed.pause": "Nobody is handed out: paused since {since}{why}",
    "life.closed.stop": "Nobody is handed out: stopped on {since}{why}",
    "life.line.pause": "paused",
    "life.line.resume": "resumed",
    "life.line.ramp": "{traffic} of the traffic",
    "life.line.split": "new split {shares}",
    "life.line.stop": "stopped",
    "life.line.void": "void, kept as {kept}",
    "life.state.planned": "not launched",
    "life.state.paused": "paused",
    "life.state.stopped": "stopped",
    "readout.life": "Life",
}

LIFE_KO: Mapping[str, str] = {
    "life.pause": (
        "{name:을/를} 멈췄습니다. {since}부터 조건에 맞는 고객은 실험에 들어가지 않습니다. "
        "이미 들어온 고객의 변형은 그대로입니다"
    ),
    "life.resume": "{name:이/가} {since}부터 다시 고객을 받습니다",
    "life.ramp": (
        "{name:이/가} {since}부터 트래픽 {traffic} 비율로 받습니다. 이미 들어온 고객의 변형은 "
        "바뀌지 않습니다"
    ),
    "life.split": (
        "{name:은/는} {day}부터 새로 들어오는 고객을 다르게 나눕니다: {shares}. 새 에폭이며, "
        "이미 들어온 고객의 변형은 그대로입니다"
    ),
    "life.stop": (
        "{name:을/를} 중단했습니다. {since}부터 아무도 들어오지 않습니다. 이미 들어온 고객은 "
        "관찰 기간이 끝날 때까지 지켜봅니다"
    ),
    "life.void": "{name:을/를} 무효로 했습니다. 계획은 {kept}에 남고, 다시 시작할 수 있습니다",
    "life.kept": "{path}에 기록했습니다(담당 {who})",
    "life.closed.pause": "내보낼 고객이 없습니다: {since}부터 멈춤{why}",
    "life.closed.stop": "내보낼 고객이 없습니다: {since} 중단{why}",
    "life.line.pause": "멈춤",
    "life.line.resume": "재개",
    "life.line.ramp": "트래픽 {traffic}",
    "life.line.split": "새 배분 {shares}",
    "life.line.stop": "중단",
    "life.line.void": "무효, {kept}에 보관",
    "life.state.planned": "시작하지 않음",
    "life.state.paused": "멈춤",
    "life.state.stopped": "중단",
    "readout.life": "경과",
}
