"""What the surroundings say about their user: the language, the country, the clock."""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("ko", "en")
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def surrounding_locale(environment: Mapping[str, str] | None = None) -> str:
    """The name of the locale, such as `ko_KR.UTF-8`; empty where none is set.

    Args:
        environment: Environment variables; those of this process by default.

    Returns:
        The first of LC_ALL, LC_MESSAGES and LANG that says something; else what the system says.
    """
    known = os.environ if environment is None else environment
    said = next((known[name] for name in VARIABLES if known.get(name)), "")
    if said or environment is not None:
        return said
    return locale.getlocale()[0] or ""  # Windows sets no such variable


def surrounding_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the locale, of those the command line speaks.

    Args:
        environment: Environment variables; those of this process by default.

    Returns:
        `ko` or `en`.

    Example:
        >>> surrounding_language({"LANG": "ko_KR.UTF-8"}), surrounding_language({"LANG": "C"})
        ('ko', 'en')
    """
    name = surrounding_locale(environment)
    return "ko" if re.match(r"ko\b|ko_|Korean", name) else "en"


def surrounding_country(environment: Mapping[str, str] | None = None) -> str | None:
    """The country of the locale.

    Args:
        environment: Environment variables; those of this process by default.

    Returns:
        Two letters, or None when the locale names none.

    Example:
        >>> surrounding_country({"LC_ALL": "de_AT.UTF-8"}), surrounding_country({"LANG": "C.UTF-8"})
        ('AT', None)
    """
    name = surrounding_locale(environment)
    found = re.match(r"[a-z]{2,3}_([A-Z]{2})\b", name)
    if found:
        return found[1]
    return "KR" if name.startswith("Korean_") else None


def surrounding_zone(environment: Mapping[str, str] | None = None) -> str:
    """The time zone of this machine.

    Args:
        environment: Environment variables; those of this process by default.

    Returns:
        An IANA name; `UTC` where the machine does not say.

    Example:
        >>> surrounding_zone({"TZ": "Asia/Seoul"})
        'Asia/Seoul'
    """
    from zoneinfo import available_timezones

    known = os.environ if environment is None else environment
    link = Path("/etc/localtime")
    said = known.get("TZ", "") or (str(link.resolve()) if link.is_symlink() else "")
    name = said.removeprefix(":").rpartition("zoneinfo/")[2]
    return name if name in available_timezones() and "/" in name else "UTC"
