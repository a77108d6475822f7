"""Senders: what each tool's import asks of a file, one small YAML file each in `senders/`.

A sender is data: its columns, letters, limits, the steps to click, and what to set up where the
tool draws the variants itself. A new one is one file and one name here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from stagelift.errors import ArgumentError, did_you_mean

SENDERS = (
    *("csv", "braze", "customerio", "iterable", "klaviyo", "hubspot", "sendgrid", "twilio"),
    *("kakao", "meta", "google"),
)
SAME = {"customer.io": "customerio", "sms": "kakao", "facebook": "meta", "google_ads": "google"}
ENCODINGS = ("utf-8", "utf-8-sig", "cp949")
ADDRESSES = ("email", "phone")
Hashing = Literal["never", "option", "always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What one tool's import asks of a file.

    Args:
        name: Its id, as after `--for`.
        label: Its name.
        columns: Our word (customer, variant, assigned_at, send_at) to the header; `{experiment}`
            stands for the experiment's id. A word left out is not in the file.
        addresses: The headers of `email` and `phone`.
        needs: Addresses of which a row needs at least one; none where the customer's id suffices.
        first: The word or address whose column comes first, where the tool asks for that.
        phones: How numbers are written: `as kept`, `e164` (+82…), `digits` (82…) or `national`
            (010…).
        hashed: Whether ids and addresses are SHA-256 hashes: `never`, by `option`, or `always`.
        times: How instants are written: `iso`, `utc`, `unix` (seconds) or `local`.
        rows: Most rows of a file, None without a limit.
        megabytes: Most millions of bytes of a file, None without a limit.
        least: Fewest customers an upload may hold.
        encoding: The letters of the file.
        encodings: Those it may have.
        also: Whether further columns may go along.
        plain_headers: Whether headers may hold letters, digits and underscores only.
        steps: What to click, by language, for a file that holds the variant.
        split: What to set up where the tool draws the variants; empty where it cannot.
        rule: `liquid` where the tool's templates can hash as stagelift does.
        id_in_rule: How these templates write the customer's id.
    """

    name: str
    label: str
    columns: Mapping[str, str]
    addresses: Mapping[str, str]
    needs: tuple[str, ...] = ()
    first: str = ""
    phones: Literal["as kept", "e164", "digits", "national"] = "as kept"
    hashed: Hashing = "never"
    times: Literal["iso", "utc", "unix", "local"] = "iso"
    rows: int | None = None
    megabytes: int | None = None
    least: int = 0
    encoding: str = "utf-8"
    encodings: tuple[str, ...] = ("utf-8", "utf-8-sig")
    also: bool = True
    plain_headers: bool = False
    steps: Mapping[str, tuple[str, ...]]
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rule: str = ""
    id_in_rule: str = ""


@cache
def sender_named(name: str) -> Sender:
    """The sender of a name.

    Args:
        name: As after `--for`; `customer.io`, `facebook` and the like are taken as meant.

    Returns:
        What its import asks.

    Raises:
        ArgumentError: When there is none of that name.

    Example:
        >>> sender_named("braze").columns["customer"]
        'external_id'
    """
    known = SAME.get(name.lower(), name.lower())
    if known not in SENDERS:
        hint = did_you_mean(known, (*SENDERS, *SAME))
        raise ArgumentError(
            f"sender '{name}' came; one of {', '.join(SENDERS)} is expected. {hint}".rstrip()
        )
    from ruamel.yaml import YAML

    text = files(__package__).joinpath("senders", f"{known}.yaml").read_text(encoding="utf-8")
    written: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    for key in ("needs", "encodings"):
        if key in written:
            written[key] = tuple(written[key])
    for key in ("steps", "split"):
        if key in written:
            written[key] = {tongue: tuple(lines) for tongue, lines in written[key].items()}
    return Sender(name=known, **written)


def sender_of(split_by: str, asked: str | None) -> Sender:
    """The sender a hand-out is for: the one asked, else the tool that splits, else plain lists.

    Args:
        split_by: `stagelift`, or a tool and its canvas.
        asked: A sender's name, or None.

    Returns:
        The sender.

    Raises:
        ArgumentError: No such sender, or one that is not the tool that splits.

    Example:
        >>> sender_of('braze canvas "Cart"', None).name
        'braze'
    """
    tool = "" if split_by == "stagelift" else split_by.split(" ", maxsplit=1)[0]
    if not tool:
        return sender_named(asked or "csv")
    found = sender_named(asked or tool)
    if asked and found.name != SAME.get(tool, tool):
        raise ArgumentError(
            f"{tool} draws the variants (split_by: {split_by}), and --for {asked} came; "
            f"hand out for {tool}, or say split_by: stagelift"
        )
    if not found.split:
        raise ArgumentError(
            f"{found.label} cannot draw variants that stay; say split_by: stagelift"
        )
    return found
