"""What a machine lacks: a skip by name at a desk, in continuous integration a failure."""

from __future__ import annotations

import re

import pytest

import needed

WITHOUT = "STAGELIFT_NO_SUCH_THING"
EXCUSE = re.compile(r'without="(STAGELIFT_NO_[A-Z]+)"')


@pytest.fixture(autouse=True)
def _a_desk(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv(WITHOUT, raising=False)


def test_what_is_there_is_used(monkeypatch):
    needed.need("/usr/bin/thing", "no thing", without=WITHOUT)
    monkeypatch.setenv("CI", "true")
    needed.need("/usr/bin/thing", "no thing", without=WITHOUT)


def test_what_is_missing_is_a_skip_at_a_desk():
    with pytest.raises(pytest.skip.Exception, match="no thing"):
        needed.need(None, "no thing", without=WITHOUT)


def test_what_is_missing_is_a_failure_in_continuous_integration(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=f"no thing; set {WITHOUT}=1"):
        needed.need(None, "no thing", without=WITHOUT)


def test_what_could_not_be_installed_is_a_skip_there_too(monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv(WITHOUT, "1")
    with pytest.raises(pytest.skip.Exception, match=f"{WITHOUT} is set"):
        needed.need(None, "no thing", without=WITHOUT)


def test_real_data_are_not_done_without_in_continuous_integration(monkeypatch, tmp_path):
    monkeypatch.setenv(needed.REAL_DATA, str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match="no real data"):
        needed.real_data("hillstrom.csv.gz")
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("STAGELIFT_NO_REAL_DATA", "1")  # nothing installs them, so nothing excuses
    with pytest.raises(pytest.fail.Exception, match="no real data"):
        needed.real_data("hillstrom.csv.gz")
    (tmp_path / "hillstrom.csv.gz").write_bytes(b"rows")
    assert needed.real_data("hillstrom.csv.gz") == tmp_path


def test_each_excuse_is_set_where_installing_fails():
    needed.checkout()  # an archive has no .ci
    texts = (path.read_text("utf-8") for path in sorted((needed.ROOT / "tests").rglob("*.py")))
    excuses = {name for text in texts for name in EXCUSE.findall(text)}
    assert "STAGELIFT_NO_IP" in excuses
    run = (needed.ROOT / ".ci" / "run").read_text("utf-8")
    assert excuses == set(re.findall(r"export (STAGELIFT_NO_[A-Z_]+)=1", run))
