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
        "no report says what it keeps; write `keep: 20 runs` or `keep: 90 days`",
        "무엇을 보관할지 적은 보고서가 없습니다. `keep: 20 runs`나 `keep: 90 days`를 쓰세요",
    ),
    (
        "{value} came, '20 runs', '90 days' or both in a list are expected",
        "{value:이/가} 왔습니다. '20 runs', '90 days' 또는 둘의 목록이어야 합니다",
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
