"""What the check page points at before sending: words that could identify a patient, and why.

It is worked out as the draft is saved, and again here where an answer isn't the one that was saved. Where the
words stand is kept in the draft alone; nothing of it is logged or sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from formsvc.domain.questionnaire import Answers, Question, Section
from formsvc.domain.screening import Identifier
from formsvc.domain.screening.kept import (
    NOTHING_KEPT,
    colleagues_in,
    findings_in,
    screened_answers,
    text_of,
)
from formsvc.domain.submission import Screened

WHY = {
    Identifier.NHS_NUMBER: "looks like an NHS number, which names one person: leave it out",
    Identifier.DATE_OF_BIRTH: "looks like a date of birth: \u201cin their forties\u201d says enough",
    Identifier.EXACT_DATE: "is an exact date: the month, or \u201clast week\u201d, says enough",
    Identifier.AGE_OVER_89: "is an age over 89, which few people have: \u201cvery old\u201d says enough",
    Identifier.HOSPITAL_NUMBER: "looks like a hospital number, which names one person: leave it out",
    Identifier.PLACE: "says where a patient lay: \u201con the ward\u201d says enough",
    Identifier.NAME: "looks like a patient\u2019s or a relative\u2019s name: \u201cthe patient\u201d says "
    "enough, and for a colleague \u201cmy consultant\u201d",
    Identifier.PHONE: "looks like a telephone number: leave it out",
    Identifier.EMAIL: "is an email address: leave it out",
    Identifier.ADDRESS: "looks like an address or a postcode: leave it out",
}
MOST_SHOWN = 10
"""How many words of one answer are listed; a page of them would be read by nobody."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """The words of one answer that are pointed at, each with the reason, and how many more there are."""

    section: Section
    question: Question
    words: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague named in an answer."""

    section: Section
    question: Question
    name: str


@dataclass(frozen=True, slots=True)
class Pointing:
    """All that the check page points at."""

    pointed: tuple[Pointed, ...]
    colleagues: tuple[Colleague, ...]


def pointing_at(
    sections: Iterable[Section], answers: Answers, known: Mapping[str, Screened] = NOTHING_KEPT
) -> Pointing:
    """Return what may identify a patient, answer by answer, each wording once, and colleagues likewise.

    A colleague is no fault, but their role would say as much. ``known`` is what was found at saving.
    """
    pointed: list[Pointed] = []
    named: dict[str, Colleague] = {}
    for section, question, text, screened in _texts(sections, answers, known):
        found = findings_in(text, screened)
        words = list(dict.fromkeys((each.words, WHY[each.identifier]) for each in found))
        if words:
            more = max(0, len(words) - MOST_SHOWN)
            pointed.append(Pointed(section, question, tuple(words[:MOST_SHOWN]), more))
        for each in colleagues_in(text, screened):
            named.setdefault(each.words, Colleague(section, question, each.words))
    return Pointing(tuple(pointed), tuple(named.values())[:MOST_SHOWN])


def _texts(
    sections: Iterable[Section], answers: Answers, known: Mapping[str, Screened]
) -> Iterator[tuple[Section, Question, str, Screened]]:
    screened = screened_answers(answers, known)
    for section in sections:
        for question in section.questions:
            if text := text_of(answers.get(question.id)):
                yield section, question, text, screened[question.id]
