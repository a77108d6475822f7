"""The stages of a journey: what opens each, its other names, and the state of having left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainSerializer, PlainValidator, model_validator

from stagelift.definitions.definition import Definition
from stagelift.definitions.events import EventPattern, Silence
from stagelift.definitions.fields import Label, Names, Text, one_of
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Parsed

Part = Literal["before", "during", "after"]
PARTS: tuple[Part, ...] = ("before", "during", "after")


@dataclass(frozen=True, slots=True)
class EndOfContract(Parsed):
    """The instant a customer's last contract in force ends.

    Example:
        >>> str(EndOfContract.parse("contract end"))
        'contract end'
    """

    example: ClassVar[str] = "contract end"

    @classmethod
    def parse(cls, text: str) -> EndOfContract:
        """The end of a contract, written in these two words.

        Args:
            text: "contract end".

        Returns:
            The rule.

        Raises:
            Mistake: When it is written otherwise.
        """
        if text != cls.example:
            raise Mistake(f"{came(text)} is no end of a contract; write '{cls.example}'")
        return cls()

    def __str__(self) -> str:
        return self.example


def _after(value: object) -> Silence | EndOfContract:
    if isinstance(value, EndOfContract) or value == EndOfContract.example:
        return EndOfContract.accept(value)
    if isinstance(value, str) and " without " not in value:
        raise Mistake(
            f"{came(value)} does not say what is missing; "
            f"write '{Silence.example}' or '{EndOfContract.example}'"
        )
    return Silence.accept(value)


Leaving = Silence | EndOfContract


@dataclass(frozen=True, slots=True)
class Left:
    """The state of having left the journey.

    Args:
        name: Id of the stage that stands for it.
        rule: The silence after which a customer has left, or the end of the contract.
    """

    name: str
    rule: Leaving


class Stage(Definition):
    """One stage: a customer is in it from an event on, or after a silence.

    Args:
        name: Id of the stage.
        enter: The events that open it.
        label: Words shown.
        owner: Who answers for it.
        aliases: Other names it goes by; each may stand wherever a stage is named.
        part: Part of the journey it belongs to: "before", "during" or "after" the purchase; where
            none is written, that of the stage before it.
        steps: Events inside the stage, in order.
        may_go_back_to: Earlier stages a customer is expected to return to; going back elsewhere is
            counted as an unexpected return.
        after: The silence that opens it, or the end of the contract, instead of an event.
    """

    shorthand: ClassVar = "enter"
    ordered: ClassVar = frozenset({"steps"})

    name: str = ""
    enter: EventPattern | None = None
    label: Label | None = None
    owner: Text | None = None
    aliases: Names = ()
    part: Annotated[Part, one_of(*PARTS)] | None = None
    steps: dict[str, EventPattern] = Field(default_factory=dict)
    may_go_back_to: Names = ()
    after: Annotated[Leaving, PlainValidator(_after), PlainSerializer(str)] | None = None

    def with_stage_ids(self, known: Mapping[str, str]) -> Stage:
        """The stage with ids in the place of the aliases it names.

        Args:
            known: Every name of a stage to its id.

        Returns:
            Itself when it names no alias.
        """
        back = tuple(dict.fromkeys(known.get(name, name) for name in self.may_go_back_to))
        if back == self.may_go_back_to:
            return self
        return self.model_copy(update={"may_go_back_to": back})

    @model_validator(mode="after")
    def _has_one_entry(self) -> Stage:
        if (self.enter is None) == (self.after is None):
            came_both = "neither 'enter' nor" if self.enter is None else "both 'enter' and"
            raise Mistake(f"{came_both} 'after' came; a stage has one of them")
        return self


def ids_by_name(stages: Mapping[str, Stage]) -> dict[str, str]:
    """Every name a stage goes by, with its id.

    Args:
        stages: Stages by id.

    Returns:
        Ids and aliases; an id always means itself, and of two stages with one alias the first.

    Example:
        >>> ids_by_name({"care": Stage(name="care", enter="reviewed", aliases=["aftercare"])})
        {'aftercare': 'care', 'care': 'care'}
    """
    found: dict[str, str] = {}
    for name, stage in stages.items():
        for alias in stage.aliases:
            found.setdefault(alias, name)
    return {**found, **{name: name for name in stages}}


def left_of(stages: Mapping[str, Stage]) -> Left | None:
    """The state of having left, where a journey has one.

    Args:
        stages: Stages by id, in order.

    Returns:
        Its name and rule; None when every stage is opened by events.

    Example:
        >>> gone = Stage(name="gone", after="90 days without visited")
        >>> left_of({"gone": gone}).name
        'gone'
    """
    return next((Left(n, one.after) for n, one in stages.items() if one.after is not None), None)


def parts_of(stages: Mapping[str, Stage]) -> dict[str, Part | None]:
    """The part of the journey each stage belongs to.

    Args:
        stages: Stages by id, in order.

    Returns:
        Stage id to "before", "during" or "after": its own, else that of the stage before it; the
        state of having left comes after. None throughout when no stage says.

    Example:
        >>> buying = {"look": Stage(enter="visited", part="before"), "buy": Stage(enter="ordered")}
        >>> parts_of(buying)
        {'look': 'before', 'buy': 'before'}
    """
    if all(stage.part is None for stage in stages.values()):
        return dict.fromkeys(stages)
    found: dict[str, Part | None] = {}
    here: Part = "before"
    for name, stage in stages.items():
        here = stage.part or ("after" if stage.after is not None else here)
        found[name] = here
    return found
