"""Rules that hold between definitions: one function a rule, all of them always asked.

Names are checked in what was written, not in the finished objects: a file with one mistake is still
searched for others, and a definition that could not be read still counts as a known name, so that
one mistake is not reported twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as Folder
from pathlib import PurePosixPath

from stagelift.definitions.amounts import Margin
from stagelift.definitions.decide_rules import DECIDE_RULES
from stagelift.definitions.definitions import Definitions, Written
from stagelift.definitions.draw_rules import DRAW_RULES
from stagelift.definitions.experiment import Once
from stagelift.definitions.findings import Finding, Rule
from stagelift.definitions.label_rules import LABEL_RULES
from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.names import unknown_names
from stagelift.definitions.same_person import same_person_of
from stagelift.definitions.segment_rules import HOUSEHOLD, SEGMENT_RULES
from stagelift.definitions.stage_rules import STAGE_RULES
from stagelift.definitions.translate import Path
from stagelift.errors import Issue, did_you_mean

FILE_ENDINGS = (".csv", ".gz", ".parquet", ".json", ".jsonl", ".avro", ".xlsx", ".zst")
BUILT_IN_ENGINES = ("duckdb", "spark")
RELATIVE = ("share", "ratio")  # units shown in per cent


def broken_rules(definitions: Definitions) -> tuple[Issue, ...]:
    """Every place where a rule between definitions is broken.

    Args:
        definitions: What could be read of a workspace.

    Returns:
        The issues, rule by rule.
    """
    return tuple(finding.issue() for rule in RULES for finding in rule(definitions))


def names_are_known(definitions: Definitions) -> Iterator[Finding]:
    """Metrics, segments, stages, channels and sources that are named exist."""
    for written, path, message, hint in unknown_names(definitions):
        frozen = definitions.plans.get(written.name, {}).get("metrics")
        named = re.fullmatch(r"unknown metric '(.+)'", message)
        if written.kind == "experiment" and named and named[1] in (frozen or ()):
            plan = f"experiments/{written.name}.plan.yaml"
            gone = f"the metric '{named[1]}' was deleted after the launch"
            cure = f"Put its definition back; {plan} holds it under 'metrics'"
            yield Finding(written, path, gone, cure)
        else:
            yield Finding(written, path, message, hint)


def ids_of_one_person_lead_to_customers(definitions: Definitions) -> Iterator[Finding]:
    """The pairs of `same_person` name columns, and lead in no circle."""
    try:
        same_person_of(definitions.journey)
    except Mistake as mistake:
        written = definitions.written["journey", "journey"]
        keys = written.content.get("same_person")
        pairs = keys.items() if isinstance(keys, dict) else ()
        sides = ((key, f"'{side}'") for key, other in pairs for side in (key, other))
        named = [key for key, side in sides if side in mistake.message]
        yield Finding(written, ("same_person", *named[:1]), mistake.message, mistake.hint)


def there_are_stages(definitions: Definitions) -> Iterator[Finding]:
    """A journey has at least one stage."""
    written = definitions.written["journey", "journey"]
    if written.content.get("stages") == {}:
        yield Finding(written, ("stages",), "no stage came; write at least one")


def an_event_opens_one_stage(definitions: Definitions) -> Iterator[Finding]:
    """An event at one occurrence opens one stage only."""
    written = definitions.written["journey", "journey"]
    opened: dict[object, str] = {}
    for name, stage in definitions.journey.stages.items():
        for term in stage.enter.terms if stage.enter else ():
            if term in opened:
                message = f"'{term}' already opens the stage '{opened[term]}'"
                hint = f"Write '{term.event} x{term.occurrence + 1}' for a later time"
                yield Finding(written, ("stages", name), message, hint)
            else:
                opened[term] = name


def tables_have_connections(definitions: Definitions) -> Iterator[Finding]:
    """A source that reads CONNECTION.SCHEMA.TABLE names a connection that exists."""
    journey = definitions.journey
    for name, source in journey.sources.items():
        first = source.read.split(".", maxsplit=1)[0]
        is_table = re.fullmatch(r"\w+\.\w+\.\w+", source.read)
        if not is_table or source.read.endswith(FILE_ENDINGS) or first in journey.connections:
            continue
        written = definitions.written["journey", "journey"]
        message = f"unknown connection '{first}'"
        hint = f"Write it under 'connections:', as in '{first}: {{postgresql: $URL}}'"
        yield Finding(written, ("sources", name, "read"), message, hint)


def the_engine_is_known(definitions: Definitions) -> Iterator[Finding]:
    """What reads the sources is one of two names, or a connection to Spark."""
    journey = definitions.journey
    engine, known = journey.engine, journey.connections
    if engine is None or engine in BUILT_IN_ENGINES or getattr(known.get(engine), "spark", None):
        return
    written = definitions.written["journey", "journey"]
    if engine in known:
        message = f"'{engine}' is no connection to Spark; others read only their own tables"
        yield Finding(written, ("engine",), message, "Leave 'engine:' out")
        return
    hint = did_you_mean(engine, (*BUILT_IN_ENGINES, *known))
    said = hint or "Write 'spark', 'duckdb' or a connection to Spark"
    yield Finding(written, ("engine",), f"unknown engine '{engine}'", said)


def guardrails_of_shares_are_points(definitions: Definitions) -> Iterator[Finding]:
    """The margin of a share says whether its % is absolute or relative."""
    for written in definitions.written.values():
        rules = written.content.get("rules")
        inside: tuple[Path, object] = (("guardrails",), written.content.get("guardrails"))
        if written.kind == "journey":
            asked = rules.get("guardrails") if isinstance(rules, dict) else None
            inside = (("rules", "guardrails"), asked)
        path, margins = inside
        for name, text in margins.items() if isinstance(margins, dict) else ():
            metric = definitions.metrics.get(name)
            if metric is not None and metric.measured_in in RELATIVE and _is_bare_percent(text):
                message = f"'{text}' of a share can be read in two ways, pp or relative"
                number = str(text).removesuffix("%").strip()
                hint = f"Write '{number}pp' for points, or '{number}% relative'"
                yield Finding(written, (*path, name), message, hint)


def _is_bare_percent(text: object) -> bool:
    try:
        margin = Margin.accept(text)
    except Mistake:
        return False  # reported where the file is read
    return margin.unit == "%" and not margin.explicit


def scores_move_by_points(definitions: Definitions) -> Iterator[Finding]:
    """A margin of a score is in its own points: neither percentage points nor relative."""
    hint = "Write a number of points, as in '2'"
    for written, path, name in _metrics_with_margins(definitions):
        metric = definitions.metrics.get(name)
        if metric is None or metric.measured_in != "points":
            continue
        text = str(_value_at(written, path))
        if text.removesuffix("relative").rstrip().endswith(("pp", "%")):
            yield Finding(written, path, f"'{text}' came; '{name}' is a score in points", hint)


def _metrics_with_margins(definitions: Definitions) -> Iterator[tuple[Written, Path, str]]:
    """Where a margin is written, and of which metric."""
    for written in definitions.written.values():
        where: Path = ("rules", "guardrails") if written.kind == "journey" else ("guardrails",)
        margins = _value_at(written, where)
        if written.kind in {"journey", "experiment"} and isinstance(margins, dict):
            yield from ((written, (*where, name), name) for name in margins)
        primary = written.content.get("primary")
        if written.kind == "experiment" and "worth_having" in written.content:
            yield written, ("worth_having",), str(primary)


def _value_at(written: Written, path: Path) -> object:
    found: object = written.content
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def experiments_can_read_their_metrics(definitions: Definitions) -> Iterator[Finding]:
    """What an experiment names has a value for each of its customers."""
    places: list[tuple[Written, Path, str]] = [
        (written, path, name)
        for written, path, name in _metrics_with_margins(definitions)
        if path != ("worth_having",) and definitions.experiments
    ]
    for name, experiment in definitions.experiments.items():
        written = definitions.written["experiment", name]
        places.append((written, ("primary",), experiment.primary))
        places.extend(
            (written, ("secondary", place), metric)
            for place, metric in enumerate(experiment.secondary)
        )
    for written, path, name in places:
        metric = definitions.metrics.get(name)
        why = metric.barred() if metric is not None else None
        if why is not None:
            yield Finding(written, path, f"no experiment can read it: {why[0]}", why[1])


def the_time_before_can_adjust(definitions: Definitions) -> Iterator[Finding]:
    """A plan that decides by the adjusted effect has a primary metric that can be adjusted."""
    for name, experiment in definitions.experiments.items():
        metric = definitions.metrics.get(experiment.primary)
        if experiment.deciding == "raw" or metric is None:
            continue
        finished = bool(metric.unit_columns())
        if not metric.adjustable or (finished and not metric.has_before):
            message = f"'{metric.name}' ({metric.kind}) has no covariate from before assignment"
            named = f"Write 'raw', or '{{column: …, before: NAME}}' in '{metric.name}'"
            hint = named if metric.adjustable else "Write 'raw'"
            written = definitions.written["experiment", name]
            yield Finding(written, ("deciding",), message, hint)


def weekly_looks_need_days(definitions: Definitions) -> Iterator[Finding]:
    """Weekly looks follow the days of assignment, which a finished table of units does not have."""
    for name, experiment in definitions.experiments.items():
        metric = definitions.metrics.get(experiment.primary)
        if experiment.looks == "weekly" and metric is not None and metric.unit_columns():
            message = (
                f"'{metric.name}' is read from a finished table of units, without days of entry"
            )
            yield Finding(
                definitions.written["experiment", name], ("looks",), message, "Write 'once'"
            )


def dunnett_is_for_one_look(definitions: Definitions) -> Iterator[Finding]:
    """Dunnett's correction knows the comparisons of one look, not of several."""
    for name, experiment in definitions.experiments.items():
        if experiment.correction == "dunnett" and experiment.chosen_looks != "once":
            message = "'dunnett' corrects a single look, and this plan looks several times"
            hint = "Write 'bonferroni', or 'looks: once'"
            yield Finding(definitions.written["experiment", name], ("correction",), message, hint)


def the_primary_is_named_once(definitions: Definitions) -> Iterator[Finding]:
    """The metric that decides is not a secondary one too."""
    for name, experiment in definitions.experiments.items():
        if experiment.primary in experiment.secondary:
            written = definitions.written["experiment", name]
            place = ("secondary", experiment.secondary.index(experiment.primary))
            yield Finding(written, place, f"'{experiment.primary}' is the primary metric already")


def dates_are_in_order(definitions: Definitions) -> Iterator[Finding]:
    """Everybody enters within the run; a decision after one look comes after it."""
    for name, experiment in definitions.experiments.items():
        written = definitions.written["experiment", name]
        run, enters = experiment.run, experiment.enters
        if run and isinstance(enters, Once) and not run.first <= enters.on <= run.last:
            yield Finding(written, ("enters",), f"{enters.on} is not within the run {run}")
        decide = experiment.decide
        if experiment.chosen_looks != "once":
            continue  # may be decided at any look, also before the run ends
        if run and decide and decide.by and decide.by <= run.last:
            message = f"the decision is due on {decide.by}, before the run ends on {run.last}"
            yield Finding(written, ("decide", "by"), message)


def households_are_known(definitions: Definitions) -> Iterator[Finding]:
    """An experiment on households has a source that says who lives together, and can be read."""
    people = [s for s in definitions.journey.sources.values() if s.role == "customers"]
    known = any(HOUSEHOLD in (*source.columns, *source.keep) for source in people)
    for name, experiment in definitions.experiments.items():
        if not experiment.of_households:
            continue
        written, metric = (
            definitions.written["experiment", name],
            definitions.metrics.get(experiment.primary),
        )
        if definitions.journey.sources and not known:
            message = "no source of customers says who lives in which household"
            hint = "Map it in journey.yaml under customers, as in 'household: HOUSEHOLD_COLUMN'"
            yield Finding(written, ("unit",), message, hint)
        if metric is not None and metric.unit_columns():
            message = f"'{metric.name}' is read from a finished table of units, without households"
            yield Finding(written, ("unit",), message, "Write 'unit: customer'")
        if experiment.deciding != "raw":
            message = "an effect over households is not adjusted for the time before"
            yield Finding(written, ("deciding",), message, "Write 'raw'")


def outcome_columns_have_a_source(definitions: Definitions) -> Iterator[Finding]:
    """A metric over a column needs a source with one row per customer."""
    if any(source.shape == "unit" for source in definitions.journey.sources.values()):
        return
    for name, metric in definitions.metrics.items():
        written = definitions.written.get(("metric", name))
        if written and metric.unit_columns():
            message = f"no source has the column '{metric.unit_columns()[0]}' per customer"
            hint = "Write 'shape: unit' in the source that holds it"
            yield Finding(written, (metric.kind,), message, hint)


def roles_have_a_source(definitions: Definitions) -> Iterator[Finding]:
    """A metric over a table of its own, such as contracts, needs a source of that role."""
    roles = {source.role for source in definitions.journey.sources.values()}
    for name, metric in definitions.metrics.items():
        written, role = definitions.written.get(("metric", name)), metric.reads_role
        if written and role is not None and role not in roles:
            message = f"no source holds {role}"
            hint = f"Write 'as: {role}' in the source that does"
            yield Finding(written, (metric.kind,), message, hint)


def metrics_fit_their_sources(definitions: Definitions) -> Iterator[Finding]:
    """A metric finds in the source it names what it asks of it."""
    for name, metric in definitions.metrics.items():
        written = definitions.written.get(("metric", name))
        if written is not None:
            for key, message, hint in metric.misfits(definitions.journey):
                yield Finding(written, (key,), message, hint)


def money_is_in_one_currency(definitions: Definitions) -> Iterator[Finding]:
    """What a metric is worth is said in the journey's currency."""
    journey = definitions.journey
    for name, worth in journey.rules.worth.items():
        if worth.currency and journey.currency and worth.currency != journey.currency:
            message = f"'{worth}' is not in the journey's currency {journey.currency}"
            written = definitions.written["journey", "journey"]
            yield Finding(written, ("rules", "worth", name), message)


def messages_exist(definitions: Definitions) -> Iterator[Finding]:
    """The text a variant sends is a file of the workspace, whatever else is wrong with it."""
    for written in definitions.written.values():
        variants = written.content.get("variants") if written.kind == "experiment" else None
        for name, variant in variants.items() if isinstance(variants, dict) else ():
            path = variant.get("message") if isinstance(variant, dict) else None
            if isinstance(path, str) and path and not (definitions.root / path).is_file():
                message = f"the file '{path}' does not exist"
                hint = did_you_mean(path, files_beside(definitions.root, path))
                yield Finding(written, ("variants", name, "message"), message, hint)


def files_beside(root: Folder, path: str) -> list[str]:
    """The files in the folder that a path names, as one writes them.

    Args:
        root: The workspace.
        path: Of a file that is not there.

    Returns:
        Paths relative to the workspace; none where there is no such folder in it.
    """
    folder = PurePosixPath(path).parent
    if folder.is_absolute() or ".." in folder.parts or not (root / folder).is_dir():
        return []
    return [(folder / each.name).as_posix() for each in (root / folder).iterdir() if each.is_file()]


RULES: tuple[Rule, ...] = (
    names_are_known,
    ids_of_one_person_lead_to_customers,
    there_are_stages,
    an_event_opens_one_stage,
    *STAGE_RULES,
    tables_have_connections,
    the_engine_is_known,
    guardrails_of_shares_are_points,
    scores_move_by_points,
    experiments_can_read_their_metrics,
    the_time_before_can_adjust,
    weekly_looks_need_days,
    dunnett_is_for_one_look,
    the_primary_is_named_once,
    dates_are_in_order,
    households_are_known,
    outcome_columns_have_a_source,
    roles_have_a_source,
    metrics_fit_their_sources,
    money_is_in_one_currency,
    *DRAW_RULES,
    messages_exist,
    *DECIDE_RULES,
    *SEGMENT_RULES,
    *LABEL_RULES,
)
