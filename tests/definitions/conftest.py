"""Small metric kinds, so that definitions are tested without the package's own metrics."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest
from pydantic import Field

from stagelift.definitions import (
    Definitions,
    Duration,
    EventPattern,
    EventsOrColumn,
    Metric,
    SourceOrColumn,
    ValueOrColumn,
    read_workspace,
)
from stagelift.definitions.fields import Share, Text, YesNo
from stagelift.definitions.metric import Unit

JOURNEY = """\
country: KR
data: data/events.parquet
stages:
  awareness: visited
  purchase: ordered
segments:
  cart_open: {did: cart_added}
"""


class Conversion(Metric):
    kind: ClassVar[str] = "conversion"
    unit: ClassVar[Unit] = "share"
    event: EventsOrColumn = Field(alias="conversion")
    first: YesNo = False


class Retention(Metric):
    kind: ClassVar[str] = "retention"
    unit: ClassVar[Unit] = "share"
    event: EventPattern = Field(alias="retention")
    days: Text


class Repurchase(Metric):
    kind: ClassVar[str] = "repurchase"
    unit: ClassVar[Unit] = "share"
    event: EventPattern = Field(alias="repurchase")


class Churn(Metric):
    kind: ClassVar[str] = "churn"
    unit: ClassVar[Unit] = "share"
    event: EventPattern = Field(alias="churn")
    silent_for: Duration


class Nps(Metric):
    kind: ClassVar[str] = "nps"
    unit: ClassVar[Unit] = "points"
    source: SourceOrColumn = Field(alias="nps")

    def source_names(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else ()


class Sum(Metric):
    kind: ClassVar[str] = "sum"
    of: ValueOrColumn = Field(alias="sum")
    cap: Share | None = None


class Ratio(Metric):
    kind: ClassVar[str] = "ratio"
    unit: ClassVar[Unit] = "ratio"
    event: EventPattern = Field(alias="ratio")
    per: EventPattern


@pytest.fixture
def kinds() -> SimpleNamespace:
    """The kinds by name, all of them, and two standard metrics."""
    every = (Conversion, Retention, Repurchase, Churn, Nps, Sum, Ratio)
    standard = {
        name: partial(Conversion, name=name, conversion=name)
        for name in ("unsubscribed", "complained")
    }
    by_name = {kind.__name__: kind for kind in every}
    by_key = {kind.kind: kind for kind in every}
    return SimpleNamespace(all=by_key, standard=standard, **by_name)


Read = Callable[[dict[str, str]], tuple[Definitions, list[str]]]


@pytest.fixture
def read(tmp_path: Path, kinds: SimpleNamespace) -> Read:
    """Writes files into a workspace and reads it; the smallest journey unless one comes."""

    def write_and_read(files: dict[str, str]) -> tuple[Definitions, list[str]]:
        for name, text in {"journey.yaml": JOURNEY, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        definitions, issues = read_workspace(tmp_path, kinds=kinds.all)
        return definitions, [str(issue) for issue in issues]

    return write_and_read
