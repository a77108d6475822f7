"""Small metric kinds, so that definitions are tested without the package's own metrics."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from stagelift.definitions import (
    Duration,
    EventPattern,
    EventsOrColumn,
    Metric,
    SourceOrColumn,
    ValueOrColumn,
)
from stagelift.definitions.fields import Share, Text, YesNo
from stagelift.definitions.metric import Unit


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
    source: SourceOrColumn = Field(alias="nps")

    def source_names(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else ()


class Sum(Metric):
    kind: ClassVar[str] = "sum"
    value: ValueOrColumn = Field(alias="sum")
    cap: Share | None = None


class Ratio(Metric):
    kind: ClassVar[str] = "ratio"
    unit: ClassVar[Unit] = "ratio"
    event: EventPattern = Field(alias="ratio")
    per: EventPattern


KINDS = (Conversion, Retention, Repurchase, Churn, Nps, Sum, Ratio)
STANDARD = tuple(Conversion(name=name, conversion=name) for name in ("unsubscribed", "complained"))
