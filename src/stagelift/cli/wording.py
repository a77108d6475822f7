"""Every sentence of the command line, by language: another language has the same keys and fields.

A field may say how it is filled: `{mistakes:mistake|mistakes}` takes the singular for one, and
`{name:을/를}` is followed by the particle that fits it.
"""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.cli.wording_conformance import CONFORMANCE_EN, CONFORMANCE_KO
from stagelift.cli.wording_connect import CONNECT_EN, CONNECT_KO
from stagelift.cli.wording_ko import KO
from stagelift.cli.wording_launch import LAUNCH_EN, LAUNCH_KO
from stagelift.cli.wording_life import LIFE_EN, LIFE_KO
from stagelift.cli.wording_queries import QUERIES_EN, QUERIES_KO
from stagelift.cli.wording_report import REPORT_EN, REPORT_KO
from stagelift.cli.wording_trace import TRACE_EN, TRACE_KO
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.reports.filling import Filling
from stagelift.reports.plan.wording import PLAN_EN, PLAN_KO

EN: Mapping[str, str] = {
    "next": "Next: {command}",
    "error.definitions": "{count:,} {count:mistake|mistakes} in the definitions",
    "error.unexpected": "stagelift: an error that should not happen, {what}",
    "error.traceback": "Set {variable}=1 to see where it came from",
    "error.untouched": "nothing that was published has changed.",
    "error.full": "no space is left on the disk",
    "error.quota": "the disk quota is used up",
    "error.read_only": "this file system can only be read",
    "error.forbidden": "this may not be read or written",
    # init
    "init.wrote": "Wrote {files:,} {files:file|files} to {folder}",
    "init.same": "Already there, unchanged: {names}",
    "init.nothing": "Nothing to write: {folder} holds all of it already",
    "init.ignore": "Added the lines that keep data and pages out of git to .gitignore",
    "init.journey": "Journey {name}: {stages}",
    "init.events": (
        "The event names in journey.yaml are examples; once data are connected, "
        "`stagelift check` names the nearest of yours."
    ),
    "init.file.journey.yaml": "stages, sources, segments, rules",
    "init.file.metrics": "what is measured",
    "init.file.experiments": "one file an experiment; an example to copy",
    "init.file.reports": "what recurs: a weekly page, readouts",
    "init.file.notebooks": "what the reports run",
    "init.file.messages": "the texts sent",
    "init.file.changes.yaml": "what changed when",
    # home
    "home.none": "No workspace here: no journey.yaml in '{folder}' or above it.",
    "home.begin": "Begin with one of your own, or with the demo shop:",
    "home.begin.own": "an empty workspace, commented",
    "home.begin.demo": "the demo shop: make it, measure it, publish it",
    "home.experiments": "Experiments",
    "home.experiments.none": "Experiments: none; copy experiments/example.yaml, or write NAME.yaml",
    "home.due": "Due",
    "home.due.none": "Due: nothing",
    "home.broken": "Broken",
    "home.broken.none": (
        "Broken: no definition, no source {mark}  (the data of tests: stagelift monitor)"
    ),
    "home.broken.more": "and {count:,} more {count:mistake|mistakes}",
    "home.data.none": (
        "No data yet: stagelift connect FILE  (CSV, Parquet, Excel, a folder or a table)"
    ),
    "home.source": "source '{name}'",
    "home.source.missing": "no file",
    "home.report": "report for {period}",
    "home.decision": "decision, by {day}",
    "home.detail.not yet begun": "from {first}",
    "home.detail.planned": "not launched; entry from {first} to {last}",
    "home.detail.running": "enrols to {last}, readout {ready}",
    "home.detail.maturing": "readout {ready}",
    "home.detail.paused": "takes nobody; enrols to {last} once resumed",
    "home.detail.stopped": "readout {ready}",
    "home.detail.draft": "to read it out, say {line}",
    "home.owner": "{owner} by {day}",
    "home.by": "by {day}",
    "state.not yet begun": "not yet begun",
    "state.planned": "planned",
    "state.running": "running",
    "state.maturing": "maturing",
    "state.paused": "paused",
    "state.stopped": "stopped",
    "state.ready for its readout": "ready for its readout",
    "state.waiting for a decision": "waiting for a decision",
    "state.hidden by a health check": "hidden by a health check",
    "state.decided": "decided",
    "state.draft": "draft",
    "decision.ship": "ship {variant}",
    "decision.stop": "stop {variant}",
    "decision.iterate": "iterate {variant}",
    "check.draft": "a draft; to read it out, say when customers enter: {line}",
    "check.zone": "times without an offset came; say whose clock they are: zone: {zone}",
    "check.zone.short": "times without an offset came; instead of 'data:' write",
    # demo and report
    "demo.made": "Made the shop in {folder} ({seconds:.1f} s)",
    "demo.site": "Site: {page}",
    "report.running": "Running {name} …",
    "report.running.about": "Running {name} for {about} …",
    "report.published": "Published {page} ({facts:,} {facts:fact|facts}, {seconds:.1f} s)",
    "map.wrote": "Wrote {path}",
    # kpi and readout
    "kpi.head": "{period}, as of {as_of}, intervals at {levels}",
    "frame.wrote": "{path}: {rows} rows",
    "kpi.none": (
        "No KPI: no metric is written. Write one in metrics/first_order.yaml: conversion: ordered"
    ),
    "kpi.unchanged": (
        "No change of {metrics}: a change compares those who enter in two periods, each with a "
        "window. The level: stagelift kpi {first}"
    ),
    "kpi.all": "all",
    "kpi.known": "{attribute} is known for {known} of {units} units of {metric} ({share}).",
    "kpi.owners": "Owners: {owners}",
    "kpi.rejected": "{rows}; stagelift check says why.",
    "kpi.column.metric": "metric",
    "kpi.column.stage": "stage",
    "kpi.column.segment": "segment",
    "kpi.column.period": "period",
    "kpi.column.value": "value",
    "kpi.column.interval": "interval",
    "kpi.column.n": "n",
    "kpi.column.status": "status",
    "kpi.column.against": "against",
    "kpi.column.change": "change",
    "kpi.column.p": "p",
    "kpi.changes": "Changes, as of {as_of}, intervals at {levels}",
    "kpi.changes.foot": "A change is no effect: nothing was held equal.",
    "kpi.compared": "{period} against {against}: {days}.",
    "kpi.days.pairs": "compared on {kept} of {pairs} weekday pairs: {names} left out",
    "kpi.days.feast": "compared on {kept} of {pairs} days from the same feast: {names} left out",
    "why.unsplit": (
        "Leaks are of segments, and there are none: name some with --by, or keep attributes of "
        "the customers (journey.yaml sources, as: customers, keep)."
    ),
    "kpi.days.weekdays": "compared on {kept} pairs of days, each weekday as often in both",
    "readout.note": "Note",
    "readout.worth": "Worth",
    "readout.trust": "Trust",
    "readout.before": "Before",
    "readout.answers": "Answers",
    "readout.final": "Final",
    "readout.looks": "Looks",
    "readout.plan": "Plan",
    "readout.more": "about {more} more a month ({low} to {high})",
    "readout.column.control": "control",
    "readout.column.variant": "variant",
    "readout.column.difference": "difference",
    "readout.column.relative": "relative",
    "readout.column.n": "n",
    # show
    "show.kind.metric": "metric",
    "show.kind.experiment": "experiment",
    "show.kind.report": "report",
    "show.kind.segment": "segment",
    "show.kind.source": "source",
    "show.kind.stage": "stage",
    "show.kind.channel": "channel",
    "show.kind.journey": "journey",
    "show.standard": "standard, needs no file",
    "show.fingerprint": "fingerprint {mark}",
    "show.default": "default",
    "show.derived.name": "its name",
    "show.derived.equal": "equal shares",
    "show.derived.country": "from the country, {place}",
    "show.derived.data": "short form 'data:', {place}",
    "show.derived.shape": "from its shape, {place}",
    "show.derived.preset": "from its preset, {place}",
    "show.unset": "not set: {keys}",
    "show.note.stages": "stages {mark}: changes only when customers may be placed otherwise",
    "show.note.left": "{name}: entered {rule}, known once that instant has come; left by any stage",
    "show.note.kpi": "KPI: of who enters {start}, reported at {stage}",
    "show.note.no_kpi": (
        "no KPI: its event opens the first stage and nobody is before it; write 'from: {stage}'"
    ),
    "show.note.plan": "plan {mark}, frozen {day}",
    "show.note.looks": "looks: {looks}, chosen because nothing is said",
    "show.note.correction": "correction over the variants: {correction}",
    "show.note.guardrail": "guardrail {metric}: {margin}, inherited from {place}",
    # schema
    "schema.list": "JSON Schemas, for editors to complete and to mark these files:",
    "schema.wrote": "Wrote {count:,} schemas to {folder}/",
    "schema.vscode": "For VS Code with its YAML extension, add to {file} (--vscode writes it):",
    "schema.vscode.wrote": "Wrote {file}: VS Code with its YAML extension completes from now on",
    "schema.vscode.there": "{file} is there and stays as it is; add to it:",
    "schema.modeline": "For other editors, the first line of journey.yaml, and of an experiment:",
    # check
    "check.file": "{mark} {count:,} {count:mistake|mistakes} in {file}",
    "check.mistakes": "{count:,} {count:mistake|mistakes}",
    "check.valid": "valid so far: {counted}",
    "check.counted": (
        "{stages:,} {stages:stage|stages}, {sources:,} {sources:source|sources}, {metrics:,} "
        "{metrics:metric|metrics}, {experiments:,} {experiments:experiment|experiments}, "
        "{reports:,} {reports:report|reports}"
    ),
    "check.data": "Data",
    "check.slow": "Reading {source} …",
    "check.slow.all": "Comparing customers and events of all sources …",
    "check.rows": "{rows:,} {rows:row|rows}",
    "check.rows.duplicates": "{rows:,} {rows:duplicate|duplicates} merged",
    "check.rows.rejected": "{rows:,} rejected",
    "check.rows.late": "{rows:,} late",
    "check.rows.unknown": "{rows:,} not yet known",
    "check.rejected": "{source}: {rows:,} rejected, {why}",
    "check.stale": (
        "{source}: silent for {silent:,} {silent:day|days} since {newest}; it never was for more "
        "than {usual:,}"
    ),
    "check.conflicts": "{source}: {count:,} event {count:id|ids} whose copies differ",
    "check.not_point_in_time": (
        "{source}: no ingested time, so a past report may change when made again"
    ),
    "check.repeats": (
        "{source}: {customers:,} {customers:customer has|customers have} more than one row; each "
        "counts, so n is {more:,} too large"
    ),
    "check.no_dedupe": "{source}: no event id, so copies of a row count twice",
}
WORDING: Mapping[str, Mapping[str, str]] = {
    "ko": {
        **KO,
        **CONNECT_KO,
        **TRACE_KO,
        **PLAN_KO,
        **LAUNCH_KO,
        **LIFE_KO,
        **QUERIES_KO,
        **REPORT_KO,
        **CONFORMANCE_KO,
    },
    "en": {
        **EN,
        **CONNECT_EN,
        **TRACE_EN,
        **PLAN_EN,
        **LAUNCH_EN,
        **LIFE_EN,
        **QUERIES_EN,
        **REPORT_EN,
        **CONFORMANCE_EN,
    },
}
LANGUAGES = tuple(WORDING)


def said(key: str, /, **fields: object) -> str:
    """A sentence in the language of the output.

    Args:
        key: Name of the sentence.
        fields: What is filled in.

    Returns:
        The sentence.

    Example:
        >>> said("init.wrote", files=1, folder="shop")
        'Wrote 1 file to shop'
    """
    from stagelift.cli.options import language

    return sentence(language(), key, fields)


def sentence(language: str, key: str, fields: Mapping[str, object]) -> str:
    """A sentence in one language.

    Args:
        language: `ko` or `en`.
        key: Name of the sentence.
        fields: What is filled in.

    Returns:
        The sentence.

    Raises:
        ArgumentError: When the sentence does not exist.

    Example:
        >>> sentence("ko", "init.wrote", {"files": 3, "folder": "shop"})
        'shop에 파일 3개를 썼습니다'
    """
    if key not in WORDING[language]:
        raise ArgumentError(f"unknown sentence '{key}'. {did_you_mean(key, EN)}".rstrip())
    return Filling().vformat(WORDING[language][key], (), fields)
