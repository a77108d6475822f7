"""Forms of why a source, a file or a table cannot be read, and their Korean."""

from __future__ import annotations

READING_FORMS: tuple[tuple[str, str], ...] = (
    # files
    ("{file} holds values that are not records", "{file}에 레코드가 아닌 값이 있습니다"),
    (
        "Avro files need fastavro: pip install {extra}",
        "Avro 파일을 읽으려면 fastavro가 필요합니다: pip install {extra}",
    ),
    (
        "Excel files need openpyxl: pip install {extra}",
        "Excel 파일을 읽으려면 openpyxl이 필요합니다: pip install {extra}",
    ),
    (
        "{file} is no whole Avro file; copy it again",
        "{file:은/는} 온전한 Avro 파일이 아닙니다. 다시 복사하세요",
    ),
    (
        "{file} is no whole Excel file (.xlsx); save it again",
        "{file:은/는} 온전한 Excel 파일(.xlsx)이 아닙니다. 다시 저장하세요",
    ),
    (
        "{file} is no Parquet file, whatever its name says",
        "{file:은/는} 이름과 달리 Parquet 파일이 아닙니다",
    ),
    ("the first sheet of {file} is empty", "{file}의 첫 시트가 비어 있습니다"),
    (
        "{file}: column {n} of the first sheet has no name",
        "{file}: 첫 시트의 {n}번째 열에 이름이 없습니다",
    ),
    ("{file}: row {n} is longer than its header", "{file}: {n}행이 머리글보다 깁니다"),
    (
        "{file} is malformed: {why}",
        "{file}의 형식이 잘못되었습니다: {why:t}",
    ),
    (
        ("its lines end in several ways, or quotes stand amid a value; save it as CSV anew"),
        "줄 끝이 제각각이거나 값 한가운데에 따옴표가 있습니다. CSV로 새로 저장하세요",
    ),
    ("{file}: malformed JSON, {why}", "{file}: JSON 형식이 잘못되었습니다. {why}"),
    (
        "{file} is cut off or no gzip file; copy it again",
        "{file:은/는} 잘렸거나 gzip 파일이 아닙니다. 다시 복사하세요",
    ),
    (
        "{file} holds values that are not objects with keys",
        "{file}에 키가 있는 객체가 아닌 값이 있습니다",
    ),
    ("{file} holds no object", "{file}에 객체가 없습니다"),
    (
        "{file} is neither UTF-8 nor CP949 text; save it as UTF-8 or say encoding: {encoding}",
        (
            "{file:은/는} UTF-8도 CP949도 아닙니다. UTF-8로 저장하거나 적으세요: encoding: "
            "{encoding}"
        ),
    ),
    ("{file} is not {encoding} text throughout", "{file} 전체가 {encoding} 글자인 것은 아닙니다"),
    ("{file} names column {name} twice", "{file}에 {name} 열이 두 번 있습니다"),
    ("cannot read {file}: {why}", "{file:을/를} 읽지 못했습니다: {why}"),
    ("there is no file {path} in the workspace", "작업 공간에 {path} 파일이 없습니다"),
    (
        (
            "of {n} files that match {pattern} none is one that preset {preset} reads; {file} is "
            "another kind of event"
        ),
        (
            "{pattern}에 맞는 파일 {n}개 가운데 preset {preset:이/가} 읽는 것이 없습니다. "
            "{file:은/는} 다른 이벤트입니다"
        ),
    ),
    (
        "{n} of {m} files are of events {preset} does not read, and were left out",
        "파일 {m}개 중 {n}개는 {preset:이/가} 읽지 않는 이벤트라 뺐습니다",
    ),
    (
        "{pattern} fits files of several kinds: {file} ({kind}) beside {other}",
        "{pattern}에 여러 종류의 파일이 맞습니다: {file}({kind})와 {other}",
    ),
    ("Name one kind, as in {example}", "한 종류만 적으세요. 예: {example}"),
    (
        "{file} has keys that differ in capital letters only: {a} and {b}",
        "{file}에 대소문자만 다른 키가 있습니다: {a}, {b}",
    ),
    (
        "the customer ids came as numbers such as 1001.0 or 1E+15: save that column as text",
        "고객 id가 1001.0이나 1E+15 같은 숫자입니다. 그 열을 글자로 저장하세요",
    ),
    # columns
    ("column {name} holds {what}, not numbers", "{name} 열의 값이 숫자가 아닙니다: {what}"),
    ("column {name}: {n} rows hold neither 0 nor 1", "{name} 열: 0도 1도 아닌 행 {n}개"),
    (
        "column {name} holds one value, so {path} names nothing in it",
        "{name} 열에는 값 하나만 있어 {path} 값이 없습니다",
    ),
    ("no column {name}; there are {list}", "{name} 열이 없습니다. 있는 열: {list}"),
    (
        (
            "variant: row numbers the arms by their place, and the rows of a table have none; "
            "name a column"
        ),
        "variant: row는 행의 순서로 안을 매기는데 테이블의 행에는 순서가 없습니다. 열을 적으세요",
    ),
    (
        "no source of events has an order number; map it, as in {example}",
        "주문 번호가 있는 이벤트 원본이 없습니다. 예: {example}",
    ),
    (
        "no source of events has a cost; map it, as in {example}",
        "원가가 있는 이벤트 원본이 없습니다. 예: {example}",
    ),
    # engines
    (
        "the sources of one journey must lie in one place; found {list}",
        "한 여정의 원본은 한곳에 있어야 합니다. 지금: {list}",
    ),
    (
        "only `postgresql: $VARIABLE`, `spark:` and `driver:` are read",
        "`postgresql: $VARIABLE`, `spark:`, `driver:`만 읽습니다",
    ),
    (
        "PostgreSQL needs psycopg: pip install {extra}",
        "PostgreSQL에는 psycopg가 필요합니다: pip install {extra}",
    ),
    (
        "PostgreSQL cannot read the {kind} {name}; load it as a table",
        "PostgreSQL은 {kind} {name:을/를} 읽지 못합니다. 테이블로 올리세요",
    ),
    (
        "DuckDB cannot read the frame {name}: {why}",
        "DuckDB가 프레임 {name:을/를} 읽지 못합니다: {why}",
    ),
    ("Spark needs pyspark", "Spark에는 pyspark가 필요합니다"),
    (
        "Spark Connect needs more of pyspark",
        "Spark Connect에는 pyspark의 다른 부분이 더 필요합니다",
    ),
    ("Spark at {address} did not start: {why}", "{address}의 Spark가 시작하지 않았습니다: {why}"),
    (
        (
            "Spark reads {file} as neither Parquet nor CSV; an address ends in .parquet, .csv, "
            ".tsv, .txt or, for a folder of Parquet files, in /"
        ),
        (
            "Spark는 {file:을/를} Parquet으로도 CSV로도 읽지 못합니다. 주소는 .parquet, .csv, "
            ".tsv, .txt로 끝나고 Parquet 폴더는 /로 끝납니다"
        ),
    ),
    (
        (
            "Spark leaves out {file} in silence, as all files that begin with _ or .; give it "
            "another name"
        ),
        "Spark는 _나 .으로 시작하는 {file:을/를} 말없이 건너뜁니다. 다른 이름을 주세요",
    ),
    (
        "STAGELIFT_THREADS: {value} came; a whole number >= 1 is expected",
        "STAGELIFT_THREADS: {value} 대신 1 이상의 정수를 쓰세요",
    ),
    (
        "STAGELIFT_MEMORY: {value} came; a size such as 4GB is expected",
        "STAGELIFT_MEMORY: {value} 대신 4GB 같은 크기를 쓰세요",
    ),
    (
        "STAGELIFT_SPILL: no folder {path}; make it, or name another",
        "STAGELIFT_SPILL: {path} 폴더가 없습니다. 만들거나 다른 폴더를 쓰세요",
    ),
    # results brought from a warehouse
    ("no such file", "파일이 없습니다"),
    ("it cannot be read, {why}", "읽지 못했습니다. {why}"),
    (
        "no rows came; every question has at least one",
        "행이 없습니다. 질문마다 한 행은 있어야 합니다",
    ),
    (
        "column {list} missing; bring the result of {command} with all its columns",
        "{list} 열이 없습니다. {command} 결과를 모든 열과 함께 가져오세요",
    ),
    (
        "columns {list} missing; bring the result of {command} with all its columns",
        "{list} 열이 없습니다. {command} 결과를 모든 열과 함께 가져오세요",
    ),
    (
        "{n} rows and instant {instant} came; numbers are meant",
        "행 수 {n}, 시각 {instant} 값이 왔습니다. 숫자여야 합니다",
    ),
    (
        "{n} of {m} rows came of question {name}; bring the whole result",
        "질문 {name:은/는} {m}행 중 {n}행만 왔습니다. 결과를 모두 가져오세요",
    ),
    # connecting
    (
        "{path} is no file here, and {name} is no connection: {why}",
        "{path} 파일이 없고 {name:은/는} 연결도 아닙니다. {why:t}",
    ),
    ("journey.yaml has {list}", "journey.yaml에 있는 연결: {list}"),
    (
        "journey.yaml names none; for a table, write {line} there",
        "journey.yaml에 연결이 없습니다. 테이블이면 거기에 적으세요: {line}",
    ),
    (
        "there is no folder {folder}, so no {name} in it",
        "{folder} 폴더가 없어 그 안의 {name:이/가} 없습니다",
    ),
    (
        "there is no file {path}; {folder} holds {list}",
        "{path} 파일이 없습니다. {folder}에 있는 것: {list}",
    ),
    (
        "{folder} holds {what}; files ending in {list} are read",
        "{folder}에 있는 것은 {what}입니다. 읽는 파일: {list}",
    ),
    (
        "{folder} holds {what}; say which, as in {example}",
        "{folder}에 {what:이/가} 있습니다. 하나를 고르세요. 예: {example}",
    ),
    (
        "no dbt {file} in 'target/' here or one folder up",
        "여기나 위 폴더의 'target/'에 dbt {file:이/가} 없습니다",
    ),
    (
        "{file} is not a dbt manifest: it names no schema version",
        "{file:은/는} dbt manifest가 아닙니다. 스키마 버전이 없습니다",
    ),
    ("{file} cannot be read as JSON: {why}", "{file:을/를} JSON으로 읽지 못합니다: {why}"),
    (
        "{file} holds several models; say one with --model: {list}",
        "{file}에 모델이 여럿입니다. --model로 하나를 고르세요: {list}",
    ),
    (
        (
            "{file} has other columns ({list}) than the rest of {pattern}; move it "
            "away, or name the "
            "files that belong together, as in {example}"
        ),
        (
            "{file}의 열({list})이 {pattern}의 나머지와 다릅니다. 옮기거나 함께 읽을 파일만 "
            "적으세요. 예: {example}"
        ),
    ),
    (
        "{text} has no offset; add one, such as +09:00",
        "{text}에 시간대가 없습니다. +09:00처럼 더하세요",
    ),
)
# a source, a connection or a metric by its name, then why: taken where no other form fits
NAMED_FORMS: tuple[tuple[str, str], ...] = (
    ("source {name}: {why}", "원본 {name}: {why:t}"),
    ("connection {name}: {why}", "연결 {name}: {why:t}"),
    ("experiment {name}: {why}", "실험 {name}: {why:t}"),
    ("metric {name}: {why}", "지표 {name}: {why:t}"),
    ("segment {name}: {why}", "집단 {name}: {why:t}"),
    # what was edited by hand in a record, after its file and key
    (
        "experiments/{name}.decision.yaml: {key}: {why}",
        "experiments/{name}.decision.yaml의 {key}: {why:t}",
    ),
    ("forecast {text}: {why}", "예측 {text}: {why:t}"),
)
