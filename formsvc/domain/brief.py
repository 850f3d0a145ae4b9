"""What helps a mentor to a good reply: two or three prompts, chosen by structure, never by words."""

from __future__ import annotations

from collections.abc import Iterator

from formsvc.domain.questionnaire import Answers, Kind, Question, Questionnaire, is_answered

MOST_PROMPTS = 3
_LOW_RATING = 2
_WORDS_A_MINUTE = 200


def prompts_for_reply(questionnaire: Questionnaire, answers: Answers, mentee_name: str) -> tuple[str, ...]:
    """Return two or three sentences that suggest how to begin a reply."""
    found = tuple(_prompts(questionnaire, answers, mentee_name))
    return found[:MOST_PROMPTS]


def reading_minutes(answers: Answers) -> int:
    """Return how long reading takes at 200 words a minute, at least one minute."""
    words = sum(len(text.split()) for answer in answers.values() for text in _texts(answer))
    return max(1, round(words / _WORDS_A_MINUTE))


def _prompts(questionnaire: Questionnaire, answers: Answers, mentee_name: str) -> Iterator[str]:
    answered = [question for question in questionnaire.questions if is_answered(answers.get(question.id))]
    kinds = {question.kind for question in answered}
    if 2 * len(answered) < len(questionnaire.questions):
        yield "Little is written this time, for whatever reason. A short, friendly line is a good reply."
    if any(question.id == questionnaire.opening for question in answered):
        yield f"Begin with what {mentee_name} asks for. What would you try first, and why?"
    else:
        yield f"{mentee_name} asks for nothing in particular. Ask what would help most before the next cycle."
    for question in _rated_low(answered, answers):
        yield f"“{question.label}” is rated low. Ask what one change would make the most difference."
    if Kind.GOAL in kinds:
        yield "Choose one of the goals. Ask what its first small step is, and by when."
    if Kind.ITEMS in kinds:
        yield f"Choose one of the points. Ask what {mentee_name} makes of it now, before you offer a view."
    yield "Say one thing that you find encouraging, and ask one open question."


def _rated_low(answered: list[Question], answers: Answers) -> list[Question]:
    """Return the lowest of the low ratings, if there is one: a prompt about each would be too much."""
    ratings = [
        (answer, question)
        for question in answered
        if question.kind is Kind.RATING
        and isinstance(answer := answers[question.id], int)
        and answer <= _LOW_RATING
    ]
    return [min(ratings, key=lambda rated: rated[0])[1]] if ratings else []


def _texts(answer: object) -> tuple[str, ...]:
    if isinstance(answer, tuple):
        return answer
    return (answer,) if isinstance(answer, str) else ()
