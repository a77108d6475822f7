"""What is made or imported when it is first asked for: a command does not load what it never uses.

Python takes longer to load all that stagelift knows than an engine takes to add up a million rows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar

V = TypeVar("V")


def names_on_demand(
    package: str, modules: Mapping[str, Iterable[str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package whose names are imported when first used.

    A module of the package takes the place of a function with its own name, so such a function is
    imported by the package at once.

    Args:
        package: Name of the package.
        modules: Its modules with the names that each has.

    Returns:
        Both functions; the first gives a name's value.

    Example:
        >>> find, _ = names_on_demand("collections", {"abc": ("Mapping",)})
        >>> find("Mapping").__name__
        'Mapping'
    """
    homes = {name: module for module, names in modules.items() for name in names}

    def __getattr__(name: str) -> Any:  # noqa: N807 - what the package calls it
        if name not in homes:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    def __dir__() -> list[str]:  # noqa: N807 - what the package calls it
        return sorted({*vars(sys.modules[package]), *homes})

    return __getattr__, __dir__


class OnDemand(Mapping[str, V], Generic[V]):
    """Values by name, each made when it is first asked for; it cannot be changed.

    Args:
        makers: What makes each value, by name.

    Example:
        >>> found = OnDemand({"one": lambda: 1, "never": lambda: 1 / 0})
        >>> list(found), found["one"]
        (['one', 'never'], 1)
    """

    def __init__(self, makers: Mapping[str, Callable[[], V]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._makers))})"
