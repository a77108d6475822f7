from __future__ import annotations

import pytest

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
