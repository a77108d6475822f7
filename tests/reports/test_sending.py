"""Finished pages on their way: to a folder, and to servers that stand in for real ones."""

from __future__ import annotations

import errno
import json
import shutil
import socketserver
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import duckdb
import pytest

from stagelift import files
from stagelift.definitions.report import Delivery
from stagelift.errors import ArgumentError, ReportError
from stagelift.reports import facts
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.sending.deliver import deliver, parcel, tell_maintainers
from stagelift.reports.sending.folder import write_table
from stagelift.reports.sending.letter import Letter
from stagelift.reports.sending.mail import Server
from stagelift.reports.sending.webhook import post

FACT = {"name": "=cmd()", "metric": "churn", "measure": "level", "period": "2026-W46"}


def publish(root, language, public, *, page="brief"):
    run_id = f"{language}-{page}"
    record = Manifest(
        run_id=run_id,
        key=f"weekly 2026-W46 {language} {page}",
        status="ok",
        started="",
        finished=f"2026-11-16T00:00:0{len(page)}",
        stable=Stable(
            report="weekly",
            period="2026-W46",
            parameters={},
            notebook="",
            notebook_hash="",
            versions={},
        ),
        public=public,
        page={
            "title": "Weekly",
            "headline": f"<b>조용</b> & {language}",
            "size": "12 of 12",
            "waiting": ["Cart: Kim"],
            "language": language,
            "page": page,
        },
        facts=1,
    )
    folder = root / ".stagelift" / "runs" / run_id
    folder.mkdir(parents=True)
    (folder / FILE).write_text(record.to_json(), encoding="utf-8")
    path = root / "site" / public
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"page {language} {page}", encoding="utf-8")
    archive = root / ".stagelift" / "facts"
    archive.mkdir(exist_ok=True)
    facts.write(
        archive / f"{run_id}.parquet",
        [FACT | {"value": -0.25, "status": "ok"}],
        run_id=run_id,
        report="weekly",
        run_time="2026-11-16",
    )


@pytest.fixture
def root(tmp_path):
    publish(tmp_path, "en", "weekly/2026-W46.html")
    publish(tmp_path, "ko", "weekly/2026-W46/ko.html")
    publish(tmp_path, "en", "weekly/2026-W46/page=full.html", page="full")
    return tmp_path


def sent(root, *ways, again=False, language="en", **send):
    found = parcel(root, "weekly", None, language=language, send=Delivery(**send))
    return [(e.way, e.state, e.detail) for e in deliver(found, ways, again=again)]


@pytest.fixture
def hook(monkeypatch):
    """A webhook on this machine: what was posted to it, and what it answers."""
    posted, answers = [], [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append(json.loads(body))
            self.send_response(answers[0])
            if answers[0] == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"no_service" if answers[0] >= 400 else b"ok")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        monkeypatch.setenv("HOOK_URL", f"http://127.0.0.1:{server.server_port}/T0/secret")
        yield posted, answers
        server.shutdown()
        thread.join()


@pytest.fixture
def mailbox(monkeypatch):
    """A mail server on this machine: the envelopes and messages it took."""
    taken, refuses = [], set()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            to, self.wfile.write = [], self.wfile.write
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"RCPT":
                    address = line.decode().partition("<")[2].partition(">")[0]
                    if address in refuses:
                        self.wfile.write(b"550 nobody here\r\n")
                        continue
                    to.append(address)
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    content = b""
                    while (line := self.rfile.readline()) != b".\r\n":
                        content += line
                    taken.append((to, message_from_bytes(content, policy=policy.default)))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        url = f"smtp://127.0.0.1:{server.server_address[1]}"
        monkeypatch.setenv("STAGELIFT_SMTP_URL", url)
        yield taken, refuses
        server.shutdown()
        thread.join()


def test_a_folder_gets_every_page_and_its_numbers(root):
    assert sent(root, folder="out/weekly", tables="csv") == [("folder", "sent", "out/weekly")]
    out = root / "out" / "weekly"
    assert (out / "weekly/2026-W46/ko.html").read_text("utf-8") == "page ko brief"
    table = (out / "weekly" / "2026-W46.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbfname,")
    assert "\n'=cmd(),churn," in table.decode()  # no formula; the number stays one
    assert ",-0.25," in table.decode()
    sent(root, folder="out/weekly", tables="parquet")
    import duckdb

    found = duckdb.read_parquet(str(out / "weekly" / "2026-W46.parquet"))
    assert found.project("name, value").fetchall() == [("=cmd()", -0.25)]


def test_slack_gets_the_letter_once(root, hook):
    posted, _ = hook
    assert sent(root, slack="$HOOK_URL") == [("slack", "sent", "$HOOK_URL")]
    assert sent(root, slack="$HOOK_URL")[0][1] == "sent before"
    assert len(posted) == 1
    assert sent(root, slack="$HOOK_URL", again=True)[0][1] == "sent"
    texts = json.dumps(posted[0], ensure_ascii=False)
    assert "*&lt;b&gt;조용&lt;/b&gt; &amp; en*" in texts  # what data say is text, not markup
    assert "• Cart: Kim" in texts


def test_teams_gets_a_card_that_reads_no_markup(root, hook):
    sent(root, teams="$HOOK_URL", site="https://reports.example")
    (attachment,) = hook[0][0]["attachments"]
    kinds = {block["type"] for block in attachment["content"]["body"]}
    assert kinds == {"RichTextBlock"}
    assert attachment["content"]["actions"][0]["url"] == (
        "https://reports.example/weekly/2026-W46.html"
    )


@pytest.mark.parametrize("status", [500, 302, 404])
def test_a_webhook_that_fails_is_named_without_its_secret(root, hook, status):
    hook[1][0] = status
    ((way, state, detail),) = sent(root, slack="$HOOK_URL")
    assert (way, state) == ("slack", "failed")
    assert f"answered {status}" in detail
    assert "secret" not in detail
    hook[1][0] = 200
    assert sent(root, slack="$HOOK_URL")[0][1] == "sent"  # a failure is tried again


def test_nobody_is_asked_over_plain_http():
    with pytest.raises(ReportError, match="must begin with https://"):
        post("http://hooks.example/secret", {})


def test_nobody_answers(root, monkeypatch):
    monkeypatch.setenv("HOOK_URL", "http://127.0.0.1:9/secret")
    ((_, state, detail),) = sent(root, slack="$HOOK_URL")
    assert state == "failed"
    assert "127.0.0.1 cannot be reached" in detail


def test_an_unset_variable_is_named(root, monkeypatch):
    monkeypatch.delenv("HOOK_URL", raising=False)
    assert "variable HOOK_URL is not set" in sent(root, slack="$HOOK_URL")[0][2]


def test_mail_in_the_readers_language_with_the_page(root, mailbox):
    mail = {"to": ["vp@shop.example"], "language": "ko", "from": "reports@shop.example"}
    assert sent(root, mail=mail) == [("mail", "sent", "vp@shop.example")]
    ((to, message),) = mailbox[0]
    assert to == ["vp@shop.example"]
    assert message["Subject"] == "Weekly: <b>조용</b> & ko"
    html = message.get_body(("html",)).get_content()
    assert "&lt;b&gt;조용&lt;/b&gt; &amp; ko" in html
    assert len(html.encode()) < 100_000
    (attached,) = message.iter_attachments()
    assert attached.get_content().strip() == "page ko brief"


def test_mail_attaches_the_pdf_where_there_is_one(root, mailbox):
    mail = {"to": ["vp@shop.example"], "attach": "both", "from": "reports@shop.example"}
    ((_, state, detail),) = sent(root, mail=mail)
    assert (state, mailbox[0]) == ("failed", [])
    assert detail == "'weekly/2026-W46.html' has no PDF to attach; run the report again"
    manifest = root / ".stagelift" / "runs" / "en-brief" / FILE
    made = manifest.read_text("utf-8").replace('"pdf": ""', '"pdf": "weekly/2026-W46.pdf"')
    manifest.write_text(made, encoding="utf-8")
    (root / "site" / "weekly" / "2026-W46.pdf").write_bytes(b"%PDF-1.4")
    assert [each[1] for each in sent(root, mail=mail, folder="out")] == ["sent", "sent"]
    kinds = [part.get_content_type() for part in mailbox[0][0][1].iter_attachments()]
    assert kinds == ["text/html", "application/pdf"]
    assert (root / "out" / "weekly" / "2026-W46.pdf").read_bytes() == b"%PDF-1.4"


def test_a_reader_the_server_refuses_is_named(root, mailbox):
    mailbox[1].add("gone@shop.example")
    mail = {"to": ["vp@shop.example", "gone@shop.example"]}
    ((_, state, detail),) = sent(root, mail=mail)
    assert state == "failed"
    assert "gone@shop.example" in detail


def test_who_maintains_it_hears_of_a_failure_and_readers_do_not(root, mailbox, hook):
    hook[1][0] = 500
    mail = {"to": ["vp@shop.example"], "failures": ["ops@shop.example"]}
    assert [each[1] for each in sent(root, "slack", mail=mail, slack="$HOOK_URL")] == ["failed"]
    ((to, message),) = mailbox[0]
    assert to == ["ops@shop.example"]
    assert "answered 500" in message.get_body(("plain",)).get_content()


def test_an_unreachable_mail_server_stops_no_other_way(root, monkeypatch):
    monkeypatch.setenv("STAGELIFT_SMTP_URL", "smtp://127.0.0.1:9")
    mail = {"to": ["vp@shop.example"], "failures": ["ops@shop.example"]}
    found = sent(root, mail=mail, folder="out")
    assert [each[:2] for each in found] == [
        ("folder", "sent"),
        ("mail", "failed"),
        ("mail", "failed"),
    ]
    assert found[2][2].startswith("those who maintain it: ")


def test_a_folder_below_a_file_stops_no_other_way(root, hook, mailbox):
    beside = root / ".stagelift" / "runs" / "en-brief" / "beside" / "n1234567"
    beside.mkdir(parents=True)
    (beside / "1-orders.csv").write_text("name", encoding="utf-8")
    (root / "file").write_text("not a folder", encoding="utf-8")
    mail = {"to": ["vp@shop.example"], "failures": ["ops@shop.example"]}
    found = sent(root, folder="file/out", mail=mail, slack="$HOOK_URL")
    assert [each[:2] for each in found] == [
        ("folder", "failed"),
        ("mail", "sent"),
        ("slack", "sent"),
    ]
    assert found[0][2].startswith("the folder 'file/out' cannot be written: [Errno 20]")
    assert found[0][2].endswith("make room there, or name another folder under `send:`")
    assert [to for to, _ in mailbox[0]] == [["vp@shop.example"], ["ops@shop.example"]]


def test_a_full_disk_leaves_no_half_folder(root, hook, monkeypatch):
    beside = root / ".stagelift" / "runs" / "en-brief" / "beside" / "n1234567"
    beside.mkdir(parents=True)
    (beside / "1-orders.csv").write_text("name", encoding="utf-8")

    def full(source, target, **_):
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(shutil.copytree, "__defaults__", (False, None, full, False, False))
    found = sent(root, folder="out", slack="$HOOK_URL")
    assert [each[:2] for each in found] == [("folder", "failed"), ("slack", "sent")]
    assert "No space left on device" in found[0][2]
    assert "[(" not in found[0][2]
    assert list((root / "out").rglob("*n1234567*")) == []


def test_a_table_a_full_disk_cuts_short_leaves_nothing(tmp_path, monkeypatch):
    def full(path, rows):
        path.write_bytes(b"PAR1")
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(facts, "write_again", full)
    with pytest.raises(ReportError, match="No space left on device; make room there"):
        write_table([FACT], tmp_path / "weekly.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_register_that_cannot_be_written_stops_no_other_way(root):
    (root / ".stagelift" / "sent").write_text("not a folder", encoding="utf-8")
    found = sent(root, folder="out", slack="$HOOK_URL")
    assert [each[:2] for each in found] == [("folder", "failed"), ("slack", "failed")]
    assert all("'.stagelift/sent': [Errno 17]" in each[2] for each in found)


def test_what_was_sent_and_could_not_be_noted_is_told_as_such(root, hook, monkeypatch):
    def full(path, text):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "swap", full)
    ((way, state, why),) = sent(root, slack="$HOOK_URL")
    assert (way, state) == ("slack", "failed")
    assert why.startswith("it was sent to $HOOK_URL, but '.stagelift/sent' does not know it: ")
    assert "No space left on device; make room there, or the next time sends it twice" in why


def test_a_password_is_shown_nowhere():
    assert "secret" not in repr(Server.parse("smtps://me:secret@mail.example"))
    for address in ("imap://me:secret@mail.example", "smtp://me:secret@mail.example:x", "secret"):
        with pytest.raises(ReportError) as caught:
            Server.parse(address)
        assert "secret" not in str(caught.value)


def test_a_page_goes_to_no_open_line(monkeypatch):
    class Open:
        def __init__(self, *_, **__): ...
        def __enter__(self):
            return self

        def __exit__(self, *_): ...
        def ehlo(self): ...
        def has_extn(self, _):
            return False

    monkeypatch.setattr("smtplib.SMTP", Open)
    with pytest.raises(ReportError, match="offers no encryption"):
        Server.parse("smtp://mail.example").send(None)


def test_what_cannot_be_sent_says_why(root):
    with pytest.raises(ArgumentError, match="names nobody to send to"):
        parcel(root, "weekly", None, language="en", send=None)
    with pytest.raises(ArgumentError, match=r"for '2026-W47'\. Did you mean '2026-W46'"):
        parcel(root, "weekly", "2026-W47", language="en", send=Delivery(folder="out"))
    with pytest.raises(ArgumentError, match="has no 'slack' under"):
        sent(root, "slack", folder="out")
    tell_maintainers(Delivery(folder="out"), "weekly", ["nobody hears it"])


def test_a_letter_in_another_language_uses_its_words():
    letter = Letter(
        title="주간", headline="조용", size="", waiting=("결정",), running=(), language="ko"
    )
    assert "결정 대기" in letter.text()
    assert "결정 대기" in letter.html()
