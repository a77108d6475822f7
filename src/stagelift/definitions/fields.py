"""Small field types shared by all definitions: text, lists, yes or no, days, shares, labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, PlainSerializer, PlainValidator
from pydantic_core import core_schema

from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.plain_values import YES_NO
from stagelift.definitions.values import parse_day, parse_decimal, parse_share
from stagelift.errors import did_you_mean

EVERY_LANGUAGE = "*"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Mistake(f"{came(value)} came, a text is expected")
    return value


def _texts(value: object) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise Mistake(f"{came(value)} came, a list of names such as '[a, b]' is expected")
    twice = [item for item in items if list(items).count(item) > 1]
    if twice:
        raise Mistake(f"'{twice[0]}' is in the list twice")
    return tuple(items)


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in YES_NO:
        raise Mistake(f"{came(value)} came, 'true' or 'false' is expected")
    return YES_NO[value.lower()]


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise Mistake(f"{came(value)} came, a day such as '2026-10-26' is expected")
    return parse_day(value)


def _share(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Fraction | Decimal):
        raise Mistake(f"{came(value)} came, a share such as '50%' or '1/3' is expected")
    return parse_share(str(value).strip())


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Mistake(f"{came(value)} came, a number is expected")
    return parse_decimal(str(value).strip())


def count_of(value: object) -> int:
    """A whole number from 1, also written as a number of times.

    Args:
        value: What was written.

    Returns:
        The number.

    Raises:
        Mistake: When it is none.

    Example:
        >>> count_of("3 times")
        3
    """
    text = str(value).removesuffix(" times").removesuffix(" time").strip()
    if isinstance(value, bool) or not text.isdecimal() or int(text) < 1:
        raise Mistake(f"{came(value)} came, a whole number from 1 is expected")
    return int(text)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field that takes one of some words, and names the nearest otherwise.

    Args:
        words: The words allowed.
    """

    words: tuple[str, ...]

    def choose(self, value: object) -> str:
        """The word itself.

        Args:
            value: What was written.

        Returns:
            The word.

        Raises:
            Mistake: When it is none of the words.
        """
        if value not in self.words:
            words = ", ".join(self.words)
            hint = did_you_mean(str(value), self.words)
            raise Mistake(f"{came(value)} came, one of these is expected: {words}", hint)
        return str(value)

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: object
    ) -> core_schema.CoreSchema:
        """Reading by `choose`."""
        return core_schema.no_info_plain_validator_function(self.choose)


def one_of(*words: str) -> OneOf:
    """A field that takes one of some words.

    Args:
        words: The words allowed.

    Returns:
        What stands in the field's annotation.
    """
    return OneOf(words)


Text = Annotated[str, PlainValidator(_text)]
Names = Annotated[tuple[str, ...], PlainValidator(_texts)]
YesNo = Annotated[bool, PlainValidator(_yes_no)]
Day = Annotated[date, PlainValidator(_day), PlainSerializer(str)]
Share = Annotated[Fraction, PlainValidator(_share), PlainSerializer(str)]
Number = Annotated[Decimal, PlainValidator(_number), PlainSerializer(str)]
Count = Annotated[int, PlainValidator(count_of)]


@dataclass(frozen=True, slots=True)
class Label:
    """The words shown for a definition, by language.

    Args:
        texts: Pairs of language and text, sorted; the language "*" stands for all.

    Example:
        >>> Label.accept({"ko": "첫 구매", "en": "First order"}).text("ko")
        '첫 구매'
        >>> Label.accept("First order").text("ko")
        'First order'
    """

    texts: tuple[tuple[str, str], ...]
    example: ClassVar[str] = "First order"

    @classmethod
    def accept(cls, value: object) -> Label:
        """A label from one text for all languages, or from a mapping of language to text.

        Args:
            value: What was written.

        Returns:
            The label.

        Raises:
            Mistake: When a text is missing.
        """
        if isinstance(value, cls):
            return value
        written = value if isinstance(value, dict) else {EVERY_LANGUAGE: value}
        texts = {str(key): text for key, text in written.items() if isinstance(text, str) and text}
        if not texts or len(texts) < len(written):
            raise Mistake(f"{came(value)} came, a text or '{{ko: …, en: …}}' is expected")
        return cls(tuple(sorted(texts.items())))

    def text(self, language: str) -> str:
        """The words in a language, else in all languages, else in the first there is.

        Args:
            language: Two-letter code, such as "ko".

        Returns:
            The words.
        """
        texts = dict(self.texts)
        return texts.get(language) or texts.get(EVERY_LANGUAGE) or self.texts[0][1]

    def __str__(self) -> str:
        """The words where no language is known: those in English, else in the first there is."""
        return self.text("en")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: object
    ) -> core_schema.CoreSchema:
        """Reading by `accept`, writing as a mapping."""
        return core_schema.no_info_plain_validator_function(
            cls.accept,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda label: dict(label.texts)
            ),
        )


def with_names(value: object, shorthand: str) -> object:
    """A mapping whose values carry their key as `name`, shorthand texts spelt out.

    Args:
        value: Mapping of id to a mapping, a text or a Python twin.
        shorthand: The key a text alone stands for.

    Returns:
        A mapping of id to a mapping or twin; anything else comes back as it was.

    Raises:
        Mistake: When an entry writes a `name` of its own.

    Example:
        >>> with_names({"quiet": "none"}, "channel")
        {'quiet': {'channel': 'none', 'name': 'quiet'}}
    """
    if not isinstance(value, dict):
        return value
    return {str(key): _with_name(str(key), entry, shorthand) for key, entry in value.items()}


def _with_name(key: str, entry: object, shorthand: str) -> object:
    if isinstance(entry, str):
        return {shorthand: entry, "name": key}
    if isinstance(entry, dict):
        if entry.get("name", key) != key:
            raise Mistake(f"'{key}' is the name; remove 'name: {entry['name']}'")
        return {**entry, "name": key}
    if isinstance(entry, BaseModel) and getattr(entry, "name", None) == "":
        return entry.model_copy(update={"name": key})
    return entry


def named(shorthand: str) -> BeforeValidator:
    """A validator that gives every entry of a mapping its key as `name`.

    Args:
        shorthand: The key a text alone stands for.

    Returns:
        The validator for an annotated mapping field.
    """

    def add_names(value: object) -> object:
        return with_names(value, shorthand)

    return BeforeValidator(add_names)
