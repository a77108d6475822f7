"""Forms of English sentences about senders, their files and their reports, and their Korean."""

from __future__ import annotations

SENDING_FORMS: tuple[tuple[str, str], ...] = (
    (
        "sender {name} came; one of {allowed} is expected",
        "발송 도구 {name:은/는} 없습니다. 쓸 수 있는 것: {allowed}",
    ),
    (
        (
            "{tool} draws the variants (split_by: {split}), and --for {asked} came; hand out for "
            "{same}, or say split_by: stagelift"
        ),
        (
            "변형은 {tool:이/가} 배정합니다(split_by: {split}). --for {asked} 대신 {same}용으로 "
            "내보내거나 split_by: stagelift라고 쓰세요"
        ),
    ),
    (
        "{label} cannot draw variants that stay; say split_by: stagelift",
        "{label:은/는} 변형을 계속 유지하며 배정하지 못합니다. split_by: stagelift라고 쓰세요",
    ),
    (
        (
            "{label} knows people by {wanted}, which {name} does not hand out; keep it in the "
            "source of customers and say `audience_columns: {line}`"
        ),
        (
            "{label:은/는} {wanted:으로/로} 고객을 찾는데 {name}에는 없습니다. customers 소스의 "
            "keep에 두고 `audience_columns: {line}`라고 쓰세요"
        ),
    ),
    (
        "{label} takes {taken} and no {name}; leave it out",
        "{label:은/는} {taken}만 받고 {name:은/는} 받지 않습니다. 빼세요",
    ),
    (
        "{label} takes headers of letters, digits and underscores; {name} is none",
        "{label}의 열 이름은 영문자, 숫자, 밑줄만 됩니다. {name:은/는} 안 됩니다",
    ),
    (
        "{label}: two columns would be called {name}; rename one",
        "{label}: {name:이라는/라는} 열이 둘이 됩니다. 하나의 이름을 바꾸세요",
    ),
    (
        "{label} reads {taken}; {name} came",
        "{label:은/는} {taken:을/를} 읽습니다. {name:은/는} 안 됩니다",
    ),
    (
        "{label} files are hashed always; plain addresses stay here",
        "{label} 파일은 언제나 해시입니다. 주소는 그대로 내보내지 않습니다",
    ),
    (
        (
            "{label} finds customers by their id and would know nobody by a hash; hand out without "
            "--hash-ids, or --for csv"
        ),
        (
            "{label:은/는} ID로 고객을 찾으므로 해시로는 아무도 찾지 못합니다. --hash-ids 없이 "
            "내보내거나 --for csv로 내보내세요"
        ),
    ),
    (
        (
            "{file}, line {line}: {encoding} has no letter {letter}; hand out with "
            "--encoding utf-8-sig"
        ),
        (
            "{file}, {line}행: {encoding}에는 {letter} 글자가 없습니다. --encoding utf-8-sig로 "
            "내보내세요"
        ),
    ),
    (
        (
            "experiment {name}: audience_columns: no source of customers keeps {column}; say "
            "`keep: {line}` there"
        ),
        (
            "실험 {name}: audience_columns: customers 소스에 {column:이/가} 없습니다. 그 소스에 "
            "`keep: {line}`라고 쓰세요"
        ),
    ),
    (
        "experiment {name}: nothing was handed out yet, so there is nothing to reconcile",
        "실험 {name}: 아직 내보낸 명단이 없어 비교할 것이 없습니다",
    ),
    (
        "--of: unknown variant {name}; there are {known}",
        "--of: 변형 {name:은/는} 없습니다. 있는 것: {known}",
    ),
    ("there is no file {name}", "파일 {name:이/가} 없습니다"),
    ("{file} is empty (0 bytes)", "{file:은/는} 비어 있습니다(0바이트)"),
    ("{file} has columns but no row", "{file}에 열 이름만 있고 행이 없습니다"),
    (
        "{file}: {option}: no column {name}; there are {known}",
        "{file}: {option}: {name} 열이 없습니다. 있는 열: {known}",
    ),
    (
        (
            "{file}: no column tells the customer (as {name} did in the files handed out); there "
            "are {known}"
        ),
        ("{file}: 고객을 알려 주는 열이 없습니다(내보낸 파일에서는 {name}). 있는 열: {known}"),
    ),
    ("Say --customer COLUMN", "--customer 열이름 으로 알려 주세요"),
    (
        "{file}, line {line}: {raw} is a rounded number, not an id; {cure}",
        (
            "{file}, {line}행: {raw:은/는} 반올림된 숫자이지 ID가 아닙니다. 그 열을 텍스트로 "
            "저장해 다시 내보내세요"
        ),
    ),
    (
        (
            "{file}, line {line}: leading zeros are lost, and {raw} could be more than one "
            "customer; {cure}"
        ),
        (
            "{file}, {line}행: 앞자리 0이 없어져 {raw:이/가} 여러 고객일 수 있습니다. 그 열을 "
            "텍스트로 저장해 다시 내보내세요"
        ),
    ),
    (
        "{files}: column {name} is empty in every row",
        "{files}: {name} 열이 모든 행에서 비어 있습니다",
    ),
    (
        (
            "{files}: none of the {n} ids in column {name} was handed out; it is the report of "
            "something else, or another column holds the customer: --customer COLUMN"
        ),
        (
            "{files}: {name} 열의 ID {n}개 중 내보낸 것이 없습니다. 다른 발송의 보고이거나 고객은 "
            "다른 열에 있습니다: --customer 열이름"
        ),
    ),
    (
        (
            "{file}, line {line}: column {column} says {said}, which is no variant; there are "
            "{known}"
        ),
        ("{file}, {line}행: {column} 열의 {said:은/는} 변형이 아닙니다. 있는 변형: {known}"),
    ),
    (
        ("Name the column: --variant COLUMN, or say --of VARIANT for a file of one variant"),
        "열을 알려 주세요: --variant 열이름. 변형 하나의 파일이면 --of 변형",
    ),
    (
        (
            "experiment {name}: no message is tied to a variant; name its file (message: {file}), "
            "or map `experiment:` and `variant:` in the send log"
        ),
        (
            "실험 {name}: 변형에 연결된 메시지가 없습니다. 파일을 적거나(message: {file}) 발송 "
            "로그에서 `experiment:`와 `variant:`를 연결하세요"
        ),
    ),
    (
        "dialect {name} came; one of {allowed} is expected",
        "방언 {name:은/는} 없습니다. 쓸 수 있는 것: {allowed}",
    ),
    (
        "--dialect needs --assign; other queries are written for the engine",
        "--dialect는 --assign과 함께 씁니다. 다른 쿼리는 엔진의 방언으로 씁니다",
    ),
    (
        "{n} ids came with spaces or quotes around them; they were read as meant",
        "공백이나 따옴표가 붙은 ID {n}개를 뜻대로 읽었습니다",
    ),
    (
        "{n} ids came as numbers such as {example}; they were read as meant",
        "{example} 같은 숫자로 온 ID {n}개를 뜻대로 읽었습니다",
    ),
    (
        "{n} ids came without their leading zeros; they were read as meant",
        "앞자리 0이 없어진 ID {n}개를 뜻대로 읽었습니다",
    ),
    ("variant {said} was read as {meant}", "변형 {said:을/를} {meant:으로/로} 읽었습니다"),
    (
        "{said} ({file}, line {line}) is no variant",
        "{said:은/는} 변형이 아닙니다({file}, {line}행)",
    ),
    (
        (
            "no Chromium on PATH; install one (Debian, Ubuntu: apt install chromium fonts-nanum) "
            "or name it in {variable}"
        ),
        (
            "PATH에 Chromium이 없습니다. 설치하거나(Debian, Ubuntu: apt install chromium "
            "fonts-nanum) {variable}에 경로를 적으세요"
        ),
    ),
    (
        "no Korean font here; install one (Debian, Ubuntu: apt install fonts-nanum)",
        "한글 글꼴이 없습니다. 설치하세요(Debian, Ubuntu: apt install fonts-nanum)",
    ),
    (
        "STAGELIFT_CHROMIUM names {name}, which is no program here",
        "STAGELIFT_CHROMIUM의 {name:은/는} 실행할 수 있는 프로그램이 아닙니다",
    ),
    ("Chromium did not end within {seconds} s", "Chromium이 {seconds}초 안에 끝나지 않았습니다"),
    ("Chromium was killed ({name})", "Chromium이 강제로 끝났습니다({name})"),
    ("Chromium ended with {code}: {why}", "Chromium이 {code:으로/로} 끝났습니다: {why}"),
    ("Chromium wrote no whole PDF", "Chromium이 PDF를 끝까지 쓰지 못했습니다"),
    (
        "Chromium wrote a PDF without tags; a newer Chromium is needed",
        "Chromium이 태그 없는 PDF를 썼습니다. 더 새로운 Chromium이 필요합니다",
    ),
    (
        "{n} metrics came, a page takes {most} tiles at most",
        "지표 {n}개가 왔는데 한 페이지에는 타일이 {most}개까지 들어갑니다",
    ),
    (
        "the mail attaches {what}, but no PDF is made",
        "메일에 {what:을/를} 첨부하는데 PDF는 만들지 않습니다",
    ),
)
