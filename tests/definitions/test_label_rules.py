"""What pages call events, topics, attributes and values, and slips in it."""

from __future__ import annotations

import pytest

from stagelift.definitions import read_workspace
from stagelift.definitions.label_lints import untranslated
from stagelift.metrics.registry import KINDS

SHOP = """\
journey: shop
country: KR
languages: [ko, en]
sources:
  app: {read: data/events.csv, as: events, customer: customer, time: at, event: event}
  people:
    {read: data/customers.csv, as: customers, customer: customer, keep: {gender: sex, platform: os}}
stages:
  awareness: {enter: visited}
  purchase: {enter: ordered}
labels:
"""


def read(root, *labels):
    text = SHOP + "".join(f"  {one}\n" for one in labels)
    (root / "journey.yaml").write_text(text, encoding="utf-8")
    (root / "metrics").mkdir(exist_ok=True)
    first = "metrics:\n  first: {conversion: ordered, from: awareness}\n"
    (root / "metrics" / "all.yaml").write_text(first, encoding="utf-8")
    return read_workspace(root, kinds=KINDS)


def test_events_attributes_and_values_are_called_by_their_labels(tmp_path):
    found, mistakes = read(
        tmp_path,
        "visited: {ko: 방문, en: Visit}",
        "gender: {ko: 성별, en: Gender}",
        "gender=F: {ko: 여성, en: Women}",
    )
    assert mistakes == ()
    called = found.journey.called
    assert [called(one, "ko") for one in ("visited", "gender", "gender=F")] == [
        *("방문", "성별", "여성")
    ]
    assert [called(one, "en") for one in ("visited", "gender=F", "gender=M")] == [
        *("Visit", "Women", "Gender M")  # a value without words stands beside its attribute's
    ]
    assert [called(one, "en") for one in ("cart_added", "came_by=ad")] == [
        *("cart added", "came by ad")  # nothing said: the name in plain letters
    ]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("vistied: Visit", "no event or attribute is called 'vistied'. Did you mean 'visited'?"),
        ("gendr: Gender", "no event or attribute is called 'gendr'. Did you mean 'gender'?"),
        (
            "gendr=F: Women",
            "no source keeps 'gendr'; kept are gender, platform. Did you mean 'gender'?",
        ),
        ("came_by=ad: By ads", "no source keeps 'came_by'; kept are gender, platform"),
    ],
)
def test_a_slip_in_a_label_s_name_is_said_with_its_line(tmp_path, label, said):
    _, (mistake,) = read(tmp_path, "visited: Visit", label)
    assert str(mistake).startswith("journey.yaml:13: labels")
    assert said in str(mistake)


def test_names_the_data_alone_know_are_no_slips(tmp_path):
    messages = ("order_confirmed: Order confirmed", "delivery: Delivery", "gender=x: Else")
    assert read(tmp_path, *messages)[1] == ()


def test_a_label_of_an_event_that_lacks_a_language_is_named(tmp_path):
    found, mistakes = read(tmp_path, "visited: {ko: 방문}")
    assert mistakes == ()
    (one,) = untranslated(found)
    assert str(one).startswith("journey.yaml:12: labels.visited: no words in en")
