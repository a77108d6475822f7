"""Forms of English sentences about the archive of facts and its runs, and their Korean."""

from __future__ import annotations

ARCHIVE_FORMS: tuple[tuple[str, str], ...] = (
    (
        "nothing has been published yet; `stagelift report run` does",
        "아직 발행된 숫자가 없습니다. `stagelift report run`으로 발행하세요",
    ),
    (
        "nothing was published of {first} together",
        "{first:을/를} 모두 만족하는 숫자는 발행된 것이 없습니다",
    ),
    (
        "nothing was published of {name} '{value}'. There are: {known}",
        "{name} '{value}'에 대해 발행된 것이 없습니다. 있는 것: {known}",
    ),
    (
        "nothing was published of {name} '{value}'",
        "{name} '{value}'에 대해 발행된 것이 없습니다",
    ),
    ("--dry-run needs --prune", "--dry-run은 --prune과 함께 씁니다"),
    (
        "--to '{path}' ends in neither .csv nor .parquet",
        "--to '{path}'의 이름은 .csv나 .parquet으로 끝나야 합니다",
    ),
    (
        "nothing says what is kept; write `keep: 20 runs` in a report or in journey.yaml",
        "무엇을 보관할지 적지 않았습니다. 보고서나 journey.yaml에 `keep: 20 runs`라고 쓰세요",
    ),
    ("There it stands below `reports:`", "journey.yaml에서는 `reports:` 아래에 둡니다"),
    (
        "{value} came, '20 runs', '90 days', both in a list or 'all' are expected",
        "{value:이/가} 왔습니다. '20 runs', '90 days', 둘의 목록 또는 'all'이어야 합니다",
    ),
    (
        "facts: '{table}' cannot be written: {why}",
        "facts: '{table}'에 쓸 수 없습니다: {why}",
    ),
    (
        "facts: the address of '{table}' is none",
        "facts: '{table}'의 주소가 올바르지 않습니다",
    ),
)
