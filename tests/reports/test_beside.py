"""Questions begun in a thread of their own give what they would have given in turn."""

from __future__ import annotations

import threading

import pytest

from stagelift.reports.beside import beside


def test_what_is_begun_is_asked_in_another_thread_in_its_order():
    seen = []
    with beside(possible=True) as other:
        first = other.begin(lambda: seen.append("first") or threading.get_ident())
        second = other.begin(lambda: seen.append("second") or threading.get_ident())
        assert first() == second() != threading.get_ident()
    assert seen == ["first", "second"]


def test_where_that_is_not_possible_it_is_asked_when_it_is_wanted():
    seen = []
    with beside(possible=False) as other:
        ask = other.begin(lambda: seen.append("asked") or threading.get_ident())
        assert seen == []
        assert ask() == threading.get_ident()
    assert seen == ["asked"]


@pytest.mark.parametrize("possible", [True, False])
def test_an_error_comes_to_whoever_wants_the_answer(possible):
    with beside(possible=possible) as other, pytest.raises(ZeroDivisionError):
        other.begin(lambda: 1 // 0)()


def test_what_has_not_begun_when_the_page_stops_is_not_asked():
    begun, go_on, seen = threading.Event(), threading.Event(), []

    def wait():
        begun.set()
        assert go_on.wait(10)

    def stop():
        with beside(possible=True) as other:
            other.begin(wait)
            other.begin(lambda: seen.append("asked"))
            assert begun.wait(10)
            threading.Timer(0.05, go_on.set).start()
            raise KeyError("the page stopped")

    with pytest.raises(KeyError, match="the page stopped"):
        stop()
    assert seen == []
