"""About how long the rest of the questionnaire takes, from what is still to be answered."""

from __future__ import annotations

from math import ceil

from formsvc.domain.questionnaire import Answers, Kind, Question, Questionnaire, Section, is_answered

SECONDS = {Kind.RATING: 15, Kind.SHORT_TEXT: 30, Kind.GOAL: 60, Kind.LONG_TEXT: 102, Kind.ITEMS: 120}
"""What a question usually takes its writer; those of the programme's own questionnaire make 20 minutes."""


def minutes_left(questionnaire: Questionnaire, section: Section, answers: Answers) -> int:
    """Return about how many whole minutes are left from a section on, 0 when all of it is answered.

    What may be left out counts only on this page and the next ones; what must be answered counts on
    the pages before as well, since it has to be gone back to.
    """
    at = questionnaire.sections.index(section)
    before = [one for each in questionnaire.sections[:at] for one in each.questions if _must(one)]
    ahead = [one for each in questionnaire.sections[at:] for one in each.questions]
    waiting = (question for question in (*before, *ahead) if not is_answered(answers.get(question.id)))
    return ceil(sum(SECONDS[question.kind] for question in waiting) / 60)


def _must(question: Question) -> bool:
    return question.required or question.min_items > 0
