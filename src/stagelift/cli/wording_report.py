"""Sentences of `stagelift report due`, `list` and `diff`, by language."""

from __future__ import annotations

from collections.abc import Mapping

REPORT_EN: Mapping[str, str] = {
    "due.none": "Nothing is due: every closed period has its page",
    "due.since": "due since {since}",
    "due.made": "{mark} {page}",
    "due.failed": "{mark} {about}: {why}",
    "report.printed": "Printed {pdf}",
    "report.unprinted": "{mark} {page} is published without its PDF: {why}",
    "list.none": "No page has been made yet",
    "list.ok": "current",
    "list.stale": "stale",
    "list.failed": "failed",
    "diff.head": "{report}: {first} > {second}",
    "diff.number": "number",
    "diff.a": "was",
    "diff.b": "is",
    "diff.difference": "difference",
    "diff.usual": "usual range",
    "diff.n": "n",
    "diff.absent": "not shown",
    "diff.undefined": "none ({status})",
    "diff.redefined": "redefined",
    "diff.same": "{count:,} {count:number is|numbers are} the same in both; --all shows them",
    "diff.usual_rest": (
        "{count:,} more {count:is within its usual range|are within their usual range, or did not "
        "move}; --all shows them"
    ),
    "schedule.wrote": "Wrote {path}",
    "new.wrote": "Wrote {path}; open it with: jupyter lab {path}",
    "send.sent": "{mark} {way}: {detail}",
    "send.sent_before": "{mark} {way}: sent before, at {detail}; --again sends it once more",
    "send.failed": "{mark} {way}: {detail}",
    "serve.at": "The site is at http://127.0.0.1:{port}/ for this machine; Ctrl-C ends it",
    "home.reports": "{count:,} pages, the oldest for {first}",
}

REPORT_KO: Mapping[str, str] = {
    "due.none": "만들 보고서가 없습니다. 마감된 기간마다 페이지가 있습니다",
    "due.since": "{since}부터",
    "due.made": "{mark} {page}",
    "due.failed": "{mark} {about}: {why}",
    "report.printed": "{pdf:을/를} 인쇄했습니다",
    "report.unprinted": "{mark} {page:은/는} PDF 없이 발행했습니다. {why}",
    "list.none": "아직 만든 페이지가 없습니다",
    "list.ok": "최신",
    "list.stale": "갱신 안 됨",
    "list.failed": "실패",
    "diff.head": "{report}: {first} > {second}",
    "diff.number": "숫자",
    "diff.a": "이전",
    "diff.b": "이후",
    "diff.difference": "차이",
    "diff.usual": "평소 범위",
    "diff.n": "n",
    "diff.absent": "표시 없음",
    "diff.undefined": "없음({status})",
    "diff.redefined": "정의 변경",
    "diff.same": "같은 숫자 {count:,}개는 --all로 볼 수 있습니다",
    "diff.usual_rest": "평소 범위이거나 그대로인 숫자 {count:,}개는 --all로 볼 수 있습니다",
    "schedule.wrote": "{path:을/를} 썼습니다",
    "new.wrote": "{path:을/를} 썼습니다. 여는 명령: jupyter lab {path}",
    "send.sent": "{mark} {way}: {detail}",
    "send.sent_before": "{mark} {way}: {detail}에 이미 보냈습니다. --again으로 다시 보냅니다",
    "send.failed": "{mark} {way}: {detail}",
    "serve.at": "이 컴퓨터에서만 http://127.0.0.1:{port}/ 로 볼 수 있습니다. Ctrl-C로 끝냅니다",
    "home.reports": "{count:,}건, 가장 오래된 것은 {first}",
}
