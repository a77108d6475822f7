"""The sender's report against what was handed out: missing, extra, wrong variant, twice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift.data.quoting import literal, quoted
from stagelift.data.zones import from_us
from stagelift.definitions import Experiment
from stagelift.errors import ArgumentError, DataError, did_you_mean
from stagelift.experiments.health.check import Check
from stagelift.experiments.health.manifest import Reconciled, manifest_check
from stagelift.experiments.launching.handed import ASSIGNED, RECORDS, HandOut, folders_of
from stagelift.experiments.launching.salting import hashed, salt_of
from stagelift.experiments.launching.sender import sender_named
from stagelift.experiments.sending.matching import match_ids
from stagelift.experiments.sending.report import (
    Named,
    Read,
    opened,
    plain,
    read_report,
)

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One variant of a hand-out beside the sender's report.

    Args:
        variant: The variant; empty where the sender drew.
        handed: Customers handed out.
        due: Of them those whose message was due when the report was reconciled, and who get one.
        missing: Of those, customers of whom the report says nothing.
        wrong: Customers reported with another variant, or though their variant sends nothing.
        twice: Customers reported more than once.
        extra: Customers reported with this variant who were never handed out.
    """

    variant: str
    handed: int
    due: int
    missing: int
    wrong: int
    twice: int
    extra: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """A sender's report against the manifests of an experiment.

    Args:
        experiment: Its id.
        plan: Fingerprint of the plan the files were handed out under.
        as_of: Instant of the comparison, ISO, UTC.
        files: Names of the report's files.
        marks: Hash of the bytes of each.
        rows: Rows of the report.
        blank: Rows without an id.
        arms: The variants.
        extra: Customers reported who were never handed out, whatever their variant.
        notes: How the report was read, in words.
    """

    experiment: str
    plan: str
    as_of: str
    files: tuple[str, ...]
    marks: tuple[str, ...]
    rows: int
    blank: int
    arms: tuple[Arm, ...]
    extra: int
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Reconciled:
        """The counts the experiment's health is judged by."""
        return Reconciled(
            handed=sum(arm.handed for arm in self.arms),
            wrong=sum(arm.wrong for arm in self.arms),
            extra=self.extra,
            twice=sum(arm.twice for arm in self.arms),
            missing=tuple((arm.variant, arm.missing / arm.due) for arm in self.arms if arm.due),
            due=tuple(arm.due for arm in self.arms if arm.due),
        )

    @property
    def check(self) -> Check:
        """Whether the sender did what the manifest says."""
        return manifest_check(self.counts)

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON-ready values; counts, no ids."""
        return asdict(self) | {"status": self.check.status, "text": self.check.text}

    def __str__(self) -> str:
        from stagelift.experiments.sending.reconciled_text import reconciled_text

        return reconciled_text(self, "en")


def reconciled(
    root: Path,
    experiment: Experiment,
    paths: Sequence[Path],
    named: Named,
    as_of_us: int,
) -> Reconciliation:
    """A sender's report against everything handed out for an experiment.

    Args:
        root: The workspace.
        experiment: The experiment.
        paths: The report's files.
        named: Which columns mean what, where the user says it.
        as_of_us: Instant of the comparison, µs UTC; messages due later are not missed.

    Returns:
        The counts by variant.

    Raises:
        ArgumentError: Nothing was handed out, or a variant that is none of the plan's.
        DataError: A report that cannot be read, or in which what was meant cannot be told.
    """
    import duckdb

    given = folders_of(root, experiment.name)
    if not given:
        raise ArgumentError(
            f"experiment '{experiment.name}': nothing was handed out yet, so there is nothing to "
            "reconcile"
        )
    if named.of is not None and named.of not in experiment.variants:
        hint = did_you_mean(named.of, experiment.variants)
        allowed = ", ".join(experiment.variants)
        raise ArgumentError(f"--of: unknown variant '{named.of}'; there are {allowed}. {hint}")
    with duckdb.connect() as local:
        local.execute("SET TimeZone = 'UTC'")
        read = read_report(local, paths, named, headers(given))
        known_table(local, given, read.address)
        notes = match_ids(local)
        refuse_strange(local, read)
        notes += said_table(local, experiment, read, named)
        arms, extra, blank = counted(local, experiment, as_of_us)
    return Reconciliation(
        experiment=experiment.name,
        plan=given[-1][0].plan,
        as_of=from_us(as_of_us).isoformat(),
        files=read.files,
        marks=tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths),
        rows=read.rows,
        blank=blank,
        arms=arms,
        extra=extra,
        notes=(*read.notes, *notes),
    )


def headers(given: Sequence[tuple[HandOut, Path]]) -> dict[str, list[str]]:
    """The headers the files handed out had, by our word for them."""
    found: dict[str, list[str]] = {"customer": [], "variant": [], "email": [], "phone": []}
    for one, _ in given:
        sender = sender_named(one.sender)
        for word, header in (*sender.columns.items(), *sender.addresses.items()):
            name = header.format(experiment=one.experiment)
            if word in found and name not in found[word]:
                found[word].append(name)
    return found


def known_table(
    local: duckdb.DuckDBPyConnection,
    given: Sequence[tuple[HandOut, Path]],
    address: str,
) -> None:
    """Who was handed out, under the id the sender was given: `known` (customer, key, variant, at).

    Args:
        local: Where the table is made.
        given: The hand-outs and their folders.
        address: `email` or `phone` where the report knows customers by that; else empty.

    Raises:
        DataError: The record of a hand-out, or the files that held the addresses, are gone.
    """
    parts = []
    for manifest, folder in given:
        record = next((folder / name for name in RECORDS if (folder / name).is_file()), None)
        if record is None:
            raise DataError(f"{folder.name}: the record of who was handed out is gone")
        salt = salt_of(manifest.salted_by) if manifest.salted_by else ""
        key = "customer" if manifest.ids == "plain" else hashed("customer", salt)
        variant = "variant" if record.name == ASSIGNED else "''"
        parts.append(
            f"SELECT customer, {key} AS key, {variant} AS variant, "  # noqa: S608 - the path is quoted
            f"epoch_us(assigned_at) AS at FROM read_parquet({literal(str(record))})"
        )
    local.execute(f"CREATE TABLE known AS {' UNION ALL '.join(parts)}")
    if address:
        by_address(local, given, address)


def by_address(
    local: duckdb.DuckDBPyConnection, given: Sequence[tuple[HandOut, Path]], address: str
) -> None:
    """Puts the address each customer was handed out with in place of the id.

    Args:
        local: Holds `known`.
        given: The hand-outs and their folders.
        address: `email` or `phone`.

    Raises:
        DataError: The files are gone, or never had the customer beside the address.
    """
    local.execute("CREATE TABLE reached (customer VARCHAR, key VARCHAR)")
    for manifest, folder in given:
        sender = sender_named(manifest.sender)
        header, own = sender.addresses.get(address), sender.columns.get("customer")
        for file in manifest.files:
            path = folder / file.name
            if header is None or own is None or not path.is_file():
                raise DataError(
                    f"{folder.name}/{file.name}: the file with each {address} is gone or never had "
                    "the customer beside it; ask the sender for a report with the customer's id"
                )
            with opened(local, path):
                seen = local.table("one_file").select(quoted(own), quoted(header))
                seen.insert_into("reached")
    # an address two customers share is no key: the report cannot tell them apart
    local.execute(
        "CREATE OR REPLACE TABLE known AS SELECT k.customer, r.key, k.variant, k.at FROM known k "
        "JOIN reached r ON r.customer = k.customer "
        "QUALIFY count(*) OVER (PARTITION BY r.key) = 1"
    )


def refuse_strange(local: duckdb.DuckDBPyConnection, read: Read) -> None:
    """Stops where nobody in the report was handed out: it is another file, or another column.

    Raises:
        DataError: Names the column and shows what cures it.
    """
    ((found, all_),) = local.execute("SELECT count(customer), count(*) FROM matched").fetchall()
    if found:
        return
    if not all_:
        raise DataError(f"{', '.join(read.files)}: column '{read.customer}' is empty in every row")
    raise DataError(
        f"{', '.join(read.files)}: none of the {all_:,} ids in column '{read.customer}' was handed "
        "out; it is the report of something else, or another column holds the customer: "
        "--customer COLUMN"
    )


def said_table(
    local: duckdb.DuckDBPyConnection, experiment: Experiment, read: Read, named: Named
) -> tuple[str, ...]:
    """What the report calls each variant: the table `called` (said, variant).

    Args:
        local: Holds `report`.
        experiment: The experiment.
        read: How the report was read.
        named: What the user says.

    Returns:
        What was read as meant, in words.

    Raises:
        DataError: A column in which no variant of the plan is named.
    """
    local.execute("CREATE TABLE called (said VARCHAR, variant VARCHAR)")
    if named.of is not None:
        local.execute("UPDATE report SET said = ?", [named.of])
    rows = local.execute(
        "SELECT said, min(line), any_value(file) FROM report WHERE said IS NOT NULL GROUP BY 1"
    ).fetchall()
    names = variant_names(experiment)
    notes, strange = [], []
    for said, line, file in sorted(rows):
        meant = names.get(plain(said))
        local.execute("INSERT INTO called VALUES (?, ?)", [said, meant])
        if meant is None:
            strange.append((said, line, file))
        elif said != meant:
            notes.append(f"variant '{said}' was read as '{meant}'")
    if strange and len(strange) == len(rows):
        said, line, file = strange[0]
        hint = did_you_mean(said, experiment.variants)
        raise DataError(
            f"{file}, line {line}: column '{read.variant}' says '{said}', which is no variant; "
            f"there are {', '.join(experiment.variants)}. {hint} Name the column: --variant "
            "COLUMN, or say --of VARIANT for a file of one variant"
        )
    notes += [f"'{said}' ({file}, line {line}) is no variant" for said, line, file in strange]
    return tuple(notes)


def variant_names(experiment: Experiment) -> Mapping[str, str]:
    """The variants by every name they have: id, and label in each language."""
    found = {}
    for name, variant in experiment.variants.items():
        labels = dict(variant.label.texts) if variant.label is not None else {}
        for text in (*labels.values(), name):
            found[plain(text)] = name
    return found


def counted(
    local: duckdb.DuckDBPyConnection,
    experiment: Experiment,
    as_of_us: int,
) -> tuple[tuple[Arm, ...], int, int]:
    """The counts of every variant, of strangers, and of rows without an id."""
    delays = " ".join(
        f"WHEN {literal(name)} THEN {one.send.after.microseconds}"
        for name, one in experiment.variants.items()
        if one.send is not None and one.send.after is not None
    )
    wait = f"CASE variant {delays} ELSE 0 END" if delays else "0"
    silent = [name for name, one in experiment.variants.items() if one.channel == "none"]
    quiet = f"k.variant IN ({', '.join(map(literal, silent))})" if silent else "false"
    due = f"k.at + {wait} <= {as_of_us} AND NOT {quiet}"
    local.execute(
        "CREATE TABLE seen AS SELECT m.customer, m.bare, count(*) AS times, "
        "count(*) FILTER (r.said IS NOT NULL AND c.variant IS NULL) AS strange, "
        "list(DISTINCT c.variant) FILTER (c.variant IS NOT NULL) AS variants "
        "FROM report r JOIN matched m ON m.raw = r.raw LEFT JOIN called c ON c.said = r.said "
        "GROUP BY 1, 2"
    )
    # one customer may have come under two spellings of the id
    local.execute(
        "CREATE TABLE got AS SELECT customer, sum(times) AS times, sum(strange) AS strange, "
        "list_distinct(flatten(list(variants))) AS variants FROM seen "
        "WHERE customer IS NOT NULL GROUP BY 1"
    )
    elsewhere = "g.strange > 0 OR (len(g.variants) > 0 AND g.variants <> [k.variant])"
    rows = local.execute(
        "SELECT k.variant, count(*), "  # noqa: S608 - names are quoted
        f"count(*) FILTER ({due}), count(*) FILTER ({due} AND g.customer IS NULL), "
        f"count(*) FILTER (g.customer IS NOT NULL AND ({quiet} OR (k.variant <> '' AND "
        f"({elsewhere})))), count(*) FILTER (g.times > 1) "
        "FROM known k LEFT JOIN got g ON g.customer = k.customer GROUP BY 1"
    ).fetchall()
    by = {str(variant): list(map(int, counts)) for variant, *counts in rows}
    strangers = dict(
        local.execute(
            "SELECT COALESCE(variants[1], ''), count(*) FROM seen WHERE customer IS NULL GROUP BY 1"
        ).fetchall()
    )
    ((blank,),) = local.execute(
        "SELECT count(*) FROM report WHERE raw IS NULL OR trim(raw) = ''"
    ).fetchall()
    drawn = set(by) != {""}
    names = tuple(experiment.variants) if drawn else ("",)
    arms = tuple(
        Arm(
            variant=name,
            handed=counts[0],
            due=counts[1],
            missing=counts[2],
            wrong=counts[3],
            twice=counts[4],
            extra=int(strangers.get(name, 0)),
        )
        for name in names
        for counts in [by.get(name, [0, 0, 0, 0, 0])]
    )
    return arms, int(sum(strangers.values())), int(blank)
