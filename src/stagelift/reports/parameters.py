"""Parameters of a notebook: declared with types in one cell, checked before a kernel starts."""

from __future__ import annotations

import ast
import io
import math
import re
import tokenize
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from stagelift.definitions.mistakes import came
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbformat import NotebookNode

Value = str | int | float | bool
TAG = "parameters"
KINDS: Mapping[str, type[Value]] = {"str": str, "int": int, "float": float, "bool": bool}

_CHOICES = re.compile(r"\bone of:\s*([^;]+)")
_INTEGER = re.compile(r"[+-]?(0|[1-9]\d*)")
_SECRET = re.compile(r"passw|secret|token|api_?key|credential", re.IGNORECASE)
_BOOLS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter: `name: type = default  # meaning`.

    Args:
        name: Its name in the notebook.
        kind: `str`, `int`, `float` or `bool`.
        default: Its value when none is given.
        meaning: The comment behind it.
        choices: The allowed texts, when the comment says `one of: brief, full`.
        is_date: Whether the comment begins with `date`: an ISO day, or the default.
    """

    name: str
    kind: str
    default: Value
    meaning: str = ""
    choices: tuple[str, ...] = ()
    is_date: bool = False

    def read(self, given: object) -> Value:
        """The value in the declared type; nothing is guessed.

        Args:
            given: A text from the command line, or a Python value.

        Returns:
            The value.

        Raises:
            ArgumentError: It is not of the declared type or not among the choices.

        Example:
            >>> Parameter("branch", "str", "").read("0012")
            '0012'
            >>> Parameter("weeks", "int", 6).read("12")
            12
        """
        if isinstance(given, date) and self.is_date:
            given = given.isoformat()
        value = _convert(given, self.kind)
        if value is None:
            shape = given is None or isinstance(given, list | tuple | dict)
            said = f"'{given}'" if isinstance(given, str) else f"{given!r}"
            what = came(given) if shape else f"{said} ({type(given).__name__})"
            raise ArgumentError(f"{self.name}: {what} came; {self._allowed()} is allowed")
        if value != self.default:
            self._check_text(value)
        return value

    def _check_text(self, value: Value) -> None:
        if self.choices and value not in self.choices:
            hint = did_you_mean(str(value), self.choices)
            msg = f"{self.name}: '{value}' came; allowed: {', '.join(self.choices)}"
            raise ArgumentError(f"{msg}. {hint}" if hint else msg)
        if self.is_date and not _is_day(str(value)):
            msg = f"{self.name}: '{value}' came; a day such as 2026-11-15 is allowed"
            raise ArgumentError(msg)

    def _allowed(self) -> str:
        return {
            "str": "a text",
            "int": "a whole number without leading zeros",
            "float": "a finite number",
            "bool": "true or false",
        }[self.kind]


def declared(notebook: NotebookNode) -> tuple[Parameter, ...]:
    """The parameters a notebook declares in the cell tagged `parameters`.

    Args:
        notebook: The notebook, format 4.

    Returns:
        The parameters in their order; empty when there is no such cell.

    Raises:
        ArgumentError: The cell holds anything but `name: type = default  # meaning`; all mistakes.
    """
    sources = [
        str(cell.source)
        for cell in notebook.cells
        if cell.cell_type == "code" and TAG in cell.metadata.get("tags", [])
    ]
    return parse_parameters(sources[0]) if sources else ()


def parse_parameters(source: str) -> tuple[Parameter, ...]:
    """The parameters a cell declares.

    Args:
        source: Python source: annotated assignments of literals, and comments.

    Returns:
        The parameters in their order.

    Raises:
        ArgumentError: Something else stands in the cell; all mistakes at once.

    Example:
        >>> parse_parameters('page: str = "brief"  # one of: brief, full')[0].choices
        ('brief', 'full')
    """
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        msg = f"parameters cell, line {error.lineno}: {error.msg}"
        raise ArgumentError(msg) from error
    comments = _comments(source)
    found: list[Parameter] = []
    mistakes: list[str] = []
    for statement in body:
        try:
            found.append(_parameter(statement, comments.get(statement.end_lineno or 0, "")))
        except ArgumentError as error:
            mistakes.append(f"parameters cell, line {statement.lineno}: {error}")
    if mistakes:
        raise ArgumentError("\n".join(mistakes))
    return tuple(found)


def check_parameters(
    parameters: tuple[Parameter, ...], given: Mapping[str, object]
) -> dict[str, Value]:
    """Every declared parameter with its value: the given one, else the default.

    Args:
        parameters: What the notebook declares.
        given: What the caller gives, by name.

    Returns:
        name → value in the declared type, in the order of the declaration.

    Raises:
        ArgumentError: An unknown name or an ill-typed value; all mistakes at once.

    Example:
        >>> check_parameters(parse_parameters('weeks: int = 6'), {"weeks": "8"})
        {'weeks': 8}
    """
    names = [parameter.name for parameter in parameters]
    unknown = [unknown_parameter(name, names) for name in given if name not in names]
    mistakes = [". ".join(parts) for parts in unknown]
    values: dict[str, Value] = {}
    for parameter in parameters:
        try:
            values[parameter.name] = (
                parameter.read(given[parameter.name])
                if parameter.name in given
                else parameter.default
            )
        except ArgumentError as error:
            mistakes.append(str(error))
    if mistakes:
        raise ArgumentError("\n".join(mistakes))
    return values


def unknown_parameter(name: str, names: Sequence[str]) -> tuple[str, str]:
    """Why a name cannot be given a value.

    Args:
        name: A name that no parameter has.
        names: The names of those declared.

    Returns:
        Message and hint.

    Example:
        >>> unknown_parameter("weks", ["weeks"])
        ("unknown parameter 'weks'", "Did you mean 'weeks'? (declared: weeks)")
    """
    known = f"declared: {', '.join(names)}" if names else "the notebook declares none"
    hint = f"{did_you_mean(name, names)} ({known})".strip()
    return f"unknown parameter '{name}'", hint


def _parameter(statement: ast.stmt, comment: str) -> Parameter:
    """One statement of the cell as a parameter."""
    shape = "`name: type = default  # meaning` is allowed"
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        msg = f"'{ast.unparse(statement)}' came; {shape}"
        raise ArgumentError(msg)
    name, kind = statement.target.id, ast.unparse(statement.annotation)
    if kind not in KINDS:
        msg = f"{name}: type '{kind}' came; allowed: {', '.join(KINDS)}"
        raise ArgumentError(msg)
    if _SECRET.search(name):
        msg = f"{name}: secrets come from the environment; a parameter may name a profile"
        raise ArgumentError(msg)
    try:
        literal = ast.literal_eval(statement.value) if statement.value else None
    except ValueError:
        literal = None
    default = None if isinstance(literal, str) and kind != "str" else _convert(literal, kind)
    if default is None:
        msg = f"{name}: the default must be a literal of type {kind}; {shape}"
        raise ArgumentError(msg)
    choices = _CHOICES.search(comment)
    return Parameter(
        name=name,
        kind=kind,
        default=default,
        meaning=comment,
        choices=tuple(c.strip() for c in choices[1].split(",")) if choices else (),
        is_date=kind == "str" and re.match(r"date\b", comment) is not None,
    )


def _comments(source: str) -> dict[int, str]:
    """Line number → the comment on that line."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = (token for token in tokens if token.type == tokenize.COMMENT)
    return {token.start[0]: token.string.lstrip("# ").rstrip() for token in comments}


def _convert(given: object, kind: str) -> Value | None:
    """The value in a type, or None when it does not belong to it."""
    if kind == "str":
        return given if isinstance(given, str) else None
    if kind == "bool":
        return _BOOLS.get(str(given).lower()) if isinstance(given, bool | str) else None
    if isinstance(given, bool):
        return None
    if kind == "int":
        if isinstance(given, str):
            return int(given) if _INTEGER.fullmatch(given) else None
        return given if isinstance(given, int) else None
    return _finite(given)


def _finite(given: object) -> float | None:
    if not isinstance(given, int | float | str):
        return None
    try:
        number = float(given)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
