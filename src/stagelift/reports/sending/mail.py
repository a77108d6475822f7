"""A letter by SMTP, with the page attached."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from stagelift.errors import ReportError
from stagelift.reports.numbers.linking import alone

SECONDS = 30
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = ("127.0.0.1", "::1", "localhost")
FORM = "smtps://user:password@host:465, or smtp://host:587 where the server begins TLS itself"


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server; its password is shown nowhere.

    Args:
        scheme: `smtps` (TLS from the first byte) or `smtp` (TLS by STARTTLS).
        host: Its name.
        port: Its port.
        user: User name, empty without a log-in.
        password: The password.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Server({self.scheme}://{self.host}:{self.port})"

    @classmethod
    def parse(cls, address: str) -> Self:
        """The server of an address.

        Args:
            address: Such as `smtps://user:password@mail.example:465`; letters that mean something
                in an address are percent-encoded.

        Returns:
            The server.

        Raises:
            ReportError: The address has another form; it is not repeated, it may hold a password.

        Example:
            >>> Server.parse("smtp://reports%40shop.example:secret@mail.example")
            Server(smtp://mail.example:587)
        """
        try:
            found = urlsplit(address)
            port = found.port
        except ValueError:
            found, port = urlsplit(""), None
        if found.scheme not in PORTS or not found.hostname:
            raise ReportError(f"the address of the mail server has another form than {FORM}")
        user, password = unquote(found.username or ""), unquote(found.password or "")
        return cls(found.scheme, found.hostname, port or PORTS[found.scheme], user, password)

    def send(self, message: EmailMessage) -> None:
        """The message is handed to the server.

        A password or a page goes over an encrypted line only; a server on this machine is the
        exception.

        Args:
            message: The message.

        Raises:
            ReportError: The server is not there, refuses, or offers no encryption.
        """
        secure = ssl.create_default_context()
        try:
            if self.scheme == "smtps":
                with smtplib.SMTP_SSL(
                    self.host, self.port, timeout=SECONDS, context=secure
                ) as line:
                    self._hand_over(line, message)
                return
            with smtplib.SMTP(self.host, self.port, timeout=SECONDS) as line:
                line.ehlo()
                if line.has_extn("starttls"):
                    line.starttls(context=secure)
                elif self.host not in LOOPBACK:
                    raise ReportError(f"the mail server {self.host} offers no encryption")
                self._hand_over(line, message)
        except (OSError, smtplib.SMTPException) as error:
            msg = f"the mail server {self.host}:{self.port} did not take it: {_reason(error)}"
            raise ReportError(msg) from error

    def _hand_over(self, line: smtplib.SMTP, message: EmailMessage) -> None:
        if self.user:
            line.login(self.user, self.password)
        refused = line.send_message(message)
        if refused:
            raise ReportError(f"the mail server refused {', '.join(sorted(refused))}")


def written(
    subject: str, text: str, html: str, *, sender: str, to: Sequence[str], attached: Sequence[Path]
) -> EmailMessage:
    """A message with a text part, an HTML part and files attached.

    Args:
        subject: Subject line; line ends in it become spaces.
        text: Plain text.
        html: The HTML part.
        sender: Address of the sender.
        to: Addresses of the readers.
        attached: Pages and PDFs to attach.

    Returns:
        The message.
    """
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"], message["To"] = sender, ", ".join(to)
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "stagelift")
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    for path in attached:
        kind = ("application", "pdf") if path.suffix == ".pdf" else ("text", "html")
        message.add_attachment(
            _content(path), maintype=kind[0], subtype=kind[1], filename=path.name
        )
    return message


def _reason(error: Exception) -> str:
    """The server's words, without what it may repeat of a log-in."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"it refuses the log-in ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"{error.smtp_code} {text}"
    return str(error) or type(error).__name__


def _content(path: Path) -> bytes:
    """A file as it is attached: a page without links to what is not attached."""
    if path.suffix != ".html":
        return path.read_bytes()
    return alone(path.read_text(encoding="utf-8")).encode()
