"""Questions of the demo shop, each put to the embedded engine first and to another one after it."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from stagelift.data.answers import Answer, key_of
from stagelift.data.contract import Contract
from stagelift.data.query.population_specs import Population
from stagelift.data.query.value_specs import Outcome, Value
from stagelift.workspace import Workspace
from stagelift.workspace.launch_checks import check_reach

SOURCE = Path(__file__).parents[2] / "src" / "stagelift"
PERIOD, MONTH = "2026-W45", "2026-10"
# asked by one function for several modules, and what a function names
ALSO = (
    "cells",
    "contacts",
    "invitations",
    "moods",
    "presence",
    "rows",
    "waits",
)
# shares, sums less costs, ratios, sessions and carts: the kinds of value that KPIs are made of
METRICS = ("first_order", "refund_rate", "margin", "bounce", "cart_abandonment")
# everything an event may have, so that one table holds it for all questions
EVERYTHING = (
    *("value", "order_id", "cost", "cart_id", "channel", "message", "platform"),
    *("ticket", "topic", "text", "mood", "checked", "coupon_no"),
)


def _tests(part: str) -> Callable[[Workspace], object]:
    return lambda ws: getattr(ws.experiments["cart_reminder"], part)()


def _reached(ws: Workspace) -> None:
    """Whom both variants reach, as a launch asks where the experiment wants it."""
    found = ws.experiments["cart_reminder"].definition
    wanted = found.model_copy(update={"reachable_by": "all variants"})
    check_reach(SimpleNamespace(definition=wanted, workspace=ws))


ASKS: dict[str, Callable[[Workspace], object]] = {
    "kpis": lambda ws: ws.kpis(PERIOD, by="vip", metrics={n: ws.metrics[n] for n in METRICS}),
    "trust": lambda ws: ws.trust(),
    "readout": _tests("readout"),
    "days": _tests("sections"),
    "for whom": _tests("explore"),
    "delivered": _tests("ladder"),
    "outlook": _tests("outlook"),
    "waits": lambda ws: ws.waits("first_response", PERIOD),
    "emotions": lambda ws: ws.emotions("mood", PERIOD),
    "topics": lambda ws: ws.topics("enquiries", PERIOD),
    "answers": lambda ws: ws.answers("effort", PERIOD),
    "weighted": lambda ws: ws.weighted("csat", PERIOD, by="sent_by"),
    "changes": lambda ws: ws.kpi_changes(PERIOD),
    "steps": lambda ws: ws.steps("consideration", PERIOD),
    "parts": lambda ws: ws.parts(),
    "hours": lambda ws: ws.hours(PERIOD),
    "unanswered": lambda ws: ws.unanswered(PERIOD),
    "channels": lambda ws: ws.channel_use(),
    "messages": lambda ws: ws.messages(PERIOD, by="stage"),
    "touches": lambda ws: ws.touches("ordered", PERIOD),
    "fulfilment": lambda ws: ws.fulfilment(PERIOD),
    "lag": lambda ws: ws.lag(),
    "segments": lambda ws: ws.segments("vip"),
    "lifecycle": lambda ws: ws.lifecycle(PERIOD),
    "cuts": lambda ws: ws.rfm_cuts("ordered"),
    "stays": lambda ws: ws.time_in_stage(MONTH),
    "occupation": lambda ws: ws.occupation(MONTH, stage="consideration"),
    "paths": lambda ws: ws.paths(MONTH, stage="consideration"),
    "reached": _reached,
    "leaks": lambda ws: ws.leaks(PERIOD),
}


def kind_of(question: object) -> str:
    """What a question is about: its first word, or its type."""
    if isinstance(question, tuple):
        return str(question[0])
    return question if isinstance(question, str) else type(question).__name__


def kinds_in_the_source() -> set[str]:
    """Every kind of question that the package asks of an engine, read from its syntax."""
    return {kind for path in sorted(SOURCE.rglob("*.py")) for kind in _kinds_in(path)} | set(ALSO)


def _kinds_in(path: Path) -> Iterator[str]:
    """The kinds of a module: of what stands in `answer(…)`, or is put under the name in it."""
    functions = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    for function in (one for one in functions if isinstance(one, ast.FunctionDef)):
        named = {one.arg: one.annotation for one in function.args.args}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named[node.targets[0].id] = node.value
        for node in ast.walk(function):
            place = _place_of_question(node)
            if place is not None and isinstance(node, ast.Call):
                asked = node.args[place]
                asked = named.get(asked.id) if isinstance(asked, ast.Name) else asked
                yield from _kind_in(asked)


def _place_of_question(node: ast.AST) -> int | None:
    """Which argument of a call is a question; None where none is asked."""
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    if called.endswith("contract.answer"):
        return 0
    return 1 if called == "occasions_asked" else None


def _kind_in(asked: ast.AST | None) -> Iterator[str]:
    """The first word of a tuple, a text, or the type by which a question is called."""
    if isinstance(asked, ast.Tuple):
        yield from _kind_in(asked.elts[0])
    elif isinstance(asked, ast.Constant):
        yield str(asked.value)
    elif isinstance(asked, ast.Name) and asked.id != "object":
        yield asked.id


def forms_in_the_source() -> set[str]:
    """Every kind of population, and of value measured of it, that a question may hold."""
    return {found.__name__ for one in (Population, Value, Outcome) for found in _members(one)}


def _members(found: Any) -> tuple[type, ...]:
    parts = get_args(found)
    return tuple(one for part in parts for one in _members(part)) if parts else (found,)


def forms_of(question: object) -> Iterator[str]:
    """The types of all that a question holds."""
    if isinstance(question, tuple | frozenset):
        for part in question:
            yield from forms_of(part)
    elif is_dataclass(question):
        yield type(question).__name__
        for field in fields(question):
            yield from forms_of(getattr(question, field.name))


class Told(dict[str, tuple[str, Answer]]):
    """Answers by the key of their question, each with its kind.

    Attributes:
        forms: The types of all that the questions hold.
    """

    def __init__(self) -> None:
        super().__init__()
        self.forms: set[str] = set()

    @property
    def kinds(self) -> set[str]:
        """What the questions are about."""
        return {kind for kind, _ in self.values()}

    @contextmanager
    def heard(self, given: Told | None = None) -> Iterator[None]:
        """Keeps every answer; those of `given` stand for questions that hold nothing new."""
        known = Contract._known

        def keep(_: Contract, question: object, answer: Answer) -> None:
            self[key_of(question)] = kind_of(question), answer
            self.forms.update(forms_of(question))

        def ask(contract: Contract, question: object) -> Answer | None:
            found = known(contract, question)
            if found is not None or given is None or key_of(question) not in given:
                return found
            kind, forms = kind_of(question), set(forms_of(question))
            old = kind != "rows" and kind in self.kinds and forms <= self.forms
            return given[key_of(question)][1] if old else None

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Contract, "_keep_answer", keep)
            patch.setattr(Contract, "_known", ask)
            yield


def differing(ours: Answer, theirs: Answer) -> list[tuple[object, object]]:
    """The values of two answers that differ: whole numbers and texts at all, others beyond 1e-9."""
    assert ours.names == theirs.names
    assert len(ours.rows) == len(theirs.rows)
    pairs = zip(sorted(ours.rows, key=repr), sorted(theirs.rows, key=repr), strict=True)
    return [
        (a, b) for row, other in pairs for a, b in zip(row, other, strict=True) if not _equal(a, b)
    ]


def numbers_in(answers: Iterable[Answer]) -> tuple[int, int]:
    """How many whole numbers and how many others some answers hold."""
    values = [value for one in answers for row in one.rows for value in row]
    whole = sum(isinstance(value, int) for value in values)
    return whole, sum(isinstance(value, float | Decimal) for value in values)


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-15)
    return one == other and type(one) is type(other)
