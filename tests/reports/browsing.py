"""A headless Chromium, called once a page by its command line."""

from __future__ import annotations

import subprocess

import pytest

import needed

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium():
    """The path of an installed Chromium."""
    return needed.chromium()


def browse(chromium, folder, *arguments):
    """What Chromium prints when it is called with these arguments and a profile of its own."""
    command = [chromium, *FLAGS, f"--user-data-dir={folder}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
