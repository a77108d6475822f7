"""What `check` says of a source that takes long, while it does."""

from __future__ import annotations

import time

import pytest

from stagelift.cli import inspecting


@pytest.fixture
def slow(monkeypatch):
    """Each source takes a fifth of a second, and a twentieth is long."""
    quick = inspecting.checked

    def late(*given):
        time.sleep(0.2)
        return quick(*given)

    monkeypatch.setattr(inspecting, "checked", late)
    monkeypatch.setattr(inspecting, "PATIENCE_SECONDS", 0.05)


def test_a_source_that_takes_long_is_named_where_errors_go(run, shop, slow):
    assert "Reading app …" in run(shop, "check").stderr
    assert "app 읽는 중 …" in run(shop, "check", "--language", "ko").stderr
    assert "Reading" not in run(shop, "check").stdout


def test_rows_of_json_come_alone(run, shop, slow):
    assert run(shop, "check", "--json").stderr == ""


def test_what_is_quick_says_nothing_of_the_wait(run, shop):
    assert run(shop, "check").stderr == ""
