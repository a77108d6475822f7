"""Every sentence about connected data and their customers, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

CONNECT_EN: Mapping[str, str] = {
    "connect.place": "{read}: {rows:,} {rows:row|rows} looked at",
    "connect.files": "{read}: {files:,} {files:file|files}, {rows:,} {rows:row|rows} looked at",
    "connect.left_out": "left out: {names}",
    "connect.outside": "the files lie outside the workspace; another computer will not find them",
    "connect.head": "column|type|filled|examples|meant as",
    "connect.masked": "* ids and words of people are shown by their form alone: a letter, 9 digit",
    "connect.more_columns": "and {count:,} more {count:column|columns}; --json lists all",
    "connect.preset": "Preset {name} ({title}): {role}",
    "connect.guess": "No preset fits; guessed from names, types and contents: {role}",
    "connect.rows": "Rows",
    "connect.rows.all": "{rows:,} read, {kept:,} kept",
    "connect.rows.rejected": "{rejected:,} rejected",
    "connect.rows.merged": "{merged:,} {merged:copy|copies} merged",
    "connect.rows.later": "{later:,} after {as_of}, the instant the data are read as of",
    "connect.rejected": "{rows:,} rejected, {reason}{examples}",
    "connect.rejected.such": ", such as {values}",
    "connect.none_kept": "no row can be used, so nothing was written",
    "connect.events": "Events",
    "connect.events.more": "and {count:,} more",
    "connect.dates": "Dates",
    "connect.match": "Match",
    "connect.match.rate": (
        "{share} of {customers:,} {customers:customer|customers} are known to other sources"
    ),
    "connect.match.none": "no other source to compare customers with",
    "connect.match.low": (
        "the other sources may write ids in another way: compare the forms, or join them with "
        "same_person"
    ),
    "connect.match.not": "not compared: {names} (see stagelift check)",
    "connect.people": "some rows lack a member's id and have a device's; to join them, write",
    "connect.people.more": (
        "some rows lack a member's id and have a device's; to join them, add to same_person"
    ),
    "connect.stages": "Stages",
    "connect.stages.fit": (
        "{place}: {stage}: '{written}' never occurs; '{best}' may be it ({rows:,} {rows:row|rows})"
    ),
    "connect.stages.also": ", or {names}",
    "connect.stages.none": "{place}: {stage}: '{written}' never occurs, and no event comes near",
    "connect.wrote": "Wrote source {name} into journey.yaml, line {line}",
    "connect.replaced": "Source {name} in journey.yaml was replaced, line {line}",
    "connect.dropped": "'data: {read}' named no file and gave way",
    "connect.dry": "Nothing was written (--dry-run)",
    "connect.unwritten": "Nothing was written",
    "connect.no_workspace": (
        "no journey.yaml in '{folder}' or above it. Make a workspace first: stagelift init DIR"
    ),
    "connect.exists": (
        "{place}: there is a source '{name}' already. Take its place with --replace, or choose "
        "another name with --name"
    ),
    # what was assumed or detected
    "note.documents": "{text}",
    "note.zone": (
        "the times of {columns} carry no offset; they are read as {zone}. If that is wrong: "
        "--set zone=UTC"
    ),
    "note.unix": "{column} holds Unix times in {unit}",
    "note.one_event": "no column names events, so every row is one: '{event}'; --set event=NAME",
    "note.padded_ids": "{rows:,} ids in {column} have blanks around them, which are taken off",
    "note.empty_ids": "{column} is empty in {rows:,} of {of:,} rows looked at",
    "note.two_formats": "{column} is written in several ways: {forms}",
    "note.finished": (
        "looks like an experiment with one finished row a customer, by {variant}, with {outcomes};"
        " if so: --as units --set variant={variant}"
    ),
    "note.assigned": (
        "says who got which {variant}, and neither when nor what came of it: map the instant of"
        " assignment (--set time=COLUMN), or connect one finished row a customer, with outcomes, by"
        " --as units"
    ),
    "note.also": "the export also holds what preset {preset} reads; connect it once more with it",
    "note.near_preset": "nearly the export {preset}; it lacks {missing}",
    "form.unix": "{count:,} Unix times",
    "form.instant": "{count:,} with an offset",
    "form.wall": "{count:,} without an offset",
    "form.other_day": "{count:,} days with dots or slashes",
    # what keeps it from being written
    "problem.no_customer": (
        "no column names the customer; seen: {columns}. Where every row is another customer: "
        "--set customer=row"
    ),
    "problem.counts": (
        "these are counts of an experiment's arms, no rows of customers; write under sources:"
        " NAME: {{read: FILE, shape: counts, experiment: {experiment}, variant: {variant}, n: {n},"
        " k: {k}}}"
    ),
    "problem.no_time": "no column holds times; seen: {columns}",
    "problem.no_event": "no column names the event; seen: {columns}",
    "problem.no_variant": "no column names the variant; seen: {columns}",
    "problem.no_score": "no column holds a score from 0 to 10; seen: {columns}",
    "problem.no_start": "no column holds the start of a contract; seen: {columns}",
    "problem.other_days": (
        "{column} holds days such as '{example}' in {rows:,} of {of:,} rows, which are not read: "
        "export them as 2026-11-03 or 2026-11-03T10:00+09:00, or accept the loss with --set "
        "time={column}"
    ),
    "problem.float_ids": (
        "the ids in {column} are floating-point numbers ({examples}): long ids and leading zeros "
        "are lost. Export them as text or integers, or name another column"
    ),
    # customers
    "people.match": "{customers:,} {customers:customer|customers}, {share} known to other sources",
    "people.joined": (
        "{column}: {ids:,} {ids:id|ids}: {joined:,} joined to one customer, {several:,} seen with "
        "several and left apart, {alone:,} never seen with one, each counted as a customer"
    ),
    "people.backwards": (
        "{column}: most ids were seen with several customers; the id that changes stands on the "
        "left, as in 'app.device_id: app.user_id'"
    ),
    # roles
    "role.events": "events",
    "role.assignments": "assignments to experiments",
    "role.surveys": "survey answers",
    "role.customers": "one row a customer",
    "role.messages": "messages",
    "role.contracts": "contracts",
    "role.units": "one row a customer with outcomes",
}
CONNECT_KO: Mapping[str, str] = {
    "connect.place": "{read}: {rows:,}행을 살펴봤습니다",
    "connect.files": "{read}: 파일 {files:,}개, {rows:,}행을 살펴봤습니다",
    "connect.left_out": "뺀 파일: {names}",
    "connect.outside": "파일이 작업 공간 밖에 있어 다른 컴퓨터에서는 찾지 못합니다",
    "connect.head": "열|형식|채움|예시|뜻",
    "connect.masked": "* 고객의 번호와 글은 꼴만 보입니다: 글자는 a, 숫자는 9",
    "connect.more_columns": "그 밖의 열 {count:,}개는 --json으로 볼 수 있습니다",
    "connect.preset": "프리셋 {name} ({title}): {role}",
    "connect.guess": "맞는 프리셋이 없어 이름·형식·내용으로 짐작했습니다: {role}",
    "connect.rows": "행",
    "connect.rows.all": "읽은 행 {rows:,}, 쓰는 행 {kept:,}",
    "connect.rows.rejected": "못 쓰는 행 {rejected:,}",
    "connect.rows.merged": "합친 중복 {merged:,}",
    "connect.rows.later": "기준 시각 {as_of} 뒤의 행 {later:,}",
    "connect.rejected": "{rows:,}행 제외, {reason}{examples}",
    "connect.rejected.such": ", 예: {values}",
    "connect.none_kept": "쓸 수 있는 행이 없어 아무것도 쓰지 않았습니다",
    "connect.events": "이벤트",
    "connect.events.more": "그 밖에 {count:,}종",
    "connect.dates": "기간",
    "connect.match": "일치",
    "connect.match.rate": "고객 {customers:,}명 중 {share}를 다른 원본에서도 찾았습니다",
    "connect.match.none": "고객을 견줄 다른 원본이 없습니다",
    "connect.match.low": (
        "다른 원본과 고객 번호의 꼴이 다를 수 있습니다. 꼴을 견주거나 same_person으로 이으세요"
    ),
    "connect.match.not": "견주지 못한 원본: {names} (stagelift check 참고)",
    "connect.people": "회원 번호 없이 기기 번호만 있는 행이 있습니다. 이으려면 적으세요",
    "connect.people.more": (
        "회원 번호 없이 기기 번호만 있는 행이 있습니다. 이으려면 same_person에 더하세요"
    ),
    "connect.stages": "단계",
    "connect.stages.fit": (
        "{place}: {stage}: '{written}' 이벤트가 나오지 않습니다. '{best}'일 수 있습니다 "
        "({rows:,}행)"
    ),
    "connect.stages.also": ", 또는 {names}",
    "connect.stages.none": (
        "{place}: {stage}: '{written}' 이벤트가 나오지 않고 가까운 것도 없습니다"
    ),
    "connect.wrote": "원본 {name:을/를} journey.yaml {line}째 줄에 썼습니다",
    "connect.replaced": "journey.yaml {line}째 줄의 원본 {name:을/를} 바꿨습니다",
    "connect.dropped": "'data: {read}'는 가리키는 파일이 없어 지웠습니다",
    "connect.dry": "아무것도 쓰지 않았습니다 (--dry-run)",
    "connect.unwritten": "아무것도 쓰지 않았습니다",
    "connect.no_workspace": (
        "'{folder}'와 그 위 어디에도 journey.yaml이 없습니다. 먼저 만드세요: stagelift init 폴더"
    ),
    "connect.exists": (
        "{place}: 원본 {name:이/가} 이미 있습니다. --replace로 바꾸거나 --name으로 다른 이름을 "
        "쓰세요"
    ),
    "note.documents": "{text}",
    "note.zone": (
        "{columns}의 시각에 시간대가 없어 {zone:으로/로} 읽습니다. 아니라면: --set zone=UTC"
    ),
    "note.unix": "{column:은/는} {unit} 단위의 Unix 시각입니다",
    "note.one_event": (
        "이벤트 이름 열이 없어 모든 행을 '{event}' 하나로 봅니다. 바꾸려면: --set event=이름"
    ),
    "note.padded_ids": "{column} 값 {rows:,}개의 앞뒤 빈칸을 떼고 읽습니다",
    "note.empty_ids": "살펴본 {of:,}행 중 {rows:,}행은 {column:이/가} 비어 있습니다",
    "note.two_formats": "{column}의 시각 표기가 섞여 있습니다: {forms}",
    "note.finished": (
        "실험에서 고객 한 명에 완료된 한 행인 파일로 보입니다({variant}별 {outcomes})."
        " 그렇다면 --as units --set variant={variant}"
    ),
    "note.assigned": (
        "누가 어느 {variant}에 배정됐는지만 있고 시각과 결과가 없습니다. 배정 시각을 지정하거나"
        " (--set time=COLUMN), 결과 열까지 있는 고객별 한 행 파일을 --as units로 연결하세요"
    ),
    "note.also": "프리셋 {preset:이/가} 읽는 것도 들어 있습니다. 그 프리셋으로 한 번 더 연결하세요",
    "note.near_preset": "내보내기 {preset:과/와} 비슷하지만 {missing:이/가} 없습니다",
    "form.unix": "Unix 시각 {count:,}",
    "form.instant": "시간대 있음 {count:,}",
    "form.wall": "시간대 없음 {count:,}",
    "form.other_day": "점·빗금 날짜 {count:,}",
    "problem.no_customer": (
        "고객 열을 찾지 못했습니다. 있는 열: {columns}. 행마다 다른 고객이라면: --set customer=row"
    ),
    "problem.counts": (
        "고객의 행이 아니라 실험군별 집계입니다. sources 아래에 적으세요:"
        " NAME: {{read: FILE, shape: counts, experiment: {experiment}, variant: {variant}, n: {n},"
        " k: {k}}}"
    ),
    "problem.no_time": "시각 열을 찾지 못했습니다. 있는 열: {columns}",
    "problem.no_event": "이벤트 열을 찾지 못했습니다. 있는 열: {columns}",
    "problem.no_variant": "변형(variant) 열을 찾지 못했습니다. 있는 열: {columns}",
    "problem.no_score": "0~10점 점수 열을 찾지 못했습니다. 있는 열: {columns}",
    "problem.no_start": "계약 시작일 열을 찾지 못했습니다. 있는 열: {columns}",
    "problem.other_days": (
        "{column}의 {of:,}행 중 {rows:,}행이 '{example}' 꼴이라 읽지 못합니다. 2026-11-03이나 "
        "2026-11-03T10:00+09:00으로 내보내거나, 빼고 읽으려면 --set time={column}"
    ),
    "problem.float_ids": (
        "{column}의 번호가 소수로 저장되어 있습니다({examples}). 긴 번호와 앞자리 0이 사라집니다. "
        "글자나 정수로 내보내거나 다른 열을 적으세요"
    ),
    "people.match": "고객 {customers:,}명, 다른 원본에도 있는 고객 {share}",
    "people.joined": (
        "{column}: 번호 {ids:,}개 중 한 고객으로 이은 것 {joined:,}, 여러 고객과 나와 잇지 않은 것 "
        "{several:,}, 고객과 나온 적 없어 따로 센 것 {alone:,}"
    ),
    "people.backwards": (
        "{column}: 번호 대부분이 여러 고객과 나왔습니다. 바뀌는 번호를 왼쪽에 적으세요. 예: "
        "'app.device_id: app.user_id'"
    ),
    "role.events": "이벤트",
    "role.assignments": "실험 배정",
    "role.surveys": "설문 응답",
    "role.customers": "고객 한 명에 한 행",
    "role.messages": "메시지",
    "role.contracts": "계약",
    "role.units": "고객 한 명에 한 행, 결과 열 포함",
}
