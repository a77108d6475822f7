"""Forms of a verdict in a table of effects, and their Korean."""

from __future__ import annotations

VERDICT_FORMS: tuple[tuple[str, str], ...] = (
    ("better", "나음"),
    ("worse", "나쁨"),
    ("not told apart", "구분되지 않음"),
    ("better (Holm p under .001)", "나음(홀름 p .001 미만)"),
    ("worse (Holm p under .001)", "나쁨(홀름 p .001 미만)"),
    ("better (Holm p {p})", "나음(홀름 p {p})"),
    ("worse (Holm p {p})", "나쁨(홀름 p {p})"),
    ("not told (Holm p {p})", "구분 안 됨(홀름 p {p})"),
    ("clear", "안전"),
    ("breached", "초과"),
    ("open", "미확인"),
    ("clear, limit {limit}", "안전, 한도 {limit}"),
    ("breached, limit {limit}", "초과, 한도 {limit}"),
    ("open, limit {limit}", "미확인, 한도 {limit}"),
)
