"""A JSON body to a webhook whose address is a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from stagelift.errors import ReportError

SECONDS = 20
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class _NoRedirect(HTTPRedirectHandler):
    """What was meant for one address is not sent to another."""

    def redirect_request(self, *_: object) -> None:
        """No other request."""


def post(address: str, body: Mapping[str, Any]) -> None:
    """The body is posted once.

    Args:
        address: Where; https, or http on this machine.
        body: JSON-ready values.

    Raises:
        ReportError: The address is not https, nobody answers, or the answer is no success. The
            address stands in no message: who knows it may post.
    """
    place = urlsplit(address)
    if place.scheme != "https" and not (place.scheme == "http" and place.hostname in LOOPBACK):
        raise ReportError("the webhook's address must begin with https://")
    content = json.dumps(body, ensure_ascii=False).encode("utf-8")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "stagelift"}
    request = Request(address, data=content, headers=headers, method="POST")  # noqa: S310 - checked above
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            answer.read()
    except HTTPError as error:
        with error:
            said = error.read(200).decode("utf-8", "replace").strip()
        detail = f": {said}" if said else ""
        raise ReportError(
            f"the webhook at {place.hostname} answered {error.code}{detail}"
        ) from None
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise ReportError(f"the webhook at {place.hostname} cannot be reached: {reason}") from None
