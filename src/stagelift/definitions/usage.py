"""Which definitions name which events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stagelift.definitions.definition import Definition
from stagelift.definitions.definitions import Definitions
from stagelift.definitions.events import EventColumn, EventPattern, Silence
from stagelift.definitions.metric import Metric

Kind = Literal["stage", "segment", "metric", "messages"]


@dataclass(frozen=True, slots=True)
class Use:
    """One definition that names an event.

    Args:
        kind: What the definition is; `messages` for the questions about messages, which read the
            words of sending tools without any definition.
        name: Its id.
        place: Where it is written, as `file:line`; its id for one that needs no file.
    """

    kind: Kind
    name: str
    place: str

    @property
    def text(self) -> str:
        """Kind and id, such as "stage purchase"."""
        return self.kind if self.kind == self.name else f"{self.kind} {self.name}"


def events_in(part: Definition) -> Iterator[str]:
    """The events named anywhere in a definition.

    Args:
        part: A stage, segment or metric.

    Yields:
        Event names, some perhaps twice.
    """
    for field in type(part).model_fields:
        value = getattr(part, field)
        entries = value.values() if isinstance(value, dict) else (value,)
        for one in value if isinstance(value, tuple) else entries:
            if isinstance(one, EventPattern):
                yield from one.events
            elif isinstance(one, EventColumn):
                yield one.event
            elif isinstance(one, Silence):
                yield from one.pattern.events


def uses_of_events(definitions: Definitions, *, implied: bool = True) -> dict[str, tuple[Use, ...]]:
    """Every event that stages, segments and metrics name, with those who name it.

    Args:
        definitions: The workspace's definitions.
        implied: Whether events count that a kind of metric reads without naming them.

    Returns:
        Event to its uses: stages first, then segments, then metrics, each as they are written.
    """
    journey = definitions.journey
    parts: list[tuple[Kind, str, Definition, tuple[str, ...]]] = [
        *(
            ("stage", n, one, ("journey", "journey", "stages", n))
            for n, one in journey.stages.items()
        ),
        *(
            ("segment", n, one, ("journey", "journey", "segments", n))
            for n, one in journey.segments.items()
        ),
        *(("metric", n, one, ("metric", n)) for n, one in definitions.metrics.items()),
    ]
    found: dict[str, list[Use]] = {}
    for kind, name, part, (owner, own, *path) in parts:
        place = str(definitions.location(owner, own, *path) or name)
        known = part.event_names() if implied and isinstance(part, Metric) else ()
        for event in dict.fromkeys((*events_in(part), *known)):
            found.setdefault(event, []).append(Use(kind, name, place))
    return {event: tuple(uses) for event, uses in found.items()}
