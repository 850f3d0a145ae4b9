"""Answering the evaluation: a link opens the questions once, and who opens it isn't known here.

What is handed in is added to sums in the same write that uses the link up. It is written down nowhere
else: no page, log, letter or file has it beside a person, a link or a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from formsvc.auth.links import hashed
from formsvc.domain.errors import EvaluationAnsweredError, EvaluationClosedError, LinkInvalidError
from formsvc.domain.evaluation import AskedQuestion, Group
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.wording import day_in_words
from formsvc.store.protocol import EVALUATION, KnownLink
from formsvc.workflows.services import Services

_SECRET = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class AskedPage:
    """What an unused link opens; nothing of whose it is, which nobody knows."""

    group: Group
    questions: tuple[AskedQuestion, ...]
    closes_on: date


def evaluation_link(base_url: str, secret: str) -> str:
    """Return the link of one invitation letter."""
    return f"{base_url}/evaluation/{secret}"


def asked_by_link(services: Services, token: str) -> AskedPage:
    """Return the questions behind a link; reads only (C2).

    Raises LinkInvalidError, EvaluationClosedError and EvaluationAnsweredError.
    """
    return _page(services, _known(services, token))


def answer_evaluation(services: Services, token: str, choices: Mapping[str, int]) -> None:
    """Add the choices, one a question and numbered from 0, to the sums; the link is used up with that.

    Raises what ``asked_by_link`` raises: of two at once with the same link, one counts.
    """
    with services.store.hold(EVALUATION):
        asked_by_link(services, token)
        services.store.evaluations.answer(hashed(token), choices)


def letter_may_go(services: Services, letter: Letter) -> bool:
    """Tell whether a letter of the evaluation is still of use, just before it goes out.

    An invitation waits for its round to be opened; one whose opening was cut off asks for nothing.
    """
    with services.store.hold(EVALUATION):
        takes = [
            each.id for each in services.store.evaluations.rounds() if each.takes_answers(services.today())
        ]
        if letter.kind is not LetterKind.EVALUATION_INVITATION:
            return letter.facts["round"] in takes
        known = services.store.evaluations.link(hashed(letter.facts["secret"]))
    return known is not None and known.group is not None and known.round.id in takes


def _known(services: Services, token: str) -> KnownLink:
    known = services.store.evaluations.link(hashed(token)) if _SECRET.fullmatch(token) else None
    if known is None:
        raise LinkInvalidError("This link isn't one of ours, or part of it is missing.")
    return known


def _page(services: Services, known: KnownLink) -> AskedPage:
    asked = known.round
    if not asked.takes_answers(services.today()):
        closed = asked.closed_on or asked.closes_on
        raise EvaluationClosedError(
            f"This evaluation closed on {day_in_words(closed)} and takes no more answers. "
            f"Thank you for opening it."
        )
    if known.group is None:
        raise EvaluationAnsweredError(
            "Answers were handed in with this link, and a link works once. Thank you: they count.",
        )
    return AskedPage(known.group, asked.evaluation.asked_of(known.group), asked.closes_on)
