"""Forms of English sentences about exploring an experiment, and their Korean."""

from __future__ import annotations

EXPLORING_FORMS: tuple[tuple[str, str], ...] = (
    # why a cell is not read
    ("{n} units in a variant, fewer than {m}", "한 안에 {n}명뿐, {m}명 미만"),
    (
        "{n} expected in a variant, fewer than {m}",
        "한 안에서 기대되는 수가 {n}, {m} 미만",
    ),
    (
        "hidden, or a cell of fewer than {n} units could be computed from it",
        "이것으로 {n}명 미만인 칸을 계산할 수 있어 가림",
    ),
    ("the values do not vary", "값이 모두 같음"),
    (
        "the control's level is not clear of 0, so a ratio says nothing: write prior: ±AMOUNT",
        "대조군의 수준이 0과 구분되지 않아 비율을 말할 수 없습니다. prior: ±금액 을 적으세요",
    ),
    (
        "its households are not known here, so its error cannot be told",
        "여기서는 가구를 알 수 없어 오차를 말할 수 없습니다",
    ),
    # resampling
    (
        "a resampled interval holds for one look, and this plan takes several",
        "재표집 구간은 한 번의 확인에만 맞는데 이 계획은 여러 번 확인합니다",
    ),
    (
        "customers of several splits are never pooled",
        "배정 비율이 다른 고객은 합치지 않습니다",
    ),
    (
        "the effect on this metric is no difference of means or of ratios",
        "이 지표의 효과는 평균이나 비율의 차이가 아닙니다",
    ),
    ("fewer than {n} units in a variant", "한 안에 {n}명 미만"),
    ("no draw differs", "뽑을 때마다 같음"),
    ("not defined in {share} of the draws", "뽑은 것의 {share}에서 정의되지 않음"),
    (
        "{n} draws are too few for a level of {level}",
        "{n}번 뽑기는 신뢰수준 {level}에 모자랍니다",
    ),
    ("{n} units in the smaller arm; {m} are wanted", "작은 안에 {n}명, {m}명이 필요"),
    ("{n} groups of both; {m} are wanted", "두 안이 모두 있는 묶음 {n}개, {m}개가 필요"),
    # a result as a table
    (
        "--frame '{path}' ends in neither .csv nor .parquet",
        "--frame '{path}'의 이름은 .csv나 .parquet으로 끝나야 합니다",
    ),
    (
        "--frame '{path}': there are no rows, as while the health is red",
        "--frame '{path}': 상태가 빨간 동안처럼, 쓸 행이 없습니다",
    ),
    ("--frame '{path}' cannot be written: {why}", "--frame '{path}'을 쓸 수 없습니다: {why}"),
    # a result brought from a warehouse
    ("{path}: no such file", "{path}: 파일이 없습니다"),
    ("{path}: it cannot be read, {why}", "{path}: 읽을 수 없습니다, {why}"),
    (
        "{path}: several results came in one file ({names}); give one",
        "{path}: 한 파일에 여러 결과가 있습니다({names}). 하나만 주세요",
    ),
    (
        "{path}: {n} of {count} rows came of question {question}; bring the whole result",
        "{path}: 질문 {question}의 {count}행 중 {n}행만 왔습니다. 결과를 모두 가져오세요",
    ),
    (
        (
            "{path}: column {names} missing; bring the result of `stagelift sql NAME --dialect "
            "DIALECT` with all its columns"
        ),
        (
            "{path}: {names} 열이 없습니다. `stagelift sql NAME --dialect DIALECT`의 결과를 모든 "
            "열과 함께 가져오세요"
        ),
    ),
    (
        (
            "{path}: columns {names} missing; bring the result of `stagelift sql NAME --dialect "
            "DIALECT` with all its columns"
        ),
        (
            "{path}: {names} 열이 없습니다. `stagelift sql NAME --dialect DIALECT`의 결과를 모든 "
            "열과 함께 가져오세요"
        ),
    ),
    (
        "{path}: column {name} missing; bring all columns",
        "{path}: {name} 열이 없습니다. 모든 열을 가져오세요",
    ),
    (
        "{path}: no rows came; every question has at least one",
        "{path}: 행이 없습니다. 질문마다 한 행은 있습니다",
    ),
    (
        (
            "{path}: no answer to question {mark}; the definitions or stagelift changed since the "
            "query was printed: print it again and bring its result"
        ),
        (
            "{path}: 질문 {mark}의 답이 없습니다. 질의를 출력한 뒤 정의나 stagelift가 "
            "바뀌었습니다. 다시 출력해 결과를 가져오세요"
        ),
    ),
    (
        "{path}: it is about {came}, and {wanted} is asked",
        "{path}: {came}에 대한 결과인데 {wanted}을(를) 물었습니다",
    ),
    (
        "{path}: it is about experiment {name}: use readout",
        "{path}: 실험 {name}에 대한 결과입니다. readout을 쓰세요",
    ),
    (
        (
            "{path}: it was asked by definitions {came}, now they are {now}; print the query "
            "again and bring its result"
        ),
        "{path}: 정의 {came}(으)로 물은 결과인데 지금은 {now}입니다. 다시 출력해 결과를 가져오세요",
    ),
    (
        "--moments: the instant is that of the query; leave --as-of out",
        "--moments: 시점은 질의의 시점입니다. --as-of를 빼세요",
    ),
    (
        "--moments: the result has what its query asked; leave the rest out",
        "--moments: 결과에는 질의가 물은 것만 있습니다. 나머지는 빼세요",
    ),
    # mistakes
    (
        "a ratio with 'before' came; its two sums have no covariate of their own",
        "비율에 'before'가 있습니다. 두 합계에는 공변량이 없습니다",
    ),
    (
        "by: {name} needs events; a finished table is split by its own columns",
        "by: {name}에는 이벤트가 필요합니다. 고객마다 끝난 한 줄이 있는 표는 그 표의 열로 나눕니다",
    ),
    ("the plan names no metric {name}", "계획에 없는 지표 {name}"),
    (
        "metric {name} reads an outcome column; this experiment reads events",
        "지표 {name}: 결과 열을 읽는데 이 실험은 이벤트를 읽습니다",
    ),
    (
        "metric {name} reads events; this experiment reads outcome columns",
        "지표 {name}: 이벤트를 읽는데 이 실험은 결과 열을 읽습니다",
    ),
    (
        "{value} is no prior; two true effects in three within ten per cent of none are {example}",
        "{value}: 사전 분포가 아닙니다. 참 효과 셋 중 둘이 0에서 10% 안이면 {example}",
    ),
    (
        "{value} mixes units; centre and spread have the same one",
        "{value}: 단위가 섞여 있습니다. 중심과 퍼짐의 단위는 같습니다",
    ),
    ("{value} has no spread; it must be above 0", "{value}: 퍼짐은 0보다 커야 합니다"),
)
