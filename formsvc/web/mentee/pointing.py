"""What the check page points at before sending: words that could identify a patient, and why.

It is worked out while the page is drawn, from the answers in it; nothing is kept, logged or sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formsvc.domain.questionnaire import Answer, Answers, Question, Section
from formsvc.domain.screening import Identifier, named_colleagues, screen

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


def pointed_at(sections: Iterable[Section], answers: Answers) -> list[Pointed]:
    """Return what may identify a patient, answer by answer, each wording once."""
    found = (
        (section, question, list(dict.fromkeys((each.words, WHY[each.identifier]) for each in screen(text))))
        for section, question, text in _texts(sections, answers)
    )
    return [
        Pointed(section, question, tuple(words[:MOST_SHOWN]), max(0, len(words) - MOST_SHOWN))
        for section, question, words in found
        if words
    ]


def colleagues_named(sections: Iterable[Section], answers: Answers) -> list[Colleague]:
    """Return colleagues, where each is first named: no fault, but their role would say as much."""
    named: dict[str, Colleague] = {}
    for section, question, text in _texts(sections, answers):
        for each in named_colleagues(text):
            named.setdefault(each.words, Colleague(section, question, each.words))
    return list(named.values())[:MOST_SHOWN]


def _texts(sections: Iterable[Section], answers: Answers) -> Iterator[tuple[Section, Question, str]]:
    for section in sections:
        for question in section.questions:
            if text := _text(answers.get(question.id)):
                yield section, question, text


def _text(answer: Answer) -> str:
    if isinstance(answer, tuple):
        return "\n".join(answer)
    return answer if isinstance(answer, str) else ""
