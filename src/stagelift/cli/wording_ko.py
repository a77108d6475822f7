"""The same sentences in Korean; `{word:을/를}` takes the particle that fits the word."""

from __future__ import annotations

from collections.abc import Mapping

KO: Mapping[str, str] = {
    "next": "다음: {command}",
    "error.definitions": "정의에 틀린 곳 {count:,}건",
    "error.unexpected": "stagelift: 일어나지 않아야 할 오류, {what}",
    "error.traceback": "어디서 났는지 보려면 {variable}=1을 설정하세요",
    "error.untouched": "발행된 것은 그대로입니다.",
    "error.full": "디스크에 남은 공간이 없습니다",
    "error.quota": "디스크 할당량을 다 썼습니다",
    "error.read_only": "읽기만 할 수 있는 파일 시스템입니다",
    "error.forbidden": "읽거나 쓸 권한이 없습니다",
    # init
    "init.wrote": "{folder}에 파일 {files:,}개를 썼습니다",
    "init.same": "이미 같은 내용으로 있는 파일: {names}",
    "init.nothing": "쓸 것이 없습니다. {folder}에 이미 모두 있습니다",
    "init.ignore": ".gitignore에 데이터와 페이지를 git에서 빼는 줄을 더했습니다",
    "init.journey": "여정 {name}: {stages}",
    "init.events": (
        "journey.yaml의 이벤트 이름은 예시입니다. 데이터를 연결한 뒤 `stagelift check`가 "
        "내 데이터에서 가까운 이름을 알려 줍니다."
    ),
    "init.file.journey.yaml": "단계, 원본 데이터, 고객 집단, 규칙",
    "init.file.metrics": "무엇을 재는지",
    "init.file.experiments": "실험마다 파일 하나. 복사해 쓸 예시가 있습니다",
    "init.file.reports": "정기 보고서: 주간 페이지, 실험 판독",
    "init.file.notebooks": "보고서가 실행하는 노트북",
    "init.file.messages": "보내는 문구",
    "init.file.changes.yaml": "언제 무엇이 바뀌었는지",
    # home
    "home.none": "작업 공간이 없습니다. '{folder}'와 그 위 어디에도 journey.yaml이 없습니다.",
    "home.begin": "내 작업 공간이나 데모 쇼핑몰로 시작하세요.",
    "home.begin.own": "설명이 달린 빈 작업 공간",
    "home.begin.demo": "데모 쇼핑몰: 만들고, 재고, 페이지까지",
    "home.experiments": "실험",
    "home.experiments.none": "실험: 없음. experiments/example.yaml을 복사하거나 이름.yaml을 쓰세요",
    "home.due": "할 일",
    "home.due.none": "할 일: 없음",
    "home.broken": "고칠 것",
    "home.broken.none": "고칠 정의나 소스: 없음 {mark}  (실험 데이터는 stagelift monitor)",
    "home.broken.more": "그 밖에 {count:,}건",
    "home.data.none": (
        "아직 데이터가 없습니다: stagelift connect 파일  (CSV, Parquet, Excel, 폴더, 테이블)"
    ),
    "home.source": "원본 '{name}'",
    "home.source.missing": "파일 없음",
    "home.report": "{period} 보고서",
    "home.decision": "결정, {day}까지",
    "home.detail.not yet begun": "{first}부터",
    "home.detail.planned": "시작하지 않음, 등록은 {first}부터 {last}까지",
    "home.detail.running": "{last}까지 등록, 판독 {ready}",
    "home.detail.maturing": "판독 {ready}",
    "home.detail.paused": "받지 않음, 재개하면 {last}까지 등록",
    "home.detail.stopped": "판독 {ready}",
    "home.detail.draft": "판독하려면 적으세요: {line}",
    "home.owner": "{owner}, {day}까지",
    "home.by": "{day}까지",
    "state.not yet begun": "시작 전",
    "state.planned": "계획됨",
    "state.running": "진행 중",
    "state.maturing": "관찰 중",
    "state.paused": "멈춤",
    "state.stopped": "중단됨",
    "state.ready for its readout": "판독 대기",
    "state.waiting for a decision": "결정 대기",
    "state.hidden by a health check": "상태 점검으로 숨김",
    "state.decided": "결정됨",
    "state.draft": "초안",
    "decision.ship": "{variant} 도입",
    "decision.stop": "{variant} 중단",
    "decision.iterate": "승자 없음({variant})",
    "check.draft": "초안입니다. 판독하려면 고객이 언제 들어오는지 적으세요: {line}",
    "check.zone": "시간대가 없는 시각입니다. 어느 시간대인지 적으세요: zone: {zone}",
    "check.zone.short": "시간대가 없는 시각입니다. 'data:' 대신 이렇게 적으세요",
    # demo and report
    "demo.made": "{folder}에 쇼핑몰을 만들었습니다({seconds:.1f}초)",
    "demo.site": "사이트: {page}",
    "report.running": "{name} 실행 중 …",
    "report.running.about": "{name} 실행 중({about}) …",
    "report.published": "{page:을/를} 발행했습니다(숫자 {facts:,}개, {seconds:.1f}초)",
    # kpi and readout
    "map.wrote": "{path:을/를} 썼습니다",
    "kpi.head": "{period}, {as_of} 기준, {levels} 구간",
    "frame.wrote": "{path}: {rows}행",
    "kpi.none": (
        "KPI가 없습니다. 지표가 없습니다. metrics/first_order.yaml에 적으세요: conversion: ordered"
    ),
    "kpi.unchanged": (
        "변화를 비교할 수 없는 지표: {metrics}. 변화는 두 기간에 들어온 고객을 각자의 관찰 기간이 "
        "끝날 때까지 지켜보고 비교합니다. 수준: stagelift kpi {first}"
    ),
    "kpi.all": "전체",
    "kpi.known": "{attribute}: {metric} {units}건 중 {known}건에서 알려짐({share}).",
    "kpi.owners": "담당: {owners}",
    "kpi.rejected": "{rows}. 이유: stagelift check",
    "kpi.column.metric": "지표",
    "kpi.column.stage": "단계",
    "kpi.column.segment": "집단",
    "kpi.column.period": "기간",
    "kpi.column.value": "값",
    "kpi.column.interval": "구간",
    "kpi.column.n": "n",
    "kpi.column.status": "상태",
    "kpi.column.against": "비교 기간",
    "kpi.column.change": "변화",
    "kpi.column.p": "p",
    "kpi.changes": "변화, {as_of} 기준, {levels} 구간",
    "kpi.changes.foot": "변화는 효과가 아닙니다. 같게 맞춘 것이 없습니다.",
    "kpi.compared": "{period}, {against} 대비: {days}.",
    "kpi.days.pairs": "같은 요일 {pairs}쌍 중 {kept}쌍으로 비교, 제외: {names}",
    "kpi.days.feast": "같은 명절부터 센 {pairs}일 중 {kept}일로 비교, 제외: {names}",
    "why.unsplit": (
        "누수는 세그먼트별로 보는데 세그먼트가 없습니다. --by로 적거나, 고객 속성을 남기세요"
        "(journey.yaml sources, as: customers, keep)."
    ),
    "kpi.days.weekdays": "요일 수를 맞춘 {kept}쌍의 날로 비교",
    "readout.note": "참고",
    "readout.worth": "가치",
    "readout.trust": "신뢰",
    "readout.before": "보정",
    "readout.answers": "응답",
    "readout.final": "최종",
    "readout.looks": "판독",
    "readout.plan": "계획",
    "readout.more": "월 약 {more}건 증가({low}~{high})",
    "readout.column.control": "대조군",
    "readout.column.variant": "변형",
    "readout.column.difference": "차이",
    "readout.column.relative": "상대",
    "readout.column.n": "n",
    # show
    "show.kind.metric": "지표",
    "show.kind.experiment": "실험",
    "show.kind.report": "보고서",
    "show.kind.segment": "집단",
    "show.kind.source": "원본",
    "show.kind.stage": "단계",
    "show.kind.channel": "채널",
    "show.kind.journey": "여정",
    "show.standard": "기본 제공, 파일 없음",
    "show.fingerprint": "지문 {mark}",
    "show.default": "기본값",
    "show.derived.name": "이름과 같음",
    "show.derived.equal": "똑같이 나눔",
    "show.derived.country": "나라에서 정해짐, {place}",
    "show.derived.data": "짧은 표기 'data:', {place}",
    "show.derived.shape": "shape에서 정해짐, {place}",
    "show.derived.preset": "preset에서 정해짐, {place}",
    "show.unset": "정하지 않음: {keys}",
    "show.note.stages": "단계 {mark}: 고객의 단계가 달라질 수 있을 때만 바뀜",
    "show.note.left": "{name}: {rule} 뒤에 들어오고, 그때가 지나야 알며, 어느 단계로든 돌아옴",
    "show.note.kpi": "KPI: {start} 단계에 들어온 고객이 분모, {stage} 단계에 표시",
    "show.note.no_kpi": (
        "KPI 없음: 첫 단계를 여는 이벤트라 그 앞에 고객이 없습니다. 'from: {stage}'처럼 적으세요"
    ),
    "show.note.plan": "계획 {mark}, {day} 확정",
    "show.note.looks": "looks: {looks}, 적지 않아 정해진 값",
    "show.note.correction": "여러 변형의 보정: {correction}",
    "show.note.guardrail": "가드레일 {metric}: {margin}, {place}에서 물려받음",
    # schema
    "schema.list": "편집기가 이 파일들을 자동 완성하고 검사하게 하는 JSON Schema:",
    "schema.wrote": "{folder}/에 스키마 {count:,}개를 썼습니다",
    "schema.vscode": "VS Code(YAML 확장)는 {file}에 다음을 더하세요(--vscode가 대신 씁니다).",
    "schema.vscode.wrote": "{file} 저장. 이제 VS Code(YAML 확장)가 자동 완성합니다",
    "schema.vscode.there": "{file:은/는} 이미 있어 그대로 둡니다. 다음을 더하세요.",
    "schema.modeline": "다른 편집기는 journey.yaml과 실험 파일의 첫 줄에 이렇게 적습니다.",
    # check
    "check.file": "{mark} {file}: 틀린 곳 {count:,}건",
    "check.mistakes": "틀린 곳 {count:,}건",
    "check.valid": "지금까지 올바른 것: {counted}",
    "check.counted": (
        "단계 {stages:,}개, 원본 {sources:,}개, 지표 {metrics:,}개, 실험 {experiments:,}개, "
        "보고서 {reports:,}개"
    ),
    "check.data": "데이터",
    "check.slow": "{source} 읽는 중 …",
    "check.slow.all": "모든 원본의 고객과 이벤트를 맞춰 보는 중 …",
    "check.rows": "{rows:,}행",
    "check.rows.duplicates": "중복 {rows:,}행 합침",
    "check.rows.rejected": "제외 {rows:,}행",
    "check.rows.late": "늦게 도착 {rows:,}행",
    "check.rows.unknown": "기준 시각 뒤 {rows:,}행",
    "check.rejected": "{source}: {rows:,}행 제외, {why}",
    "check.stale": (
        "{source}: {newest} 이후 {silent:,}일 동안 새 행 없음, 지금까지는 길어도 {usual:,}일"
    ),
    "check.conflicts": "{source}: 사본끼리 내용이 다른 이벤트 id {count:,}개",
    "check.not_point_in_time": (
        "{source}: 적재 시각이 없어 지난 보고서를 다시 만들면 수치가 달라질 수 있습니다"
    ),
    "check.repeats": (
        "{source}: 고객 {customers:,}명의 행이 둘 이상이고 모두 세므로 n이 {more:,}만큼 큽니다"
    ),
    "check.no_dedupe": "{source}: 이벤트 id가 없어 같은 행이 두 번 있으면 두 번 셉니다",
}
