"""A folder of definitions and its data, opened as of an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from stagelift.definitions import Definitions
from stagelift.definitions.metric import Metric
from stagelift.workspace.named import Named

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.engine import Engine
    from stagelift.definitions.report import Report
    from stagelift.errors import DefinitionError
    from stagelift.reports.changes import Change
    from stagelift.reports.periods import Period

STATE = ".stagelift"


class Opened:
    """One folder of definitions with its data as of an instant.

    Args:
        definitions: Valid definitions.
        as_of: Instant of knowledge, UTC.
        as_of_is_given: Whether somebody named the instant; else it is the journey's own, or when
            the workspace was opened.

    Attributes:
        root: The folder.
        journey: The journey.
        metrics: Metrics by id: those with a file, and the standard ones that something names.
        as_of: Instant of knowledge, UTC.
        as_of_is_given: Whether somebody named it.
    """

    def __init__(
        self, definitions: Definitions, *, as_of: datetime, as_of_is_given: bool = True
    ) -> None:
        self.definitions = definitions
        self.root = definitions.root
        self.journey = definitions.journey
        self.metrics: Mapping[str, Metric] = Named("metric", definitions.metrics)
        self.as_of = as_of
        self.as_of_is_given = as_of_is_given

    def __repr__(self) -> str:
        seen = f"journey={self.journey.name!r}, as_of={self.as_of:%Y-%m-%dT%H:%MZ}"
        return f"{type(self).__name__}({str(self.root)!r}, {seen})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the engine; asking again opens it again."""
        contract = self.__dict__.pop("contract", None)
        engine = self.__dict__.pop("engine", None)  # `sql` asks it without a contract
        opened = engine if contract is None else contract.engine
        if opened is not None:
            opened.close()

    @cached_property
    def known_metrics(self) -> Mapping[str, Metric]:
        """The metrics, and after them the standard ones that nothing names: they need no file."""
        free = self.definitions.standard
        others = {name: free[name] for name in free if name not in self.metrics}
        return Named("metric", {**self.metrics, **others})

    @cached_property
    def engine(self) -> Engine:
        """The engine that answers queries; embedded DuckDB unless a source names a connection."""
        from stagelift.data.engine import open_engine

        return open_engine(self.journey, self.root)

    @cached_property
    def contract(self) -> Contract:
        """The contract tables as of the workspace's instant."""
        from stagelift.data.contract import Contract
        from stagelift.data.zones import to_us
        from stagelift.definitions.usage import uses_of_events

        answers = self.state / "answers"
        contract = Contract(self.engine, self.journey, to_us(self.as_of), answers=answers)
        contract.named_events = tuple(sorted(uses_of_events(self.definitions)))
        return contract

    @property
    def reports(self) -> Mapping[str, Report]:
        """Reports by id."""
        return self.definitions.reports

    @property
    def broken_reports(self) -> Mapping[str, DefinitionError]:
        """What is wrong with the reports that were left out for it, by id."""
        return self.definitions.broken_reports

    @property
    def has_data(self) -> bool:
        """Whether data are connected."""
        return bool(self.journey.sources)

    @property
    def state(self) -> Path:
        """The folder of what stagelift itself keeps: facts, runs, looks, quarantine."""
        return self.root / STATE

    @cached_property
    def change_log(self) -> tuple[Change, ...]:
        """What changed when: as `changes.yaml` says, and since when definitions hold."""
        from stagelift.reports.changes import read_changes

        return read_changes(self.root, self.definitions)

    @property
    def segment_ids(self) -> tuple[str, ...]:
        """Ids of the journey's segments."""
        return tuple(self.journey.segments)

    def period(self, text: str) -> Period:
        """The period a text names, in the journey's zone as of the workspace's instant.

        Args:
            text: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.

        Returns:
            The period.

        Raises:
            ArgumentError: When it names no period, or one that has not begun.
        """
        from stagelift.reports.periods import Period

        return Period.parse(text, as_of=self.as_of, zone=self.journey.zone)
