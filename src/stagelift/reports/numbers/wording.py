"""Words of the pages of facts and of the links to files, by language."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "The numbers of this page",
        "back": "Back to the page",
        "intro": "Each number of the page, with what it rests on.",
        "run": "Run",
        "made": "made",
        "as_of": "data as of",
        "commit": "commit",
        "dirty": "with changes not committed",
        "notebook": "Notebook",
        "number": "Number",
        "value": "Value",
        "about": "About",
        "method": "Method, status",
        "of": "n = {n}",
        "of_k": "n = {n}, of them {k}",
        "level": "{level} interval",
        "ask": "Query",
        "explain": "Explain",
        "define": "Definition",
        "fingerprint": "fingerprint {fingerprint}",
        "csv": "CSV",
        "parquet": "Parquet",
        "table": "Table “{title}” as",
        "made.link": "Every number of this page with what it rests on",
    },
    "ko": {
        "title": "이 페이지의 숫자",
        "back": "페이지로 돌아가기",
        "intro": "이 페이지의 모든 숫자와 그 근거입니다.",
        "run": "실행",
        "made": "작성",
        "as_of": "데이터 기준",
        "commit": "커밋",
        "dirty": "커밋하지 않은 변경 있음",
        "notebook": "노트북",
        "number": "숫자",
        "value": "값",
        "about": "대상",
        "method": "방법, 상태",
        "of": "n = {n}",
        "of_k": "n = {n}, 그중 {k}",
        "level": "{level} 구간",
        "ask": "쿼리",
        "explain": "설명",
        "define": "정의",
        "fingerprint": "지문 {fingerprint}",
        "csv": "CSV",
        "parquet": "Parquet",
        "table": "표 “{title}”:",
        "made.link": "이 페이지의 모든 숫자와 근거",
    },
}


def words_of(language: str) -> Mapping[str, str]:
    """The words of a language; another one reads as English."""
    return WORDS.get(language, WORDS["en"])
