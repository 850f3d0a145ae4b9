"""What helps a mentor to a good reply: two or three prompts, chosen by structure, never by words.

One says where to begin, one challenges, one supports. Who wrote little is met with a friendly
line first. No prompt quotes an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from formsvc.domain.changes import Changes
from formsvc.domain.history import Turn
from formsvc.domain.questionnaire import Answers, Kind, Question, Questionnaire, is_answered

MOST_PROMPTS = 3
_LOW_RATING = 2
_WORDS_A_MINUTE = 200


def prompts_for_reply(
    questionnaire: Questionnaire,
    answers: Answers,
    mentee_name: str,
    changes: Changes | None = None,
    *,
    short: bool = False,
) -> tuple[str, ...]:
    """Return two or three sentences that suggest how to begin a reply."""
    answered = [question for question in questionnaire.questions if is_answered(answers.get(question.id))]
    told = changes or Changes(since=0)
    grave = [*_returning(told), *_fell(told), *_rated_low(answered, answers)]
    support = next(_support(told, mentee_name))
    begin = _begin(questionnaire, answered, mentee_name)
    if short or 2 * len(answered) < len(questionnaire.questions):
        friendly = "Little is written this time, for whatever reason. A short, friendly line is a good reply."
        return (friendly, begin, *(grave[:1] or [support]))
    return (begin, *[*grave, *_usual(answered, mentee_name)][:1], support)[:MOST_PROMPTS]


def reading_minutes(answers: Answers) -> int:
    """Return how long reading takes at 200 words a minute, at least one minute."""
    words = sum(len(text.split()) for answer in answers.values() for text in _texts(answer))
    return max(1, round(words / _WORDS_A_MINUTE))


def _begin(questionnaire: Questionnaire, answered: list[Question], mentee_name: str) -> str:
    if any(question.id == questionnaire.opening for question in answered):
        return f"Begin with what {mentee_name} asks for. What would you try first, and why?"
    return f"{mentee_name} asks for nothing in particular. Ask what would help most before the next cycle."


def _returning(changes: Changes) -> Iterator[str]:
    for point in changes.returning[:1]:
        yield (
            f"One point comes up {point.in_words}. Ask what keeps bringing it back, and what could be "
            "tried once, differently."
        )


def _fell(changes: Changes) -> Iterator[str]:
    fell = [rating for rating in changes.ratings if rating.fell]
    if fell:
        most = min(fell, key=lambda rating: rating.now - rating.before)
        called = most.question.called
        yield f"“{called}” is lower than last time. Ask what happened, before you suggest anything."


def _rated_low(answered: list[Question], answers: Answers) -> Iterator[str]:
    """Say it of the lowest of the low ratings, if there is one: a prompt about each would be too much."""
    ratings = [
        (answer, question)
        for question in answered
        if question.kind is Kind.RATING
        and isinstance(answer := answers[question.id], int)
        and answer <= _LOW_RATING
    ]
    if ratings:
        lowest = min(ratings, key=lambda rated: rated[0])[1]
        yield f"“{lowest.called}” is rated low. Ask what one change would make the most difference."


def _usual(answered: list[Question], mentee_name: str) -> Iterator[str]:
    kinds = {question.kind for question in answered}
    if Kind.GOAL in kinds:
        yield "Choose one of the goals. Ask what its first small step is, and by when."
    if Kind.ITEMS in kinds:
        yield f"Choose one of the points. Ask what {mentee_name} makes of it now, before you offer a view."


def _support(changes: Changes, mentee_name: str) -> Iterator[str]:
    if any(goal.turn is Turn.REACHED for goal in changes.goals):
        yield "A goal was reached. Say that you saw it, and ask what made it possible."
    for rating in changes.ratings:
        if rating.now > rating.before:
            called = rating.question.called
            yield f"“{called}” is higher than last time. Ask what {mentee_name} did to make it so."
    yield "Say one thing that you find encouraging, and ask one open question."


def _texts(answer: object) -> tuple[str, ...]:
    if isinstance(answer, tuple):
        return answer
    return (answer,) if isinstance(answer, str) else ()
