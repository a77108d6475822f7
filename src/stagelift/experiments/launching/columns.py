"""The columns of an audience file as SQL over the customers handed out, in a sender's own form.

Ids and addresses are identifiers: they are written as the sender matches them, never escaped. Other
text from the data is: a spreadsheet must not take a name that begins with `=` for a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.launching.salting import hashed, salt_of
from stagelift.experiments.launching.sender import ADDRESSES, Sender

# Country calling codes (ITU-T E.164) and whether a national number begins with a trunk 0.
DIALLING: Mapping[str, tuple[str, str]] = {
    "KR": ("82", "0"),
    "JP": ("81", "0"),
    "CN": ("86", "0"),
    "TW": ("886", "0"),
    "GB": ("44", "0"),
    "DE": ("49", "0"),
    "FR": ("33", "0"),
    "NL": ("31", "0"),
    "AU": ("61", "0"),
    "IN": ("91", "0"),
    "ID": ("62", "0"),
    "TH": ("66", "0"),
    "VN": ("84", "0"),
    "US": ("1", ""),
    "CA": ("1", ""),
    "SG": ("65", ""),
    "HK": ("852", ""),
    "ES": ("34", ""),
    "PT": ("351", ""),
    "DK": ("45", ""),
    "NO": ("47", ""),
}
SHORTEST, LONGEST = 8, 15  # digits of an international number with its country code
UNSURE = "^[=@+\\-\t\r]"  # what a spreadsheet takes for the beginning of a formula
PRIVATE = "carried "  # before the names of attributes in the table of those handed out


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What decides the columns of one hand-out.

    Args:
        sender: Whose form the files have.
        experiment: Id of the experiment.
        carried: Names of columns that go along.
        country: The journey's, two letters or None: what a number without a code belongs to.
        zone: The journey's zone.
        hashed: Whether ids and addresses are written as SHA-256 hashes.
        drawn: Whether the variant is known, and not drawn by the sender.
        salted_by: Environment variable of the salt, `$NAME`; empty where others must find
            customers by the hash.
    """

    sender: Sender
    experiment: str
    carried: tuple[str, ...]
    country: str | None
    zone: str
    hashed: bool
    drawn: bool = True
    salted_by: str = ""

    @property
    def salt(self) -> str:
        """What is hashed with ids and addresses; empty for none."""
        return salt_of(self.salted_by) if self.salted_by else ""


def file_columns(one: Setting) -> list[tuple[str, str]]:
    """Headers of a file with SQL for their values.

    Args:
        one: What decides them.

    Returns:
        (header, SQL over id, variant, at, send and the carried attributes), in the file's order.

    Raises:
        ArgumentError: A carried column the sender does not take or whose header is another's, or
            none of the addresses it needs.
    """
    refuse_unfit(one)
    sender = one.sender
    found: list[tuple[str, str, str]] = []
    for word, header in sender.columns.items():
        if word == "variant" and not one.drawn:
            continue
        found.append((word, header.format(experiment=one.experiment), value_of(word, one)))
    named = sender.addresses
    found.extend((name, named.get(name, name), value_of(name, one)) for name in one.carried)
    found.sort(key=lambda each: each[0] != (sender.first or first_of(one)))
    headers = [header for _, header, _ in found]
    twice = next((name for name in headers if headers.count(name) > 1), None)
    if twice is not None:
        raise ArgumentError(f"{sender.label}: two columns would be called '{twice}'; rename one")
    return [(header, value) for _, header, value in found]


def first_of(one: Setting) -> str:
    """What stands first: the address a sender knows people by, else the customer."""
    return next((name for name in one.sender.needs if name in one.carried), "customer")


def refuse_unfit(one: Setting) -> None:
    """Stops where the carried columns are not what the sender takes.

    Args:
        one: What is asked.

    Raises:
        ArgumentError: Names the column and the cure.
    """
    sender = one.sender
    if sender.needs and not set(sender.needs) & set(one.carried):
        wanted = " or ".join(sender.needs)
        raise ArgumentError(
            f"{sender.label} knows people by {wanted}, which '{one.experiment}' does not hand out; "
            f"keep it in the source of customers and say "
            f"`audience_columns: {{{sender.needs[0]}: ITS_NAME}}`"
        )
    further = [name for name in one.carried if name not in sender.addresses]
    if further and not sender.also:
        taken = ", ".join(sender.addresses)
        hint = did_you_mean(further[0], sender.addresses)
        raise ArgumentError(
            f"{sender.label} takes {taken} and no '{further[0]}'; leave it out. {hint}".rstrip()
        )
    odd = next((name for name in further if not name.replace("_", "").isalnum()), None)
    if sender.plain_headers and odd is not None:
        raise ArgumentError(
            f"{sender.label} takes headers of letters, digits and underscores; '{odd}' is none"
        )


def value_of(word: str, one: Setting) -> str:
    """SQL for one column's value.

    Args:
        word: Our word for it, an address or another attribute.
        one: What decides its form.

    Returns:
        SQL over the table of those handed out.
    """
    if word == "customer":
        return hashed("id", one.salt) if one.hashed else "id"
    if word == "variant":
        return "variant"
    if word in ("assigned_at", "send_at"):
        return instant("at" if word == "assigned_at" else "send", one)
    value = f'CAST("{PRIVATE}{word}" AS VARCHAR)'
    if word in ADDRESSES:
        return address(word, value, one)
    formula = f"regexp_matches({value}, '{UNSURE}') AND TRY_CAST({value} AS DOUBLE) IS NULL"
    return f"CASE WHEN {formula} THEN chr(39) || {value} ELSE {value} END"


def instant(column: str, one: Setting) -> str:
    """SQL for an instant in the form a sender reads.

    Args:
        column: `at` or `send`, µs UTC.
        one: Whose form.

    Returns:
        SQL of text, or of whole seconds.
    """
    at = f'make_timestamp("{column}" // 1000000 * 1000000)'
    if one.sender.times == "unix":
        return f'"{column}" // 1000000'
    if one.sender.times == "utc":
        return at
    if one.sender.times == "local":
        local = f"make_timestamptz(\"{column}\") AT TIME ZONE '{one.zone}'"
        return f"strftime({local}, '%Y-%m-%d %H:%M')"
    return f"replace(CAST({at} AS VARCHAR), ' ', 'T') || 'Z'"


def address(word: str, value: str, one: Setting) -> str:
    """SQL for an e-mail address or a telephone number, NULL where it can be none.

    Args:
        word: `email` or `phone`.
        value: SQL of the text kept.
        one: Whose form.

    Returns:
        SQL of text; lower case and trimmed where it is hashed, as those who compare hashes ask.
    """
    if word == "email":
        trimmed = f"NULLIF(trim({value}), '')"
        text = f"CASE WHEN {trimmed} LIKE '%_@_%' THEN {trimmed} END"
        return hashed(f"lower({text})", one.salt) if one.hashed else text
    if one.sender.phones == "as kept":
        return f"NULLIF(trim({value}), '')"
    number = international(value, one.country)
    if one.sender.phones == "national":
        code, trunk = DIALLING.get(one.country or "", ("", ""))
        home = (
            f"CASE WHEN {number} LIKE '{code}%' THEN '{trunk}' || substr({number}, {len(code)}+1)"
        )
        return f"{home} ELSE {number} END" if code else digits_of(value)
    written = f"'+' || {number}" if one.sender.phones == "e164" else number
    return hashed(written, one.salt) if one.hashed else written


def digits_of(value: str) -> str:
    """SQL for the digits of a text, NULL without any."""
    return f"NULLIF(regexp_replace({value}, '[^0-9]', '', 'g'), '')"


def international(value: str, country: str | None) -> str:
    """SQL for a number's digits with its country code, NULL where it cannot be told.

    Args:
        value: SQL of the text kept, such as '010-1234-5678' or '+82 10 1234 5678'.
        country: Where a number without a code belongs.

    Returns:
        SQL of 8 to 15 digits.
    """
    digits = digits_of(value)
    cases = [
        (f"trim({value}) LIKE '+%'", digits),
        (f"{digits} LIKE '00%'", f"substr({digits}, 3)"),
    ]
    code, trunk = DIALLING.get(country or "", ("", ""))
    if trunk:
        cases.append((f"{digits} LIKE '{trunk}%'", f"'{code}' || substr({digits}, 2)"))
    if country == "KR":  # a spreadsheet has eaten the 0 of 010-1234-5678
        cases.append((f"{digits} LIKE '10%' AND length({digits}) = 10", f"'{code}' || {digits}"))
    if code:
        cases.append((f"{digits} LIKE '{code}%' AND length({digits}) > 10", digits))
    if code and not trunk:
        cases.append((f"{digits} IS NOT NULL", f"'{code}' || {digits}"))
    whens = " ".join(f"WHEN {test} THEN {then}" for test, then in cases)
    number = f"(CASE {whens} END)"
    fits = f"length({number}) BETWEEN {SHORTEST} AND {LONGEST}"
    return f"(CASE WHEN {fits} THEN {number} END)"


def found_rows(one: Setting) -> str:
    """SQL for whether a row has what its sender knows people by.

    Args:
        one: Whose form.

    Returns:
        A condition; true for all where the customer's id suffices.
    """
    needed = [name for name in one.sender.needs if name in one.carried]
    if not needed:
        return "true"
    return " OR ".join(f"({value_of(name, one)}) IS NOT NULL" for name in needed)
