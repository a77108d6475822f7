from __future__ import annotations

import gzip

import pytest

from stagelift.data.encodings import detected, opened, spoken, to_utf8

KOREAN = "회원번호,점수\n0012,9점\n둘째,똑똑한 쥐\n"
FRENCH = "id,ville\n1,Orléans\n2,Besançon\n3,Nîmes\n4,Angoulême\n"


@pytest.fixture
def file(tmp_path):
    def written(content, name="a.csv"):
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return written


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("id,b\n1,2\n", "ascii", "utf-8"),
        (KOREAN, "utf-8", "utf-8"),
        (KOREAN, "utf-8-sig", "utf-8"),
        (KOREAN, "cp949", "cp949"),
        (KOREAN, "euc-kr", "cp949"),
        (KOREAN, "utf-16", "utf-16"),
        ("id,name\n1,a\n2,b\n", "utf-16-le", "utf-16-le"),
        ("id,name\n1,a\n2,b\n", "utf-16-be", "utf-16-be"),
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "cp1252", None),
        ("id,名前\n1,東京の猫\n2,かきくけこ\n", "shift_jis", None),
        ("id,名字\n1,北京大学\n2,中国人民银行\n3,我们喜欢这个\n", "gbk", None),
    ],
)
def test_an_encoding_is_told_or_refused(file, text, written, expected):
    assert detected(file(text.encode(written))) == expected


def test_bytes_that_are_no_text_are_refused(file):
    assert detected(file(bytes(range(256)) * 40)) is None
    assert detected(file("가나".encode("cp949") + b"\xff\xff")) is None


def test_packed_text_is_unpacked_first(file):
    assert detected(file(gzip.compress(KOREAN.encode("cp949")), "a.csv.gz")) == "cp949"


@pytest.mark.parametrize("written", ["cp949", "utf-16", "utf-16-le"])
def test_the_same_text_comes_out_as_utf8(file, tmp_path, written):
    text = KOREAN.replace("\n", "\r\n")
    to_utf8(file(text.encode(written)), written, tmp_path / "made.csv")
    assert (tmp_path / "made.csv").read_bytes() == text.encode()


def test_a_character_may_lie_across_two_chunks(file, tmp_path, monkeypatch):
    monkeypatch.setattr("stagelift.data.encodings.CHUNK", 3)
    path = file(KOREAN.encode("cp949"))
    assert detected(path) == "cp949"
    to_utf8(path, "cp949", tmp_path / "made.csv")
    assert (tmp_path / "made.csv").read_text(encoding="utf-8") == KOREAN


def test_a_file_cut_inside_a_character_is_no_such_text(file, tmp_path):
    path = file("가나다".encode("cp949")[:-1])
    with pytest.raises(UnicodeDecodeError):
        to_utf8(path, "cp949", tmp_path / "made.csv")


def test_korean_of_rare_syllables_among_common_ones_is_korean(file):
    text = "이름\n" + "가나다라마바사아자차\n" * 20 + "뷁\n"
    assert detected(file(text.encode("cp949"))) == "cp949"


def test_names_in_sentences():
    assert [spoken(one) for one in ("utf-16-be", "utf-8", "euc_kr")] == [
        "UTF-16",
        "UTF-8",
        "EUC_KR",
    ]


def test_files_are_closed(file):
    with opened(file(b"x")) as one:
        assert one.read() == b"x"
