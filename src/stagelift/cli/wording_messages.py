"""The words of the tables about messages in Korean; English ones stand beside the tables."""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES_KO: Mapping[str, str] = {
    "head": ("{period}에 나간 메시지, {as_of} 기준; 도달 후 {days}일 안의 반응; 95% 신뢰구간"),
    "none": "이 기간에 나간 메시지가 없습니다.",
    "message": "메시지",
    "channel": "채널",
    "stage": "단계",
    "segment": "집단",
    "customers": "도달 고객",
    "total": "채널 전체",
    "everything": "전체",
    "no_stage": "아직 단계 없음",
    "delivered": "도달/발송",
    "opened": "사람이 열람",
    "machine_opened": "기계가 열람",
    "clicked": "클릭",
    "click_to_open": "클릭/열람",
    "replied": "회신",
    "unsubscribed": "수신 거부",
    "complained": "스팸 신고",
    "ladder": "고객에게 가는 길(메시지 수; –는 알려 주는 데이터가 없음):",
    "assigned": "배정",
    "held": "야간 보류",
    "capped": "빈도 제한",
    "sent": "발송",
    "failed": "실패",
    "fell_back": "대체 발송",
    "by_fallback": "대체로 도착",
    "arrived": "도달",
    "cost": "비용",
    "unknown": "모름",
    "few": "{minimum}명 미만",
    "found": "같은 메시지를 받은 다른 고객과 다른 곳(탐색일 뿐, 결정의 근거가 아님):",
    "found.none": "우연을 넘어 다르게 반응하는 단계나 집단이 없습니다(비교 {tests}건).",
    "found.line": "{rate} {value}, 나머지까지 {whole}, p {p} (비교 {tests}건 보정 후 {adjusted})",
    "method": (
        "메시지 행: 고객 비율(Wilson). 합계 행: 메시지당 메시지, 고객 단위 묶음(델타 방법). –는 "
        "0이 아니라 알 수 없음입니다."
    ),
    "immature": "메시지 {open}건은 아직 {days}일이 지나지 않아 뺐습니다.",
    "low": "* 고객이나 사건이 적어 조심해서 읽어야 합니다",
    "note.machines": "기계가 연 것이 구분되지 않아 열람에 섞여 있을 수 있습니다.",
    "note.channels": "여정의 채널 목록에 없음: {what}.",
    "note.governs": (
        "{what}에 있는 메시지는 그 기록이 다루는 기간 동안 그 기록이 기준이고, 나머지는 이벤트로 "
        "셉니다."
    ),
}

CHANNELS_KO: Mapping[str, str] = {
    "head": "{period}의 채널, {as_of} 기준; 접점은 도달한 메시지",
    "none": "이 기간에 도달한 메시지가 없습니다.",
    "reach": "도달한 고객: {n}명. 두 채널이 모두 도달한 고객:",
    "alone": "단독",
    "channel": "채널",
    "depend": "이 기간에 '{event}'가 있는 고객이 그 전 {days}일 동안 받은 것:",
    "only": "유일한 접점",
    "touched": "접점 있음",
    "no_touch": "받은 것 없음",
    "several": "여러 채널",
    "segment": "집단",
    "customers": "고객",
    "stake": (
        "한 채널을 없애면 그 채널이 유일한 접점이던 고객은 접점이 없어집니다. 그중 몇 명이 그래도 "
        "왔을지는 실험만이 알려 줍니다."
    ),
    "follow": (
        "후속 접점: 첫 접점 뒤 {days}일 안의 접점 수와, 그때까지 '{event}'가 없던 고객의 그다음 "
        "{days}일 동안의 '{event}':"
    ),
    "follow_ups": "후속 접점",
    "gap": "첫 후속까지 일수",
    "converted": "전환",
    "describe": "설명일 뿐 원인이 아닙니다. 더 많이 받는 고객은 덜 받는 고객과 다릅니다.",
    "mixed": "한 실험의 여러 안을 받은 고객:",
    "experiment": "실험",
    "got": "여러 안을 받음",
    "few": "너무 적어 표시하지 않음",
    "interval": "고객 비율과 95% 신뢰구간(Wilson).",
}
