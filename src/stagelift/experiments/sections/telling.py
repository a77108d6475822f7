"""The sections of an experiment over events: which are told, and from what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.experiments.sections.after import churns, is_due, is_planned, view_with, voices
from stagelift.experiments.sections.ages import effect_by_days, ends_within_a_day
from stagelift.experiments.sections.churning import churn_after
from stagelift.experiments.sections.converting import time_to_convert
from stagelift.experiments.sections.ready import not_ready
from stagelift.experiments.sections.ruled import ruled_out
from stagelift.experiments.sections.scene import Scene
from stagelift.experiments.sections.sending import send_less
from stagelift.experiments.sections.shop import last_counted, of_whole_shop, share_taken
from stagelift.experiments.sections.voice import voice
from stagelift.experiments.sections.waits import Waits, waits_of

if TYPE_CHECKING:
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined
    from stagelift.experiments.sections.sections import Sections, Untold


def told(blank: Sections, asked: Question, examined: Examined, *, beyond: bool) -> Sections:
    """The sections of an experiment whose units were found in events.

    Args:
        blank: Sections in which nothing is told.
        asked: The experiment.
        examined: Its readout with what it was made from.
        beyond: Whether net promoters and churn are read where the plan does not name them, which
            takes one query more.

    Returns:
        The sections; all empty while the health is red.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    scene = Scene.of(asked, examined)
    if scene is None:
        return blank
    untold = untold_of(scene)
    waits = None if untold else waits_of(scene)
    said, silent = voices(scene), churns(scene)
    due = [
        each
        for each in (*said, *silent)
        if not untold and is_due(scene, each) and (beyond or is_planned(scene, each))
    ]
    view = view_with(scene, due)
    spoken = (voice(scene, view, each) for each in said if each in due)
    fallen = (churn_after(scene, view, each) for each in silent if each in due)
    others = {each.name: each for each in (*asked.measured[1:], *asked.later, *said, *silent)}
    return replace(
        blank,
        time=None if waits is None else time_to_convert(scene, waits),
        ages=None if waits is None else effect_by_days(scene, waits),
        shop=None if waits is None else of_whole_shop(scene, waits),
        voice=tuple(each for each in spoken if each is not None),
        churn=tuple(each for each in fallen if each is not None),
        sending=send_less(scene),
        ruled_out=ruled_out(scene),
        ready=not_ready(scene, others.values()),
        untold=untold or part_untold(scene, waits),
    )


def untold_of(scene: Scene) -> Untold:
    """Why sections that compare customer by customer would be wrong here; empty where they hold.

    Customers of one household are not independent, and units of several splits are never pooled.
    """
    if scene.asked.experiment.of_households:
        return "households"
    return "epochs" if scene.readout.epochs > 1 else ""


def part_untold(scene: Scene, waits: Waits | None) -> Untold:
    """Why one section alone would be wrong here; empty where none is."""
    if waits is None:
        return ""
    if ends_within_a_day(waits):
        return "part_day"
    return "openings" if last_counted(scene) >= 0 and share_taken(scene) is None else ""
