from __future__ import annotations

from collections.abc import Mapping

import pytest

from stagelift.errors import ArgumentError, UnknownNameError
from stagelift.workspace.named import Named


def test_it_is_a_mapping():
    found = Named("metric", {"a": 1, "b": 2})
    assert isinstance(found, Mapping)
    assert (dict(found), len(found), list(found)) == ({"a": 1, "b": 2}, 2, ["a", "b"])
    assert "c" not in found
    assert found.get("c") is None
    assert repr(found) == "Named('metric', {'a': 1, 'b': 2})"


def test_later_changes_do_not_reach_it():
    entries = {"a": 1}
    found = Named("metric", entries)
    entries["b"] = 2
    assert list(found) == ["a"]
    with pytest.raises(TypeError):
        found["b"] = 2


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("frist", ["first", "last"], "unknown experiment 'frist'. Did you mean 'first'?"),
        ("x", ["first", "last"], "unknown experiment 'x'. There are: first, last"),
        ("x", [], "unknown experiment 'x'. There are: none"),
        (3, ["first"], "unknown experiment '3'. There are: first"),
    ],
)
def test_an_unknown_name_names_the_nearest(name, known, said):
    with pytest.raises(KeyError) as caught:
        Named("experiment", dict.fromkeys(known))[name]
    assert isinstance(caught.value, UnknownNameError)
    assert isinstance(caught.value, ArgumentError)
    assert str(caught.value) == said


def test_of_many_names_a_dozen_are_listed():
    with pytest.raises(UnknownNameError, match=r"n11, …$"):
        Named("metric", {f"n{number:02}": 0 for number in range(14)})["zz"]
