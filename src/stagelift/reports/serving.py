"""The site over HTTP, for this machine alone."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

LOOPBACK = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost")
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SiteHandler(SimpleHTTPRequestHandler):
    """Gives the files of the site to whoever asks from this machine, and changes nothing.

    A request whose Host is another name is refused, so that a page elsewhere cannot read the site
    through a name that it points here. There is no list of a folder, and no hidden file.
    """

    server_version = "stagelift"
    sys_version = ""

    def send_head(self) -> BinaryIO | None:
        """The file asked for, or the reason why not.

        Returns:
            The open file, None when an error was answered.
        """
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        if host not in NAMES:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "ask for 127.0.0.1 or localhost")
            return None
        parts = unquote(self.path.partition("?")[0]).split("/")
        inside = Path(self.translate_path(self.path)).resolve()
        site = Path(self.directory).resolve()
        if any(part.startswith(".") for part in parts) or not inside.is_relative_to(site):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: object) -> None:
        """No folder is listed."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Every answer carries the headers that keep it to this machine."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the handler's name
        """Requests are not logged: they would only say what the reader reads."""


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """A server of the site on loopback, not yet running.

    Args:
        site: Folder of the public pages.
        port: Its port; 0 takes a free one.

    Returns:
        The server; its `server_address` names the port.

    Raises:
        OSError: The port is taken.
    """
    return ThreadingHTTPServer((LOOPBACK, port), partial(SiteHandler, directory=str(site)))
