"""The demo shop with few customers, and what DuckDB says of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import stagelift
from engines.asked import ASKS, Told
from stagelift.data.contract import Contract
from stagelift.data.query import measure
from stagelift.demo.world import make
from stagelift.metrics import kpis

ROOT = Path(__file__).parents[2]
DEFINITIONS = ("metrics", "experiments", "messages", "reports")
CUSTOMERS = 300


@pytest.fixture(scope="session")
def files_of_a_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop's workspace, read by the embedded engine; to be copied, not changed."""
    root = tmp_path_factory.mktemp("files") / "shop"
    ignored = shutil.ignore_patterns("*.plan.yaml", "*.decision.yaml")
    for name in DEFINITIONS:
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    for name in ("journey.yaml", "changes.yaml"):
        shutil.copy(ROOT / name, root / name)
    make(root, customers=CUSTOMERS)
    return root


@pytest.fixture(scope="session")
def told_here(files_of_a_shop: Path) -> Told:
    """What DuckDB answers to the questions that other engines are asked.

    It alone is asked of each population apart, and of closed periods once: not here.
    """
    told = Told()
    with pytest.MonkeyPatch.context() as patch, told.heard(), stagelift.open(files_of_a_shop) as ws:
        patch.setattr(kpis, "measure_apart", lambda contract, plan, asked: measure(contract, plan))
        patch.setattr(Contract, "keeps", False, raising=False)
        for ask in ASKS.values():
            ask(ws)
    return told
