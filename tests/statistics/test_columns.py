"""Columns of results: frozen, of one length, and row by row what the scalar form gives."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.columns import InferenceColumns
from stagelift.statistics.inference import Inference


def columns(**changed) -> InferenceColumns:
    given = {
        "value": np.array([1.0, math.nan]),
        "se": np.array([0.5, math.nan]),
        "low": np.array([0.0, math.nan]),
        "high": np.array([2.0, math.nan]),
        "method": "welch",
        "p_value": np.array([0.05, math.nan]),
        "dual": True,
        "status": np.array(["ok", "no_data"]),
        "note": np.array(["", "no units in control"]),
    }
    return InferenceColumns(**{**given, **changed})


def test_rows_are_inferences_with_null_for_undefined():
    blank = Inference(method="welch", status="no_data", note="no units in control")
    first = Inference(value=1.0, se=0.5, low=0.0, high=2.0, method="welch", p_value=0.05, dual=True)
    assert list(columns()) == [first, blank]
    assert len(columns()) == 2


def test_a_method_of_its_own_per_row():
    found = columns(method=np.array(["score", "boschloo"]))
    assert [row.method for row in found] == ["score", "boschloo"]


def test_columns_cannot_be_changed_and_leave_the_caller_alone():
    value = np.array([1.0, 2.0])
    found = columns(value=value)
    with pytest.raises(ValueError, match="read-only"):
        found.value[0] = 3.0
    value[0] = 3.0  # the caller's own array stays writeable


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ArgumentError, match=r"p_value is \(3,\); its shape must be \(2,\)"):
        columns(p_value=np.zeros(3))
