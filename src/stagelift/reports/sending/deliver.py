"""A published page handed to everyone its report names, once each."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from stagelift import files
from stagelift.errors import ArgumentError, ReportError, did_you_mean
from stagelift.reports import facts
from stagelift.reports.archive.selection import is_hidden
from stagelift.reports.archive.warehouse import withdrawn
from stagelift.reports.archive.withdrawing import told_of, withdrawn_runs
from stagelift.reports.index import read_manifests
from stagelift.reports.numbers import beside
from stagelift.reports.publish import file_name
from stagelift.reports.sending import folder, webhook
from stagelift.reports.sending.letter import Letter
from stagelift.reports.sending.mail import Server, written
from stagelift.reports.sending.standing import bring_up

if TYPE_CHECKING:
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.report import Delivery, Mail
    from stagelift.reports.archive.selection import Hidden
    from stagelift.reports.manifest import Manifest

Way = Literal["folder", "facts", "mail", "slack", "teams"]
WAYS: tuple[Way, ...] = ("folder", "facts", "mail", "slack", "teams")
RENEWED: tuple[Way, ...] = ("folder", "facts")  # ways that bring the same state each time
State = Literal["sent", "sent before", "failed"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one way.

    Args:
        way: `folder`, `facts`, `mail`, `slack` or `teams`.
        state: `sent`, `sent before` or `failed`.
        detail: Where it went, when it was sent before, or why it failed. No secret address.
    """

    way: Way
    state: State
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is sent: the pages of one report about one subject.

    Args:
        root: The workspace.
        report: Id of the report.
        subject: Label of the period, or id of the experiment.
        runs: The newest published run of each of its pages.
        language: The first language of its readers.
        send: Where it goes.
        journey: Holds the connections by name; None where nothing goes to one.
        hidden: The experiments whose figures are withdrawn wherever tables go; None for none.
        withdrawn: Run → the experiments its banner names: its page goes with it, its PDF stays.
    """

    root: Path
    report: str
    subject: str
    runs: tuple[Manifest, ...]
    language: str
    send: Delivery
    journey: Journey | None = None
    hidden: Hidden | None = None
    withdrawn: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def page(self, run: Manifest) -> Path:
        """The public file of a run."""
        return self.root / "site" / PurePosixPath(run.public)

    def pdf(self, run: Manifest) -> Path | None:
        """The public PDF of a run; None when it has none."""
        path = self.root / "site" / PurePosixPath(run.pdf)
        return path if run.pdf and path.is_file() else None

    def attached(self, run: Manifest, what: str) -> tuple[Path, ...]:
        """The files of a run that go along with a mail: the page alone while it bears a banner.

        Args:
            run: The run.
            what: `page`, `pdf` or `both`.

        Raises:
            ReportError: The run has no PDF.
        """
        page, pdf = self.page(run), self.pdf(run)
        if what == "page" or self.withdrawn.get(run.run_id):
            return (page,)
        if pdf is None:
            why = f": {run.unprinted}" if run.unprinted else ""
            raise ReportError(f"'{run.public}' has no PDF to attach{why}; run the report again")
        return (pdf,) if what == "pdf" else (page, pdf)

    def letter(self, run: Manifest) -> Letter:
        """The first lines of a run's page; where its figures are withdrawn, that alone.

        Args:
            run: The run.

        Returns:
            The letter.
        """
        letter = Letter.of(run, site=self.send.site or "")
        names = self.withdrawn.get(run.run_id)
        if not names:
            return letter
        said, why = told_of(run, names)
        return replace(letter, headline=said, size=why, waiting=(), running=())

    def run(self, language: str | None = None) -> Manifest:
        """The page a reader sees first: everyone's, in a language when there is one, brief."""
        wanted = language or self.language
        return min(
            self.runs,
            key=lambda run: (
                bool(run.stable.parameters.get("segment")),
                str(run.page.get("language", "")) != wanted,
                str(run.page.get("page", "brief")) != "brief",
            ),
        )


def parcel(
    root: Path,
    report: str,
    subject: str | None,
    *,
    language: str,
    send: Delivery | None,
    journey: Journey | None = None,
) -> Parcel:
    """What there is to send of a report.

    Args:
        root: The workspace.
        report: Id of the report.
        subject: Label of a period or id of an experiment; None means the one published last.
        language: The first language of its readers.
        send: Where it goes.
        journey: Holds the connections by name; None where nothing goes to one.

    Returns:
        The pages.

    Raises:
        ArgumentError: The report names nobody to send to, or nothing was published.
    """
    if send is None:
        raise ArgumentError(f"report '{report}' names nobody to send to; write `send:` in its file")
    found = read_manifests(root / ".stagelift" / "runs")
    own = [run for run in found if run.status == "ok" and run.stable.report == report]
    subjects = tuple(dict.fromkeys(run.stable.period for run in reversed(own)))
    if not subjects:
        raise ArgumentError(f"nothing was published of report '{report}' yet")
    chosen = subject or subjects[0]
    if chosen not in subjects:
        hint = did_you_mean(chosen, subjects) or f"There are: {', '.join(subjects)}"
        raise ArgumentError(f"nothing was published of report '{report}' for '{chosen}'. {hint}")
    newest = {run.public: run for run in own if run.stable.period == chosen}
    there = [
        run for run in newest.values() if (root / "site" / PurePosixPath(run.public)).is_file()
    ]
    if not there:
        raise ArgumentError(f"the pages of '{report}' for '{chosen}' are gone; run it again")
    return Parcel(
        root=root,
        report=report,
        subject=chosen,
        runs=tuple(there),
        language=language,
        send=send,
        journey=journey,
        withdrawn=withdrawn_runs(root / ".stagelift"),
    )


def deliver(
    found: Parcel, ways: Collection[Way] = (), *, again: bool = False
) -> tuple[Delivered, ...]:
    """The pages go where their report says, each way once; one failure stops no other.

    Args:
        found: What is sent.
        ways: The ways to use; all the report names when empty.
        again: Whether readers get what they were sent before once more.

    Returns:
        What became of each way.

    Raises:
        ArgumentError: A way that the report does not name.
    """
    named = [way for way in WAYS if getattr(found.send, way) is not None]
    if missing := [way for way in ways if way not in named]:
        raise ArgumentError(f"report '{found.report}' has no '{missing[0]}' under `send:`")
    done = tuple(_alone(found, way, again=again) for way in ways or named)
    if reasons := [f"{each.way}: {each.detail}" for each in done if each.state == "failed"]:
        try:
            tell_maintainers(found.send, found.report, reasons)
        except ReportError as error:
            return (*done, Delivered("mail", "failed", f"those who maintain it: {error}"))
    return done


def tell_maintainers(send: Delivery | None, report: str, reasons: Sequence[str]) -> None:
    """Those who keep a report running are told what failed; its readers are not.

    Args:
        send: Where the report goes; without `mail: {failures: …}` nobody is told.
        report: Id of the report.
        reasons: What failed, one text each.

    Raises:
        ReportError: The mail server did not take the message.
    """
    if send is None or send.mail is None or not send.mail.failures:
        return
    text = "\n".join([f"Report '{report}' failed; what was published has not changed.", *reasons])
    letter = Letter(
        title=report, headline=text, size="", waiting=(), running=(), language="en", link=""
    )
    _post(
        send.mail, letter, subject=f"stagelift: {report} failed", to=send.mail.failures, attached=()
    )


def _alone(found: Parcel, way: Way, *, again: bool) -> Delivered:
    """One way; a file that cannot be written or noted fails this way alone."""
    try:
        return _one(found, way, again=again)
    except OSError as error:
        hint = "make room or give the right to write there"
        return Delivered(way, "failed", f"'.stagelift/sent': {_reason(error)}; {hint}, send again")


def _reason(error: OSError) -> str:
    """What the system said, without the list that a copied folder gives."""
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][2])
    return str(error)


def _one(found: Parcel, way: Way, *, again: bool) -> Delivered:
    """One way, kept from happening twice also while two deliver at once."""
    from filelock import FileLock

    name = file_name(f"{found.report} {found.subject} {way}")
    register = found.root / ".stagelift" / "sent" / f"{name}.json"
    register.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(register.with_suffix(".lock")):
        if register.is_file() and way not in RENEWED and not again:
            record = json.loads(register.read_text(encoding="utf-8"))
            return Delivered(way, "sent before", str(record["at"]))
        try:
            where = _send(found, way)
        except ReportError as error:
            return Delivered(way, "failed", str(error))
        at = datetime.now(UTC).isoformat(timespec="seconds")
        runs = [run.run_id for run in found.runs]
        noted = json.dumps({"at": at, "to": where, "runs": runs}, ensure_ascii=False)
        try:
            files.swap(register, noted)
        except OSError as error:
            why = f"{_reason(error)}; make room there, or the next time sends it twice"
            sent = f"it was sent to {where}, but '.stagelift/sent' does not know it"
            return Delivered(way, "failed", f"{sent}: {why}")
    return Delivered(way, "sent", where)


def _send(found: Parcel, way: Way) -> str:
    """Sends one way; where it went."""
    send = found.send
    if way == "folder":
        return _to_folder(found, found.root / str(send.folder))
    if way == "facts":
        return _to_table(found, str(send.facts))
    if way == "mail" and send.mail is not None:
        run = found.run(send.mail.language)
        letter = found.letter(run)
        subject = f"{letter.title}: {letter.headline}"
        attached = found.attached(run, send.mail.attach)
        _post(send.mail, letter, subject=subject, to=send.mail.to, attached=attached)
        return ", ".join(send.mail.to)
    letter = found.letter(found.run())
    if way == "teams":
        webhook.post(secret(send.teams), letter.teams())
    else:
        webhook.post(secret(send.slack), letter.slack())
    return str(send.teams if way == "teams" else send.slack)


def _to_table(found: Parcel, said: str) -> str:
    """Adds the report's archived runs that the table does not hold yet."""
    from stagelift.reports.archive.warehouse import add_runs, table_of

    if found.journey is None:
        raise ReportError(f"facts: '{said}' cannot be found without the journey")
    table = table_of(said, found.journey, found.root)
    added = add_runs(table, found.root / ".stagelift" / "facts", [found.report], found.hidden)
    return f"{said} +{len(added)}"


def _to_folder(found: Parcel, place: Path) -> str:
    """Copies the pages, and the numbers of the fullest when tables are asked for."""
    for run in found.runs:
        try:
            beside.publish(found.root / ".stagelift" / "runs" / run.run_id, place, run.public)
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ReportError(_unwritten(found, error)) from error
        folder.copy_page(found.page(run), place, run.public)
        if pdf := found.pdf(run):
            folder.copy_page(pdf, place, run.pdf)
    try:
        bring_up(found.root / ".stagelift", place, str(found.send.folder), found.runs)
    except OSError as error:
        raise ReportError(_unwritten(found, error)) from error
    if found.send.tables:
        fullest = max(found.runs, key=lambda run: run.facts)
        archive = facts.read(found.root / ".stagelift" / "facts")
        rows = [fact for fact in archive if fact["run_id"] == fullest.run_id]
        if found.hidden is not None:
            rows = [withdrawn(row) if is_hidden(row, found.hidden) else row for row in rows]
        name = f"{file_name(found.subject)}.{found.send.tables}"
        folder.write_table(rows, place / file_name(found.report) / name)
    return str(found.send.folder)


def _unwritten(found: Parcel, error: OSError) -> str:
    """Why the folder did not take what was sent."""
    reason = f"{_reason(error)}; {folder.HINT}"
    return f"the folder '{found.send.folder}' cannot be written: {reason}"


def _post(
    mail: Mail, letter: Letter, *, subject: str, to: Sequence[str], attached: Sequence[Path]
) -> None:
    """Hands a letter to the mail server."""
    server = Server.parse(secret(mail.server))
    sender = mail.from_ or (server.user if "@" in server.user else f"stagelift@{server.host}")
    server.send(
        written(subject, letter.text(), letter.html(), sender=sender, to=to, attached=attached)
    )


def secret(variable: str | None, environment: Mapping[str, str] | None = None) -> str:
    """The value of an environment variable.

    Args:
        variable: Its name with a dollar sign, as definitions write it.
        environment: Where it is looked up; the process's own by default.

    Returns:
        The value.

    Raises:
        ReportError: It is not set.

    Example:
        >>> secret("$SLACK_URL", {"SLACK_URL": "https://hooks.example/1"})
        'https://hooks.example/1'
    """
    name = (variable or "").removeprefix("$")
    value = (os.environ if environment is None else environment).get(name, "")
    if not value:
        raise ReportError(f"the environment variable {name} is not set")
    return value
