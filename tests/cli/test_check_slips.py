"""What `check` says of slips in an experiment's file: all at once, with line and nearest name."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from stagelift.cli import main
from tiny import day, workspace

METRICS = """\
  first_order: {conversion: ordered, within: 7 days}
  order_value: {sum: ordered.value, within: 7 days}
  unsubscribed: {conversion: unsubscribed, within: 7 days, better: down}
"""
SEGMENTS = "  cart_open: {did: carted, within: 3 days}\n"
SOUND = """\
question: Does a push bring more orders?
owner: Kim
audience: cart_open
enters: as they qualify
primary: first_order
secondary: [order_value]
guardrails: {unsubscribed: 0.8pp}
variants:
  email_day2: {channel: email, send: 2 days after entry, share: 50%}
  push_1h: {channel: push, send: 1 hour after entry, share: 50%, message: messages/push_1h.md}
worth_having: +1.0pp
run: 2026-01-05..2026-01-18
looks: weekly
decide: {by: 2026-01-31, owner: Lee, after_ship: keep 5% on email_day2 for 4 weeks}
"""
# what is written, what came instead, the line and the key, and what is said in both languages
SLIPS = [
    ("owner: Kim", "ownr: Kim", "2: ownr: unknown key 'ownr'", "Did you mean 'owner'?"),
    ("audience: cart_open", "audience: cart_opne", "3: audience: ", "'cart_open'"),
    ("as they qualify", "as they qulify", "4: enters: 'as they qulify'", "'as they qualify'"),
    ("primary: first_order", "primary: frist_order", "5: primary: ", "'first_order'"),
    ("[order_value]", "[order_valu]", "6: secondary[1]: ", "'order_value'"),
    ("{unsubscribed:", "{unsubscribd:", "7: guardrails.unsubscribd: ", "'unsubscribed'"),
    ("0.8pp", "0.8 points", "7: guardrails.unsubscribed: '0.8 points'", "'0.3pp'"),
    ("channel: email", "channel: emial", "9: variants.email_day2.channel: ", "'email'"),
    ("channel: push", "chanel: push", "10: variants.push_1h.chanel: ", "'channel'"),
    ("send: 1 hour after entry", "send: 1 hour", "10: variants.push_1h.send: ", "'at entry'"),
    ("share: 50%}", "shares: 50%}", "9: variants.email_day2.shares: ", "'share'"),
    ("share: 50%}", "share: 40%}", "8: variants: ", "(2/5 + 1/2 = 9/10)"),
    ("push_1h.md", "push_1.md", "10: variants.push_1h.message: ", "'messages/push_1h.md'"),
    ("+1.0pp", "+1.0 points", "11: worth_having: '+1.0 points'", "'0.3pp'"),
    ("2026-01-18\n", "2026-01-32\n", "12: run: ", "'2026-01-32'"),
    ("2026-01-05..2026-01-18", "2026-01-18..2026-01-05", "12: run: ", "'2026-01-05..2026-01-18'"),
    ("looks: weekly", "looks: weekley", "13: looks: 'weekley'", "'weekly'"),
    ("looks: weekly", "looks: weekly\nconfidence: 95", "14: confidence: '95'", "'95%'"),
    ("looks: weekly", "looks: weekly\nlooks: once", "14: looks: ", "13"),
    ("by: 2026-01-31", "buy: 2026-01-31", "14: decide.buy: ", "'by'"),
    ("on email_day2", "on email_day3", "14: decide.after_ship: ", "'email_day2'"),
    ("5% on email_day2", "5% email_day2", "14: decide.after_ship: ", "'keep 5% on email_day2"),
    ("variants:\n", "varients:\n", "8: varients: ", "'variants'"),
    ("owner: Kim", "owner:Kim", "2: ", "'country: KR'"),
    ("guardrails: {unsubscribed: 0.8pp}", "guardrails: {unsubscribed: 0.8pp", "7: ", ""),
]
# several in one file, none of which hides another
TOGETHER = [SLIPS[place] for place in (0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 15, 16, 19)]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("slips")
    rows = [("kim", day(), "carted"), ("lee", day(), "ordered"), ("kim", day(), "unsubscribed")]
    (root / "messages").mkdir()
    for name in ("push_1h", "email"):
        (root / "messages" / f"{name}.md").write_text("Hello\n", encoding="utf-8")
    named = {"metrics": METRICS, "segments": SEGMENTS}
    workspace(root, rows, experiments={"reminder": SOUND}, **named).close()
    return root


def said(root, text, language):
    """The lines about the experiment, without their file."""
    path = root / "experiments" / "reminder.yaml"
    path.write_text(text, encoding="utf-8")
    words = ["-C", str(root), "check", "--language", language]
    lines = CliRunner().invoke(main, words).output.splitlines()
    own = f"experiments/{path.name}:"
    return [
        line.strip().removeprefix(own) for line in lines if own in line and " check " not in line
    ]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_file_as_it_is_meant_has_none(root, language):
    assert said(root, SOUND, language) == []


@pytest.mark.parametrize(("meant", "written", "place", "cure"), SLIPS)
def test_each_slip_is_said_once_with_its_line_and_what_was_meant(root, meant, written, place, cure):
    text = SOUND.replace(meant, written, 1)
    assert text != SOUND
    english, korean = (said(root, text, language) for language in ("en", "ko"))
    assert [line.startswith(place) and cure in line for line in english] == [True]
    bare = place.partition(": unknown")[0]
    (line,) = korean
    assert line.startswith(bare)
    assert cure.removeprefix("Did you mean ").removesuffix("?") in line
    assert any("가" <= letter <= "힣" for letter in line)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_all_slips_of_a_file_are_said_at_once(root, language):
    text = SOUND
    for meant, written, *_ in TOGETHER:
        text = text.replace(meant, written, 1)
    text = text.replace("on email_day2", "on email_day3")
    found = said(root, text, language)
    places = [place.partition(": ")[0] for *_, place, _ in TOGETHER]
    assert sorted(line.partition(":")[0] for line in found) == sorted([*places, "14"])
    assert any("email_day3" in line for line in found)
