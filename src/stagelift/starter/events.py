"""What shops call the events of a journey: the names their tools send, beside ours."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stagelift.errors import nearest

# Our word, then what analytics and messaging tools usually send for it.
USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "visited": ("session_start", "page_view", "app_open", "Page Viewed", "visit"),
    "signed_up": ("sign_up", "Signed Up", "register", "member_joined"),
    "product_viewed": ("view_item", "Product Viewed", "product_view", "item_viewed"),
    "wished": ("add_to_wishlist", "Product Added to Wishlist", "favorite"),
    "cart_added": ("add_to_cart", "Product Added", "cart_add", "basket_added"),
    "ordered": ("purchase", "Order Completed", "order_complete", "order_placed", "checkout"),
    "came_back": ("return_visit", "revisited", "visit_again"),
    "review_written": ("review_submitted", "Review Submitted", "review", "rating_given"),
    "friend_invited": ("invite", "Invite Sent", "share", "referral"),
}


def likely_event(event: str, found: Mapping[str, int]) -> str | None:
    """The event of the data that is most likely meant by a name that never occurs in them.

    Args:
        event: The name that was written.
        found: Events of the data with their rows.

    Returns:
        The most frequent one among the usual names for the same thing; else the nearest name by
        letters; else None.

    Example:
        >>> likely_event("visited", {"purchase": 3, "page_view": 90, "session_start": 12})
        'page_view'
        >>> likely_event("orderd", {"ordered": 3})
        'ordered'
    """
    family = next((each for each in _families() if _plain(event) in each), frozenset())
    meant = [name for name in found if _plain(name) in family]
    # before the letters: 'delivered' is spelt like 'ordered', and 'purchase' means it
    return max(meant, key=lambda name: found[name]) if meant else nearest(event, found)


def _families() -> list[frozenset[str]]:
    """The names of each thing, without the differences of case and of signs between words."""
    return [
        frozenset(_plain(name) for name in (ours, *usual)) for ours, usual in USUAL_NAMES.items()
    ]


def _plain(name: str) -> str:
    """A name without case, blanks and signs."""
    return re.sub(r"[\W_]+", "", name).lower()
