"""Forms of errors that few ever meet: of assignment, sources and definitions."""

from __future__ import annotations

RARE_DATA_FORMS: tuple[tuple[str, str], ...] = (
    (
        "{text} is not a margin; write {examples} or a number",
        "{text:은/는} 폭이 아닙니다. {examples}나 숫자를 적으세요",
    ),
    (
        "shares must each be at least 0 and sum to 1; came {came}",
        "비율은 각각 0 이상이고 합이 1이어야 합니다. 온 값: {came}",
    ),
    (
        "salt {salt} may hold only a–z, 0–9 and the characters _ . / -; say `salt:`",
        "salt {salt}에는 a–z, 0–9와 _ . / - 만 쓸 수 있습니다. `salt:`를 적으세요",
    ),
    (
        "no column {name}; there are {list} and {n} more",
        "{name} 열이 없습니다. 있는 열: {list} 외 {n}개",
    ),
    (
        "{folder} already holds {list} and {n} more; nothing was written",
        "{folder}에 이미 {list} 외 {n}개가 있습니다. 아무것도 쓰지 않았습니다",
    ),
    ("{salt} already draws {what}", "{salt:은/는} 이미 {what:t:을/를} 뽑는 데 쓰입니다"),
    ("{n} variants but {m} shares", "변형은 {n}개인데 비율은 {m}개입니다"),
    (
        "{name} names a table; write a column or an expression over columns, such as {example}",
        "{name:은/는} 표의 이름입니다. {example}처럼 열이나 열로 만든 식을 적으세요",
    ),
    (
        "no source {name} of {role} in journey.yaml; sources are {list}",
        "journey.yaml에 {role} 원본 {name:이/가} 없습니다. 있는 원본: {list}",
    ),
    (
        "no source of {role} in journey.yaml; sources are {list}",
        "journey.yaml에 {role} 원본이 없습니다. 있는 원본: {list}",
    ),
    ("Say {what} on one.", "원본 하나에 {what:을/를} 적으세요."),
    ("{engine}: no message", "{engine}: 메시지 없음"),
    ("unknown time zone {name}", "알 수 없는 시간대 {name}"),
    ("unknown number format {name}", "알 수 없는 숫자 형식 {name}"),
    (
        "{name} == {value}, must be >= {least}.",
        "{name} 값은 {least} 이상이어야 합니다. 온 값: {value}",
    ),
    (
        "{name} == {value}, must be ≥ {least}",
        "{name} 값은 {least} 이상이어야 합니다. 온 값: {value}",
    ),
    ("{came} came, a mapping such as {example} is expected", "{came} 대신 {example}처럼 적으세요"),
    ("{why}; write 'on: {day}' and 'what: …'", "{why:t}. 'on: {day}'와 'what: …'을 적으세요"),
    (
        "sql: unknown name {name}; a metric, an experiment, {kpis} or {messages} is expected",
        "sql: 알 수 없는 이름 {name}. 지표, 실험, {kpis}, {messages} 가운데 하나를 적으세요",
    ),
    (
        "{engine}, connection {name}: the {kind} {table} cannot be read here; load it as a table",
        "{engine}, 연결 {name}: {kind} {table:을/를} 여기서 읽을 수 없습니다. 표로 올리세요",
    ),
    (
        "source {name}: {read} is neither a file pattern ({endings}) nor a table of a connection",
        "원본 {name}: {read:은/는} 파일 무늬({endings})도, 연결의 표도 아닙니다",
    ),
    ("source {name}: {read} must be {forms}", "원본 {name}: {read} 대신 {forms} 형식으로 적으세요"),
    (
        (
            "sql --assign: the journey joins ids (same_person), which no single query does; "
            "hand out files with {command}, or map one id"
        ),
        (
            "sql --assign: 여정이 id를 잇습니다(same_person). 쿼리 하나로는 할 수 없으니 "
            "{command}로 파일을 나눠 주거나 id를 하나만 연결하세요"
        ),
    ),
    (
        (
            "sql --assign: source {name} has no id of the customer, and rows have no numbers "
            "in a warehouse"
        ),
        (
            "sql --assign: 원본 {name}에 고객 id가 없습니다. 웨어하우스의 행에는 번호가 없어 "
            "대신할 수 없습니다"
        ),
    ),
    (
        "PostgreSQL, connection {name}: the connection was lost ({why}), {then}",
        "PostgreSQL, 연결 {name}: 연결이 끊겼습니다({why}), {then:t}",
    ),
    ("sql reads {table}; our tables are {list}", "sql이 {table:을/를} 읽습니다. 있는 표: {list}"),
    (
        (
            "Spark needs Java 17 or newer, and there is none here: JAVA_HOME is {home}, where "
            "no bin/java is; install it ({how}) or set JAVA_HOME"
        ),
        (
            "Spark에는 Java 17 이상이 필요합니다. JAVA_HOME이 {home}인데 그곳에 bin/java가 "
            "없습니다. 설치하거나({how}) JAVA_HOME을 고치세요"
        ),
    ),
    (
        "Spark needs Java 17 or newer, and there is none here; install it ({how}) or set JAVA_HOME",
        (
            "Spark에는 Java 17 이상이 필요한데 여기에는 없습니다. 설치하거나({how}) "
            "JAVA_HOME을 적으세요"
        ),
    ),
    (
        "no column {name} in {role} (source {sources}); there are {list}",
        "{role} 원본 {sources}에 {name} 열이 없습니다. 있는 열: {list}",
    ),
    (
        "{file} is written in a way that cannot be added to; write {text}",
        "{file}에 더할 수 없는 방식으로 적혀 있습니다. 직접 적으세요: {text}",
    ),
    (
        "{place}: sources: a mapping is expected",
        "{place}: sources에는 '이름: …' 형식이 와야 합니다",
    ),
    ("{issue}; mend it first", "{issue:t}. 먼저 고치세요"),
    (
        (
            "source {name} lies in {where}, {read} does not; the sources of one journey lie in "
            "one place"
        ),
        "원본 {name:은/는} {where:t}에 있고 {read:은/는} 아닙니다. 한 여정의 원본은 한 곳에 둡니다",
    ),
    ("Load it there, or make a second workspace", "그곳에 올리거나 작업 공간을 하나 더 만드세요"),
    (
        "{file} is a dbt manifest of version {version}; {list} are read (dbt 1.5 to 2.0)",
        "{file:은/는} {version} 버전의 dbt manifest입니다. 읽을 수 있는 버전: {list}(dbt 1.5~2.0)",
    ),
    (
        "Run {command} with one of these, or name the table itself: {example}",
        "이 버전으로 {command:을/를} 실행하거나 표를 직접 적으세요: {example}",
    ),
    (
        "no dbt model {name} that is a table or a view; there are {list}",
        "표나 뷰인 dbt 모델 {name:이/가} 없습니다. 있는 모델: {list}",
    ),
    (
        "--as: unknown role {name}; roles are {list}",
        "--as: 알 수 없는 역할 {name}. 쓸 수 있는 역할: {list}",
    ),
    (
        "sql: unknown name {name}; a metric, an experiment or {kpis} is expected",
        "sql: 알 수 없는 이름 {name}. 지표, 실험, {kpis} 가운데 하나를 적으세요",
    ),
    (
        "events: a relation needs the embedded engine; use {command}",
        "events: 릴레이션에는 내장 엔진이 필요합니다. {command:을/를} 쓰세요",
    ),
    ("events: no source of the journey holds events", "events: 여정에 이벤트 원본이 없습니다"),
    (
        "{name}: a datetime without an offset came; give it a tzinfo",
        "{name}: 시간대가 없는 시각이 왔습니다. tzinfo를 주세요",
    ),
    (
        "no journey.yaml in {folder} or above it",
        "{folder}와 그 위 어디에도 journey.yaml이 없습니다",
    ),
    ("no journey.yaml in {folder}", "{folder}에 journey.yaml이 없습니다"),
    ("a column of finished rows and events came", "끝난 행의 열과 이벤트가 함께 왔습니다"),
    ("no time came in which a coupon must be used", "쿠폰을 언제까지 써야 하는지 없습니다"),
    (
        "{text} came; a scale rises between 0 and {most}, as {example}",
        "{text} 대신 {example}처럼 0과 {most} 사이에서 커지는 척도를 적으세요",
    ),
    (
        "{name} came; {metric} is a score in points",
        "{name:이/가} 왔는데 {metric:은/는} 점수 지표입니다",
    ),
    (
        "{name} ({kind}) has no covariate from before assignment",
        "{name}({kind})에는 배정 전의 공변량이 없습니다",
    ),
    (
        "an effect over households is not adjusted for the time before",
        "가구 단위 효과는 배정 전 값으로 보정하지 않습니다",
    ),
    (
        "Map it in journey.yaml under customers, as in {example}",
        "journey.yaml의 고객 원본에 {example}처럼 연결하세요",
    ),
)
