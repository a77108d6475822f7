from __future__ import annotations

import pytest

from stagelift.definitions import Delivery, Mail, Report
from stagelift.definitions.keeping import Keep
from stagelift.errors import DefinitionError


def report(**keys):
    return Report(**{"name": "weekly", "notebook": "weekly_journey", **keys})


def test_a_report():
    found = report(
        every="Monday 08:00",
        tiles=["first_order", "nps"],
        compare=["last week", "target"],
        send={"folder": "out", "mail": {"to": ["vp@shop.example"]}, "slack": "$SLACK_URL"},
        parameters={"weeks": "8"},
    )
    assert found.tiles == ("first_order", "nps")
    assert found.send == Delivery(
        folder="out", mail=Mail(to=("vp@shop.example",)), slack="$SLACK_URL"
    )
    assert (found.page, found.parameters) == ("brief", {"weeks": "8"})


def test_one_item_needs_no_list():
    assert report(tiles="nps", compare="target") == report(tiles=["nps"], compare=["target"])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"every": "Mondays 08:00"}, "every: unknown rhythm 'Mondays'; a weekday, day, month or"),
        ({"every": "Monday 25:00"}, "every: 'Monday 25:00' came, a rhythm such as 'Monday 08:00'"),
        ({"compare": ["last weak"]}, "compare: 'last weak' came, allowed are last week"),
        ({"compare": {"a": "b"}}, "compare: a mapping came, a list such as '[last week, target]'"),
        (
            {"tiles": [f"m{n}" for n in range(40)]},
            "tiles: 40 metrics came, a page takes 10",
        ),
        ({"page": "short"}, "page: 'short' came, one of these is expected: brief, full"),
        ({"send": {"slack": "https://x"}}, "send.slack: an incoming address is a secret"),
        (
            {"send": {"fax": "1"}},
            "send.fax: unknown key 'fax'; allowed are folder, tables, mail, slack, teams, site",
        ),
        (
            {"keep": "20"},
            "keep: '20' came, '20 runs', '90 days', both in a list or 'all' are expected",
        ),
        ({"keep": ["1 day", "2 days"]}, "keep: '2 days' came"),
        ({"keep": "0 runs"}, "keep: '0 runs' came"),
        ({"keep": []}, "keep: a list came"),
        ({"keep": ["all", "1 run"]}, "keep: 'all' came"),
        ({"parameters": "x"}, "parameters: 'x' came, a mapping of the notebook's parameters"),
        ({"notebook": ""}, "notebook: nothing came, a text is expected"),
    ],
)
def test_mistakes(keys, expected):
    with pytest.raises(DefinitionError) as caught:
        report(**keys)
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (None, None),
        ("20 runs", Keep(runs=20)),
        ("1 day", Keep(days=1)),
        ("all", Keep()),
        (["90 days", "1 run"], Keep(runs=1, days=90)),
    ],
)
def test_what_a_report_keeps(written, kept):
    assert report(**({"keep": written} if written else {})).keep == kept
    assert kept is None or report(keep=str(kept).strip("[]").split(", ")).keep == kept


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (None, "last-week"),
        ("Monday 08:00", "last-week"),
        ("day", "last-week"),
        ("month 08:00", "last-month"),
        ("quarter", "last-quarter"),
    ],
)
def test_without_a_period_it_is_about_the_last_one_of_its_rhythm(every, expected):
    assert report(every=every).last_period == expected
