"""Files as each sender's import asks: columns, letters, limits, hashes, steps, and its own draw."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from test_launch import NAMES, at_day, shop

from stagelift.data.assign import assign, in_holdout
from stagelift.errors import ArgumentError
from stagelift.experiments.launching import files as hand_out_files
from stagelift.experiments.launching.audience import audience
from stagelift.experiments.launching.columns import Setting
from stagelift.experiments.launching.files import Form
from stagelift.experiments.launching.sender import SENDERS, sender_named, sender_of
from stagelift.experiments.launching.steps import liquid
from stagelift.experiments.launching.writing import Fresh, in_letters

RUN = "run: 2026-01-12..2026-02-01\n"
CARRIED = ("email", "phone", "grade")
NUMBERS = ("010-1234-5678", "+82 10 1234 5678", "1012345678", "00821012345678", "call me", "")
PEOPLE = [
    (name, f" Kim{n}@Shop.example ", NUMBERS[n % len(NUMBERS)], "=1+1" if n == 0 else "금")
    for n, name in enumerate(NAMES)
]
NONE = sum(1 for n in range(len(NAMES)) if NUMBERS[n % 6] in ("call me", ""))
SHARES = (Fraction(1, 3), Fraction(2, 3))
ENTERED = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
NOW = int((ENTERED + timedelta(hours=2)).timestamp()) * 1_000_000
DELAYS = {"a": 2 * 86_400_000_000, "b": 3_600_000_000}
HEADERS = {
    "csv": "customer,variant,assigned_at,send_at,email,phone,grade",
    "braze": "external_id,trial_variant,trial_send_at,email,phone,grade",
    "customerio": "id,trial_variant,trial_send_at,email,phone,grade",
    "iterable": "userId,trial_variant,trial_send_at,email,phoneNumber,grade",
    "klaviyo": "Email,External ID,trial_variant,trial_send_at,Phone Number,grade",
    "hubspot": "Email,Customer ID,trial_variant,trial_send_at,Phone number,grade",
    "sendgrid": "email,external_id,trial_variant,trial_send_at,phone_number_id,grade",
    "twilio": "To,customer,variant,SendAt,email,grade",
    "kakao": "수신번호,고객번호,변형,예약시간,email,grade",
}
ADVERTISING = {"meta": "email,extern_id,phone", "google": "Email,Phone"}


@pytest.fixture(scope="module")
def everyone(tmp_path_factory):
    """Everyone assigned as the engine writes them."""
    path = tmp_path_factory.mktemp("assigned") / "all.parquet"
    rows = [
        (name, "trial", assign(name, "trial", ("a", "b"), SHARES), ENTERED.isoformat(), *more)
        for name, *more in PEOPLE
    ]
    with duckdb.connect() as local:
        local.execute("SET TimeZone = 'UTC'")
        local.execute(
            "CREATE TABLE people (customer VARCHAR, experiment VARCHAR, variant VARCHAR, "
            'assigned_at TIMESTAMPTZ, "carried email" VARCHAR, "carried phone" VARCHAR, '
            '"carried grade" VARCHAR)'
        )
        local.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        local.execute(f"COPY people TO '{path}' (FORMAT parquet)")
    return path


def written(everyone, folder, sender, *, carried=CARRIED, encoding=None, hashed=None):
    """The files of one sender: counts, and the rows of every file by its name."""
    found = sender if not isinstance(sender, str) else sender_named(sender)
    one = Setting(
        sender=found,
        experiment="trial",
        carried=carried,
        country="KR",
        zone="Asia/Seoul",
        hashed=hand_out_files.hashed_in(found, hashed),
    )
    letters = encoding or found.encoding
    with Fresh(everyone, [], DELAYS) as fresh:
        counts = fresh.counts(one, NOW)
        parts = fresh.parts(folder, one, {name: counts[name] for name in ("a", "b")}, letters)
    return counts, {part: rows_of(part.path, letters) for part in parts}


def rows_of(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_every_sender_is_one_file_with_equal_steps_in_both_languages():
    folder = Path(hand_out_files.__file__).parent / "senders"
    assert sorted(SENDERS) == sorted(path.stem for path in folder.glob("*.yaml"))
    words = {"experiment": "e", "files": "f", "variants": "v", "shares": "s", "canvas": "c"}
    for name in SENDERS:
        sender = sender_named(name)
        for lines in (sender.steps, sender.split):
            assert len(lines.get("en", ())) == len(lines.get("ko", ()))
            for line in (line for each in lines.values() for line in each):
                assert line.format(**words)
        assert sender.encoding in sender.encodings


@pytest.mark.parametrize("sender", HEADERS)
def test_the_columns_are_those_of_the_import(everyone, tmp_path, sender):
    counts, files = written(everyone, tmp_path, sender)
    header = HEADERS[sender].split(",")
    key = header[1] if sender_named(sender).needs else header[0]
    told = {}
    for part, rows in files.items():
        assert list(rows[0]) == header
        assert len(rows) == part.customers
        told |= {row[key]: part.variant for row in rows}
    drawn = {name: assign(name, "trial", ("a", "b"), SHARES) for name in NAMES}
    assert told.items() <= drawn.items()
    lacking = sum(count.without_address for count in counts.values())
    # of six ways to write a number two are none; only those who need one lose anybody by that
    assert lacking == (NONE if sender in ("twilio", "kakao") else 0)
    assert len(told) == len(NAMES) - lacking
    assert {name: count.customers for name, count in counts.items()} == Counter(drawn.values())
    # an hour after entry is over two hours after it, two days are not
    assert {name: bool(count.late) for name, count in counts.items()} == {"a": False, "b": True}


def test_numbers_and_names_are_written_as_their_reader_takes_them(everyone, tmp_path):
    _, files = written(everyone, tmp_path, "kakao", encoding="utf-8-sig")
    assert all(part.path.read_bytes().startswith(b"\xef\xbb\xbf") for part in files)
    rows = [row for each in files.values() for row in each]
    assert {row["수신번호"] for row in rows} == {"01012345678"}
    by = {row["고객번호"]: row for row in rows}
    assert by["c0"]["grade"] == "'=1+1"  # no formula in a spreadsheet
    assert by["c1"]["grade"] == "금"
    assert {row["예약시간"] for row in rows} == {"2026-01-14 18:30", "2026-01-12 19:30"}


@pytest.mark.parametrize("sender", ADVERTISING)
def test_advertising_gets_hashes_only(everyone, tmp_path, sender):
    _, files = written(everyone, tmp_path, sender, carried=("email", "phone"))
    header = ADVERTISING[sender].split(",")
    mails = {hashlib.sha256(mail.strip().lower().encode()).hexdigest() for _, mail, *_ in PEOPLE}
    phone = "821012345678" if sender == "meta" else "+821012345678"
    numbers = {hashlib.sha256(phone.encode()).hexdigest(), ""}
    for part, rows in files.items():
        assert list(rows[0]) == header
        assert "@" not in part.path.read_text("utf-8")
        assert {row[header[0]] for row in rows} <= mails
        assert {row["phone" if sender == "meta" else "Phone"] for row in rows} == numbers


def test_ids_are_hashed_on_request(everyone, tmp_path):
    _, files = written(everyone, tmp_path, "csv", carried=(), hashed=True)
    known = {hashlib.sha256(name.encode()).hexdigest() for name in NAMES}
    assert {row["customer"] for rows in files.values() for row in rows} == known


def test_a_letter_the_encoding_lacks_is_named_with_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("customer,grade\nkim,금\nlee,😀\n", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"a.csv, line 3: CP949 has no letter '😀'"):
        in_letters(path, "cp949")
    assert path.read_text("utf-8").endswith("😀\n")


def test_files_are_cut_where_the_import_is_limited(everyone, tmp_path):
    limited = replace(sender_named("csv"), rows=7)
    _, files = written(everyone, tmp_path, limited, carried=())
    assert all(len(rows) == part.customers <= 7 for part, rows in files.items())
    assert sorted(row["customer"] for rows in files.values() for row in rows) == sorted(NAMES)
    assert [part.path.name for part in files][:2] == ["a-1.csv", "a-2.csv"]
    for part in files:
        assert hashlib.sha256(part.path.read_bytes()).hexdigest() == part.sha256


@pytest.mark.parametrize(
    ("more", "form", "said"),
    [
        ({}, ("klaviyo",), "knows people by email or phone"),
        ({}, ("brase",), "Did you mean 'braze'"),
        ({}, ("braze", None, True), "would know nobody by a hash"),
        ({}, ("braze", "cp949"), "reads utf-8, utf-8-sig"),
        ({"audience_columns": {"email": "mail", "age": "grade"}}, ("meta",), "and no 'age'"),
        ({"audience_columns": {"email": "mail"}}, ("google", None, False), "hashed always"),
        ({"audience_columns": {"x": "maill"}}, (), r"keep: .maill.. there. Did you mean 'mail'"),
        ({"audience_columns": {"variant": "mail"}}, (), "two columns would be called 'variant'"),
    ],
)
def test_what_a_sender_does_not_take_is_refused(defined, more, form, said):
    ws, experiment = defined
    asked = experiment.model_copy(update=more)
    with pytest.raises(ArgumentError, match=said):  # noqa: PT012 - where it stops is not the point
        hand_out_files.setting_of(asked, ws.journey, Form(*form))
        audience(asked, ws.journey, ws.contract)


@pytest.fixture(scope="module")
def defined(tmp_path_factory):
    columns = ("customer", "mail", "mobile", "grade")
    with shop(tmp_path_factory.mktemp("defined"), at=6, customers=(columns, PEOPLE)) as ws:
        yield ws, ws.experiments["trial"].definition


def test_where_the_sender_draws_one_list_and_its_rule_are_handed_out(tmp_path):
    more = f'{RUN}split_by: braze canvas "Cart reminder"\naudience_columns: {{email: mail}}\n'
    columns = ("customer", "mail", "mobile", "grade")
    rules = "  holdout: 5%\n"
    with shop(tmp_path, at=6, more=more, customers=(columns, PEOPLE), rules=rules) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(tmp_path, 30) as ws:
        made = ws.experiments["trial"].enrol()
        again = ws.experiments["trial"].enrol()
    (file,) = made.given.files
    assert (made.given.sender, file.name, file.variant) == ("braze", "audience.csv", "")
    rows = rows_of(made.folder / file.name)
    assert list(rows[0]) == ["external_id", "trial_send_at", "email"]
    assert {row["external_id"]: row["email"] for row in rows}["c1"] == "Kim1@Shop.example"
    assert not (made.folder / "assignments.parquet").exists()
    page = (made.folder / "STEPS.md").read_text("utf-8")
    assert '1. canvas "Cart reminder": ' in page
    assert "a 33.3333 %, b 66.6667 %" in page
    assert "md5" in page
    assert again.folder is None  # nobody twice
    manifest = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    assert manifest["assigned"] == {"": made.given.customers}


def rendered(template: str, unit: str) -> str:
    """What the Liquid gives for an id: a second implementation of its few words."""
    values = {"id": unit}
    for line in template.splitlines():
        hashed = re.fullmatch(
            r'\{% assign h = id \| prepend: "(.+)" \| md5 \| slice: 0, 8 %\}', line
        )
        if hashed:
            values["h"] = hashlib.md5((hashed[1] + unit).encode()).hexdigest()[:8]
            continue
        if "abort_message" in line:
            if values["h"] < re.search(r'h < "(\w+)"', line)[1]:
                return "held out"
            continue
        test = re.search(r'(?:if|elsif) h < "(\w+)"', line)
        if test and not values["h"] < test[1]:
            continue
        if named := re.search(r'assign variant = "(\w+)"', line):
            return named[1]
    raise AssertionError(template)


def test_the_rule_draws_as_we_do(defined):
    experiment = defined[1]
    share = Fraction(1, 20)
    template = liquid(experiment, "{{${user_id}}}", share)
    names = tuple(experiment.variants)
    shares = [one.share for one in experiment.variants.values()]
    for unit in (*NAMES, *(f"customer-{n}" for n in range(500))):
        drawn = assign(unit, "trial", names, shares)
        assert rendered(template, unit) == ("held out" if in_holdout(unit, share) else drawn)


def test_the_tool_that_splits_is_the_one_that_gets_the_files():
    assert sender_of("stagelift", None).name == "csv"
    assert sender_of("stagelift", "customer.io").name == "customerio"
    assert sender_of('customerio campaign "X"', "customer.io").name == "customerio"
    with pytest.raises(ArgumentError, match="hand out for braze"):
        sender_of('braze canvas "X"', "csv")
    with pytest.raises(ArgumentError, match="cannot draw variants that stay"):
        sender_of('sendgrid send "X"', None)
