"""The four experiments of the demo world: when they run, how customers are split, what is true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from stagelift.data.assign import hash_prefix
from stagelift.demo.curve import AS_OF, DAY, Curve, Flags, Ints, midnight


@dataclass(frozen=True, slots=True)
class Trial:
    """One experiment as the world lives it.

    Args:
        name: Its file name, also the salt of the split.
        control: The first variant.
        treatment: The second variant.
        first: First day of enrolment in Seoul.
        last: Last day of enrolment; the same as `first` for one wave at midnight.
        window: Longest metric window in µs; a customer is mature when it has closed.
    """

    name: str
    control: str
    treatment: str
    first: date
    last: date
    window: int

    @property
    def starts(self) -> int:
        """First instant of enrolment, in µs."""
        return midnight(self.first)

    @property
    def ends(self) -> int:
        """First instant after enrolment, in µs."""
        return midnight(self.last + timedelta(days=1))

    def open_at(self, instants: Ints) -> Flags:
        """Whether each instant lies within enrolment."""
        return (instants >= self.starts) & (instants < self.ends)

    def mature(self, assigned_at: Ints) -> Flags:
        """Whether each customer's whole window has closed as of the world's fixed instant."""
        return assigned_at + self.window <= AS_OF


CART_REMINDER = Trial(
    "cart_reminder", "email_day2", "push_1h", date(2026, 10, 19), date(2026, 11, 29), 7 * DAY
)
WINBACK_CALL = Trial(
    "winback_call", "email_hello", "call", date(2026, 11, 9), date(2026, 11, 9), 14 * DAY
)
EVENING_PUSH = Trial(
    "evening_push", "morning", "evening", date(2026, 8, 3), date(2026, 8, 3), 7 * DAY
)
REVIEW_ASK = Trial(
    "review_ask", "email_ask", "kakao_ask", date(2026, 8, 31), date(2026, 9, 27), 14 * DAY
)
TRIALS = (CART_REMINDER, WINBACK_CALL, EVENING_PUSH, REVIEW_ASK)

# Orders of a filled cart within the week: the chance with the e-mail, what the push adds, and how
# soon the orders come. A cart that was only a wish list gets no message.
CART_CHANCE = 0.115
PUSH_ADDS = 0.048
WISH_CHANCE = 0.090
_ORDER_HOURS = (0.4, 1.0, 3.0, 8.0, 24.0, 48.0, 72.0, 120.0, 165.0)
ORDER_DELAY = (
    Curve.of(hours=_ORDER_HOURS, shares=(0, 0.10, 0.28, 0.40, 0.55, 0.70, 0.82, 0.93, 1)),
    Curve.of(hours=_ORDER_HOURS, shares=(0, 0.08, 0.34, 0.52, 0.68, 0.79, 0.87, 0.95, 1)),
)

# Lapsed buyers who order because of the e-mail, or because of the call, and when.
WINBACK_ADDS = (0.010, 0.035)
WINBACK_DELAY = Curve.of(hours=(26, 48, 96, 168, 312), shares=(0, 0.3, 0.65, 0.85, 1))

# Reviews for an order asked for by e-mail, or on Kakao; on Kakao for everyone after the test.
REVIEW_CHANCE = (0.100, 0.160)
REVIEW_DELAY = Curve.of(hours=(26, 36, 60, 100, 165), shares=(0, 0.35, 0.7, 0.9, 1))
KAKAO_FOR_ALL = midnight(date(2026, 10, 15))

# The leak: from this day a share of the payments of carts in the Android app fails.
LEAK_DAY = date(2026, 11, 4)
LEAK = midnight(LEAK_DAY)
LEAK_SHARE = 0.70


def customer_id(number: int) -> str:
    """The id of a customer, as every table of the demo writes it.

    Args:
        number: 0-based position in the world.

    Returns:
        A letter and six digits.

    Example:
        >>> customer_id(0)
        'C000001'
    """
    return f"C{number + 1:06d}"


def treated(trial: Trial, customers: int) -> Flags:
    """Which customers the md5-v1 rule gives the second of two equal variants.

    Args:
        trial: The experiment; its name is the salt.
        customers: How many customers there are.

    Returns:
        One flag a customer.
    """
    boundary = "80000000"  # half of the prefixes, as thresholds() gives it for two equal shares
    prefixes = (hash_prefix(customer_id(k), trial.name) for k in range(customers))
    return np.fromiter((prefix >= boundary for prefix in prefixes), np.bool_, customers)
