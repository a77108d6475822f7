from __future__ import annotations

import pytest

SOURCE = "{read: a.csv, customer: id, time: ts, event: name}"
JOURNEY = f"""\
country: KR
sources: {{app: {SOURCE}}}
stages: {{awareness: visited, purchase: ordered}}
segments: {{vip: {{did: ordered}}}}
"""
EXPERIMENT = "audience: vip\nprimary: m\nvariants: {a: none, b: email}\n"


@pytest.mark.parametrize(
    ("journey", "expected"),
    [
        (
            "targets: {bought: 12% by 2026-12-31}\n",
            "targets.bought: unknown metric 'bought'. (1 found in metrics/)",
        ),
        (
            "rules: {worth: {n: 1 won}}\n",
            "rules.worth.n: unknown metric 'n'. (1 found in metrics/)",
        ),
        ("rules: {guardrails: {n: 1pp}}\n", "rules.guardrails.n: unknown metric 'n'. (1 found"),
        (
            "channels: {kakao: {falls_back_to: smms}}\n",
            "channels.kakao.falls_back_to: unknown channel 'smms'. Did you mean 'sms'? ",
        ),
        (
            "channels: {dm: {cost: 3}}\n",
            "channels.dm: 'dm' is two channels. Write 'post' for letters, 'social' for messages",
        ),
        (
            "same_person: {apq.id: app.user}\n",
            "same_person.apq.id: unknown source 'apq'. Did you mean 'app'? (1 found",
        ),
        ("same_person: {app.id: crm.user}\n", "same_person.app.id: unknown source 'crm'. (1 found"),
    ],
)
def test_names_in_the_journey(read, journey, expected):
    _, issues = read({"journey.yaml": JOURNEY + journey, "metrics/m.yaml": "conversion: ordered\n"})
    assert len(issues) == 1
    assert issues[0].startswith(f"journey.yaml:5: {expected}")


def test_a_stage_a_customer_may_go_back_to(read):
    stages = JOURNEY.replace("ordered}\n", "{enter: ordered, may_go_back_to: awarenes}}\n", 1)
    assert read({"journey.yaml": stages})[1] == [
        (
            "journey.yaml:3: stages.purchase.may_go_back_to: unknown stage 'awarenes'. "
            "Did you mean 'awareness'? (2 found in journey.yaml)"
        )
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "conversion: ordered\nstage: purchse\n",
            "2: stage: unknown stage 'purchse'. Did you mean 'purchase'?",
        ),
        ("conversion: ordered\nfrom: start\n", "2: from: unknown stage 'start'. (2 found in"),
        ("label: M\nnps: survey\n", "2: nps: unknown source 'survey'. (1 found in journey.yaml)"),
    ],
)
def test_names_in_a_metric(read, text, expected):
    _, issues = read({"journey.yaml": JOURNEY, "metrics/m.yaml": text})
    assert len(issues) == 1
    assert issues[0].startswith(f"metrics/m.yaml:{expected}")


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        (
            "audience: vip",
            "audience: vpi",
            "1: audience: unknown segment 'vpi'. Did you mean 'vip'?",
        ),
        (
            "primary: m",
            "primary: frist",
            "2: primary: unknown metric 'frist'. (1 found in metrics/)",
        ),
        ("b: email", "b: emial", "3: variants.b: unknown channel 'emial'. Did you mean 'email'?"),
        (
            "b: email",
            "b: {channel: fax}",
            "3: variants.b.channel: unknown channel 'fax'. Channels are",
        ),
        ("b: email", "b: dm", "3: variants.b: 'dm' is two channels. Write 'post' for letters,"),
        ("primary: m", "primary: m\nsecondary: [q]", "3: secondary[1]: unknown metric 'q'"),
        ("primary: m", "primary: m\nsecondary: q", "3: secondary: unknown metric 'q'"),
        ("primary: m", "primary: m\nguardrails: {q: 1pp}", "3: guardrails.q: unknown metric 'q'"),
    ],
)
def test_names_in_an_experiment(read, key, text, expected):
    files = {"metrics/m.yaml": "conversion: ordered\n", "journey.yaml": JOURNEY}
    _, issues = read({**files, "experiments/e.yaml": EXPERIMENT.replace(key, text)})
    assert len(issues) == 1
    assert issues[0].startswith(f"experiments/e.yaml:{expected}")


def test_everyone_is_an_audience_and_a_listed_channel_is_known(read):
    journey = JOURNEY + "channels: {line: {cost: 4}}\n"
    experiment = EXPERIMENT.replace("vip", "everyone").replace("email", "line")
    metric = "conversion: ordered\n"
    files = {"journey.yaml": journey, "experiments/e.yaml": experiment, "metrics/m.yaml": metric}
    assert read(files)[1] == []


def test_a_wrong_name_is_said_beside_another_mistake_of_the_file(read):
    text = "audience: vpi\nprimary: m\nvariants: {a: none, b: email}\nlooks: daily\n"
    files = {"metrics/m.yaml": "conversion: ordered\n", "journey.yaml": JOURNEY}
    _, issues = read({**files, "experiments/e.yaml": text})
    assert [issue.split(": ")[1] for issue in issues] == ["audience", "looks"]
