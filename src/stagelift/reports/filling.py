"""Sentences filled with the plural or the particle that fits what is filled in."""

from __future__ import annotations

from string import Formatter
from typing import Any

from stagelift.reports.korean import with_particle


class Filling(Formatter):
    """Fills fields, with the plural or the particle that fits what is filled in."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """One field as text.

        Args:
            value: What is filled in.
            format_spec: `one|many`, a pair of particles such as `을/를`, or Python's own.

        Returns:
            The words.
        """
        if "|" in format_spec:
            one, _, many = format_spec.partition("|")
            return one if value == 1 else many
        if "/" in format_spec:
            return with_particle(str(value), format_spec)
        return super().format_field(value, format_spec)  # type: ignore[no-any-return]  # typeshed: Any
