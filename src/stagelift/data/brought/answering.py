"""Answers from a file somebody brought: the result of the statement that `asking` writes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift.data.answers import Answer
from stagelift.data.brought.asking import HEAD, About, counted, question_mark, rows_question
from stagelift.data.contract import Contract
from stagelift.data.written import WrittenEngine
from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlglot import exp

    from stagelift.data.counts import Summary
    from stagelift.data.engine import Engine
    from stagelift.definitions.journey import Journey

WHOLE = re.compile(r"[+-]?\d+(\.0*)?")
DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
TEXTS = re.compile(r"variant|experiment|segment|stage|source|g\d+")  # never read as numbers
COLUMN = re.compile(r"c\d+")


@dataclass(frozen=True, slots=True)
class Brought:
    """A result file, read.

    Args:
        path: The file.
        about: What it answers.
        answers: The rows of each question by its mark; every value is text or None.
    """

    path: Path
    about: About
    answers: dict[str, tuple[tuple[str | None, ...], ...]]


def read_brought(path: Path) -> Brought:
    r"""The result of the one statement, from CSV or Parquet.

    Args:
        path: The file; its columns may be in any order and any case.

    Returns:
        What it answers, and the answers.

    Raises:
        DataError: No file, columns that are missing, rows that are missing, or several results in
            one file.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "result.csv"
        >>> head = "about,period,as_of,fingerprint,dialect,question,answer_rows,c0"
        >>> _ = path.write_text(head + "\ntrial,,5,f,duckdb,q,1,7\n")
        >>> found = read_brought(path)
        >>> found.about.name, found.answers
        ('trial', {'q': (('7',),)})
    """
    rows = _rows(path)
    columns = sorted((name for name in rows[0] if COLUMN.fullmatch(name)), key=lambda c: int(c[1:]))
    heads = {tuple(row[name] or "" for name in HEAD[:5]) for row in rows}
    if len(heads) > 1:
        names = ", ".join(sorted({"/".join(filter(None, head[:2])) for head in heads}))
        raise DataError(f"{path}: several results came in one file ({names}); give one")
    ((name, period, as_of, mark, dialect),) = heads
    found: dict[str, list[tuple[str | None, ...]]] = defaultdict(list)
    counts: dict[str, int] = {}
    for row in rows:
        question, count = row["question"] or "", row["answer_rows"] or ""
        if not as_of.isdigit() or not count.isdigit():
            raise DataError(f"{path}: '{count}' rows and instant '{as_of}' came; numbers are meant")
        counts[question] = int(count)
        if counts[question]:
            found[question].append(tuple(row[one] for one in columns))
    for question, wanted in counts.items():
        if len(found[question]) != wanted:
            raise DataError(
                f"{path}: {len(found[question])} of {wanted} rows came of question {question}; "
                "bring the whole result"
            )
    about = About(name, period, int(as_of), mark, dialect)
    return Brought(path, about, {question: tuple(found[question]) for question in counts})


def _rows(path: Path) -> list[dict[str, str | None]]:
    """The file's rows by column in lower case, all values as text."""
    import duckdb

    if not path.is_file():
        raise DataError(f"{path}: no such file")
    try:
        with duckdb.connect() as connection:
            if path.suffix.lower() == ".parquet":
                relation = connection.read_parquet(str(path))
            else:
                relation = connection.read_csv(str(path), header=True, all_varchar=True)
            names = [name.lower() for name in relation.columns]
            rows = [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
    except duckdb.Error as error:
        raise DataError(f"{path}: it cannot be read, {str(error).splitlines()[0]}") from error
    missing = [name for name in HEAD if name not in names]
    if missing:
        raise DataError(
            f"{path}: column{'s' if missing[1:] else ''} {', '.join(missing)} missing; bring the "
            "result of `stagelift sql NAME --dialect DIALECT` with all its columns"
        )
    if not rows:
        raise DataError(f"{path}: no rows came; every question has at least one")
    return [{name: None if v is None else str(v) for name, v in row.items()} for row in rows]


class AnsweringContract(Contract):
    """Contract tables that answer from a brought result and read no row.

    Args:
        engine: Says which columns the sources have.
        journey: The journey.
        brought: The result.
    """

    def __init__(self, engine: Engine, journey: Journey, brought: Brought) -> None:
        known = WrittenEngine(engine)
        known.dialect = brought.about.dialect  # some questions depend on where they are asked
        super().__init__(known, journey, brought.about.as_of)
        self._brought = brought

    def answer(self, question: object, build: Callable[[], exp.Select]) -> Answer:
        """The rows the result has for a question.

        Args:
            question: What is asked.
            build: Makes the query, whose columns name those of the result.

        Returns:
            The answer.

        Raises:
            DataError: The result lacks the question or a column of it.
        """
        rows = self._rows_of(question)
        names = tuple(one.alias_or_name for one in build().expressions)
        if rows and len(rows[0]) < len(names):
            last = f"c{len(names) - 1}"
            raise DataError(f"{self._brought.path}: column {last} missing; bring all columns")
        return Answer(names, tuple(_typed(names, row) for row in rows))

    def answer_ahead(self, questions: object, ask: object) -> None:
        """Nothing: every answer is there already, or none is."""

    def summary_of(self, source: str) -> Summary:
        """How many rows a source has in the warehouse, and from when to when."""
        (row,) = self._rows_of(rows_question(source))
        n, first, last = (None if value is None else int(value) for value in row[:3])
        return counted(source, (n, first, last))

    def _rows_of(self, question: object) -> tuple[tuple[str | None, ...], ...]:
        """The rows of a question as text."""
        mark = question_mark(question)
        if mark not in self._brought.answers:
            raise DataError(
                f"{self._brought.path}: no answer to question {mark}; the definitions or stagelift "
                "changed since the query was printed: print it again and bring its result"
            )
        return self._brought.answers[mark]


def _typed(names: tuple[str, ...], row: tuple[str | None, ...]) -> tuple[Any, ...]:
    """Values as whole numbers or decimals where they are such."""
    return tuple(_value(name, text) for name, text in zip(names, row, strict=False))


def _value(name: str, text: str | None) -> Any:
    """One value; text stays text where the column holds names.

    Example:
        >>> _value("s1_0", "12"), _value("s3_0", "1.5e3"), _value("variant", "1")
        (12, 1500.0, '1')
    """
    if text is None or TEXTS.fullmatch(name):
        return text
    if WHOLE.fullmatch(text):
        return int(text.partition(".")[0])
    return float(text) if DECIMAL.fullmatch(text) else text
