"""Words given in one language where pages are made in two: another language stands in for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from stagelift.definitions.definition import Definition
from stagelift.definitions.fields import EVERY_LANGUAGE, Label
from stagelift.definitions.findings import Finding

if TYPE_CHECKING:
    from stagelift.definitions.definitions import Definitions
    from stagelift.definitions.translate import Path
    from stagelift.errors import Issue

PAGES_IN = ("en", "ko")  # what pages are written in; one asked for in another language is English


def untranslated(definitions: Definitions) -> tuple[Issue, ...]:
    """The labels that lack a language in which pages are made.

    Args:
        definitions: The workspace's definitions.

    Returns:
        One issue a label, with its file and line; a text without a language is one for all.
    """
    languages = published_in(definitions)
    named: tuple[tuple[str, Mapping[str, Definition]], ...] = (
        ("metric", definitions.metrics),
        ("experiment", definitions.experiments),
        ("report", definitions.reports),
    )
    kept: list[tuple[str, str, Definition]] = [("journey", "journey", definitions.journey)]
    kept += [(kind, name, one) for kind, all_of in named for name, one in all_of.items()]
    found = []
    for kind, name, one in kept:
        written = definitions.written.get((kind, name))
        for path, label in _labels(one, ()) if written else ():
            lacking = lacks(label, languages)
            if written and lacking:
                found.append(Finding(written, path, *lacking).issue())
    return tuple(found)


def lacks(label: Label, languages: tuple[str, ...]) -> tuple[str, str] | None:
    """Which languages a label lacks.

    Args:
        label: Words by language.
        languages: The languages pages are made in.

    Returns:
        Message and hint; None when it lacks none.

    Example:
        >>> lacks(Label.accept({"ko": "첫 구매"}), ("en", "ko"))[0]
        "no words in en, where pages say '첫 구매'"
        >>> lacks(Label.accept("First order"), ("en", "ko")) is None
        True
    """
    texts = dict(label.texts)
    missing = [one for one in languages if one not in texts]
    if EVERY_LANGUAGE in texts or not missing:
        return None
    written = ", ".join(f"{one}: …" for one in (*texts, *missing))
    said = f"no words in {' and '.join(missing)}, where pages say '{label.text(missing[0])}'"
    return said, f"Write '{{{written}}}', or one text for all languages"


def published_in(definitions: Definitions) -> tuple[str, ...]:
    """The languages that pages are made in.

    Args:
        definitions: The workspace's definitions.

    Returns:
        Those of the journey and of every report, sorted.
    """
    asked = [*definitions.journey.languages]
    for report in definitions.reports.values():
        asked += report.languages
    return tuple(sorted({one if one in PAGES_IN else PAGES_IN[0] for one in asked}))


def _labels(value: object, path: Path) -> Iterator[tuple[Path, Label]]:
    """The labels inside a value, with their paths in the file."""
    if isinstance(value, Label):
        yield path, value
    elif isinstance(value, Definition):
        for name, field in type(value).model_fields.items():
            yield from _labels(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _labels(entry, (*path, key))
