"""Forms of what is wrong with the words of a command, as click says it, and their Korean."""

from __future__ import annotations

USAGE_FORMS: tuple[tuple[str, str], ...] = (
    ("No such command {name}", "{name}: 없는 명령입니다"),
    ("No such option {name}", "{name}: 없는 옵션입니다"),
    ("No such option: {name}", "{name}: 없는 옵션입니다"),
    ("(Did you mean one of: {list}?)", "혹시 이 가운데 하나인가요? {list}"),
    ("(Possible options: {list})", "혹시 이 가운데 하나인가요? {list}"),
    ("Got unexpected extra argument ({words})", "쓰지 않는 인자입니다: {words}"),
    ("Got unexpected extra arguments ({words})", "쓰지 않는 인자입니다: {words}"),
    ("Missing argument {name}", "{name} 인자가 필요합니다"),
    ("Missing option {name}", "{name} 옵션이 필요합니다"),
    ("Missing command", "명령이 필요합니다"),
    ("Choose from:\n\t{list}", "고를 수 있는 값:\n\t{list}"),
    ("Option {name} requires an argument", "{name} 옵션에는 값이 필요합니다"),
    ("Option {name} does not take a value", "{name} 옵션은 값을 받지 않습니다"),
    ("Invalid value for {name}: {why}", "{name} 값이 잘못되었습니다. {why:t}"),
    ("{value} is not one of {list}", "{value:은/는} 고를 수 없습니다. 고를 수 있는 값: {list}"),
    ("{value} is not a valid integer range", "{value:은/는} 정수가 아닙니다"),
    ("{value} is not a valid integer", "{value:은/는} 정수가 아닙니다"),
    ("{value} is not in the range {range}", "{value:은/는} 허용 범위를 벗어났습니다({range})"),
    ("{value} does not match the format {format}", "{value:은/는} {format} 형식이 아닙니다"),
    ("{value} does not match the formats {list}", "{value:은/는} {list} 형식이 아닙니다"),
    ("Directory {path} does not exist", "{path} 폴더가 없습니다"),
    ("Directory {path} is a file", "{path:은/는} 폴더가 아니라 파일입니다"),
    ("File {path} does not exist", "{path} 파일이 없습니다"),
    ("File {path} is a directory", "{path:은/는} 파일이 아니라 폴더입니다"),
    ("Path {path} does not exist", "{path} 경로가 없습니다"),
)
