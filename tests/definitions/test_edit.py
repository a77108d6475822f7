"""Writing a source into a journey: what was there stays, letter for letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.definitions.edit import Entry, scalar, with_source
from stagelift.definitions.yaml_file import parse_yaml
from stagelift.errors import ArgumentError

ENTRIES = (
    Entry("read", "data/주문 내역.csv"),
    Entry("customer", "회원번호", "the member"),
    Entry("event", "'ordered'"),
    Entry("keep", {"platform": "os", "grade": "등급, 현재"}),
)
WRITTEN = {
    "read": "data/주문 내역.csv",
    "customer": "회원번호",
    "event": "'ordered'",
    "keep": {"platform": "os", "grade": "등급, 현재"},
}
BLOCK = """\
  orders:
    read: data/주문 내역.csv
    customer: 회원번호               # the member
    event: "'ordered'"
    keep: {platform: os, grade: "등급, 현재"}
"""
FULL = """\
# 우리 쇼핑몰
country: KR                # zone and currency
sources:                   # left our word
  app: {read: a.csv, customer: u, time: t, event: e}   # one line
  survey:
    as: surveys
    read: nps.csv
    customer: who
    score: q1
    # no zone yet

# the order counts
stages:
  awareness: {enter: visited, label: 인지}   # first
  purchase: ordered
"""


def content(text):
    found = parse_yaml(text, "journey.yaml")
    assert not found.issues
    return found.content


def test_a_source_goes_behind_the_last_one_and_the_rest_stays():
    found = with_source(FULL, "orders", ENTRIES)
    assert found == FULL.replace("    # no zone yet\n", f"    # no zone yet\n{BLOCK}")
    assert content(found)["sources"]["orders"] == WRITTEN


def test_line_ends_of_windows_are_kept():
    found = with_source(FULL.replace("\n", "\r\n"), "orders", ENTRIES)
    assert found.count("\n") == found.count("\r\n")
    assert found.replace("\r\n", "\n") == with_source(FULL, "orders", ENTRIES)


def test_replacing_a_source_by_itself_changes_nothing():
    once = with_source(FULL, "orders", ENTRIES)
    assert with_source(once, "orders", ENTRIES, replace=True) == once


def test_a_replaced_source_keeps_its_place():
    found = with_source(FULL, "app", ENTRIES, replace=True)
    assert list(content(found)["sources"]) == ["app", "survey"]
    assert content(found)["sources"]["app"] == WRITTEN
    assert "# left our word" in found
    assert "# no zone yet" in found


def test_a_source_of_the_same_name_is_not_overwritten():
    with pytest.raises(ArgumentError, match=r"journey.yaml:4: there is a source 'app' already"):
        with_source(FULL, "app", ENTRIES)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "country: KR\n# in order\nstages: {a: b}\n",
            "country: KR\nsources:\n{block}\n# in order\nstages: {a: b}\n",
        ),
        ("country: KR", "country: KR\nsources:\n{block}"),
        ("sources:   # none\nstages: {a: b}\n", "sources:   # none\n{block}stages: {a: b}\n"),
        ("sources:\n  # app: x\nz: 1\n", "sources:\n  # app: x\n{block}z: 1\n"),
        ("sources: {}   # none\n", "sources:   # none\n{block}"),
        ("data: a.csv   # example\nz: 1\n", "data: a.csv   # example\nsources:\n{block}z: 1\n"),
        (
            "sources:\n      app: {read: a}\n",
            "sources:\n      app: {read: a}\n{deep}",
        ),
        (
            "sources:\n  a:\n    b: |\n      c\n\nz: 1\n",
            "sources:\n  a:\n    b: |\n      c\n\n{block}z: 1\n",
        ),
    ],
)
def test_wherever_sources_stand(before, after):
    deep = "".join(f"    {line}\n" for line in BLOCK.splitlines())
    deep = deep.replace("회원번호               #", "회원번호           #")
    expected = after.replace("{block}", BLOCK).replace("{deep}", deep)
    assert with_source(before, "orders", ENTRIES) == expected


def test_inside_braces_it_stands_on_one_line():
    found = with_source("sources: {app: {read: a.csv}}  # c\n", "orders", ENTRIES)
    assert found.startswith("sources: {app: {read: a.csv}, orders: {read: data/주문 내역.csv,")
    assert found.endswith("}}  # c\n")
    assert content(found)["sources"]["orders"] == WRITTEN
    again = with_source(found, "app", ENTRIES[:1], replace=True)
    assert content(again)["sources"] == {"app": {"read": WRITTEN["read"]}, "orders": WRITTEN}


def test_the_shorthand_gives_way_where_asked():
    found = with_source("data: a.csv\nstages: {a: b}\n", "orders", ENTRIES, drop="data")
    assert found == f"sources:\n{BLOCK}stages: {{a: b}}\n"


@pytest.mark.parametrize("text", ["a: [1\n", "sources: [a]\n", "sources: x\n"])
def test_a_file_that_cannot_be_added_to_is_refused(text):
    with pytest.raises(ArgumentError, match=r"journey.yaml"):
        with_source(text, "orders", ENTRIES)


def test_texts_are_quoted_only_where_yaml_would_read_something_else():
    assert scalar("user_id") == "user_id"
    assert scalar("net - coupon") == "net - coupon"
    for text in ("", "~", "null", "a: b", "#x", "'x'", "{a}", " a", "a #b", "a, b", "*x", "\t"):
        assert scalar(text).startswith('"')


@given(st.text(), st.text(min_size=1))
def test_every_text_reads_back_as_it_was(text, name):
    entries = (Entry("read", text), Entry("keep", {name: text}))
    try:
        found = with_source("country: KR\n", "orders", entries)
    except ArgumentError:
        assert not (text + name).isprintable() or name == "<<"
        return
    assert content(found)["sources"]["orders"] == {"read": text, "keep": {name: text}}
