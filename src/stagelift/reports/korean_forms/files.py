"""Forms of what is wrong with a file or its YAML, and their Korean."""

from __future__ import annotations

FILE_FORMS: tuple[tuple[str, str], ...] = (
    ("the file is empty; {what} is expected", "파일이 비어 있습니다. {what:t:을/를} 적으세요"),
    ("the file cannot be read: {why}", "파일을 읽을 수 없습니다: {why}"),
    (
        "the text is CP949, as Korean Windows writes it, not UTF-8",
        "UTF-8이 아니라 CP949(한글 윈도우의 ANSI)로 저장된 파일입니다",
    ),
    ("the text is of another encoding, not UTF-8", "UTF-8이 아닌 다른 인코딩입니다"),
    (
        "the key {key} is written twice, first on line {line}",
        "키 {key:이/가} 두 번 있습니다. 첫 번째는 {line}번째 줄입니다",
    ),
    (
        "a tab came; YAML is indented with spaces",
        "탭이 있습니다. YAML은 공백으로 들여 씁니다",
    ),
    ("a tab came; write a space after ':'", "탭이 있습니다. ':' 뒤에 공백을 쓰세요"),
    (
        "a full-width '：' came; write ':' and a space",
        "전각 '：'이 있습니다. ':'과 공백으로 쓰세요",
    ),
    (
        "a full-width '，' came; write ',' and a space",
        "전각 '，'이 있습니다. ','와 공백으로 쓰세요",
    ),
    (
        "a full-width bracket came; write '{', '}', '[' or ']'",
        "전각 괄호가 있습니다. 반각 괄호로 쓰세요",
    ),
    ("no space came after ':'; write {cure}", "':' 뒤에 공백이 없습니다. 예: 'country: KR'"),
    (
        "a text begins with a quote that ends before the text does; quote all of it",
        "따옴표가 글 중간에서 닫힙니다. 글 전체를 따옴표로 묶으세요",
    ),
    (
        "'#' begins a comment, so the text ends at {text}; put the text in quotes",
        "'#'부터는 주석이라 글이 {text}에서 끝납니다. 글을 따옴표로 묶으세요",
    ),
    (
        "a second ': ' came on this line; put the text in quotes",
        "한 줄에 ': '이 두 번 있습니다. 글을 따옴표로 묶으세요",
    ),
    (
        "a text starts with a sign YAML keeps for itself; quote the text",
        "YAML이 쓰는 기호로 글이 시작됩니다. 글을 따옴표로 묶으세요",
    ),
    (
        "a bracket is opened and not closed, or a comma is missing",
        "괄호가 닫히지 않았거나 쉼표가 빠졌습니다",
    ),
    ("a quote is opened and not closed", "따옴표가 닫히지 않았습니다"),
    ("'---' came; a file holds one definition", "'---'가 있습니다. 파일 하나에 정의 하나입니다"),
    ("a key without ':' came", "':' 없는 키가 있습니다"),
    (
        "the indentation does not match the lines above",
        "들여쓰기가 윗줄과 맞지 않습니다",
    ),
    ("this is not valid YAML", "올바른 YAML이 아닙니다"),
    ("a character came that YAML does not allow", "YAML이 허용하지 않는 문자가 있습니다"),
    (
        "'<<' is not part of YAML 1.2; write the keys out",
        "'<<'는 쓸 수 없습니다. 키를 모두 적으세요",
    ),
    (
        "the ending '.yml' is not read; rename it to '.yaml'",
        "'.yml'은 읽지 않습니다. '.yaml'로 바꾸세요",
    ),
    (
        "no journey.yaml in {folder} or above it",
        "{folder:과/와} 그 위 어디에도 journey.yaml이 없습니다",
    ),
)
