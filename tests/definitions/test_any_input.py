"""Whatever stands in a file: issues in our words, never a traceback, never the validator's text."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stagelift.definitions import Experiment, Journey, Report, read_workspace
from stagelift.definitions.translate import keys_of

FOREIGN = re.compile(r"Input should|pydantic|type=|For further|Traceback|\bstr\b|\bdict\b")
words = st.sampled_from(
    [
        *("", "ordered", "50%", "1/0", "7 days", "none", "dm", "everyone", "2026-10-26", "$X"),
        *("2026-10-26..2026-10-25", "a | b", "0.3pp", "Asia/Seoul", "KR", "US", "name", "1e9", "["),
    ]
)
keys = st.sampled_from(
    [
        *("name", "channel", "share", "enter", "read", "customer", "time", "event", "did", "where"),
        *("column", "within", "a", "b", "holdout", "guardrails", "mail", "to", "by", "*", "<<"),
    ]
)
values = st.recursive(
    st.none() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def a_file(*known):
    return st.dictionaries(st.sampled_from(known) | keys, values, max_size=8)


@pytest.mark.filterwarnings("error")
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    journey=a_file(*keys_of(Journey), "data"),
    metric=a_file("conversion", "nps", "sum", "metrics", "label", "better", "from", "example"),
    experiment=a_file(*keys_of(Experiment)),
    report=a_file(*keys_of(Report)),
)
def test_anything_may_be_written(tmp_path, kinds, journey, metric, experiment, report):
    files = {"metrics/m": metric, "experiments/e": experiment, "reports/r": report}
    for name, content in {"journey": journey, **files}.items():
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML
    definitions, issues = read_workspace(tmp_path, kinds=kinds.all)
    assert isinstance(definitions.journey, Journey)
    for issue in issues:
        assert issue.location is not None
        assert not FOREIGN.search(str(issue))
