"""Fixtures of several test files."""

from __future__ import annotations

from browsing import chromium
from runs import instant, report

__all__ = ["chromium", "instant", "report"]
