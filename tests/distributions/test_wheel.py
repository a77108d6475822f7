"""The wheel in an empty environment: how much it installs, and whether it works from elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
SIZES = Path(__file__).with_name("sizes.py")
EXPORTS = ROOT / "tests" / "fixtures" / "exports"
MOST_DISTRIBUTIONS = 70
MOST_MB = 470  # what the three largest leave: docs/decisions/0005-core-installation.md
SHOWN = 12
# What Windows refuses in the name of a file.
REFUSED = re.compile(
    r'[<>:"\\|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)
pytestmark = [pytest.mark.slow, pytest.mark.wheel]


class Installed(NamedTuple):
    folder: Path
    sizes: dict[str, int]
    run: Callable[..., subprocess.CompletedProcess[str]]


def alone() -> dict[str, str]:
    """The environment of a shell that knows nothing of this checkout."""
    ours = ("PYTHON", "VIRTUAL_ENV", "STAGELIFT", "COVERAGE", "PYTEST")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    return {**kept, "LC_ALL": "C.UTF-8"}


def called(command: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=where, env=alone(), check=False, capture_output=True, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def installed(archives, tmp_path_factory):
    folder = tmp_path_factory.mktemp("an empty place")
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = str(programs / "python")
    pins = ["-c", str(ROOT / "constraints.txt"), str(archives.wheel)]
    done = called(
        [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *pins], folder
    )
    assert done.returncode == 0, done.stderr
    sizes = json.loads(called([python, "-I", str(SIZES)], folder).stdout)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return called([str(programs / "stagelift"), *words], folder)

    return Installed(folder, sizes, run)


def test_the_core_installation_stays_small(installed, capsys):
    largest = sorted(installed.sizes.items(), key=lambda item: -item[1])
    total = sum(installed.sizes.values()) / 1e6
    lines = [f"{size / 1e6:8.1f} MB  {name}" for name, size in largest[:SHOWN]]
    with capsys.disabled():
        sys.stdout.write(f"\ncore installation: {total:.0f} MB, {len(largest)} distributions\n")
        sys.stdout.write("\n".join(lines) + "\n")
    assert len(largest) <= MOST_DISTRIBUTIONS
    assert total <= MOST_MB


def test_it_says_its_version_and_helps(installed):
    said = installed.run("--version")
    assert re.fullmatch(r"stagelift \d+\.\d+\.\d+\n", said.stdout), said.stderr
    assert installed.run("--help").stdout.startswith("Usage: stagelift")


def test_a_new_workspace_is_valid(installed):
    made = installed.run("init", "my shop")
    assert made.returncode == 0, made.stderr
    checked = installed.run("-C", "my shop", "check")
    assert checked.returncode in (0, 4), checked.stdout + checked.stderr  # 4: it has no data yet
    assert "mistake" not in checked.stdout


def test_from_an_export_to_a_number(installed, capsys):
    began = time.perf_counter()
    assert installed.run("init", "own", "--country", "KR").returncode == 0
    shutil.copytree(EXPORTS / "ga4", installed.folder / "own" / "data" / "ga4")
    connected = installed.run("-C", "own", "connect", "own/data/ga4")
    assert connected.returncode == 0, connected.stdout + connected.stderr
    assert "ga4_bigquery" in connected.stdout
    assert installed.run("-C", "own", "check").returncode == 4  # the stages' events are examples
    measured = installed.run("-C", "own", "kpi")
    assert measured.returncode == 0, measured.stdout + measured.stderr
    with capsys.disabled():
        sys.stdout.write(f"\ninit, connect, check, kpi: {time.perf_counter() - began:.1f} s\n")


def test_what_an_extra_brings_is_named(installed):
    shutil.copytree(EXPORTS / "braze", installed.folder / "braze" / "data")
    (installed.folder / "braze" / "journey.yaml").write_text("zone: UTC\n", encoding="utf-8")
    refused = installed.run("-C", "braze", "connect", "braze/data")
    assert refused.returncode != 0
    assert "pip install 'stagelift[files]'" in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr


def test_the_demo_is_made_and_published(installed):
    assert installed.run("init", "--demo", "the demo").returncode == 0
    made = installed.run("-C", "the demo", "demo")
    assert made.returncode == 0, made.stdout + made.stderr
    shop = installed.folder / "the demo"
    assert (shop / "site" / "index.html").is_file()
    frame = called(
        [
            str(installed.folder / "env" / "bin" / "python"),
            "-c",
            "import stagelift as sl; sl.open('the demo').kpis().to_frame()",
        ],
        installed.folder,
    )
    assert "pip install 'stagelift[frames]'" in frame.stderr
    names = [path.name for path in shop.rglob("*")]
    assert len(names) > 50
    assert [name for name in names if REFUSED.search(name)] == []
