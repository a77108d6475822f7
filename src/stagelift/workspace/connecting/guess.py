"""A mapping guessed from names, types and contents, for exports no preset knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from stagelift.definitions.journey import BUILT_IN_CHANNELS
from stagelift.workspace.connecting import words
from stagelift.workspace.connecting.profile import Column
from stagelift.workspace.connecting.words import plain

Test = Callable[[Column], bool]
MOST_KEPT = 8  # attributes worth keeping without being asked
CONSENT_PART = re.compile(
    "(^|_)(ad|ads|agree|agreed|consent|opt|optin|allow|yn)(_|$)|동의|수신여부"
)
CHANNELS = {
    **{name: name for name in (*BUILT_IN_CHANNELS, "night")},
    "이메일": "email",
    "mail": "email",
    "문자": "sms",
    "푸시": "push",
    "카카오": "kakao",
    "알림톡": "kakao",
    "alimtalk": "kakao",
    "야간": "night",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """What the columns of a source seem to mean.

    Args:
        role: What the rows seem to be.
        columns: Our word to the source's column, or to a constant.
        keep: Attributes by name.
        consent: Channel to the column with consent.
        device: A column with ids of devices beside the customers' own; may be empty.
    """

    role: str
    columns: dict[str, str]
    keep: dict[str, str]
    consent: dict[str, str]
    device: str = ""


def _any(column: Column) -> bool:
    return column.filled > 0


def _moment(column: Column) -> bool:
    return column.is_moment


def _id(column: Column) -> bool:
    return column.kind in ("text", "integer", "float", "decimal") and column.filled > 0


def _number(column: Column) -> bool:
    return column.is_number and not column.is_moment


def _names(column: Column) -> bool:
    few = column.distinct <= max(20, column.filled // 5)
    return column.kind == "text" and column.filled > 0 and few and not column.is_moment


def _key(column: Column) -> bool:
    # exports repeat some rows, so a key need not be wholly unique
    return _id(column) and column.distinct >= 0.9 * column.rows


def _score(column: Column) -> bool:
    return column.mostly("scale", 0.9) or (column.kind in ("integer", "decimal", "float"))


LOOKED_FOR: dict[str, tuple[Sequence[str], Test]] = {
    "customer": (words.CUSTOMER, _id),
    "score": (words.SCORE, _score),
    "invited": (words.INVITED, _moment),
    "answered": (words.ANSWERED, _moment),
    "start": (words.START, _moment),
    "end": (words.END, _moment),
    "ingested": (words.INGESTED, _moment),
    "time": (words.TIME, _moment),
    "event": (words.EVENT, _names),
    "event_id": (words.EVENT_ID, _key),
    "value": (words.VALUE, _number),
    "mrr": (words.MRR, _number),
    "order_id": (words.ORDER_ID, _id),
    "cart_id": (words.CART_ID, _id),
    "session": (words.SESSION, _id),
    "channel": (words.CHANNEL, _names),
    "message": (words.MESSAGE, _names),
    "experiment": (words.EXPERIMENT, _names),
    "variant": (words.VARIANT, _names),
    "stage": (words.STAGE, _names),
    "comment": (words.COMMENT, _any),
    "instrument": (words.INSTRUMENT, _names),
    "valid_from": (words.VALID_FROM, _moment),
    "valid_to": (words.VALID_TO, _moment),
    "household": (words.HOUSEHOLD, _id),
}
ROLE_WORDS = {
    "events": (
        *("customer", "time", "event", "event_id", "ingested", "value", "order_id", "cart_id"),
        *("session", "channel", "message", "experiment", "variant", "stage"),
    ),
    "surveys": (
        *("customer", "instrument", "score", "stage", "invited", "answered", "comment"),
        *("event_id", "ingested"),
    ),
    "assignments": ("customer", "experiment", "variant", "time", "stage", "ingested"),
    "contracts": ("customer", "start", "end", "mrr", "ingested"),
    "customers": ("customer", "household", "valid_from", "valid_to", "ingested"),
    "messages": ("customer", "message", "channel", "experiment", "variant", "event_id", "ingested"),
    "units": ("customer", "experiment", "variant", "stage"),
}
# A word that may share a column with another: an order's number is both its id and the row's.
SHARED = {"order_id": "event_id", "household": "customer"}


def guess(
    columns: Sequence[Column], name: str, events: Iterable[str] = (), *, role: str | None = None
) -> Guess:
    """The role and mapping that names, types and contents speak for.

    Args:
        columns: The source's columns.
        name: Name of the file or table, for sources that hold one kind of event.
        events: Events the journey names: of two fitting names theirs is taken.
        role: What the rows are, where the user said so.

    Returns:
        The guess; `columns` lacks what could not be told.
    """
    role = role or _role(columns, name)
    found = _mapping(columns, ROLE_WORDS[role])
    if role == "events" and "event" not in found and "time" in found:
        found["event"] = f"'{_one_event(name, found['time'], events)}'"
    order = [word for word in ROLE_WORDS[role] if word in found]
    used = set(found.values())
    consent = _consent(columns) if role == "customers" else {}
    return Guess(
        role,
        {word: found[word] for word in order},
        _kept(columns, used | set(consent.values())) if role in ("events", "customers") else {},
        consent,
        _device(columns, found.get("customer", "")),
    )


def _mapping(columns: Sequence[Column], wanted: Iterable[str]) -> dict[str, str]:
    """Each word with its best column; a column serves one word, but for keys of orders."""
    found: dict[str, str] = {}
    for word in sorted(wanted, key=list(LOOKED_FOR).index):
        shared = found.get(SHARED.get(word, ""))
        taken = set(found.values()) - {shared}
        best = _best(word, [one for one in columns if one.name not in taken])
        if best:
            found[word] = best
    return found


def _best(word: str, columns: Sequence[Column]) -> str | None:
    names, test = LOOKED_FOR[word]
    ranked = [
        (rank, place)
        for place, column in enumerate(columns)
        if test(column) and (rank := _rank(column, word, names)) is not None
    ]
    return columns[min(ranked)[1]].name if ranked else None


def _rank(column: Column, word: str, names: Sequence[str]) -> int | None:
    """The place of a column's name among the usual ones; further on, names that end alike."""
    name = plain(column.name)
    if name in names:
        return list(names).index(name)
    if plain(column.meaning) in names:
        return len(names)
    if word == "time":
        loose = re.search("(_at|_time|_ts|_date|일시|시각|timestamp)$", name)
        typed = loose or column.kind.startswith("timestamp")
        return (2 if typed else 3) * len(names)  # any column of times before none
    ending = next((n for n, usual in enumerate(names) if name.endswith(f"_{usual}")), None)
    if ending is None or word in ("event_id", "score", "stage", "start", "end", "variant"):
        return None
    if word == "event" and not re.search("event|action|이벤트|행동", name):
        return None  # a campaign's type is no event
    return len(names) + 1 + ending


def _role(columns: Sequence[Column], name: str) -> str:
    """What the rows seem to be."""
    every = _mapping(columns, LOOKED_FOR)
    event = _mapping(columns, ("customer", "time", "event"))
    customer = next((one for one in columns if one.name == event.get("customer")), None)
    survey = "score" in every and ({"invited", "answered", "comment", "instrument"} & set(every))
    named = re.search("nps|survey|설문|만족도", name.casefold())
    if survey or ("score" in every and named):
        return "surveys"
    if "variant" in every and "event" not in event:
        return "assignments"
    if "start" in every and ({"end", "mrr"} & set(every)) and "event" not in event:
        return "contracts"
    if {"time", "event"} <= set(event):
        return "events"
    once = customer is not None and customer.distinct >= 0.98 * max(customer.filled, 1)
    person = re.search("customer|member|user|회원|고객", name.casefold())
    if once and customer is not None and customer.rows > 1 and (person or "time" not in event):
        return "customers"
    return "events"


def _one_event(name: str, time: str, events: Iterable[str]) -> str:
    """The event a table without a column for it holds: the journey's own word where one fits.

    The table's name tells it, or else the name of its times, such as `ordered_at`.
    """
    parts = [part for part in re.split(r"[^0-9a-z가-힣]+", name.casefold()) if part]
    usual = next((words.ONE_EVENT[part] for part in parts if part in words.ONE_EVENT), None)
    if usual is None:
        usual = next(
            (words.ONE_EVENT[part] for part in words.ONE_EVENT if part in plain(time)), None
        )
    stems = {part.rstrip("s") for part in parts}
    own = [event for event in events if event == usual or event.split("_")[0] in stems]
    return own[0] if own else usual or "_".join(parts) or "happened"


def _kept(columns: Sequence[Column], used: set[str]) -> dict[str, str]:
    """Attributes that split customers into a few groups."""
    fit = [
        column
        for column in columns
        if column.name not in used
        and not column.masked
        and column.kind in ("text", "boolean")
        and 2 <= column.distinct <= 30
        and not column.is_moment
        and not column.is_number
        and len(column.name) <= 30
    ]
    return {plain(column.name) or column.name: column.name for column in fit[:MOST_KEPT]}


def _consent(columns: Sequence[Column]) -> dict[str, str]:
    """Columns that say whether a channel may be used."""
    found: dict[str, str] = {}
    for column in columns:
        name = plain(column.name)
        channel = next((CHANNELS[part] for part in CHANNELS if part in name), None)
        yes_no = column.kind == "boolean" or column.mostly("yes_no")
        if channel and yes_no and CONSENT_PART.search(name):
            found.setdefault(channel, column.name)
    return found


def _device(columns: Sequence[Column], customer: str) -> str:
    """A column of device ids that could name customers where their own id is missing."""
    if plain(customer) in words.DEVICE:
        return ""
    own = next((one for one in columns if one.name == customer), None)
    found = [one for one in columns if plain(one.name) in words.DEVICE and one.filled]
    return found[0].name if found and own is not None and own.filled < own.rows else ""
