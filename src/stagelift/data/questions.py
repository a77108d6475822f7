"""Questions that are asked of a journey's data, and their answers, kept from run to run.

An answer is known by its question, the definitions, the instant and the state of the files. Where
the engine cannot tell one state from another, nothing is kept.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from threading import local
from typing import TYPE_CHECKING, TypeVar

from stagelift.data.answers import Answer, find_answer, keep_answer, key_of
from stagelift.data.kept.cells import KeptCells
from stagelift.definitions import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlglot import exp

    from stagelift.data.engine import Engine
    from stagelift.definitions.journey import Journey

Question = TypeVar("Question")


class Postponed(Exception):  # noqa: N818 - nothing went wrong
    """A question that is not asked now, but later and together with others.

    Args:
        question: The question, as `Contract.answer` takes it.
    """

    def __init__(self, question: object) -> None:
        """Keeps the question."""
        super().__init__(question)
        self.question = question


class Questions:
    """What is asked of a journey's data as they were known at an instant.

    Args:
        engine: Reads the sources.
        journey: Names them and says what their columns mean.
        as_of_us: The instant, µs.
        answers: Folder where aggregates are kept between runs; None keeps none.
    """

    def __init__(
        self, engine: Engine, journey: Journey, as_of_us: int, *, answers: Path | None = None
    ) -> None:
        self.engine = engine
        self.as_of_us = as_of_us
        self._journey = journey
        self._answers = answers
        self._ahead: dict[str, Answer] = {}
        self._here = local()  # of the thread that asks: which of its questions are put off
        self._closed: dict[str, KeptCells] = {}

    def answer(self, question: object, build: Callable[[], exp.Select]) -> Answer:
        """The aggregates a query gives, or gave before when the same was asked of the same data.

        Args:
            question: What is asked: with the contract it decides the query; its `repr` is stable.
            build: Makes the query; its rows are aggregates, never rows of the data.

        Returns:
            The query's columns and rows.

        Raises:
            DataError: A table the query needs is not mapped.
            EngineError: The engine refused the query.
        """

        def ask() -> Answer:
            query = build()
            names = tuple(projection.alias_or_name for projection in query.expressions)
            return Answer(names, tuple(self.engine.run(query)))

        return self.answered(question, ask)

    def answer_ahead(
        self,
        questions: Sequence[Question],
        ask: Callable[[Sequence[Question]], Sequence[Answer]],
    ) -> None:
        """Answers several questions at once; each is then there when `answer` is asked for it.

        Args:
            questions: What will be asked, each as `answer` takes it.
            ask: Gives the answers to those of them that are not known.

        Raises:
            DataError: A table the query needs is not mapped.
            EngineError: The engine refused the query.
        """
        unknown = [one for one in questions if self._known(one) is None]
        if not unknown:
            return
        for question, given in zip(unknown, ask(unknown), strict=True):
            self._ahead[key_of(question)] = given
            self._keep_answer(question, given)

    def answered(self, question: object, ask: Callable[[], Answer]) -> Answer:
        """What was answered before, else the answer, which is kept.

        Args:
            question: What is asked; its `repr` is stable.
            ask: Finds the answer, by whatever queries it takes.

        Returns:
            The answer.

        Raises:
            DataError: A table that is needed is not mapped.
            EngineError: The engine refused a query.
        """
        found = self._known(question)
        if found is not None:
            return found
        postpones = getattr(self._here, "postpones", None)
        if postpones is not None and postpones(question):
            raise Postponed(question)
        given = ask()
        self._keep_answer(question, given)
        return given

    @contextmanager
    def postponing(self, which: Callable[[object], bool]) -> Iterator[None]:
        """Within the block, questions of a kind that are not answered yet are put off.

        Args:
            which: Whether a question is of that kind.

        Raises:
            Postponed: For the first such question; whoever catches it asks that one ahead and
                begins anew.
        """
        before = getattr(self._here, "postpones", None)
        self._here.postpones = which
        try:
            yield
        finally:
            self._here.postpones = before

    def _known(self, question: object) -> Answer | None:
        """What was answered before: ahead of the question, or by an earlier process."""
        if self._ahead and (found := self._ahead.get(key_of(question))) is not None:
            return found
        if self._state is None or self._answers is None:
            return None
        return find_answer(self._answers, key_of(question, self._state))

    def _keep_answer(self, question: object, given: Answer) -> None:
        """Keeps an answer for later processes, unless a file changed while it was found."""
        if self._state is None or self._answers is None or self._state_now() != self._state:
            return
        keep_answer(self._answers, key_of(question, self._state), given)

    @cached_property
    def _state(self) -> tuple[object, ...] | None:
        return None if self._answers is None else self._state_now()

    def _state_now(self) -> tuple[object, ...] | None:
        """All that decides the contract's rows; None when the engine cannot know it."""
        states = self._source_states()
        return None if None in states else (self._meaning, self.as_of_us, *states)

    def _source_states(self) -> list[tuple[object, ...] | None]:
        """What tells each source's rows from those it held before."""
        sources = self._journey.sources.values()
        return [self.engine.state(source) for source in sources if source.shape != "counts"]

    @cached_property
    def _meaning(self) -> tuple[object, ...]:
        # a fingerprint knows no order of lines; that of `same_person` decides whom a row counts for
        return fingerprint(self._journey), tuple(self._journey.same_person.items())

    @property
    def keeps(self) -> bool:
        """Whether sums of closed periods can be kept from week to week."""
        known = self._answers is not None and self._state is not None
        return known and self.engine.dialect == "duckdb"  # marks are hashes of its own

    @property
    def unchanged(self) -> bool:
        """Whether the sources still are as they were when the first question was asked."""
        return self._state_now() == self._state

    def kept_cells(self, asked: object) -> KeptCells:
        """The sums of closed periods that an earlier week left behind.

        Args:
            asked: What all of them have in common; its `repr` is stable.

        Returns:
            Those of this question and these definitions.

        Raises:
            ValueError: The contract keeps nothing.
        """
        if self._answers is None or self._state is None:
            raise ValueError("a contract that keeps no answers keeps no sums of periods")
        # a hash is the same in one version of the engine, which the state of a source begins with
        engines = sorted({repr(state[0]) for state in self._source_states() if state})
        key = key_of("closed periods", self._meaning, engines, asked)
        if key not in self._closed:
            self._closed[key] = KeptCells(self._answers / f"{key}.json")
        return self._closed[key]
