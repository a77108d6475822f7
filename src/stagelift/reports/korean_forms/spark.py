"""The Korean of what is said about Spark."""

from __future__ import annotations

SPARK_FORMS: tuple[tuple[str, str], ...] = (
    (
        "{came} came, where Spark runs is expected",
        "{came:이/가} 왔습니다. Spark가 도는 곳을 적어야 합니다",
    ),
    (
        "Write 'local[*]', 'spark://host:7077', 'yarn', 'k8s://host', 'sc://host' or '$LAKE'",
        "'local[*]', 'spark://host:7077', 'yarn', 'k8s://host', 'sc://host', '$LAKE'처럼 적으세요",
    ),
    ("a secret never stands in a file", "비밀은 파일에 적지 않습니다"),
    (
        "'{key}' is a secret and never stands in a file",
        "'{key}'의 값은 비밀이라 파일에 적지 않습니다",
    ),
    ("unknown engine {engine}", "모르는 엔진 {engine}"),
    (
        "Write 'spark', 'duckdb' or a connection to Spark",
        "'spark', 'duckdb' 또는 Spark 연결 이름을 적으세요",
    ),
    (
        "{engine} is no connection to Spark; others read only their own tables",
        "{engine:은/는} Spark 연결이 아닙니다. 다른 연결은 자기 테이블만 읽습니다",
    ),
    ("Leave 'engine:' out", "'engine:'을 빼세요"),
    (
        "connection {name}: the environment variable {variable} is not set",
        "연결 {name}: 환경 변수 {variable:이/가} 설정되지 않았습니다",
    ),
    (
        "Spark, connection {name}: the session was lost; run the command again",
        "Spark, 연결 {name}: 세션이 끊겼습니다. 명령을 다시 실행하세요",
    ),
    ("Spark, connection {name}: {why}", "Spark, 연결 {name}: {why}"),
    (
        "Spark needs Java 17 or newer, and there is none here; {cure}",
        "Spark에는 Java 17 이상이 필요한데 여기에는 없습니다: {cure}",
    ),
)
