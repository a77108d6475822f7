from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.reports import publish


@pytest.mark.parametrize(
    ("others", "path"),
    [
        ({}, "weekly/2026-W46.html"),
        ({"language": "ko"}, "weekly/2026-W46/ko.html"),
        ({"segment": "vip"}, "weekly/2026-W46/segment=vip.html"),
        ({"segment": "vip", "language": "ko"}, "weekly/2026-W46/segment=vip.ko.html"),
        ({"weeks": 8, "page": "full"}, "weekly/2026-W46/page=full+weeks=8.html"),
    ],
)
def test_each_key_has_its_path(others, path):
    assert publish.public_path("weekly", "2026-W46", others) == path


def test_file_names_are_safe_and_distinct():
    texts = ["단골", "신규", "a/b", "a_b", "../x", "..", "", "x" * 300, "x" * 299 + "y", "a b"]
    names = [publish.file_name(text) for text in texts]
    assert len(set(names)) == len(texts)
    assert all(len(n) <= 100 and "/" not in n and not n.startswith(".") and n for n in names)


# What Windows refuses in a name: these letters, a dot or a space at its end, names of devices.
REFUSED = re.compile(
    r'[<>:"/\\|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)
AWKWARD = ("con", "NUL", "aux.txt", "com1", "vip.", "VIP", "vip", "a:b", "as_of=2026-11-16T06:00")
words = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=120))


@given(words, words, st.dictionaries(st.sampled_from(["segment", "as_of", "language"]), words))
def test_windows_takes_every_part_of_every_path(report, period, others):
    parts = publish.public_path(report, period, others).split("/")
    assert [part for part in parts if REFUSED.search(part) or len(part) > 130] == []


@given(st.lists(words, unique=True, max_size=8))
def test_names_differ_where_capital_letters_do_not_count(texts):
    names = {publish.file_name(text).casefold() for text in texts}
    assert len(names) == len(texts)


def test_a_page_as_of_an_instant_has_no_colon():
    path = publish.public_path("weekly", "2026-W46", {"as_of": "2026-11-16T06:00"})
    assert re.fullmatch(r"weekly/2026-W46/as_of=2026-11-16T06_00-[0-9a-f]{8}\.html", path)
