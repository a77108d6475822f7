"""Every sentence about the conformance set, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

CONFORMANCE_EN: Mapping[str, str] = {
    "conformance.column.topic": "topic",
    "conformance.column.cases": "cases",
    "conformance.column.passed": "passed",
    "conformance.column.failed": "failed",
    "conformance.column.sources": "expected values by",
    "conformance.total": "all",
    "conformance.failures": "Not as expected",
    "conformance.sources.more": "and {count:,} more",
}

CONFORMANCE_KO: Mapping[str, str] = {
    "conformance.column.topic": "주제",
    "conformance.column.cases": "사례",
    "conformance.column.passed": "일치",
    "conformance.column.failed": "불일치",
    "conformance.column.sources": "기댓값의 출처",
    "conformance.total": "전체",
    "conformance.failures": "기댓값과 다른 사례",
    "conformance.sources.more": "외 {count:,}곳",
}
