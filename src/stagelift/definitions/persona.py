"""Personas: the words that make a segment a person, and the survey question about its motives."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from stagelift.definitions.definition import Definition
from stagelift.definitions.fields import Label, Text


class Motives(Definition):
    """The survey question whose answers say why customers of a segment do what they do.

    Args:
        instrument: The question, as the source's column `instrument` names it; None takes all
            answers of the source.
        source: Name of the surveys source; None takes all of them.
        answers: Words for each answer, by its score such as 1, or by its text.
    """

    instrument: Text | None = None
    source: Text | None = None
    answers: dict[str, Label] = Field(default_factory=dict)


def _motives(value: object) -> object:
    return {"instrument": value} if isinstance(value, str) else value


class Persona(Definition):
    """Who the customers of a segment are, in words and in the answers they gave.

    Args:
        words: The description, in one language or in each.
        motives: The survey question about their motives; its instrument alone is enough.
    """

    words: Label | None = None
    motives: Annotated[Motives, BeforeValidator(_motives)] | None = None
