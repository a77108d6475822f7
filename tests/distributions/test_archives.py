"""What the wheel and the source archive hold."""

from __future__ import annotations

import tarfile
import zipfile
from email import message_from_bytes

import pytest

from stagelift.starter.templates import SHOP

NOT_SHIPPED = ".ci/"
MADE_BY_THE_BUILD = {"PKG-INFO"}


@pytest.fixture(scope="module")
def source(archives):
    with tarfile.open(archives.sdist) as file:
        return {name.split("/", 1)[1] for name in file.getnames()}


@pytest.fixture(scope="module")
def wheel(archives):
    with zipfile.ZipFile(archives.wheel) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_source_archive_holds_what_is_committed_and_nothing_else(archives, source):
    shipped = {name for name in archives.committed if not name.startswith(NOT_SHIPPED)}
    assert source - shipped == MADE_BY_THE_BUILD
    assert shipped - source == set()
    assert source & set(archives.left_behind) == set()


def in_the_wheel(name):
    """Where a committed file stands in the wheel, or None."""
    if name.startswith("src/"):
        return name.removeprefix("src/")
    if name.startswith("notebooks/"):
        return f"stagelift/{name}"
    if name.startswith("tests/conformance/"):
        return f"stagelift/{name.removeprefix('tests/')}"
    return f"stagelift/starter/shop/{name}" if name.split("/")[0] in SHOP else None


def test_the_wheel_holds_the_package_and_what_commands_need_beside_it(archives, wheel):
    package = {place for name in archives.committed if (place := in_the_wheel(name))}
    metadata = {name for name in wheel if name.startswith("stagelift-")}
    assert set(wheel) - metadata == package
    assert "stagelift/py.typed" in wheel


def test_the_metadata_names_what_people_install(wheel):
    [name] = [name for name in wheel if name.endswith(".dist-info/METADATA")]
    metadata = message_from_bytes(wheel[name])
    assert metadata["Name"] == "stagelift"
    assert metadata["Requires-Python"] == ">=3.11"
    extras = set(metadata.get_all("Provides-Extra"))
    assert {"docs", "files", "frames", "jupyter", "pages", "postgresql"} <= extras
    core = [line for line in metadata.get_all("Requires-Dist") if "extra ==" not in line]
    for heavy in ("pandas", "pyarrow", "statsmodels", "nbconvert", "matplotlib"):
        assert not any(line.startswith(heavy) for line in core), heavy
