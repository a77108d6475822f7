"""Real data beside the project: never in the repository, so found or skipped by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import needed

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data."""
    return needed.real_data("hillstrom.csv.gz")


@pytest.fixture(scope="session")
def example(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Copies an example's workspace beside the data files it reads; one copy a session."""

    def make(name: str, *files: str) -> Path:
        root = tmp_path_factory.mktemp(name) / name
        shutil.copytree(
            ROOT / "examples" / name, root, ignore=shutil.ignore_patterns("data", "site")
        )
        (root / "data").mkdir()
        for file in files:
            shutil.copyfile(real_data / file, root / "data" / file)
        return root

    return make
