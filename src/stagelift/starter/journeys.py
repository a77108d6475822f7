"""Five models of a customer journey to start from; their events are placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from stagelift.starter.events import USUAL_NAMES

AGAIN = re.compile(r" x\d+$")  # a later time of an event, named at its first
SHOWN_NAMES = 3  # other names of an event beside the placeholder


@dataclass(frozen=True, slots=True)
class StageModel:
    """One stage of a model.

    Args:
        name: Id of the stage.
        korean: Words shown in Korean.
        english: Words shown in English.
        enter: The events that open it, by our names; empty for a stage opened by silence.
        after: The silence that opens it, instead of an event.
        may_go_back_to: The stage a customer may return to, in a model that is a cycle.
        part: The part of the journey that begins with it: before, during or after the purchase.
        aliases: Other names it goes by.
    """

    name: str
    korean: str
    english: str
    enter: str = ""
    after: str = ""
    may_go_back_to: str = ""
    part: str = ""
    aliases: tuple[str, ...] = ()

    def written(self, language: str) -> str:
        """The stage as a line of `journey.yaml`, with other usual names of its event.

        Args:
            language: Which words come first.

        Returns:
            One or two lines of YAML, indented by two blanks.

        Example:
            >>> print(StageModel("purchase", "구매", "Purchase", "ordered").written("en"))
              # 'ordered' is often called: purchase, Order Completed, order_complete
              purchase: {enter: ordered, label: {en: Purchase, ko: 구매}}
        """
        words = {"ko": self.korean, "en": self.english}
        first, second = ("ko", "en") if language == "ko" else ("en", "ko")
        parts = [f"enter: {self.enter}"] if self.enter else []
        parts += [f"after: {self.after}"] if self.after else []
        parts.append(f"label: {{{first}: {words[first]}, {second}: {words[second]}}}")
        parts += [f"aliases: [{', '.join(self.aliases)}]"] if self.aliases else []
        parts += [f"part: {self.part}"] if self.part else []
        parts += [f"may_go_back_to: {self.may_go_back_to}"] if self.may_go_back_to else []
        return f"{self._hint(language)}  {self.name}: {{{', '.join(parts)}}}"

    def _hint(self, language: str) -> str:
        """A comment with the usual names of the event that opens the stage, said once an event."""
        event = self.enter.split()[0] if self.enter else ""
        if event not in USUAL_NAMES or AGAIN.search(self.enter):
            return ""
        usual = ", ".join(USUAL_NAMES[event][:SHOWN_NAMES])
        said = f"'{event}' 대신 흔한 이름" if language == "ko" else f"'{event}' is often called"
        return f"  # {said}: {usual}\n"


AWARENESS = StageModel("awareness", "인지", "Awareness", "visited", part="before")
PURCHASE = StageModel("purchase", "구매", "Purchase", "ordered", part="during")
SILENT = "90 days without visited | product_viewed | ordered"

JOURNEYS: Mapping[str, tuple[StageModel, ...]] = {
    "acquisition5": (
        AWARENESS,
        StageModel("consideration", "고려", "Consideration", "cart_added"),
        PURCHASE,
        StageModel("retention", "유지", "Retention", "ordered x2", part="after"),
        StageModel("advocacy", "추천", "Advocacy", "review_written | friend_invited"),
    ),
    "current5": (
        AWARENESS,
        StageModel("engagement", "참여", "Engagement", "signed_up"),
        StageModel("evaluation", "평가", "Evaluation", "cart_added"),
        PURCHASE,
        StageModel("post_purchase", "구매 후", "After purchase", "review_written", part="after"),
    ),
    "lifecycle4": (
        StageModel("awareness", "인식", "Awareness", "visited", part="before"),
        StageModel("research", "조사", "Research", "product_viewed"),
        PURCHASE,
        StageModel("retention", "유지", "Retention", "ordered x2", part="after"),
        StageModel("left", "이탈", "Left", after=SILENT),
    ),
    "behaviour_cycle": (
        AWARENESS,
        StageModel("interest", "관심", "Interest", "product_viewed"),
        StageModel("decision", "결정", "Decision", "ordered", part="during"),
        StageModel("post_purchase", "구매 후", "After purchase", "review_written", part="after"),
        StageModel("revisit", "재방문", "Revisit", "came_back", may_go_back_to="decision"),
    ),
    "aftercare5": (
        AWARENESS,
        StageModel("interest", "관심", "Interest", "product_viewed"),
        StageModel("consideration", "고려", "Consideration", "cart_added"),
        PURCHASE,
        StageModel(
            *("aftercare", "구매 후 행동", "Aftercare", "review_written"),
            part="after",
            aliases=("애프터케어", "post_purchase"),
        ),
    ),
}
