"""An experiment read from finished rows needs no days: it is ready, and no draft."""

from __future__ import annotations

JOURNEY = """\
journey: letters
country: KR
languages: [en]
as_of: 2026-11-16 06:00
sources:
  people: {read: people.csv, shape: unit, customer: row, variant: arm}
stages: {purchase: ordered}
"""
EXPERIMENT = """\
question: Which?
audience: everyone
primary: bought
variants: {a: email, b: email}
"""


def test_it_is_ready_for_its_readout(run, tmp_path):
    for name, text in {
        "journey.yaml": JOURNEY,
        "people.csv": "arm,bought\na,1\nb,0\n",
        "metrics/bought.yaml": "conversion: {column: bought}\n",
        "experiments/letter.yaml": EXPERIMENT,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    home = run(tmp_path).output
    assert "letter  ready for its readout" in home
    assert home.splitlines()[-1].endswith("readout letter")
    checked = run(tmp_path, "check")
    assert checked.exit_code == 0
    assert "draft" not in checked.output
