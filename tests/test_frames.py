from __future__ import annotations

import builtins
import re
import tomllib
from pathlib import Path

import pytest

from stagelift.errors import MissingExtraError
from stagelift.frames import EXTRA, Tabular, frame

ROWS = [{"metric": "churn", "value": 0.25}, {"metric": "nps", "value": None}]


def test_a_row_each_in_their_order():
    made = frame(ROWS)
    assert list(made.columns) == ["metric", "value"]
    assert list(made["metric"]) == ["churn", "nps"]
    assert made["value"].isna().tolist() == [False, True]


def test_a_result_of_rows_gives_them_as_a_frame():
    class Rates(Tabular):
        def to_dicts(self):
            return ROWS

    assert Rates().to_frame().equals(frame(ROWS))


def test_a_result_without_rows_cannot_be_made():
    class Nothing(Tabular):
        pass

    with pytest.raises(TypeError, match="to_dicts"):
        Nothing()


def test_without_pandas_the_extra_is_named(monkeypatch):
    imported = builtins.__import__

    def without_pandas(name, *rest):
        if name.split(".")[0] == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name=name)
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'stagelift[frames]'")):
        frame(ROWS)


def test_the_extra_named_brings_pandas():
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    assert [name for name in extras[EXTRA] if name.startswith("pandas>=")] != []
