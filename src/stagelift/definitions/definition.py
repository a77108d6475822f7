"""The frozen base of every definition, and the fingerprint of what changes numbers."""

from __future__ import annotations

import hashlib
import json
import weakref
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic._internal._model_construction import ModelMetaclass  # no public name exists
from pydantic_core import PydanticUndefined

from stagelift.definitions.translate import Path, issues_of
from stagelift.errors import DefinitionError

METHOD_VERSION = 1  # raised when the same definition comes to mean other numbers
EMPTY: tuple[object, ...] = (None, "", (), {})
NOT_IN_NUMBERS = frozenset(
    {
        *("label", "owner", "question", "example", "persona", "version", "valid_from", "was"),
        "audience_columns",  # what goes along to the sender; nobody's variant hangs on it
        "baseline",  # what was believed before a plan; the plan keeps its units
        "engine",  # the same numbers on every one
        "hash_ids",  # how files are written
    }
)


# A report asks for that of one metric at every stage, segment and week; definitions are frozen. It
# is found by the object itself: a copy with another field is another object.
_FOUND: dict[int, tuple[weakref.ref[Definition], str]] = {}


class _Twin(ModelMetaclass):
    """Turns pydantic's errors of an object made in Python into a DefinitionError."""

    def __call__(self, *args: object, **fields: object) -> object:
        try:
            return super().__call__(*args, **fields)
        except ValidationError as error:
            raise DefinitionError(issues_of(error, self, fields)) from None


class Definition(BaseModel, metaclass=_Twin):
    """What every definition is: frozen, closed to unknown keys, equal to its YAML twin."""

    # a kind of metric that no file names is never read: its validator is built when one does
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    # Where a shorthand key stands for a longer path: (path inside the object, path as written).
    moved: ClassVar[tuple[tuple[Path, Path], ...]] = ()
    # The key a text alone stands for where an object is one of many under their names.
    shorthand: ClassVar[str] = ""
    # Fields whose order of entries changes numbers.
    ordered: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _without_empty_blocks(cls, data: object) -> object:
        """Takes a block with nothing in it, such as `segments:`, as not written."""
        if not isinstance(data, dict):
            return data
        blocks = {
            key
            for name, info in cls.model_fields.items()
            for key in (name, info.alias)
            if isinstance(info.get_default(call_default_factory=True), dict | tuple | BaseModel)
        }
        return {key: value for key, value in data.items() if value is not None or key not in blocks}

    def __hash__(self) -> int:
        return hash(fingerprint(self))


def fingerprint(definition: Definition) -> str:
    """Twelve hexadecimal digits that change when, and only when, numbers may change.

    Labels, owners, questions and examples are left out, so are values equal to the default and
    the order of keys in a file; the order of stages and of variants counts.

    Args:
        definition: Any definition.

    Returns:
        The first 12 digits of a SHA-256 over canonical JSON.

    Example:
        >>> from stagelift.definitions import Segment
        >>> one = Segment(name="vip", did="ordered", label="VIP")
        >>> fingerprint(one) == fingerprint(Segment(name="vip", did="ordered"))
        True
    """
    place = id(definition)
    known = _FOUND.get(place)
    if known is None or known[0]() is not definition:
        here = weakref.ref(definition, lambda _: _FOUND.pop(place, None))
        known = _FOUND[place] = here, _fingerprint(definition)
    return known[1]


def _fingerprint(definition: Definition) -> str:
    content = {"method": METHOD_VERSION, **_canonical(definition)}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _canonical(definition: Definition) -> dict[str, Any]:
    content: dict[str, Any] = {"is": type(definition).__name__}
    for name, info in type(definition).model_fields.items():
        value = getattr(definition, name)
        if name not in NOT_IN_NUMBERS and value != info.get_default(call_default_factory=True):
            content[name] = _plain(value, ordered=name in definition.ordered)
    return content


def resolved(definition: Definition, *, defaults: bool = False) -> dict[str, Any]:
    """A definition as plain values under the keys of its file.

    Args:
        definition: Any definition.
        defaults: Whether values equal to a default are there too, but for empty ones.

    Returns:
        Texts, numbers, lists and mappings, fit for YAML and JSON; they read back equal.

    Example:
        >>> from stagelift.definitions import Segment
        >>> resolved(Segment(name="vip", did="ordered", within="180 days"))
        {'did': 'ordered', 'within': '180 days'}
        >>> resolved(Segment(name="vip", did="ordered"), defaults=True)
        {'did': 'ordered', 'at_least': 1}
    """
    found: dict[str, Any] = {}
    for name, info in type(definition).model_fields.items():
        value = getattr(definition, name)
        told = value != info.get_default(call_default_factory=True) or (
            defaults and value not in EMPTY
        )
        if name != "name" and told:
            found[info.alias or name] = _written(value, defaults=defaults)
    return found


def defaults_of(kind: type[Definition]) -> dict[str, Any]:
    """What a definition says when its file does not, under the keys of the file; empty ones not.

    Args:
        kind: A class of definitions.

    Returns:
        Plain values.

    Example:
        >>> from stagelift.definitions import Segment
        >>> defaults_of(Segment)
        {'at_least': 1}
    """
    found: dict[str, Any] = {}
    for name, info in kind.model_fields.items():
        value = info.get_default(call_default_factory=True)
        if value is not PydanticUndefined and value not in EMPTY:
            found[info.alias or name] = _written(value, defaults=True)
    return found


def _written(value: object, *, defaults: bool) -> object:
    if isinstance(value, Definition):
        return resolved(value, defaults=defaults)
    if isinstance(value, dict):
        return {key: _written(entry, defaults=defaults) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_written(item, defaults=defaults) for item in value]
    if hasattr(value, "texts"):  # a label: its words, by language where there are several
        texts = dict(value.texts)
        return texts["*"] if list(texts) == ["*"] else texts
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _plain(value: object, *, ordered: bool = False) -> object:
    if isinstance(value, Definition):
        return _canonical(value)
    if isinstance(value, dict):
        entries = {key: _plain(entry) for key, entry in value.items()}
        return list(entries.items()) if ordered else entries
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
