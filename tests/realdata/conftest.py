"""Real data beside the project: never in the repository, so found or skipped by name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VARIABLE = "STAGELIFT_REAL_DATA"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; its absence is a skip, and a failure in continuous integration."""
    folder = Path(os.environ.get(VARIABLE) or ROOT.parent / "shared" / "data")
    if not (folder / "hillstrom.csv.gz").is_file():
        reason = f"no real data in '{folder}'; name their folder in {VARIABLE}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


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
