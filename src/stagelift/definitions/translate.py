"""Turns a validator's findings into our sentences: place, key, what came, what is allowed."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from stagelift.definitions.mistakes import Mistake, came
from stagelift.errors import Issue, Location, did_you_mean, nearest

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]
Locate = Callable[[Path], Location | None]

EXPECTED = {
    "model_type": "a mapping of keys is expected",
    "model_attributes_type": "a mapping of keys is expected",
    "dict_type": "a mapping of names is expected",
    "mapping_type": "a mapping of names is expected",
    "list_type": "a list is expected",
    "tuple_type": "a list is expected",
    "string_type": "a text is expected",
    "string_pattern_mismatch": "another form is expected",
    "bool_parsing": "'true' or 'false' is expected",
    "bool_type": "'true' or 'false' is expected",
    "int_parsing": "a whole number is expected",
    "int_type": "a whole number is expected",
    "int_from_float": "a whole number is expected",
    "float_parsing": "a number is expected",
    "float_type": "a number is expected",
    "decimal_parsing": "a number is expected",
    "decimal_type": "a number is expected",
    "date_parsing": "a day such as '2026-10-26' is expected",
    "date_from_datetime_parsing": "a day such as '2026-10-26' is expected",
    "greater_than": "a number above {gt} is expected",
    "greater_than_equal": "a number from {ge} is expected",
    "less_than": "a number below {lt} is expected",
    "less_than_equal": "a number up to {le} is expected",
    "too_short": "at least {min_length} are expected",
    "literal_error": "one of these is expected: {expected}",
    "none_required": "nothing is expected here",
}
MAPPINGS = ("model_type", "model_attributes_type", "dict_type", "mapping_type")


def dotted(path: Path) -> str:
    """A path as users read it.

    Args:
        path: Keys and list positions (from 0).

    Returns:
        Text such as "variants.push_1h.share" or "tiles[2]" (list positions from 1).

    Example:
        >>> dotted(("tiles", 1)), dotted(("variants", "a", "share"))
        ('tiles[2]', 'variants.a.share')
    """
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def issues_of(
    error: ValidationError, model: type[Any], written: object, locate: Locate | None = None
) -> tuple[Issue, ...]:
    """Every finding of one validation as issues.

    Args:
        error: What the validator found.
        model: The class that was validated.
        written: The mapping as the user wrote it.
        locate: File and line of a path; None for objects made in Python.

    Returns:
        One issue a finding, in the order of the fields.
    """
    details = error.errors(include_url=False)
    meant = {
        (*path[:-1], nearest(str(path[-1]), _allowed(path, model)))
        for path in (detail["loc"] for detail in details if detail["type"] == "extra_forbidden")
    }
    return tuple(
        _issue(detail, model, written, locate or (lambda _path: None))
        for detail in details
        # a key that is misspelt is missing too: one slip, said once
        if detail["type"] != "missing" or detail["loc"] not in meant
    )


def _issue(detail: ErrorDetails, model: type[Any], written: object, locate: Locate) -> Issue:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    message, hint = _sentence(detail, path, model)
    if detail["type"] != "missing":
        path = known_part(_as_written(path, model, written), written)
    return Issue(locate(path), dotted(path), message, hint)


def _as_written(path: Path, model: type[Any], written: object) -> Path:
    """The path a user wrote: an absent field that a shorthand or another key filled is moved."""
    for inside, outside in getattr(model, "moved", ()):
        if path[: len(inside)] == inside and len(known_part(inside, written)) < len(inside):
            return (*outside, *path[len(inside) :])
    return path


def known_part(path: Path, written: object) -> Path:
    """The part of a path that stands in what was written; shorthands leave parts out.

    Args:
        path: Keys and list positions of a finished object.
        written: What the user wrote.

    Returns:
        The keys and positions that were written.

    Example:
        >>> known_part(("stages", "left", "enter"), {"stages": {"left": "gone"}})
        ('stages', 'left')
    """
    place: Any = written
    known: list[str | int] = []
    for part in path:
        if isinstance(place, list | tuple):
            inside = isinstance(part, int) and part < len(place)
        else:
            inside = isinstance(place, Mapping) and part in place
        if inside:
            place = place[part]
            known.append(part)
    return tuple(known)


def _sentence(detail: ErrorDetails, path: Path, model: type[Any]) -> tuple[str, str]:
    kind = detail["type"]
    context = detail.get("ctx", {})
    mistake = context.get("error")
    if isinstance(mistake, Mistake):
        return mistake.message, mistake.hint
    if kind == "missing":
        hints = getattr(_model_at(model, path[:-1]), "hints", {})
        return "this key is missing", hints.get(path[-1], "")
    if kind == "extra_forbidden":
        return _unknown_key(path, model)
    expected = EXPECTED.get(kind, "another value is expected").format_map(context)
    dashed = kind in MAPPINGS and isinstance(detail["input"], list)
    hint = "Write 'name: …' on each line, without '- ' in front" if dashed else ""
    return f"{came(detail['input'])} came, {expected}", hint


def _unknown_key(path: Path, model: type[Any]) -> tuple[str, str]:
    key, allowed = str(path[-1]), _allowed(path, model)
    hint = did_you_mean(key, allowed)
    return f"unknown key '{key}'; allowed are {', '.join(allowed)}", hint


def _allowed(path: Path, model: type[Any]) -> tuple[str, ...]:
    """The keys that may stand where an unknown one stands."""
    owner = _model_at(model, path[:-1])
    return keys_of(owner) if owner else ()


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys users may write for a class, in the order of its fields.

    Args:
        model: A definition class.

    Returns:
        The YAML keys; `name` is left out where it comes from the file or the key.
    """
    keys = (info.alias or name for name, info in model.model_fields.items())
    return (*(key for key in keys if key != "name"), *getattr(model, "more_keys", ()))


def _model_at(model: type[Any], path: Path) -> type[BaseModel] | None:
    """The class that stands at a path inside a class, through mappings and optional fields."""
    from pydantic import BaseModel

    here: Any = model
    for part in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {info.alias or name: info for name, info in here.model_fields.items()}
            here = fields[str(part)].annotation if str(part) in fields else None
        else:
            here = next(reversed(get_args(here)), None)
        if get_origin(here) in (Union, types.UnionType):
            here = get_args(here)[0]
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None
