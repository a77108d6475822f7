"""Questions of the demo shop, each put to the embedded engine first and to another one after it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stagelift.data.answers import Answer, key_of
from stagelift.data.contract import Contract
from stagelift.workspace import Workspace

SOURCE = Path(__file__).parents[2] / "src" / "stagelift"
PERIOD, MONTH = "2026-W45", "2026-10"
# names of questions that are asked under a variable: their modules say which
ALSO = (
    "StepQuestion",
    "cells",
    "contacts",
    "invitations",
    "moods",
    "presence",
    "rfm cuts",
    "waits",
)
ASKED_OF_MANY = {"cells": 2}  # every kind of question once, what most pages are made of twice


def _reads(metric: str) -> Callable[[Workspace], object]:
    return lambda ws: ws.kpis(PERIOD, by="vip", metrics={metric: ws.metrics[metric]})


def _tests(part: str) -> Callable[[Workspace], object]:
    return lambda ws: getattr(ws.experiments["cart_reminder"], part)()


ASKS: dict[str, Callable[[Workspace], object]] = {
    "kpis": _reads("first_order"),
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
    "leaks": lambda ws: ws.leaks(PERIOD),
}


def kind_of(question: object) -> str:
    """What a question is about: its first word, or its type."""
    if isinstance(question, tuple):
        return str(question[0])
    return question if isinstance(question, str) else type(question).__name__


def kinds_in_the_source() -> set[str]:
    """Every kind of question that the package asks of an engine, read from its text."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    return {*re.findall(r'answer\(\s*\(?"([a-z ]+)"', text), *ALSO}


class Told(dict[str, tuple[str, Answer]]):
    """Answers by the key of their question, each with its kind."""

    @contextmanager
    def heard(self, given: Told | None = None) -> Iterator[None]:
        """Keeps every answer; those of `given` stand for what was asked often enough."""
        put: Counter[str] = Counter()
        known = Contract._known

        def keep(_: Contract, question: object, answer: Answer) -> None:
            self[key_of(question)] = kind_of(question), answer

        def ask(contract: Contract, question: object) -> Answer | None:
            found = known(contract, question)
            if found is not None or given is None or key_of(question) not in given:
                return found
            kind = kind_of(question)
            put[kind] += 1
            often = put[kind] > ASKED_OF_MANY.get(kind, 1) and kind != "rows"
            return given[key_of(question)][1] if often else None

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


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-15)
    return one == other and type(one) is type(other)
