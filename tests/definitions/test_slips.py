"""Slips of typing: each is read as meant, or refused with its line and its cure."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.definitions import Condition, read_workspace
from stagelift.definitions.edit import Entry, with_source
from stagelift.definitions.slips import mended
from stagelift.definitions.yaml_file import parse_yaml, read_yaml
from stagelift.metrics.registry import KINDS
from stagelift.metrics.standard import standard_metrics

JOURNEY = """\
journey: shop
country: KR
data: data/events.parquet
stages:
  awareness: visited
  purchase: ordered
"""
PEOPLE = """\
sources:
  people: {read: data/people.parquet, as: customers, customer: id, keep: [age, grade]}
"""
EXPERIMENT = """\
question: Is it better?
audience: everyone
primary: first_order
variants: {a: email, b: push}
"""


@pytest.fixture
def issues(tmp_path):
    """What is said of a workspace with these files; texts are UTF-8, bytes are as they are."""

    def find(journey: str | bytes = JOURNEY, experiment: str | bytes = EXPERIMENT) -> list[str]:
        files = {
            "journey.yaml": journey,
            "metrics/first_order.yaml": "conversion: ordered\n",
            "experiments/e.yaml": experiment,
        }
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        found, mistakes = read_workspace(tmp_path, kinds=KINDS, standard=standard_metrics)
        find.definitions = found
        return [str(mistake) for mistake in mistakes]

    return find


@pytest.mark.parametrize("sign", [">", ">=", "!=", "<", "<=", "="])
@pytest.mark.parametrize("gap", ["", " "])
@pytest.mark.parametrize(
    "form", ["    where:\n      age: {}\n", "    where: {{grade: gold, age: {}}}\n"]
)
def test_a_comparison_is_read_as_one(issues, sign, gap, form):
    written = form.format(f"{sign}{gap}30")
    assert issues(f"{JOURNEY}{PEOPLE}segments:\n  s:\n{written}    label: Grown up\n") == []
    [segment] = issues.definitions.journey.segments.values()
    assert Condition("age", sign, ("30",)) in segment.where
    assert segment.label.text("en") == "Grown up"


@pytest.mark.parametrize(
    "text",
    [
        "sql: >\n  select a\n  where x: >5\n",
        "sql: >5\n       select\n",
        "sql: |-\n  a: !=3\n",
        "label: 'age: >5, x'\n",
        'label: "age: >5, x"\n',
        "a: 1  # b: >5\n",
        "# a: >5\n",
        "- a\n- b\n",
        "a: b > 5\n",
    ],
)
def test_texts_and_comments_keep_their_letters(text):
    assert mended(text) == text


def test_a_comparison_may_be_followed_by_a_comment():
    assert mended("  age: >=30   # grown up") == "  age: '>=30'   # grown up"
    assert mended("where: [>5, <9]") == "where: ['>5', <9]"


@given(st.text(alphabet="ab :{},#>=!'\"\n-|\u00a0\u3000가", max_size=60))
def test_lines_keep_their_numbers_and_mending_twice_changes_nothing(text):
    once = mended(text)
    assert once.count("\n") == text.count("\n")
    assert mended(once) == once


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\u00a0 ", " \u3000"])
def test_hard_and_wide_spaces_behind_a_key_are_spaces(issues, space):
    assert issues(JOURNEY.replace("purchase: ", f"purchase:{space}")) == []
    assert list(issues.definitions.journey.stages) == ["awareness", "purchase"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  purchase", "\u00a0\u00a0purchase"),
        ("  purchase", "\u3000purchase"),
        ("country: KR", "country: KR\u00a0"),
        ("country: KR", "\u200bcountry: KR\u200b"),
        ("country: KR", "country : KR"),
        ("\n", "\r\n"),
        ("purchase: ordered", "purchase: '\uff4frdered'"),
    ],
)
def test_what_cannot_be_seen_does_not_matter(issues, old, new):
    assert issues(JOURNEY.replace(old, new)) == []
    assert issues.definitions.journey.country == "KR"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_as_windows_writes_them(issues, encoding):
    assert issues(JOURNEY.replace("shop", "가게").replace("\n", "\r\n").encode(encoding)) == []
    assert issues.definitions.journey.name == "가게"


def test_letters_of_korean_are_one_however_they_are_stored(issues, tmp_path):
    apart = unicodedata.normalize("NFD", "단골")
    journey = f"{JOURNEY}segments:\n  {apart}: {{did: ordered}}\n"
    (tmp_path / "experiments").mkdir()
    name = unicodedata.normalize("NFD", "재구매.yaml")
    text = EXPERIMENT.replace("everyone", "단골")
    (tmp_path / "experiments" / name).write_text(f"{text}salt: again\n", encoding="utf-8")
    assert issues(journey) == []
    assert set(issues.definitions.experiments) == {"e", "재구매"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Is it", "Push: is it", "1: a second ': ' came on this line; put the text in quotes"),
        (
            "Is it better?",
            "'Push' or e-mail?",
            "1: a text begins with a quote that ends before the text does; quote all of it",
        ),
        (
            "Is it better?",
            "Is plan #1 better?",
            "1: question: '#' begins a comment, so the text ends at 'Is plan'; put the text",
        ),
        ("a: email, b", "a: email， b", "4: a full-width '，' came; write ',' and a space"),
        ("a: email", "a：email", "4: variants.a：email: a full-width '：' came; write ':' and a"),
        ("a: email", "a:email", "4: variants.a:email: no space came after ':'; write ':' and a"),
        ("a: email", "quiet: no", "4: variants.quiet: unknown channel 'no'. Did you mean 'none'?"),
        ("{a: email, b: push}", "[email, push]", "4: variants: a list came, a mapping of names"),
        ("Is it better?", "@home", "1: a text starts with a sign YAML keeps for itself; quote"),
    ],
)
def test_slips_in_an_experiment(issues, old, new, said):
    assert issues(experiment=EXPERIMENT.replace(old, new))[0].startswith(
        f"experiments/e.yaml:{said}"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("country: KR", "country：KR", "2: a full-width '：' came; write ':' and a space"),
        ("country: KR", "country： KR", "2: a full-width '：' came; write ':' and a space"),
        ("country: KR", "country:KR", "2: no space came after ':'; write one, as in 'country: KR'"),
        ("  purchase", "\tpurchase", "6: a tab came; YAML is indented with spaces"),
        ("purchase: ", "purchase:\t", "6: a tab came; write a space after ':'"),
        ("data:", "country: US\ndata:", "3: country: the key 'country' is written twice, first on"),
        (
            "  awareness: visited\n  purchase: ordered",
            "  - awareness: visited",
            "4: stages: a list",
        ),
    ],
)
def test_slips_in_a_journey(issues, old, new, said):
    assert issues(JOURNEY.replace(old, new))[0].startswith(f"journey.yaml:{said}")


def test_a_comment_behind_a_question_is_a_comment(issues):
    assert issues(experiment=EXPERIMENT.replace("better?", "better?   # asked by Kim")) == []


def test_a_source_is_added_to_a_journey_with_slips():
    journey = f"{JOURNEY}segments:\r\n  old: {{where: {{age: >=30}}}}  # grown up\r\n"
    text = with_source(journey, "app", [Entry("read", "a.csv")])
    assert "  old: {where: {age: '>=30'}}  # grown up\r\n" in text
    assert parse_yaml(text, "journey.yaml").content["sources"] == {"app": {"read": "a.csv"}}


def test_a_file_of_one_word(tmp_path):
    assert str(parse_yaml("country:KR\n", "a.yaml").issues[0]).startswith("a.yaml:1: no space came")
    (tmp_path / "a.yaml").write_bytes(b"")
    assert str(read_yaml(tmp_path / "a.yaml", "a.yaml").issues[0]) == (
        "a.yaml:1: the file is empty; a mapping of keys is expected"
    )
