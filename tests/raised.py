"""Every sentence that the package raises, read from its source: what a reader may be told."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import stagelift
from stagelift import errors

PACKAGE = Path(stagelift.__file__).parent
KINDS = {  # what is shown when it is raised, and the mistakes found in a definition
    *(name for name in vars(errors) if name.endswith("Error")),
    *("Mistake", "Issue", "Finding"),
}
SENTENCE = 3  # words, and more
FILLED = {
    **dict.fromkeys(("hint", "did_you_mean"), "Did you mean 'x'?"),
    "deviation": "departs from the frozen plan: x",
    "named": "experiment 'x'",
}
Known = Mapping[str, ast.expr]


@dataclass(frozen=True)
class Raised:
    """A sentence with its place; fields are filled with `x`, a nearest name with a question."""

    file: str
    line: int
    sentence: str


def raised() -> Iterator[Raised]:
    """Every sentence raised; each form of one that has two."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = constants(path)
        for scope in functions(tree):
            known = {**told, **assigned(scope)}
            for call in ast.walk(scope):
                if isinstance(call, ast.Call) and named(call) in KINDS:
                    for text in sentences(call, known):
                        yield Raised(path.relative_to(PACKAGE).as_posix(), call.lineno, text)


def constants(path: Path) -> dict[str, ast.expr]:
    """The texts that a module knows by a name, its own and those it imports."""
    name = ".".join(("stagelift", *path.relative_to(PACKAGE).with_suffix("").parts))
    module = importlib.import_module(name.removesuffix(".__init__"))
    return {key: ast.Constant(text) for key, text in vars(module).items() if isinstance(text, str)}


def functions(tree: ast.AST) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def assigned(scope: ast.AST) -> dict[str, ast.expr]:
    """What names of a function stand for, where it is written at once."""
    kinds = ast.Constant | ast.JoinedStr | ast.BinOp | ast.IfExp
    return {
        node.targets[0].id: node.value
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign)
        if isinstance(node.targets[0], ast.Name) and isinstance(node.value, kinds)
    }


def named(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def sentences(call: ast.Call, known: Known) -> Iterator[str]:
    words = [*call.args, *(each.value for each in call.keywords)]
    for text in dict.fromkeys(one for each in words for one in texts(each, known)):
        # where it begins with a blank a field was empty that never is when it is raised
        if len(text.split()) >= SENTENCE and not text.startswith(" "):
            yield text.strip()


def texts(node: ast.AST, known: Known) -> list[str]:
    """Every text an expression may be; none where it is no text that is written there."""
    found: list[str] = []
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = [node.value]
    elif isinstance(node, ast.IfExp):
        found = [one for side in (node.body, node.orelse) for one in texts(side, known) or ["x"]]
    elif isinstance(node, ast.Name) and node.id in known:
        found = texts(known[node.id], {n: one for n, one in known.items() if n != node.id})
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("rstrip", "strip"):
        found = texts(node.func.value, known)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        found = joined([texts(node.left, known), texts(node.right, known)])
    elif isinstance(node, ast.JoinedStr):
        found = joined([field(part, known) for part in node.values])
    return found


def field(part: ast.expr, known: Known) -> list[str]:
    """What may stand in a field: a text that is known, else a word."""
    if isinstance(part, ast.Constant):
        return [str(part.value)]
    value = part.value
    name = getattr(getattr(value, "func", value), "id", "") or getattr(value, "attr", "")
    return texts(value, known) or [FILLED.get(name, "x")]


def joined(parts: list[list[str]]) -> list[str]:
    """Every way to put parts together, the same choice in each part where there are as many."""
    if not all(parts):
        return []
    choices = max(map(len, parts))
    return ["".join(one[min(n, len(one) - 1)] for one in parts) for n in range(choices)]
