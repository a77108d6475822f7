"""Forms of English sentences and their Korean; the first form that fits a sentence is taken.

`{what:t}` is itself put into Korean, `{name:을/를}` takes the particle that fits. There is a file
for each topic; their order counts where two forms fit one sentence.
"""

from __future__ import annotations

from stagelift.reports.korean_forms.archive import ARCHIVE_FORMS
from stagelift.reports.korean_forms.commands import COMMAND_FORMS
from stagelift.reports.korean_forms.cures import CURE_FORMS
from stagelift.reports.korean_forms.deciding import DECIDING_FORMS
from stagelift.reports.korean_forms.definitions import DEFINITION_FORMS
from stagelift.reports.korean_forms.engines import ENGINE_FORMS
from stagelift.reports.korean_forms.exploring import EXPLORING_FORMS
from stagelift.reports.korean_forms.files import FILE_FORMS
from stagelift.reports.korean_forms.health import HEALTH_FORMS
from stagelift.reports.korean_forms.journey import JOURNEY_FORMS
from stagelift.reports.korean_forms.keys import KEY_FORMS
from stagelift.reports.korean_forms.life import LIFE_FORMS
from stagelift.reports.korean_forms.measures import MEASURE_FORMS
from stagelift.reports.korean_forms.mistakes import MISTAKE_FORMS
from stagelift.reports.korean_forms.notes import NOTE_FORMS
from stagelift.reports.korean_forms.phrases import PHRASES
from stagelift.reports.korean_forms.publishing import PUBLISHING_FORMS
from stagelift.reports.korean_forms.rare_data import RARE_DATA_FORMS
from stagelift.reports.korean_forms.rare_pages import RARE_PAGE_FORMS
from stagelift.reports.korean_forms.rare_tests import RARE_TEST_FORMS
from stagelift.reports.korean_forms.reading import NAMED_FORMS, READING_FORMS
from stagelift.reports.korean_forms.readouts import READOUT_FORMS
from stagelift.reports.korean_forms.refusals import REFUSAL_FORMS
from stagelift.reports.korean_forms.reports import REPORT_FORMS
from stagelift.reports.korean_forms.running import RUNNING_FORMS
from stagelift.reports.korean_forms.segments import SEGMENT_FORMS
from stagelift.reports.korean_forms.sending import SENDING_FORMS
from stagelift.reports.korean_forms.spark import SPARK_FORMS
from stagelift.reports.korean_forms.usage import USAGE_FORMS
from stagelift.reports.korean_forms.verdicts import VERDICT_FORMS
from stagelift.reports.korean_forms.voice import VOICE_FORMS
from stagelift.reports.korean_forms.whole import WHOLE_FORMS

__all__ = ["FORMS", "PHRASES"]

FORMS: tuple[tuple[str, str], ...] = (
    *RARE_DATA_FORMS,
    *RARE_TEST_FORMS,
    *RARE_PAGE_FORMS,
    *WHOLE_FORMS,
    *SPARK_FORMS,
    *READING_FORMS,
    *ENGINE_FORMS,
    *DECIDING_FORMS,
    *VERDICT_FORMS,
    *LIFE_FORMS,
    *RUNNING_FORMS,
    *ARCHIVE_FORMS,
    *SENDING_FORMS,
    *EXPLORING_FORMS,
    *JOURNEY_FORMS,
    *SEGMENT_FORMS,
    *VOICE_FORMS,
    *HEALTH_FORMS,
    *REPORT_FORMS,
    *CURE_FORMS,
    *KEY_FORMS,
    *FILE_FORMS,
    *DEFINITION_FORMS,
    *COMMAND_FORMS,
    *READOUT_FORMS,
    *MEASURE_FORMS,
    *NOTE_FORMS,
    *USAGE_FORMS,
    *REFUSAL_FORMS,
    *PUBLISHING_FORMS,
    *MISTAKE_FORMS,
    *NAMED_FORMS,
)
