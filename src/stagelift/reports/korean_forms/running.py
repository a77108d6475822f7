"""Forms of English sentences about a run that gave no page, and their Korean."""

from __future__ import annotations

RUNNING_FORMS: tuple[tuple[str, str], ...] = (
    ("{key}: not started: {why}; the last good page stays", "{key}: 시작하지 못했습니다: {why}"),
    ("{key}: not started: {why}; there is no page yet", "{key}: 시작하지 못했습니다: {why}"),
    (
        "{key}: {why}; the last good page stays",
        "{key}: {why:t}. 먼저 발행한 페이지는 그대로 있습니다",
    ),
    ("{key}: {why}; there is no page yet", "{key}: {why:t}. 아직 페이지가 없습니다"),
    ("Notebook, log and traceback: {where}", "노트북, 로그, 오류 기록: {where}"),
    (
        "cell {n} (`{line}`) stopped: {why} ({error})",
        "셀 {n}(`{line}`)에서 멈췄습니다: {why:t} ({error})",
    ),
    (
        "{cell} did not end: {n} s are allowed for the run",
        "{n}초 안에 끝나지 않았습니다: {cell}",
    ),
    (
        "the kernel died in {cell} (out of memory, or killed)",
        "커널이 죽었습니다(메모리 부족이거나 강제 종료): {cell}",
    ),
    (
        "the kernel did not start or was lost: {why}",
        "커널이 시작하지 못했거나 끊겼습니다: {why}",
    ),
    (
        "period {label} ended before the first event or answer, of {day}",
        "기간 {label:은/는} 첫 이벤트나 응답이 있는 {day}보다 먼저 끝났습니다",
    ),
)
