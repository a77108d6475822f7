"""What the cases of a design are written with: settings, baselines, and the list they join."""

from __future__ import annotations

from scipy import stats

SHARE, VALUE, SETTING = "design.baselines.Share", "design.values.Value", "design.setting.Setting"
AIM, CLUSTERS = "design.setting.Aim", "design.setting.Clusters"
Z = float(stats.norm.ppf(0.975))
Z80 = float(stats.norm.ppf(0.8))
CASES: list[dict] = []


def case(name, function, arguments, expected, source, tolerance=1e-9):
    CASES.append(
        {
            "name": name,
            "function": f"design.{function}",
            "arguments": arguments,
            "expected": expected,
            "tolerance": tolerance,
            "source": source,
        }
    )


def setting(**fields):
    return {SETTING: fields}


def aim(kind, margin, better="up"):
    return {AIM: {"kind": kind, "margin": margin, "better": better}}


def share(rate):
    return {SHARE: {"rate": rate}}


def value(variance, **fields):
    return {VALUE: {"variance": variance, **fields}}
