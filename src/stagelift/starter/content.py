"""The files of a new workspace: an empty one in the user's language, or the demo shop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stagelift.definitions.country import zones_of
from stagelift.starter.journeys import JOURNEYS
from stagelift.starter.surroundings import surrounding_zone
from stagelift.starter.templates import SHOP, filled, shop_folder, templates

IGNORED = "# data, audience files, pages and state\ndata/\nout/\nsite/\n.stagelift/\n"
PLAIN_NAME = re.compile(r"[^\W\d][\w-]*( [\w-]+)*")
FOR_PEOPLE = (".yaml", ".md")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user wants of a new workspace.

    Args:
        name: Name of the journey.
        journey: One of `JOURNEYS`.
        language: `ko` or `en`: of the comments, and first of the pages.
        country: Two letters, or None when it is not known.
    """

    name: str
    journey: str = "acquisition5"
    language: str = "en"
    country: str | None = None


def starter_files(wishes: Wishes, notebooks: Path) -> dict[str, str]:
    """The files of an empty workspace, commented in one language.

    Args:
        wishes: What the user wants.
        notebooks: The folder of the notebooks that come with stagelift.

    Returns:
        Path in the workspace, with forward slashes, to text.
    """
    stages = "\n".join(stage.written(wishes.language) for stage in JOURNEYS[wishes.journey])
    words = {
        "journey": yaml_name(wishes.name),
        "place": place(wishes.country, wishes.language),
        "languages": f"{'[ko, en]' if wishes.language == 'ko' else '[en]':<26}",
        "stages": stages.removeprefix("  "),
        "before_purchase": before_purchase(wishes.journey),
    }
    texts = {
        name: filled(template, wishes.language, words) for name, template in templates().items()
    }
    return {**texts, **_notebooks(notebooks), ".gitignore": IGNORED}


def demo_files(notebooks: Path) -> dict[str, str]:
    """The files of the demo shop.

    Args:
        notebooks: The folder of the notebooks that come with stagelift.

    Returns:
        Path in the workspace, with forward slashes, to text.
    """
    folder = shop_folder()
    paths = [
        path
        for name in SHOP
        for path in ([folder / name] if "." in name else sorted((folder / name).iterdir()))
        if path.suffix in FOR_PEOPLE
    ]
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
    return {**texts, **_notebooks(notebooks), ".gitignore": IGNORED}


def _notebooks(folder: Path) -> dict[str, str]:
    return {
        f"notebooks/{path.name}": path.read_text("utf-8") for path in sorted(folder.glob("*.ipynb"))
    }


def yaml_name(name: str) -> str:
    """A name as a YAML value.

    Args:
        name: Any text, such as the name of a folder.

    Returns:
        The name, in quotes where YAML would read it otherwise.

    Example:
        >>> yaml_name("우리 쇼핑몰"), yaml_name("null"), yaml_name("it's: here")
        ('우리 쇼핑몰', "'null'", "'it''s: here'")
    """
    plain = PLAIN_NAME.fullmatch(name) and name.lower() not in (
        "null",
        "true",
        "false",
        "yes",
        "no",
    )
    return name if plain else "'" + name.replace("'", "''") + "'"


def place(country: str | None, language: str) -> str:
    """The lines of `journey.yaml` that say where the journey is.

    Args:
        country: Two letters, or None.
        language: Language of the comments.

    Returns:
        `country:`, with `zone:` where the country's clocks differ; `zone:` alone without a country.

    Example:
        >>> print(place("KR", "en"))
        country: KR                          # gives the time zone, currency and holidays
    """
    said = SAID[language]
    if country is None:
        zone = f"zone: {surrounding_zone()}"
        return (
            f"{zone:<37}# {said['zone']}\n#country: US                         # {said['country']}"
        )
    line = f"country: {country:<28}# {said['country']}"
    zones = zones_of(country)
    if len(zones) == 1:
        return line
    here = surrounding_zone()
    zone = f"zone: {here if here in zones else zones[0]}"
    return f"{line}\n{zone:<37}# {said['clocks'].format(clocks=len(zones))}"


SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "country": "gives the time zone, currency and holidays",
        "zone": "whose days count; a country says it too",
        "clocks": "the country has {clocks} clocks: check that this one counts your days",
    },
    "ko": {
        "country": "시간대, 통화, 공휴일이 여기서 정해집니다",
        "zone": "하루를 세는 시간대. country를 적으면 따로 적지 않아도 됩니다",
        "clocks": "시간대가 {clocks}개인 나라입니다. 하루를 세는 시간대가 맞는지 확인하세요",
    },
}


def before_purchase(journey: str) -> str:
    """The stage before the one an order opens.

    Args:
        journey: One of `JOURNEYS`.

    Returns:
        Id of the stage.

    Example:
        >>> before_purchase("behaviour_cycle")
        'interest'
    """
    stages = JOURNEYS[journey]
    opened = next(number for number, stage in enumerate(stages) if stage.enter == "ordered")
    return stages[opened - 1].name
