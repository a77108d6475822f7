from __future__ import annotations

from stagelift import definitions


def test_public_names_are_sorted_and_exist():
    names = definitions.__all__
    constants = [name for name in names if name.isupper()]
    classes = [name for name in names if name[0].isupper() and not name.isupper()]
    functions = [name for name in names if name[0].islower()]
    assert names == [*sorted(constants), *sorted(classes), *sorted(functions)]
    assert all(hasattr(definitions, name) for name in names)
