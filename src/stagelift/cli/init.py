"""`stagelift init DIR`: a workspace to start from, commented in the user's language."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stagelift.cli.check import CONNECT
from stagelift.cli.options import (
    DIRECTORY,
    LANGUAGE,
    language,
    language_option,
    wished_language,
)
from stagelift.cli.screen import columns, following, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from stagelift.starter import Written

PARTS = ("journey.yaml", "metrics", "experiments", "reports", "notebooks", "messages")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--journey",
    metavar="NAME",
    help="The stages to start from: acquisition5, current5, lifecycle4, behaviour_cycle, "
    "aftercare5.  [default: acquisition5]",
)
@click.option("--demo", is_flag=True, help="The demo shop instead of an empty workspace.")
@click.option(
    "--country", metavar="CC", help="Two letters: time zone, currency, holidays. [default: locale]"
)
@language_option
@click.pass_context
def init(
    ctx: click.Context, folder: Path, journey: str | None, *, demo: bool, country: str | None
) -> None:
    """Write a workspace into DIR: commented files for stages, metrics, experiments and reports.

    No file that is there is changed: either all are written, or none and the ones in the way are
    named.
    """
    from stagelift.starter import demo_files, write_all

    if demo and (journey or country):
        raise ArgumentError("--demo is the demo shop as it is; leave out --journey and --country")
    country = country_of(country)
    ctx.meta.setdefault(LANGUAGE, language_for(country))
    country = country or ("KR" if language() == "ko" else None)
    notebooks = shipped_notebooks()
    files = demo_files(notebooks) if demo else own_files(folder, journey, country, notebooks)
    written = write_all(folder, files)
    ctx.meta[DIRECTORY] = None if folder.resolve() == Path.cwd() else folder
    show(written)
    following("demo" if demo else CONNECT)


def shipped_notebooks() -> Path:
    """The folder of the notebooks that come with stagelift."""
    from stagelift.reports.notebooks import shipped

    return shipped()


def own_files(
    folder: Path, journey: str | None, country: str | None, notebooks: Path
) -> dict[str, str]:
    """The files of an empty workspace as the options ask for it.

    Args:
        folder: Where it goes; its name becomes the journey's.
        journey: The stages to start from.
        country: Two letters.
        notebooks: The folder of the notebooks that come with stagelift.

    Returns:
        Path in the workspace to text.

    Raises:
        ArgumentError: When the stages or the country are not known.
    """
    from stagelift.starter import JOURNEYS, Wishes, starter_files

    stages = journey or next(iter(JOURNEYS))
    if stages not in JOURNEYS:
        hint = did_you_mean(stages, JOURNEYS) or f"There are: {', '.join(JOURNEYS)}"
        raise ArgumentError(f"--journey: unknown stages '{stages}'. {hint}")
    wishes = Wishes(folder.resolve().name, stages, language(), country)
    return starter_files(wishes, notebooks)


def country_of(asked: str | None) -> str | None:
    """The country asked for, else the locale's.

    Args:
        asked: Two letters, in any case, or None.

    Returns:
        Two capital letters, or None when nothing says where the journey is.

    Raises:
        ArgumentError: When there is no such country.
    """
    from stagelift.definitions.country import zones_of
    from stagelift.starter import surrounding_country

    if asked is None:
        return surrounding_country()
    country = asked.upper()
    if not re.fullmatch("[A-Z]{2}", country) or not zones_of(country):
        raise ArgumentError(f"--country: unknown country '{asked}'; write two letters, as in 'KR'")
    return country


def language_for(country: str | None) -> str:
    """The language of a new workspace that no option names: Korean for Korea, else the locale's.

    Args:
        country: Two letters, or None.

    Returns:
        `ko` or `en`.
    """
    from stagelift.starter import surrounding_language

    return wished_language() or ("ko" if country == "KR" else surrounding_language())


def show(written: Written) -> None:
    """Prints what was written, one line a part of the workspace.

    Args:
        written: What was written.
    """
    place = shlex.quote(str(written.root)) if " " in str(written.root) else str(written.root)
    if not written.files:
        say(said("init.nothing", folder=place))
        return
    say(said("init.wrote", files=len(written.files), folder=place))
    parts = {name.partition("/")[0] for name in written.files}
    shown = [part for part in (*PARTS, "changes.yaml") if part in parts]
    say(
        columns(
            (part if part.endswith(".yaml") else f"{part}/", said(f"init.file.{part}"))
            for part in shown
        )
    )
    if written.same:
        say(said("init.same", names=", ".join(written.same)))
    if written.extended:
        say(said("init.ignore"))
    if "journey.yaml" in written.files:
        show_journey(written.root)


def show_journey(root: Path) -> None:
    """Prints the stages a new workspace starts from.

    Args:
        root: The workspace.
    """
    from stagelift.definitions import read_workspace
    from stagelift.metrics.registry import KINDS
    from stagelift.metrics.standard import standard_metrics

    definitions, _ = read_workspace(root, kinds=KINDS, standard=standard_metrics)
    stages = (
        stage.label.text(language()) if stage.label else name
        for name, stage in definitions.journey.stages.items()
    )
    name = definitions.journey.name
    say(said("init.journey", name=name, stages=" · ".join(stages)))
    if not definitions.journey.sources:
        say(said("init.events"))
