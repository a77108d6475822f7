"""Who the customers of the demo world are; what each is inclined to do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagelift.demo.curve import WEEKS, Flags, Floats, Ints
from stagelift.demo.trials import TRIALS, treated

PLATFORMS = ("android", "ios", "web")
AGE_BANDS = ("20s", "30s", "40s", "50s", "60+")
GENDERS = ("F", "M", "")
CONSENTS = ("email", "sms", "push", "kakao", "night")

_PLATFORM_SHARES = (0.62, 0.27, 0.11)
_AGE_SHARES = (0.24, 0.29, 0.24, 0.15, 0.08)
_GENDER_SHARES = (0.58, 0.38, 0.04)
_CONSENT_CHANCES = (0.86, 0.71, 0.78, 0.64, 0.22)
_PLATFORM_APPETITE = np.array((0.98, 1.05, 0.99))
_AGE_APPETITE = np.array((0.94, 1.04, 1.05, 1.00, 0.94))


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """The customers, one position each in every array.

    Args:
        size: How many.
        arrival: Week of the first visit, 0 to 25.
        platform: Position in PLATFORMS.
        age: Position in AGE_BANDS.
        gender: Position in GENDERS.
        consents: One row per name in CONSENTS.
        eagerness: Factor on how often the customer visits, mean 1.
        appetite: Factor on how likely a cart becomes an order, mean near 1.
        treated: By experiment, whether the split gives the customer the second variant.
    """

    size: int
    arrival: Ints
    platform: Ints
    age: Ints
    gender: Ints
    consents: Flags
    eagerness: Floats
    appetite: Floats
    treated: dict[str, Flags]

    @property
    def android(self) -> Flags:
        """Whether the customer uses the Android app."""
        flags: Flags = self.platform == PLATFORMS.index("android")
        return flags


def people(size: int, rng: np.random.Generator) -> People:
    """Customers drawn at random; the split of the experiments does not depend on the draw.

    Args:
        size: How many, at least 1.
        rng: Source of chance.

    Returns:
        The customers. A fifth arrive in the opening week, the others evenly over all weeks.
    """
    late = rng.integers(0, WEEKS, size)
    arrival = np.where(rng.random(size) < 0.2, 0, late)
    platform = rng.choice(len(PLATFORMS), size, p=_PLATFORM_SHARES)
    age = rng.choice(len(AGE_BANDS), size, p=_AGE_SHARES)
    gender = rng.choice(len(GENDERS), size, p=_GENDER_SHARES)
    consents = rng.random((len(CONSENTS), size)) < np.asarray(_CONSENT_CHANCES)[:, None]
    return People(
        size=size,
        arrival=arrival.astype(np.int64),
        platform=platform.astype(np.int64),
        age=age.astype(np.int64),
        gender=gender.astype(np.int64),
        consents=consents,
        eagerness=rng.gamma(6.0, 1 / 6.0, size),
        appetite=_PLATFORM_APPETITE[platform] * _AGE_APPETITE[age],
        treated={trial.name: treated(trial, size) for trial in TRIALS},
    )
