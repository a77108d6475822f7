"""The reference of metrics: every kind with its keys, and those that need no file."""

from __future__ import annotations

from docstrings import parsed
from grammar import table

from stagelift.definitions import Journey
from stagelift.definitions.metric import Metric
from stagelift.definitions.schema import schemas
from stagelift.metrics.registry import KINDS
from stagelift.metrics.standard import standard_metrics

INTRODUCTION = """\
# Metrics

A metric is defined once and read everywhere: `stagelift kpi`, an experiment's readout, a page, a
notebook. One key names its kind. As a KPI it counts the customers who entered a stage, from the
instant they entered; in an experiment it counts the assigned, from the instant of assignment, the
same trigger in every arm. A customer counts once the whole window has passed.

The keys that every kind shares (`label`, `better`, `within`, `from`, `stage`, `owner`, `example`,
`version`, `valid_from`) are in the [grammar](grammar.md#metricsnameyaml).

## Kinds
"""
STANDARD = """\
## Metrics that need no file

A journey has these from the start, once something names them; a file of the same name overrides
one. What a journey has nothing for is left out: `nps` without a source of surveys,
`repeat_purchase` without a stage such as `ordered x2`.

| name | label | kind | within | better |
|---|---|---|---|---|
"""
# A journey that has something for each of them.
EXAMPLE = {
    "zone": "UTC",
    "sources": {
        "app": {"read": "e.csv", "customer": "c", "time": "t", "event": "e"},
        "survey": {"read": "s.csv", "as": "surveys", "customer": "c", "score": "q"},
    },
    "stages": {"awareness": "visited", "purchase": "ordered", "retention": "ordered x2"},
}


def page() -> str:
    """The page.

    Returns:
        Markdown.
    """
    shared = set(Metric.model_fields) | {"from"}
    blocks = schemas(KINDS.values())["metrics"]["$defs"]
    parts = [INTRODUCTION]
    for kind in KINDS.values():
        found = parsed(kind)
        schema = blocks[kind.__name__]
        own = {key: form for key, form in schema["properties"].items() if key not in shared}
        text = "\n\n".join(part for part in (found.summary, found.text) if part)
        keys = table({"properties": own, "required": schema.get("required", ())})
        parts.append(f"### `{kind.kind}`\n\n{text}\n\n{keys}\n")
    return "\n".join([*parts, STANDARD + "\n".join(standard_rows())]) + "\n"


def standard_rows() -> list[str]:
    """A row for each metric that needs no file."""
    rows = []
    for make in standard_metrics(Journey(**EXAMPLE)).values():
        metric = make()
        label = metric.label.text("en") if metric.label else ""
        window = getattr(metric, "days", None) or getattr(metric, "silent_for", None)
        within = metric.within or window or ""
        cells = (f"`{metric.name}`", label, metric.kind or metric.name, within, metric.better)
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return rows
