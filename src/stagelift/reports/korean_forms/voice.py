"""Forms of English sentences about what customers say, and their Korean."""

from __future__ import annotations

VOICE_FORMS: tuple[tuple[str, str], ...] = (
    # beside a number
    ("{n} texts without a score left out", "점수 없는 글 {n}건 제외"),
    (
        "{n} texts without a score left out, {m} off the scale left out",
        "점수 없는 글 {n}건, 척도 밖 {m}건 제외",
    ),
    (
        "{n} without a score left out, {m} off the scale left out",
        "점수 없는 {n}건, 척도 밖 {m}건 제외",
    ),
    ("{n} off the scale left out", "척도 밖 {n}건 제외"),
    (
        "immature: {n} invitations may still be answered",
        "관찰 기간 남음: 아직 응답할 수 있는 초대 {n}건",
    ),
    (
        "immature: {n} are younger than the promise",
        "관찰 기간 남음: 약속한 시간이 지나지 않은 {n}건",
    ),
    ("low_n: {n} waits, {k} ended in time", "표본 적음: {n}건 중 제때 {k}건"),
    ("low_n: {n} customers who wrote", "표본 적음: 글을 쓴 고객 {n}명"),
    (
        "low_coverage: {n} of {m} texts have a score ({share})",
        "점수 부족: 글 {m}건 중 {n}건에만 점수 있음({share})",
    ),
    (
        "low_n: hidden, or a cell of fewer than {n} units could be computed from it",
        "표본 적음: {n}명 미만 칸이 역산될 수 있어 가림",
    ),
    # metrics and their sources
    (
        "{value} is no scale; write {example}",
        "{value:은/는} 척도가 아닙니다. {example}처럼 적으세요",
    ),
    (
        "{value} came; a scale rises between 0 and 10, as {example}",
        "{value} 값이 왔습니다. 척도는 0과 10 사이에서 커집니다. 예: {example}",
    ),
    (
        "good answers {good} do not lie on the scale {scale}",
        "좋은 답 {good:이/가} 척도 {scale} 안에 없습니다",
    ),
    (
        "{value} came; a wait is between events, not their second times",
        "{value} 값이 왔습니다. 대기는 이벤트 사이의 시간이며 두 번째 발생은 쓸 수 없습니다",
    ),
    (
        "{source} holds {role}, not survey answers",
        "{source:은/는} 설문 응답이 아니라 {role} 원본입니다",
    ),
    ("{source} holds {role}, not texts", "{source:은/는} 글이 아니라 {role} 원본입니다"),
    ("Sources of surveys are: {list}", "설문 원본: {list}"),
    ("Write 'as: surveys' in the source", "원본에 'as: surveys'를 적으세요"),
    ("{source} does not say when it invited", "{source}에 초대 시각이 없습니다"),
    ("{source} does not say when it was answered", "{source}에 응답 시각이 없습니다"),
    (
        "{source} does not say which question a row answers",
        "{source}의 행이 어느 문항의 답인지 알 수 없습니다",
    ),
    (
        "Write 'instrument: COLUMN' in the source, or leave 'instrument' out",
        "원본에 'instrument: 열'을 적거나 'instrument'를 빼세요",
    ),
    ("{source} does not keep a column {column}", "{source}에 남긴 열 {column:이/가} 없습니다"),
    (
        "no source of events keeps a column {column}",
        "열 {column:을/를} 남긴 이벤트 원본가 없습니다",
    ),
    ("Texts stand in a source of events or surveys", "글은 이벤트나 설문 원본에 있습니다"),
    (
        "{value} came; a mood lies between -1 and 1",
        "{value} 값이 왔습니다. 감정은 -1과 1 사이입니다",
    ),
)
