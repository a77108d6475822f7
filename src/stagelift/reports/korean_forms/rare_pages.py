"""Forms of errors that few ever meet: of pages, the archive and conformance sets."""

from __future__ import annotations

RARE_PAGE_FORMS: tuple[tuple[str, str], ...] = (
    (
        (
            "facts: {said} is neither a DuckDB file (out/facts.duckdb) nor a table of a "
            "connection ({list})"
        ),
        "facts: {said:은/는} DuckDB 파일(out/facts.duckdb)도, 연결의 표({list})도 아닙니다",
    ),
    (
        "facts: {said} is neither a DuckDB file (out/facts.duckdb) nor a table of a connection",
        "facts: {said:은/는} DuckDB 파일(out/facts.duckdb)도, 연결의 표도 아닙니다",
    ),
    (
        "nothing was published of report {name} for {subject}",
        "보고서 {name:은/는} {subject:으로/로} 발행한 것이 없습니다",
    ),
    ("nothing was published of report {name}", "보고서 {name:은/는} 발행한 것이 없습니다"),
    ("There are: {list}, and ids of runs", "있는 것: {list}, 그리고 실행 id"),
    (
        "{name} is {value} but its values differ by {gap}",
        "{name:은/는} {value}인데 그 값들의 차이는 {gap}입니다",
    ),
    (
        "{name} is {value} but its levels differ by {gap}",
        "{name:은/는} {value}인데 그 수준의 차이는 {gap}입니다",
    ),
    (
        "{name} is {value} but its answers give {other}",
        "{name:은/는} {value}인데 응답으로 셈하면 {other}입니다",
    ),
    (
        "{name} is {value}, which its parts do not give",
        "{name:은/는} {value}인데 부분들로 셈한 값과 다릅니다",
    ),
    (
        "the curve of {name} ends at {last}, its level is {level}",
        "{name} 곡선의 끝은 {last}인데 수준은 {level}입니다",
    ),
    (
        "page.json must hold a mapping with a title",
        "page.json에는 title이 있는 매핑이 있어야 합니다",
    ),
    (
        "{file} holds {value}: an undefined number is null with a status and a note",
        "{file}에 {value:이/가} 있습니다. 정해지지 않은 값은 status, note와 함께 null로 적습니다",
    ),
    (
        "facts.json must hold a list of mappings, one a fact",
        "facts.json에는 사실마다 매핑 하나인 목록이 있어야 합니다",
    ),
    ("a fact cannot be archived: {why}", "사실을 보관할 수 없습니다: {why}"),
    (
        "language: {name} came; the map is written in {list}",
        "language: {name} 대신 {list} 가운데 하나를 적으세요",
    ),
    (
        "cell {number} ended in {what}\nin the cell: {source}",
        "{number}번 셀이 {what}(으)로 끝났습니다\n셀: {source}",
    ),
    (
        "no Chromium on PATH; install one ({how}) or name it in {variable}",
        "PATH에 Chromium이 없습니다. 설치하거나({how}) {variable}에 경로를 적으세요",
    ),
    ("no Korean font here; install one ({how})", "한글 글꼴이 없습니다. 설치하세요({how})"),
    (
        "facts: {said} cannot be found without the journey",
        "facts: 여정 없이는 {said:을/를} 찾을 수 없습니다",
    ),
    (
        "{path} cannot be written: {why}; make room there, or name another folder under `send:`",
        "{path}에 쓸 수 없습니다: {why}. 자리를 비우거나 `send:`에 다른 폴더를 적으세요",
    ),
    (
        (
            "the address of the mail server has another form than {form}, or {other} where the "
            "server begins TLS itself"
        ),
        (
            "메일 서버 주소의 형식이 다릅니다. {form:으로/로} 적고, 서버가 직접 TLS를 시작하면 "
            "{other:으로/로} 적으세요"
        ),
    ),
    (
        "{folder} holds no conformance set; files named TOPIC.json were expected",
        "{folder}에 적합성 시험이 없습니다. TOPIC.json 파일이 있어야 합니다",
    ),
    (
        "{file}: 'topic': {topic} and a list of 'cases' were expected",
        "{file}: 'topic': {topic:과/와} 'cases' 목록이 있어야 합니다",
    ),
    ("{file}: {name} is the name of two cases", "{file}: {name:이/가} 두 사례의 이름입니다"),
    ("{file}: case {which}: a mapping was expected", "{file}: 사례 {which}: 매핑이 있어야 합니다"),
    (
        "{file}: case {which}: tolerance is {value}; it must be ≥ 0 and < 1",
        "{file}: 사례 {which}: tolerance가 {value}입니다. 0 이상 1 미만이어야 합니다",
    ),
    (
        "{file}: case {which}: 'expected' is empty; a case must be able to fail",
        "{file}: 사례 {which}: 'expected'가 비어 있습니다. 사례는 틀릴 수 있어야 합니다",
    ),
    (
        "{file}: case {which}: {key} must be {kind}",
        "{file}: 사례 {which}: {key}에는 {kind:t:이/가} 와야 합니다",
    ),
    ("{what}\nin the cell: {source}", "{what:t}\n셀: {source}"),
    ("period: {span} runs backwards", "period: {span:은/는} 앞뒤가 바뀌었습니다"),
)
