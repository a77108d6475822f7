"""Mistakes that only a journey shows in a metric or a segment, said with file and line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stagelift.definitions.findings import Finding
from stagelift.errors import ArgumentError, DefinitionError, Issue

if TYPE_CHECKING:
    from stagelift.data.query import SegmentRule
    from stagelift.definitions import Definitions
    from stagelift.definitions.metric import Metric


def check_places(definitions: Definitions, metrics: Iterable[Metric]) -> None:
    """Nothing, when every metric has a place in the journey; otherwise all that have none.

    Args:
        definitions: The journey, and where metrics are written.
        metrics: Metrics of any kind.

    Raises:
        DefinitionError: Names every metric whose stage no event opens.
    """
    from stagelift.metrics.kpis import placements

    issues = []
    for metric in metrics:
        try:
            placements(definitions.journey, (metric,))
        except ArgumentError as error:
            said = str(error).removeprefix(f"metric '{metric.name}': ")
            path = ("from",) if metric.from_ else ()
            issues.append(_issue(definitions, ("metric", metric.name), path, said))
    if issues:
        raise DefinitionError(issues)


def segment_rules(definitions: Definitions, names: Iterable[str]) -> tuple[SegmentRule, ...]:
    """The rules of segments that are known.

    Args:
        definitions: The journey, and where its segments are written.
        names: Ids of segments.

    Returns:
        One rule a segment.

    Raises:
        DefinitionError: Names every segment that no query can take in.
    """
    from stagelift.data.query.written_segments import checked
    from stagelift.journey.rules import segment_named

    rules, issues = [], []
    for name in names:
        try:
            rule = segment_named(definitions.journey, name)
            if rule.sql is not None:
                checked(rule.sql)
            rules.append(rule)
        except ArgumentError as error:
            said = str(error).removeprefix(f"segment '{name}' ").removeprefix(f"segment '{name}': ")
            journey = ("journey", "journey")
            issues.append(_issue(definitions, journey, ("segments", name), said))
    if issues:
        raise DefinitionError(issues)
    return tuple(rules)


def _issue(
    definitions: Definitions, kind: tuple[str, str], path: tuple[str, ...], said: str
) -> Issue:
    written = definitions.written.get(kind)
    if written is None:
        return Issue(None, kind[1], said)
    return Finding(written, path, said).issue()
