"""Dated rows of customers and where they are counted, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.value_specs import Term

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Occasions:
    """Where dated rows are counted.

    Args:
        stages: The stages' ids with their enter terms, in journey order.
        periods: Reporting periods, oldest first, by the row's instant.
        segments: Named segments reported beside the total, evaluated at the row's instant.
        attributes: Customer attributes reported beside the total.
        as_of: Instant of knowledge, µs UTC.
        split: Columns of the rows themselves that are reported beside the total, such as a channel.
    """

    stages: tuple[tuple[str, tuple[Term, ...]], ...]
    periods: tuple[PeriodWindow, ...]
    segments: tuple[SegmentRule, ...]
    attributes: tuple[Attribute, ...]
    as_of: int
    split: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the columns that say in which segment a row lies."""
        return tuple(
            f"g{place}"
            for place in range(len(self.segments) + len(self.attributes) + len(self.split))
        )

    def segment_of(self, row: Mapping[str, Any]) -> tuple[str | None, bool]:
        """The segment of a row of the answer, and whether the row is one of a cell at all.

        Args:
            row: Its columns by name.

        Returns:
            Name or None for everyone; False for those who are in no such segment.
        """
        named = [*self.segments, *self.attributes, *self.split]
        for group, one in zip(self.groups, named, strict=True):
            if int(row[f"{group}_all"]) == 0:
                value = row[group]
                if isinstance(one, SegmentRule):
                    return (None, False) if value is None else (str(value), True)
                name = one.name if isinstance(one, Attribute) else one
                return f"{name}={value}", True
        return None, True


@dataclass(frozen=True, slots=True)
class Dated:
    """Dated rows of customers, still to be placed.

    Args:
        query: Selects customer, at, the columns, those by which cells are split and, if staged,
            stage.
        columns: What else each row tells.
        own: Tables that the query reads.
        staged: Whether the rows tell the stage of their customer themselves.
        entered: Whether those tables read `entries`, the instants at which stages are entered.
        inside: Whether only rows count whose customer stood in some stage.
    """

    query: exp.Select
    columns: tuple[str, ...]
    own: tuple[tuple[str, exp.Query], ...] = ()
    staged: bool = False
    entered: bool = False
    inside: bool = False
