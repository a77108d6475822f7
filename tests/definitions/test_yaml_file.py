from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from stagelift.definitions import yaml_file, yaml_nodes
from stagelift.definitions.yaml_file import read_yaml
from stagelift.errors import Location


def read(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path, "folder/a.yaml")


def test_scalars_are_the_texts_that_were_written(tmp_path):
    text = "a: no\nb: 21:00\nc: 50%\nd: '>5'\n"
    text += "e: 1e3\nf: 2026-10-26\ng: 0x1F\nh: 007\ni: true\nj: 1_000\n"
    content = read(tmp_path, text).content
    assert list(content.values()) == [
        *("no", "21:00", "50%", ">5", "1e3", "2026-10-26", "0x1F", "007", "true", "1_000"),
    ]


def test_no_value_is_none_and_an_empty_text_is_a_text(tmp_path):
    assert read(tmp_path, "a:\nb: ~\nc: null\nd: ''\n").content == {
        **dict.fromkeys("abc"),
        "d": "",
    }


def test_every_key_and_item_has_its_line(tmp_path):
    found = read(tmp_path, "# why\na: 1\nb:\n  c: {d: 2,\n      e: 3}\n  f:\n    - g\n    - h\n")
    assert found.locate(("a",)) == Location("folder/a.yaml", 2)
    assert found.locate(("b", "c", "e")).line == 5
    assert found.locate(("b", "f", 1)).line == 8
    assert found.locate(("b", "c", "unknown")).line == 4
    assert found.locate(("unknown",)).line == 1


def test_windows_files_are_read(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").content == {"a": "1", "b": "2"}


def test_a_value_may_be_used_twice(tmp_path):
    found = read(tmp_path, "a: &x {b: 1}\nc: *x\n")
    assert found.content == {"a": {"b": "1"}, "c": {"b": "1"}}
    assert not found.issues


def test_a_name_given_twice_is_the_last_one_without_a_warning(tmp_path):
    found = read(tmp_path, "a: &x 1\nb: &x 2\nc: *x\n")
    assert (found.content, found.issues) == ({"a": "1", "b": "2", "c": "2"}, ())


def test_a_value_that_holds_itself_is_refused(tmp_path):
    (issue,) = read(tmp_path, "a: &x [*x]\n").issues
    assert issue.location.line == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\n\tb: 2\n", 2, "a tab came; YAML is indented with spaces"),
        ("a:\n  \tb: 2\n", 2, "a tab came; YAML is indented with spaces"),
        ("", 1, "the file is empty; a mapping of keys is expected"),
        ("# only a comment\n", 1, "the file is empty; a mapping of keys is expected"),
        ("- a\n- b\n", 1, "a mapping of keys such as 'country: KR' is expected"),
        ("\n\nordered\n", 3, "a mapping of keys such as 'country: KR' is expected"),
        ("a: b: c\n", 1, "a second ': ' came on this line; put the text in quotes"),
        ("a: {b: 1\nc: 2\n", 1, "a bracket is opened and not closed, or a comma is missing"),
        ("a: [b, c\n", 1, "a bracket is opened and not closed, or a comma is missing"),
        ("a: 'b\n", 2, "a quote is opened and not closed"),
        ("a: 1\n---\nb: 2\n", 2, "'---' came; a file holds one definition"),
        ("a: *b\n", 1, "'*' came before its '&'; put the text in quotes if it is a text"),
        ("a: 1\nb\nc: 2\n", 3, "a key without ':' came"),
        ("a:\n  b: 1\n c: 2\n", 3, "the indentation does not match the lines above"),
        ("a: @b\n", 1, "a text starts with a sign YAML keeps for itself; quote the text"),
        ("a: 1\nb: \x07\n", 2, "a character came that YAML does not allow"),
        (
            b"a: 1\nb: \xc7\xd1\n",
            2,
            "the text is CP949, as Korean Windows writes it, not UTF-8",
        ),
        (b"a: 1\nb: \xff\xff\n", 2, "the text is of another encoding, not UTF-8"),
        ("a: " + "[" * 600, 1, "the values are nested too deeply to be read"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, text, line, message):
    found = read(tmp_path, text)
    assert [(i.location, i.message) for i in found.issues] == [
        (Location("folder/a.yaml", line), message)
    ]
    assert found.content == {}


@pytest.mark.parametrize(
    ("text", "line", "where", "message"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "b.c", "the key 'c' is written twice, first on line 3"),
        ("a: {b: 1, b: 2}\n", 1, "a.b", "the key 'b' is written twice, first on line 1"),
        ("a: 1\n[x]: 2\n", 2, "", "a key is a mapping or a list; a text is expected"),
        (
            "a: &x {b: 1}\nc:\n  <<: *x\n",
            3,
            "c",
            "'<<' is not part of YAML 1.2; write the keys out",
        ),
        ("a: &x {b: *x}\n", 1, "a.b", "'*' refers to a value from inside itself"),
    ],
)
def test_mistakes_beside_which_the_rest_is_read(tmp_path, text, line, where, message):
    found = read(tmp_path, text)
    issues = [(i.location.line, i.where, i.message) for i in found.issues]
    assert issues == [(line, where, message)]
    assert "a" in found.content


def test_a_tab_inside_a_text_is_text(tmp_path):
    assert read(tmp_path, "sql: |\n  select\n  \t1\n").content == {"sql": "select\n\t1\n"}


def test_a_duplicate_key_keeps_the_first_value(tmp_path):
    assert read(tmp_path, "a: 1\na: 2\n").content == {"a": "1"}


def test_a_file_that_cannot_be_opened(tmp_path):
    (tmp_path / "a.yaml").mkdir()
    found = read_yaml(tmp_path / "a.yaml", "a.yaml")
    assert str(found.issues[0]) == "a.yaml:1: the file cannot be read: Is a directory"


def test_a_folded_text_holds_no_trace_of_its_folds(tmp_path):
    text = "a: >-\n  CASE segment\n  WHEN 'x' THEN 'y'\n  END\n"
    assert read(tmp_path, text).content == {"a": "CASE segment WHEN 'x' THEN 'y' END"}


@pytest.mark.parametrize(
    ("text", "read_again"),
    [
        ("question: Does it help?\n", False),
        ("question:  #does it help?\n", True),
        ("label: >\n  one\n  two\nafter: x\n", False),
        ("a: &one {b: ''}\nc: *one\n", False),
        ("a:\nb: 1\n", True),
    ],
)
def test_only_texts_with_an_empty_value_are_read_twice(monkeypatch, text, read_again):
    read = []
    monkeypatch.setattr(yaml_nodes, "YAML", lambda **how: read.append(how["typ"]) or YAML(**how))
    found = yaml_file.parse_yaml(text, "x.yaml")
    assert read == (["safe", "rt"] if read_again else ["safe"])
    monkeypatch.setattr(yaml_nodes, "_composed", YAML(typ="rt").compose)
    assert yaml_file.parse_yaml(text, "x.yaml") == found
