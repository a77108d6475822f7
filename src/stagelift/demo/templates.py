"""The messages of the demo shop: on which channel, and how customers take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from stagelift.demo.curve import Floats


@dataclass(frozen=True, slots=True)
class Template:
    """One message text and how customers take it.

    Args:
        name: As the receipts write it.
        channel: One of the seven.
        delivered: Share of the sent that arrive.
        opened: Share of the delivered that are opened, None where the channel tells no opens.
        clicked: Share clicked, of the opened where opens are told, else of the delivered.
        unsubscribed: Share of the delivered after which the customer opts out.
        complained: Share of the delivered marked as spam.
    """

    name: str
    channel: str
    delivered: float
    opened: float | None
    clicked: float
    unsubscribed: float = 0.0
    complained: float = 0.0


TEMPLATES = (
    Template("welcome", "email", 0.970, 0.45, 0.20, 0.0020, 0.0003),
    Template("newsletter", "email", 0.970, 0.28, 0.14, 0.0022, 0.0004),
    Template("cart_email_day2", "email", 0.968, 0.36, 0.22, 0.0044, 0.0005),
    Template("cart_push_1h", "push", 0.968, 0.13, 0.80, 0.0042, 0.0004),
    Template("weekly_push", "push", 0.960, 0.07, 0.80, 0.0040, 0.0002),
    Template("order_confirmed", "kakao", 0.990, None, 0.06),
    Template("parcel_sent", "sms", 0.985, None, 0.09),
    Template("banner", "in_app", 1.000, 0.55, 0.10),
    Template("cart_dm", "social", 0.900, None, 0.05),
    Template("review_email", "email", 0.970, 0.40, 0.30, 0.0100, 0.0004),
    Template("review_kakao", "kakao", 0.980, None, 0.24, 0.0090, 0.0002),
    Template("winback_email", "email", 0.970, 0.26, 0.12, 0.0040, 0.0004),
    Template("winback_call", "call_centre", 0.610, None, 0.0, 0.0020),
)
CODES = {template.name: code for code, template in enumerate(TEMPLATES)}


def template(name: str) -> Template:
    """The template of a name.

    Args:
        name: As the receipts write it.

    Returns:
        The template.

    Example:
        >>> template("cart_push_1h").channel
        'push'
    """
    return TEMPLATES[CODES[name]]


REVIEW_TEMPLATES = (CODES["review_email"], CODES["review_kakao"])


def rates(name: str) -> Floats:
    """One rate of every template, in their order.

    Args:
        name: A field of Template that holds a share.

    Returns:
        Shares.
    """
    return np.array([float(getattr(template, name)) for template in TEMPLATES])
