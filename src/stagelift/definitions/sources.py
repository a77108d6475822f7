"""Where data come from: sources with their column mappings, and connections."""

from __future__ import annotations

import codecs
import re
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from stagelift.definitions.country import known_zone
from stagelift.definitions.definition import Definition
from stagelift.definitions.fields import Text, one_of
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.presets import preset, refuse
from stagelift.errors import did_you_mean

ROLES = ("events", "assignments", "surveys", "customers", "messages", "contracts")
# Our words for columns (left of the colon), by role.
COLUMNS = {
    "events": (
        *("customer", "time", "event", "value", "event_id", "ingested", "stage", "channel"),
        *("message", "experiment", "variant", "order_id", "cart_id", "session", "cost"),
    ),
    "assignments": ("customer", "experiment", "variant", "time", "stage", "ingested"),
    "surveys": (
        *("customer", "instrument", "score", "stage", "invited", "answered", "comment"),
        *("event_id", "ingested"),
    ),
    "customers": ("customer", "household", "valid_from", "valid_to", "ingested"),
    "messages": (
        *("customer", "message", "channel", "experiment", "variant", "assigned", "sent", "held"),
        *("capped", "failed", "fell_back_to", "delivered", "opened", "opened_by", "clicked"),
        *("replied", "unsubscribed", "complained", "cost", "event_id", "ingested"),
    ),
    "contracts": ("customer", "start", "end", "mrr", "ingested"),
    "units": ("customer", "experiment", "variant", "stage", "time"),
    "counts": ("experiment", "variant", "n", "k"),
}
ENCODINGS = ("utf-8", "cp949", "euc-kr", "utf-16", "shift_jis", "gb18030", "big5", "latin-1")
REQUIRED = {
    "events": ("customer", "time", "event"),
    "assignments": ("customer", "variant", "time"),
    "surveys": ("customer", "score"),
    "customers": ("customer",),
    "messages": ("customer",),
    "contracts": ("customer", "start"),
    "units": ("customer",),
    "counts": ("experiment", "variant", "n", "k"),
}
SPARK_ADDRESS = re.compile(r"local(\[[^\]]+\])?|yarn|(spark|k8s|sc)://\S+|\$\w+|\$\{\w+\}")
SECRET = re.compile(r"(token|secret|password|access[._]?key)[^=/]*=", re.IGNORECASE)
IN_ADDRESS = re.compile(r"://[^/@\s]+:[^/@\s]+@|(password|pwd|token)\s*=", re.IGNORECASE)
DIALECTS = ("duckdb", "postgres", "spark", "bigquery", "snowflake", "redshift")
SHAPES = {"unit": "units", "counts": "counts"}  # what the rows are when the shape says it


def _zone(value: object) -> str:
    if isinstance(value, Mistake):  # found while the zone was derived from the country
        raise value
    if not isinstance(value, str):
        raise Mistake(f"{came(value)} came, a zone such as 'Asia/Seoul' is expected")
    return known_zone(value)


def _keep(value: object) -> object:
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return {name: name for name in value}
    return value


Zone = Annotated[str, PlainValidator(_zone)]


def _encoding(value: object) -> str:
    """An encoding Python can read, under the name Python gives it."""
    try:
        found = codecs.lookup(str(value)).name if isinstance(value, str) else ""
        "".encode(found)
    except LookupError:
        found = ""
    if not found:
        listed = ", ".join(ENCODINGS)
        hint = did_you_mean(str(value).lower(), ENCODINGS)
        raise Mistake(f"{came(value)} came, an encoding such as {listed} is expected", hint)
    return found


def _preset(value: object) -> str:
    refused = refuse(value) if isinstance(value, str) else (f"{came(value)} came", "")
    if refused:
        raise Mistake(*refused)
    return str(value)


def _filled(keys: dict[str, Any]) -> dict[str, Any]:
    """The keys with those a preset fills; what was written stays."""
    name = keys.get("preset")
    if not isinstance(name, str) or refuse(name):
        return keys
    known = preset(name)
    filled: dict[str, Any] = {"as": known.role, **({"zone": known.zone} if known.zone else {})}
    if "role" in keys:
        filled.pop("as")
    keep = _keep(keys.get("keep", {}))
    columns = {**dict(known.columns), **keys.get("columns", {})}
    kept = {**dict(known.keep), **keep} if isinstance(keep, dict) else keep
    return {**filled, **keys, "columns": columns, "keep": kept}


def _from_environment(value: object) -> str:
    if not isinstance(value, str) or not value.startswith("$") or len(value) < 2:
        raise Mistake(
            "a connection's address is a secret and never stands in a file",
            "Write the name of an environment variable, as in '$DW_URL'",
        )
    return value


def _spark(value: object) -> str:
    if not isinstance(value, str) or not SPARK_ADDRESS.fullmatch(value):
        came = f"'{value}' came"
        raise Mistake(
            f"{came}, where Spark runs is expected",
            "Write 'local[*]', 'spark://host:7077', 'yarn', 'k8s://host', 'sc://host' or '$LAKE'",
        )
    if SECRET.search(value):
        raise Mistake(
            "a secret never stands in a file",
            "Write the name of an environment variable, as in '$LAKE'",
        )
    return value


def _settings(value: object) -> object:
    if not isinstance(value, dict):
        return value
    for key, written in value.items():
        secret = SECRET.search(f"{key}=") or IN_ADDRESS.search(str(written))
        if secret and not str(written).startswith("$"):
            raise Mistake(
                f"'{key}' is a secret and never stands in a file",
                "Write the name of an environment variable, as in '$LAKE_KEY'",
            )
    return {str(key): str(written) for key, written in value.items()}


def _module(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", value):
        hint = "Write the name it is imported by, as in 'snowflake.connector'"
        raise Mistake(f"{came(value)} came, the module of a driver is expected", hint)
    return value


class Connection(Definition):
    """A warehouse: a dbt profile, a PostgreSQL address, a Spark, or any database with a driver.

    Args:
        name: Id of the connection.
        dbt_profile: Name of a profile of dbt.
        target: Its target; the profile's own by default.
        postgresql: Environment variable holding the address, written `$NAME`.
        spark: Where Spark runs: `local[*]`, `spark://host:7077`, `yarn`, `k8s://host`, `sc://host`
            for Spark Connect, or an environment variable holding it.
        driver: Module of a Python driver (PEP 249), such as `snowflake.connector`.
        dialect: With a driver: what its database speaks.
        settings: What the driver's `connect` takes, or Spark's own settings; secrets only as
            `$NAME`.
    """

    shorthand: ClassVar = "dbt_profile"

    name: str = ""
    dbt_profile: Text | None = None
    target: Text | None = None
    postgresql: Annotated[str, PlainValidator(_from_environment)] | None = None
    spark: Annotated[str, PlainValidator(_spark)] | None = None
    driver: Annotated[str, PlainValidator(_module)] | None = None
    dialect: Annotated[str, one_of(*DIALECTS)] | None = None
    settings: Annotated[dict[str, Text], BeforeValidator(_settings)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Connection:
        """Checks that a driver has a dialect, and only a driver."""
        if (self.driver is None) != (self.dialect is None):
            lacking = "dialect" if self.dialect is None else "driver"
            hint = "Write both, as in {driver: snowflake.connector, dialect: snowflake}"
            raise Mistake(f"a connection through a driver needs its {lacking}", hint)
        return self


class Source(Definition):
    """One table or set of files, and what its columns mean.

    Args:
        name: Id of the source.
        read: Path or glob of Parquet, CSV, JSON, Avro or Excel files, or a table;
            "dw.mart.orders" when the first part is a connection.
        role: What the rows are: events, assignments, surveys, customers, messages, contracts,
            units (one row per customer with outcome columns) or counts (n units and k with the
            event, one row per arm of an experiment).
        shape: "rows", "unit" or "counts".
        columns: Our word to the source's column, or an expression over its columns.
        keep: Attributes kept, our name to the source's column.
        consent: Channel or "night" to the column holding consent.
        zone: Zone of wall times that carry no offset.
        preset: Name of a known export format that fills the mapping; keys written here stay.
        encoding: Encoding of text files; detected where it is left out.
    """

    shorthand: ClassVar = "read"

    name: str = ""
    read: Text
    role: Annotated[str, one_of(*ROLES, *SHAPES.values())] = Field("events", alias="as")
    shape: Annotated[str, one_of("rows", "unit", "counts")] = "rows"
    columns: dict[str, Text] = Field(default_factory=dict)
    keep: Annotated[dict[str, Text], BeforeValidator(_keep)] = Field(default_factory=dict)
    consent: dict[str, Text] = Field(default_factory=dict)
    zone: Zone | None = None
    preset: Annotated[str, PlainValidator(_preset)] | None = None
    encoding: Annotated[str, PlainValidator(_encoding)] | None = None

    more_keys: ClassVar[tuple[str, ...]] = tuple(sorted({c for cs in COLUMNS.values() for c in cs}))

    @model_validator(mode="before")
    @classmethod
    def _split_columns(cls, data: object) -> object:
        """Moves the keys that name columns into `columns`."""
        if not isinstance(data, dict):
            return data
        named = {key: value for key, value in data.items() if key in cls.more_keys}
        rest = {key: value for key, value in data.items() if key not in cls.more_keys}
        if named:
            rest["columns"] = {**rest.get("columns", {}), **named}
        shape = str(data.get("shape"))
        if shape in SHAPES and "as" not in data and "role" not in data:
            rest["as"] = SHAPES[shape]
        return _filled(rest)

    @model_validator(mode="after")
    def _complete(self) -> Source:
        """Checks that the columns fit the role and that none is missing."""
        if (self.shape == "counts") != (self.role == "counts"):
            hint = "Write 'shape: counts' and leave 'as' out"
            raise Mistake(f"'{self.role}' and shape '{self.shape}' do not go together", hint)
        if self.preset and preset(self.preset).wall_clock and self.zone is None:
            message = f"preset '{self.preset}' takes times of a wall clock and needs its zone"
            raise Mistake(message, "Say zone: Asia/Seoul")
        allowed = COLUMNS[self.role]
        for column in self.columns:
            if column not in allowed:
                raise Mistake(
                    f"'{column}' is no column of {self.role}; allowed are {', '.join(allowed)}",
                    did_you_mean(column, allowed),
                )
        missing = [column for column in REQUIRED[self.role] if column not in self.columns]
        if missing:
            raise Mistake(f"{self.role} need a column for {' and '.join(missing)}")
        return self
