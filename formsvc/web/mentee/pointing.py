"""What the check page points at before sending: words that could identify a patient, and why.

It is worked out while the page is drawn, from the answers in it; nothing is kept, logged or sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formsvc.domain.questionnaire import Answer, Answers, Question, Section
from formsvc.domain.screening import Identifier, named_colleagues, screen

WHY = {
    Identifier.NHS_NUMBER: "looks like an NHS number, which names one person",
    Identifier.DATE_OF_BIRTH: "looks like a date of birth",
    Identifier.EXACT_DATE: "is an exact date: the month, or \u201clast week\u201d, says enough",
    Identifier.AGE_OVER_89: "is an age over 89, which few people have: \u201cvery old\u201d says enough",
    Identifier.HOSPITAL_NUMBER: "looks like a hospital number",
    Identifier.PLACE: "says where a patient lay",
    Identifier.NAME: "looks like a patient\u2019s or a relative\u2019s name",
    Identifier.PHONE: "looks like a telephone number",
    Identifier.EMAIL: "is an email address",
    Identifier.ADDRESS: "looks like an address or a postcode",
}


@dataclass(frozen=True, slots=True)
class Pointed:
    """Some words of one answer, and why they are pointed at."""

    section: Section
    question: Question
    words: str
    why: str


def pointed_at(sections: Iterable[Section], answers: Answers) -> list[Pointed]:
    """Return what may identify a patient, in the order of the questionnaire, each wording once."""
    found = (
        Pointed(section, question, finding.words, WHY[finding.identifier])
        for section, question, text in _texts(sections, answers)
        for finding in screen(text)
    )
    return list(dict.fromkeys(found))


def colleagues_named(sections: Iterable[Section], answers: Answers) -> list[str]:
    """Return colleagues\u2019 names: no fault, but their role would say as much."""
    named = (each.words for _, _, text in _texts(sections, answers) for each in named_colleagues(text))
    return list(dict.fromkeys(named))


def _texts(sections: Iterable[Section], answers: Answers) -> Iterator[tuple[Section, Question, str]]:
    for section in sections:
        for question in section.questions:
            if text := _text(answers.get(question.id)):
                yield section, question, text


def _text(answer: Answer) -> str:
    if isinstance(answer, tuple):
        return "\n".join(answer)
    return answer if isinstance(answer, str) else ""
