"""Forms of sentences that a general form would put into Korean halfway: these are tried first."""

from __future__ import annotations

WHOLE_FORMS: tuple[tuple[str, str], ...] = (
    (
        "no {file} in {folder} or above it",
        "{folder}와 그 위 어디에도 {file:이/가} 없습니다",
    ),
    ("name an experiment", "실험 이름을 적으세요"),
    (
        "Write the shop into a folder of its own: {command}",
        "쇼핑몰은 다른 폴더에 쓰세요: {command}",
    ),
    (
        "{came} came; whole days such as {example} are allowed",
        "{came} 대신 {example} 같은 온전한 날수를 적으세요",
    ),
    ("{came} came; whole days from 1 on are allowed", "{came} 대신 1 이상의 날수를 적으세요"),
    ("{came} came; a minute or more is allowed", "{came} 대신 1분 이상을 적으세요"),
    (
        "{came} came; a period that ends before {period} begins is allowed",
        "{came} 대신 {period:이/가} 시작하기 전에 끝나는 기간을 적으세요",
    ),
    (
        "{came} came, an address such as {example} is expected",
        "{came} 대신 {example} 같은 주소를 적으세요",
    ),
    (
        "{came} came, the name of one event is expected",
        "{came} 대신 이벤트 이름 하나를 적으세요",
    ),
    (
        "{came} came, labels such as {example} are expected",
        "{came} 대신 {example} 같은 표시를 적으세요",
    ),
    (
        "decision {came} came, one of {list} is expected",
        "결정 {came} 대신 {list} 가운데 하나를 적으세요",
    ),
    ("Write it as in {example}", "{example}처럼 적으세요"),
    ("Write order: closed or strict", "order: closed 또는 strict를 적으세요"),
    ("Write one event without brackets", "이벤트 하나를 괄호 없이 적으세요"),
    (
        "Write 'ratio' and 'per' both as {example}, or both over events",
        "'ratio'와 'per'를 둘 다 {example:으로/로} 적거나 둘 다 이벤트로 적으세요",
    ),
    ("Write {text}, or turn them around", "{text:으로/로} 적거나 둘을 바꾸세요"),
    ("Write {text} in the source", "원본에 {text:을/를} 적으세요"),
    (
        "source {name}: no file matches {path} in the workspace",
        "원본 {name}: 작업 공간에 {path}에 맞는 파일이 없습니다",
    ),
    (
        "source {name}: there is no file {path} in the workspace",
        "원본 {name}: 작업 공간에 {path} 파일이 없습니다",
    ),
    (
        (
            "experiment {name} is split by {tool}, and no mapped assignments name it; map a "
            "source `as: assignments`"
        ),
        (
            "실험 {name:은/는} {tool:이/가} 나누는데 배정을 알려 주는 원본이 없습니다. `as: "
            "assignments` 원본을 연결하세요"
        ),
    ),
    (
        (
            "experiment {name} asks for reachability before the draw, which is known at launch "
            "only; map the launched assignments as a source `as: assignments`"
        ),
        (
            "실험 {name:은/는} 배정 전에 도달 가능 여부를 묻는데 이는 시작할 때만 압니다. 시작한 "
            "배정을 `as: assignments` 원본으로 연결하세요"
        ),
    ),
    (
        (
            "experiment {name}: reachable_by asks for consent to {list}, which no source of "
            "customers has; map it under `consent:`"
        ),
        (
            "실험 {name}: reachable_by가 묻는 {list} 동의가 고객 원본에 없습니다. `consent:` "
            "아래에 연결하세요"
        ),
    ),
    (
        (
            "experiment {name}: nobody in its audience agreed to all of {list}, so reachable_by "
            "leaves nobody; choose channels people share"
        ),
        (
            "실험 {name}: 대상 가운데 {list:을/를} 모두 동의한 고객이 없어 reachable_by에 남는 "
            "고객이 없습니다. 함께 동의한 채널을 고르세요"
        ),
    ),
    (
        (
            "metric {name}: no event opens the stage {stage}, so nobody enters it; from takes one "
            "of {list}"
        ),
        (
            "지표 {name}: 단계 {stage:을/를} 여는 이벤트가 없어 들어가는 고객이 없습니다. from에 "
            "쓸 수 있는 단계: {list}"
        ),
    ),
    (
        "metric {name}: {event} opens no stage; say from: STAGE",
        "지표 {name}: {event:은/는} 단계를 열지 않습니다. from: 단계이름을 적으세요",
    ),
    (
        "segment {name}: {column} compares with no number; text takes = and != only",
        "집단 {name}: {column:은/는} 수와 견줄 수 없습니다. 글자에는 =와 !=만 씁니다",
    ),
    (
        "Name the column: --variant COLUMN, or say --of VARIANT for a file of one variant",
        "열을 적으세요: --variant 열이름. 한 안만 있는 파일이면 --of 안이름",
    ),
    (
        "Run 'dbt parse' in the dbt project, or name the file: {command}",
        "dbt 프로젝트에서 'dbt parse'를 실행하거나 파일을 적으세요: {command}",
    ),
)
