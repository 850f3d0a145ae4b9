"""The questionnaire as data: sections and questions, and what counts as a good answer.

An *answer* is ``str`` for texts and goals, ``int`` (1 to 5) for ratings, ``tuple[str, ...]``
for items, and ``None`` where nothing was answered. *Answers* map question ids to answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

Answer = str | int | tuple[str, ...] | None
Answers = Mapping[str, Answer]


class Kind(StrEnum):
    """The kinds of question that ``programme.toml`` may ask."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    RATING = "rating"
    ITEMS = "items"
    GOAL = "goal"


@dataclass(frozen=True)
class Question:
    """One question; limits are in characters (for items: of each item). ``name`` is what a list calls it."""

    id: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = False
    max_length: int = 4000
    min_items: int = 0
    max_items: int = 10
    words: tuple[str, ...] = ()
    name: str = ""

    @property
    def called(self) -> str:
        """What a line about it calls the question: its name where it has one, else all of its label."""
        return self.name or self.label

    def rating_in_words(self, rating: int) -> str:
        """Return ``4 out of 5, good`` for a rating of 4."""
        return f"{rating} out of {len(self.words)}, {self.words[rating - 1].lower()}"


@dataclass(frozen=True)
class Section:
    """One page of the questionnaire: one topic."""

    id: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """A version of the questionnaire; ``opening`` names the question that the letter shows first.

    ``watched`` names a question of items, if any: a point of it that keeps returning is said to the mentor.
    """

    id: str
    version: str
    sections: tuple[Section, ...]
    opening: str
    watched: str = ""

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they are asked."""
        return tuple(question for section in self.sections for question in section.questions)

    def section(self, section_id: str) -> Section | None:
        """Return the section with this id, None where there is none."""
        return next((section for section in self.sections if section.id == section_id), None)

    def question(self, question_id: str) -> Question | None:
        """Return the question with this id, None where there is none."""
        return next((question for question in self.questions if question.id == question_id), None)


def is_answered(answer: Answer) -> bool:
    """Tell whether an answer says anything at all."""
    if isinstance(answer, tuple):
        return any(item.strip() for item in answer)
    if isinstance(answer, str):
        return bool(answer.strip())
    return answer is not None


def answers_to(questions: tuple[Question, ...], answers: Answers) -> dict[str, Answer]:
    """Return the answers that these questions ask for and can show.

    A draft may be older than the questionnaire: an answer to a question that is no longer
    asked, or in the shape of another kind, is left out.
    """
    return {
        question.id: answers[question.id]
        for question in questions
        if question.id in answers and _has_its_shape(question, answers[question.id])
    }


def fault_in(question: Question, answer: Answer) -> str | None:
    """Return the sentence that says what to change in an answer, None when it can be sent."""
    if question.kind is Kind.ITEMS:
        return _fault_in_items(question, answer if isinstance(answer, tuple) else ())
    if not is_answered(answer):
        return _missing(question) if question.required else None
    if isinstance(answer, int):
        return None if 1 <= answer <= len(question.words) else _missing(question)
    return _too_long(question, answer) if isinstance(answer, str) else None


def faults_in(questions: tuple[Question, ...], answers: Answers) -> dict[str, str]:
    """Return question id to sentence for every answer that cannot be sent yet."""
    found = ((question.id, fault_in(question, answers.get(question.id))) for question in questions)
    return {question_id: sentence for question_id, sentence in found if sentence is not None}


def _has_its_shape(question: Question, answer: Answer) -> bool:
    if answer is None:
        return True
    if question.kind is Kind.RATING:
        return isinstance(answer, int) and 1 <= answer <= len(question.words)
    return isinstance(answer, tuple if question.kind is Kind.ITEMS else str)


def _fault_in_items(question: Question, items: tuple[str, ...]) -> str | None:
    filled = [item for item in items if item.strip()]
    least = max(question.min_items, 1 if question.required else 0)
    if len(filled) < least:
        return f"Enter at least {_count(least)} under “{question.label}”"
    if len(filled) > question.max_items:
        return f"Enter at most {_count(question.max_items)} under “{question.label}”"
    return next((fault for item in filled if (fault := _too_long(question, item))), None)


def _missing(question: Question) -> str:
    verb = "Choose an answer to" if question.kind is Kind.RATING else "Answer"
    return f"{verb} “{question.label}”"


def _too_long(question: Question, text: str) -> str | None:
    over = len(text) - question.max_length
    if over <= 0:
        return None
    noun = "character" if over == 1 else "characters"
    return (
        f"Shorten “{question.label}” by {over:,} {noun}: "
        f"it can hold {question.max_length:,}, and all that you typed is still here"
    )


def _count(number: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if number < len(words) else str(number)
