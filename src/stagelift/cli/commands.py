"""Which commands there are, each loaded when it is called: one of them never needs the others."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import cast

import click

MODULES = {  # module of this package → names of its commands
    **{
        name: (name,)
        for name in (
            *("init", "connect", "demo", "check", "show", "schema"),
            *("kpi", "map", "who", "messages", "segments", "stages", "silence", "trace"),
            *("explain", "sql", "why", "alert"),
            *("plan", "monitor", "readout", "decide", "programme"),
            *("report", "send", "serve", "schedule", "conformance"),
        )
    },
    "launch": ("launch", "enrol", "status"),
    "sending": ("ladder", "reconcile"),
    "life": ("pause", "resume", "ramp", "split", "stop", "void"),
}
FUNCTIONS = {"map": "journey_map"}  # where a builtin has the command's name


class OnDemand(MutableMapping[str, click.Command]):
    """Commands by name, each imported when it is first asked for.

    Example:
        >>> found = OnDemand(MODULES)
        >>> len(found), "readout" in found, found["map"].name
        (39, True, 'map')
    """

    def __init__(self, modules: dict[str, tuple[str, ...]]) -> None:
        """Keeps where each command stands."""
        self._homes = {name: module for module, names in modules.items() for name in names}
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        """The command."""
        if name not in self._loaded:
            module = import_module(f"stagelift.cli.{self._homes[name]}")
            self._loaded[name] = cast("click.Command", getattr(module, FUNCTIONS.get(name, name)))
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Adds a command that is there already."""
        self._homes[name] = ""
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        """Forgets a command."""
        del self._homes[name]
        self._loaded.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        """The names of all commands."""
        return iter(self._homes)

    def __len__(self) -> int:
        """How many commands there are."""
        return len(self._homes)
