"""The page on statistics explains every method by the name the code prints."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import stagelift.statistics

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "statistics.md"
STATISTICS = Path(stagelift.statistics.__file__).parent
NAME = re.compile(r"[a-z][a-z0-9_]*")


def texts(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    """The texts an expression may stand for: itself, either branch, a constant by its name."""
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    for part in (inner for one in parts for inner in ast.walk(one)):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Name) and part.id in constants:
            yield constants[part.id]


def constants_of(tree: ast.Module) -> dict[str, str]:
    """The module's names for one text each."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def given(node: ast.keyword) -> list[ast.expr]:
    """What a call is given as its method: one expression, or both branches of one."""
    value = node.value
    branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    return [part for part in branches if isinstance(part, ast.Constant | ast.Name)]


def assigned(node: ast.Assign) -> list[ast.expr]:
    """What is assigned to a name of methods, alone or beside others."""
    names = [part.id for t in node.targets for part in ast.walk(t) if isinstance(part, ast.Name)]
    if not any(name in {"method", "METHOD"} or name.endswith("Method") for name in names):
        return []
    beside = isinstance(node.value, ast.Tuple) and isinstance(node.targets[0], ast.Tuple)
    parts = node.value.elts if beside else [node.value]
    return [p for p in parts if not beside or isinstance(p, ast.Constant | ast.Name | ast.IfExp)]


def printed(path: Path) -> Iterator[str]:
    """Every name that a result of this file may carry as its method."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = constants_of(tree)
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.keyword) and node.arg == "method":
            parts = given(node)
        elif isinstance(node, ast.Assign):
            parts = assigned(node)
        for part in parts:
            yield from texts(part, constants)


def test_every_method_is_explained_by_its_name():
    found = {name for path in STATISTICS.rglob("*.py") for name in printed(path)}
    names = {name for name in found if NAME.fullmatch(name)}
    assert len(names) > 15
    explained = set(re.findall(r"`([a-z0-9_]+)`", PAGE.read_text("utf-8")))
    assert sorted(names - explained) == []
