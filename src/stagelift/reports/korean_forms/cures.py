"""Forms of what cures a mistake, and their Korean."""

from __future__ import annotations

CURE_FORMS: tuple[tuple[str, str], ...] = (
    ("Did you mean {name}?", "혹시 {name}인가요?"),
    ("({count} found in {place})", "({place}에 {count}개)"),
    ("Channels are {list}", "채널: {list}"),
    ("There are: {list}", "있는 것: {list}"),
    ("Nearest: {list}", "가까운 것: {list:each}"),
    ("Write the country, as in {example}", "{example}처럼 나라를 적으세요"),
    (
        "Write the name of an environment variable, as in {example}",
        "{example}처럼 환경 변수 이름을 적으세요",
    ),
    (
        "Write 'zone:' with the one that counts days: {zones}",
        "하루를 세는 것을 'zone:'에 적으세요: {zones}",
    ),
    ("Write {a} for letters, {b} for messages", "우편은 {a}, 소셜 메시지는 {b:으로/로} 적으세요"),
    ("Write {a} for points, or {b}", "포인트면 {a}, 상대 비율이면 {b:으로/로} 적으세요"),
    (
        "Write 'name: …' on each line, without '- ' in front",
        "'- ' 없이 줄마다 '이름: …'으로 적으세요",
    ),
    ("Write them in order, as in {example}", "{example}처럼 순서대로 적으세요"),
    ("Write it under 'connections:', as in {example}", "{example}처럼 'connections:'에 적으세요"),
    ("Write {a} in the source that holds it", "그 열이 있는 원본에 {a:을/를} 적으세요"),
    ("Write {a} in the source that does", "그런 원본에 {a:을/를} 적으세요"),
    (
        "Write days or weeks; months exist only as calendar months",
        "일이나 주로 적으세요. 달은 달력의 달로만 씁니다",
    ),
    ("Write a number of points, as in {example}", "{example}처럼 점수로 적으세요"),
    ("Write {example} for a later time", "두 번째부터는 {example:으로/로} 적으세요"),
    ("Write {a} and leave {b} out", "{a:을/를} 적고 {b:은/는} 빼세요"),
    ("Write {example}", "이렇게 적으세요: {example}"),
    ("Say {example}", "이렇게 적으세요: {example}"),
    ("Save the file as UTF-8", "파일을 UTF-8로 저장하세요"),
    ("Rename the file, or write 'salt:'", "파일 이름을 바꾸거나 'salt:'를 적으세요"),
    ("Every experiment needs a salt of its own", "실험마다 salt가 달라야 합니다"),
    ("Go to a workspace, or name it with -C", "작업 공간으로 옮기거나 -C로 알려 주세요"),
    ("Take an empty folder, or move these files away", "빈 폴더를 쓰거나 이 파일들을 옮기세요"),
)
