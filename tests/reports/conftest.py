"""Fixtures of several test files."""

from __future__ import annotations

from runs import instant, report

__all__ = ["instant", "report"]
