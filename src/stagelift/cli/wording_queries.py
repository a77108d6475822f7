"""Words about queries and what they cost, in Korean and English."""

from __future__ import annotations

from collections.abc import Mapping

QUERIES_EN: Mapping[str, str] = {
    "queries.run": "it was run: {known}",
    "queries.planned": "it was not run; the engine expects: {known}",
    "queries.cost": "cost {cost}",
    "queries.rows": "{rows} rows",
    "queries.size": "{size}",
    "queries.seconds": "{seconds} s",
    "queries.untold": "the engine tells no cost",
}

QUERIES_KO: Mapping[str, str] = {
    "queries.run": "실행했습니다: {known}",
    "queries.planned": "실행하지 않았습니다. 엔진의 예상: {known}",
    "queries.cost": "비용 {cost}",
    "queries.rows": "{rows}행",
    "queries.size": "{size}",
    "queries.seconds": "{seconds}초",
    "queries.untold": "엔진이 비용을 알려 주지 않습니다",
}
