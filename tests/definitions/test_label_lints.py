"""A label that lacks a language of the pages is said with its file and line."""

from __future__ import annotations

import pytest

from stagelift.definitions import read_workspace
from stagelift.definitions.label_lints import untranslated
from stagelift.metrics.registry import KINDS
from stagelift.reports.changes import untranslated_changes

JOURNEY = """\
country: KR
languages: {languages}
stages:
  awareness: {{enter: visited, label: {label}}}
"""


def found(root, languages="[ko, en]", label="Awareness", **files):
    (root / "journey.yaml").write_text(
        JOURNEY.format(languages=languages, label=label), encoding="utf-8"
    )
    for name, text in files.items():
        path = root / f"{name}.yaml".replace("__", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    definitions, issues = read_workspace(root, kinds=KINDS)
    assert issues == ()
    return [str(one) for one in (*untranslated(definitions), *untranslated_changes(definitions))]


@pytest.mark.parametrize(
    ("languages", "label"),
    [
        ("[ko, en]", "Awareness"),
        ("[ko, en]", "{ko: 인지, en: Awareness}"),
        ("[ko]", "{ko: 인지}"),
        ("[en]", "{en: Awareness}"),
        ("[ja, ko]", "{ko: 인지, en: Awareness}"),
    ],
)
def test_words_in_every_language_of_the_pages_lack_none(tmp_path, languages, label):
    assert found(tmp_path, languages, label) == []


@pytest.mark.parametrize(
    ("languages", "label", "said"),
    [
        ("[ko, en]", "{ko: 인지}", "no words in en, where pages say '인지'"),
        ("[ko, en]", "{en: Awareness}", "no words in ko, where pages say 'Awareness'"),
        ("[ko]", "{en: Awareness}", "no words in ko, where pages say 'Awareness'"),
        ("[ja]", "{ko: 인지}", "no words in en, where pages say '인지'"),  # made in English
        ("[ko, en]", "{ja: 認知}", "no words in en and ko, where pages say '認知'"),
    ],
)
def test_a_language_that_is_missing_is_named(tmp_path, languages, label, said):
    (one,) = found(tmp_path, languages, label)
    assert one.startswith(f"journey.yaml:4: stages.awareness.label: {said}. Write '{{")
    assert one.endswith("or one text for all languages")


def test_every_label_is_looked_at(tmp_path):
    said = found(
        tmp_path,
        metrics__m="conversion: ordered\nlabel: {ko: 구매}\n",
        reports__r="notebook: weekly_journey\naudience: {ko: 경영진}\nlabel: {en: Weekly}\n",
        experiments__e=(
            "question: {en: Does it help?}\naudience: everyone\nprimary: m\n"
            "variants:\n  quiet: {channel: none, label: {ko: 안 보냄}}\n  push: push\n"
        ),
        changes="changes:\n- on: 2026-11-02\n  what: {en: New app}\n",
    )
    assert [" ".join(one.split(": ")[:2]) for one in said] == [
        "metrics/m.yaml:2 label",
        "experiments/e.yaml:1 question",
        "experiments/e.yaml:5 variants.quiet.label",
        "reports/r.yaml:2 audience",
        "reports/r.yaml:3 label",
        "changes.yaml:3 what",
    ]


def test_a_report_in_a_language_of_its_own_counts(tmp_path):
    report = "notebook: weekly_journey\nlanguages: [en, ko]\n"
    assert len(found(tmp_path, "[ko]", "{ko: 인지}", reports__r=report)) == 1
