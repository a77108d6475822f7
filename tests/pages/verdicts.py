"""A readout page for every verdict, from given counts: the demo shop does not show them all."""

from __future__ import annotations

import sys
from pathlib import Path

from stagelift.reports.experiment_report import ExperimentReport
from stagelift.reports.page import wrap

sys.path.append(str(Path(__file__).parents[1] / "reports"))

import told
import trial

READOUTS = {
    "ship": lambda: trial.readout("ship", worth=trial.worth()),
    "stop": lambda: trial.readout("stop"),
    "iterate": lambda: trial.readout("iterate"),
    "too early": lambda: trial.unread(trial.readout("continue")),
    "split broken": trial.red,
}
TABLES = ("plan", "levels", "beyond", "ruled_out", "decision")  # what hangs on the verdict


def write(folder: Path) -> dict[str, Path]:
    """The pages, by verdict and language, as in `ship.ko`."""
    made = {}
    for verdict, found in READOUTS.items():
        for language in ("en", "ko"):
            known = found()
            sections = {"told": told.everything()} if verdict == "ship" else {}
            report = ExperimentReport(
                trial.source(known, **sections), "cart_reminder", language=language
            )
            cells = [report.head(), report.answer(), report.checks()]
            cells += [report.table(name) for name in TABLES]
            cells += [report.chart("forest"), report.finish()]
            path = folder / f"{verdict.replace(' ', '_')}.{language}.html"
            html = wrap(report.title, "".join(cell.html for cell in cells), language)
            path.write_text(html, encoding="utf-8")
            made[f"{verdict}.{language}"] = path
    return made
