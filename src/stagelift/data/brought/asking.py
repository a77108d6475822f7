"""Every question of a readout or of KPIs as one statement, for a warehouse nobody connects to.

The statement's result has a row for each row of each answer, all values as text: a fixed head that
says what was asked, then the answer's columns as c0, c1 and on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.counts import Counts, Summary
from stagelift.data.dialects import text_of
from stagelift.data.portable import PLAIN, RESERVED, PortableContract
from stagelift.data.query.assignments import mapped_summaries
from stagelift.data.written import SAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from stagelift.data.engine import Engine
    from stagelift.definitions.journey import Journey

HEAD = ("about", "period", "as_of", "fingerprint", "dialect", "question", "answer_rows")


@dataclass(frozen=True, slots=True)
class About:
    """What a brought result answers.

    Args:
        name: Id of the experiment, or of the metric, or `kpis`.
        period: Label of the period of KPIs; empty for an experiment.
        as_of: Instant of knowledge, µs.
        fingerprint: Of the definitions asked; other ones ask other questions.
        dialect: Of the statement.
    """

    name: str
    period: str
    as_of: int
    fingerprint: str
    dialect: str


def question_mark(question: object) -> str:
    """A short mark of a question, equal wherever the same is asked.

    Args:
        question: As `Contract.answer` takes it; its `repr` is stable.

    Returns:
        Hexadecimal digits.

    Example:
        >>> question_mark(("cells", 1)) == question_mark(("cells", 2))
        False
    """
    return hashlib.sha256(repr(question).encode()).hexdigest()[:16]


def rows_question(source: str) -> tuple[str, str]:
    """The question of how many visible rows a source has, and from when to when."""
    return ("visible rows", source)


class _Sample(Contract):
    """The workspace's own rows, whose answers decide only which further questions come."""

    def __init__(
        self, engine: Engine, journey: Journey, as_of_us: int, answers: Path | None
    ) -> None:
        super().__init__(engine, journey, as_of_us, answers=answers)
        self.given: dict[str, Answer] = {}

    def answer(self, question: object, build: Callable[[], exp.Select]) -> Answer:
        """The answer, kept under the question's mark."""
        found = super().answer(question, build)
        self.given[question_mark(question)] = found
        return found


class AskingContract(PortableContract):
    """Contract tables over a warehouse's tables that write down what they are asked.

    Args:
        engine: Reads the workspace's own sources: whole, or samples with the same columns.
        journey: The journey.
        as_of_us: Instant of knowledge, µs.
        dialect: One of `DIALECTS`.
        answers: Folder where the sources' own aggregates are kept between runs; None keeps none.

    Attributes:
        asked: Each question's mark with its query, in order.
    """

    def __init__(
        self,
        engine: Engine,
        journey: Journey,
        as_of_us: int,
        dialect: str,
        *,
        answers: Path | None = None,
    ) -> None:
        super().__init__(engine, journey, as_of_us, dialect)
        self.engine.dialect = dialect  # queries are built for where they will run
        self.asked: dict[str, exp.Select] = {}
        self._sample = _Sample(engine, journey, as_of_us, answers)
        mapped_summaries(self._sample)

    def keep(self, role: str, columns: Collection[str], optional: Collection[str] = ()) -> None:
        """Nothing: no statement before this one makes a table, so each question reads for itself.

        Args:
            role: Unused.
            columns: Unused.
            optional: Unused.
        """

    def read_once(self) -> None:
        """Nothing, as `keep`."""

    def answer(self, question: object, build: Callable[[], exp.Select]) -> Answer:
        """The sample's answer where it decides what comes next, else none; the query is kept."""
        mark = question_mark(question)
        if mark not in self.asked:
            self.asked[mark] = build()
        names = tuple(one.alias_or_name for one in self.asked[mark].expressions)
        return self._sample.given.get(mark, Answer(names, ()))

    def answer_ahead(self, questions: object, ask: object) -> None:
        """Nothing: each question is written down when it comes."""

    def summary_of(self, source: str) -> Summary:
        """The sample's rows; the query that counts the warehouse's is kept."""
        (role,) = {one.role for one in self._readings if one.name == source}
        timed = self.maps(role, "at")
        rows = self.required(role, ("at",) if timed else (), source=source)
        query = exp.select("COUNT(*) AS n")
        for end, name in (("MIN", "first"), ("MAX", "last")):
            at = f"CAST({end}(t.at) AS BIGINT)" if timed else "CAST(NULL AS BIGINT)"
            query = query.select(f"{at} AS {name}_at", copy=False)
        self.asked[question_mark(rows_question(source))] = query.from_(rows.subquery("t"))
        return self._sample.summary_of(source)


def one_statement(contract: AskingContract, about: About) -> str:
    """All that was asked, as one statement in the contract's dialect.

    Args:
        contract: Was asked everything.
        about: What the answers are about.

    Returns:
        Commented SQL without a final semicolon; every question gives a row, also without an answer.
    """
    width = max(len(query.expressions) for query in contract.asked.values())
    parts = [_part(mark, query, about, width) for mark, query in contract.asked.items()]
    whole: exp.Query = parts[0]
    for part in parts[1:]:
        whole = exp.union(whole, part, distinct=False, copy=False)
    for table in whole.find_all(exp.CTE):
        table.set("materialized", None)
        if table.alias in SAYS:
            table.add_comments([f" {SAYS[table.alias]} "])
    if contract.target == "snowflake":  # what is not quoted is folded to capitals there
        for name in whole.find_all(exp.Identifier):
            name.set("quoted", name.name in RESERVED or not PLAIN.fullmatch(name.name))
    return text_of(whole, contract.target, pretty=True)


def _part(mark: str, query: exp.Select, about: About, width: int) -> exp.Select:
    """One question's rows under the common head; one row of nothing where it has none."""
    names = [one.alias_or_name for one in query.expressions]
    quoted = [exp.column(name, "q", quoted=not PLAIN.fullmatch(name)) for name in names]
    texts = [sql.alias_(sql.cast(one, sql.TEXT), f"c{n}") for n, one in enumerate(quoted)]
    inner = exp.select("1 AS there", *texts).from_(query.subquery("q", copy=False), copy=False)
    head = (about.name, about.period, str(about.as_of), about.fingerprint, about.dialect, mark)
    chosen: list[exp.Expr] = [
        sql.alias_(sql.text(value), name) for name, value in zip(HEAD, head, strict=False)
    ]
    count: exp.Expr = exp.maybe_parse("COUNT(r.there) OVER ()")
    chosen.append(sql.alias_(sql.cast(count, sql.TEXT), HEAD[-1]))
    chosen += [exp.column(f"c{n}", "r") for n in range(len(names))]
    empty = range(len(names), width)
    chosen += [sql.alias_(sql.cast(exp.null(), sql.TEXT), f"c{n}") for n in empty]
    always = exp.select("1 AS one").subquery("always", copy=False)
    found = exp.select(*chosen).from_(always, copy=False)
    return found.join(inner.subquery("r", copy=False), on="1 = 1", join_type="left", copy=False)


def counted(name: str, row: Sequence[int | None]) -> Summary:
    """What a result says of a source's rows.

    Args:
        name: The source.
        row: How many are visible, the first and the last instant.

    Returns:
        A summary; rejected rows and copies are not known of a warehouse.
    """
    n, first, last = row
    return Summary(Counts(name=name, rows=n or 0), (), first, last)
