"""The Korean of what is said when an engine fails."""

from __future__ import annotations

ENGINE_FORMS: tuple[tuple[str, str], ...] = (
    (
        (
            "PostgreSQL, connection {name}: the connection was lost ({why}), and no other was "
            "given within {waited}"
        ),
        "PostgreSQL, 연결 {name}: 연결이 끊겼고({why}) {waited} 안에 다시 연결되지 않았습니다",
    ),
    (
        (
            "PostgreSQL, connection {name}: the connection was lost ({why}), and again when it was "
            "asked anew"
        ),
        "PostgreSQL, 연결 {name}: 연결이 끊겼고({why}) 다시 물었을 때 또 끊겼습니다",
    ),
    (
        "Nothing was written; run the command again when the server answers",
        "아무것도 쓰지 않았습니다. 서버가 응답하면 명령을 다시 실행하세요",
    ),
    (
        "source {source}: cannot read {table}: {why}",
        "원본 {source}: {table:을/를} 읽지 못했습니다. {why:t}",
    ),
    ("PostgreSQL, connection {name}: {why}", "PostgreSQL, 연결 {name}: {why}"),
    ("{driver}, connection {name}: {why}", "{driver}, 연결 {name}: {why}"),
    (
        "connection {name}: connection failed: {why}",
        "연결 {name}: 연결하지 못했습니다: {why}",
    ),
    (
        "connection {name}: its address is not a postgresql:// address",
        "연결 {name}: 주소가 postgresql:// 주소가 아닙니다",
    ),
    (
        "Ask its owner for: GRANT SELECT ON … TO {role}",
        "테이블 소유자에게 GRANT SELECT ON … TO {role:을/를} 부탁하세요",
    ),
    (
        "Another session holds the table; run the command again when it is free",
        "다른 세션이 테이블을 잡고 있습니다. 풀리면 명령을 다시 실행하세요",
    ),
    (
        "The server's disk is full; free some, or ask for a shorter period",
        "서버 디스크가 가득 찼습니다. 공간을 비우거나 더 짧은 기간을 물으세요",
    ),
    (
        "The server has no memory for it; raise its work_mem, or ask for a shorter period",
        "서버 메모리가 모자랍니다. work_mem을 올리거나 더 짧은 기간을 물으세요",
    ),
    (
        "A column has another type than before; run stagelift check",
        "열의 형식이 전과 다릅니다. stagelift check를 실행하세요",
    ),
    (
        "The tables changed, or a name is wrong; run stagelift check",
        "테이블이 바뀌었거나 이름이 틀렸습니다. stagelift check를 실행하세요",
    ),
    (
        (
            "The server allows {allowed}; ask for a shorter period, or raise it: "
            "ALTER ROLE {role} SET statement_timeout"
        ),
        (
            "서버가 허용하는 시간은 {allowed}입니다. 더 짧은 기간을 묻거나 "
            "ALTER ROLE {role} SET statement_timeout으로 늘리세요"
        ),
    ),
    (
        "Somebody ended the query on the server; run the command again",
        "누군가 서버에서 쿼리를 끝냈습니다. 명령을 다시 실행하세요",
    ),
    (
        "Run the command again when others have ended",
        "다른 연결이 끝나면 명령을 다시 실행하세요",
    ),
    (
        "Check the user and the password of its address",
        "주소의 사용자와 비밀번호를 확인하세요",
    ),
    (
        "The server does not let this user in from here; ask whoever runs it",
        "서버가 이 사용자를 여기서 들이지 않습니다. 서버 담당자에게 물으세요",
    ),
    (
        "Check the database and the user of its address",
        "주소의 데이터베이스와 사용자를 확인하세요",
    ),
    (
        "Check that the server runs, and the host and the port of its address",
        "서버가 켜져 있는지, 주소의 호스트와 포트가 맞는지 확인하세요",
    ),
    (
        "DuckDB: {file} could not be written: {why}",
        "DuckDB: {file:을/를} 쓰지 못했습니다: {why}",
    ),
    (
        "Free some room; what was there stays",
        "공간을 비우세요. 있던 것은 그대로입니다",
    ),
    (
        (
            "source {source}: {file} went away while it was read; run the command again when it is "
            "back"
        ),
        "원본 {source}: 읽는 동안 {file:이/가} 사라졌습니다. 돌아오면 명령을 다시 실행하세요",
    ),
    (
        "source {source}: {file} is damaged and cannot be read as Parquet; copy it again",
        "원본 {source}: {file:이/가} 손상되어 Parquet로 읽을 수 없습니다. 다시 복사하세요",
    ),
    (
        "source {source}: {file} is cut off: its end is missing; copy it again",
        "원본 {source}: {file:이/가} 잘려 끝부분이 없습니다. 다시 복사하세요",
    ),
    (
        "STAGELIFT_MEMORY=4GB gives it more",
        "STAGELIFT_MEMORY=4GB로 메모리를 더 주세요",
    ),
    (
        "a connection through a driver needs its {lacking}",
        "드라이버로 연결하려면 {lacking:이/가} 있어야 합니다",
    ),
    (
        "Write both, as in {example}",
        "{example}처럼 둘 다 적으세요",
    ),
    (
        "{came} came, the module of a driver is expected",
        "{came:이/가} 왔습니다. 드라이버의 모듈 이름을 적어야 합니다",
    ),
    (
        "Write the name it is imported by, as in 'snowflake.connector'",
        "'snowflake.connector'처럼 import하는 이름을 적으세요",
    ),
    (
        "connection {name}: the driver {module} is not installed here ({why})",
        "연결 {name}: 드라이버 {module:이/가} 여기에 설치되어 있지 않습니다 ({why})",
    ),
    (
        "connection {name}: {module} is no driver (PEP 249): it has no {what}",
        "연결 {name}: {module:은/는} 드라이버(PEP 249)가 아닙니다. {what:이/가} 없습니다",
    ),
    (
        "{read} is not in information_schema.columns",
        "{read:이/가} information_schema.columns에 없습니다",
    ),
    (
        "--sql and --explain print no figures; leave {options} out",
        "--sql과 --explain은 수치를 보여 주지 않습니다. {options:을/를} 빼세요",
    ),
    (
        "--explain is of the workspace's own engine; leave the rest out",
        "--explain은 이 작업 공간의 엔진에 대한 것입니다. 다른 옵션을 빼세요",
    ),
    (
        "a salt is a secret and never stands in a file",
        "솔트는 비밀이라 파일에 적지 않습니다",
    ),
    (
        "Write the name of an environment variable, as in '$ID_SALT'",
        "'$ID_SALT'처럼 환경 변수 이름을 적으세요",
    ),
    (
        "rules.hash_ids: the environment variable {name} is not set",
        "rules.hash_ids: 환경 변수 {name:이/가} 설정되지 않았습니다",
    ),
    (
        "rules.hash_ids: the salt in {name} has fewer than {least} letters",
        "rules.hash_ids: {name}의 솔트가 {least}자보다 짧습니다",
    ),
)
