"""What a page's metrics mean, told to the run that publishes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.definitions.metric import Metric

FILE = "defined.json"  # in a run's folder
SILENT = ("name", "label", "example", "owner", "version", "valid_from")  # decide no number
WORDS = {"en": {"owner": "owner"}, "ko": {"owner": "담당"}}


def write_defined(folder: Path, metrics: Mapping[str, Metric], language: str) -> None:
    """The label and the definition of each metric stand in the run's folder.

    Args:
        folder: The run's folder.
        metrics: The workspace's metrics.
        language: Language of the page.
    """
    told = {name: said_of(metric, language) for name, metric in metrics.items()}
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8")


def said_of(metric: Metric, language: str) -> dict[str, str]:
    """A metric's label, and its definition in one line as its file words it.

    Args:
        metric: The metric.
        language: Language of the label.

    Returns:
        `label` and `said`.

    Example:
        >>> from stagelift.metrics.conversion import Conversion
        >>> metric = Conversion(name="first_order", conversion="ordered", first=True)
        >>> said_of(metric, "en")
        {'label': 'first_order', 'said': 'conversion: ordered; first: true; within: 7 days'}
    """
    given = metric.model_dump(exclude_defaults=True, by_alias=True)
    if metric.within is not None:
        given["within"] = metric.within
    first = {key: given.pop(key) for key in (type(metric).kind,) if key in given}
    parts = [f"{k}: {_written(v)}" for k, v in {**first, **given}.items() if k not in SILENT]
    if metric.owner:
        parts.append(f"{WORDS.get(language, WORDS['en'])['owner']}: {metric.owner}")
    label = metric.label.text(language) if metric.label else metric.name
    return {"label": label, "said": "; ".join(parts)}


def _written(value: Any) -> str:
    """A value as YAML would have it, near enough to be read."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_written(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_written, value))
    return str(value)
