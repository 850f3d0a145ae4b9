"""Running an evaluation: opening a round, its one reminder, closing it, and what may then be shown.

Opening writes down whom to ask, and asks the first of each group; the worker asks the others, a batch at a
time (``evaluation_letters``). However many take part, the page that opens it answers at once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from formsvc.domain.audit import Deed
from formsvc.domain.disclosure import FEWEST, Results
from formsvc.domain.errors import EvaluationRefusedError, InputRefusedError, RoundUnknownError
from formsvc.domain.evaluation import LONGEST, SHORTEST, Evaluation, Group, Round
from formsvc.domain.identity import new_id
from formsvc.domain.letters import EVALUATION_LETTERS, LetterEvent
from formsvc.domain.reminders import is_day
from formsvc.domain.typed_day import day_typed
from formsvc.domain.wording import day_in_words
from formsvc.store.protocol import EVALUATION
from formsvc.workflows.auditing import note
from formsvc.workflows.evaluation_letters import ask_some, remind, who_took_part
from formsvc.workflows.services import CoordinatorServices, ServicesWithoutRecords

_USUAL = timedelta(days=21)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EvaluationRoom:
    """What a coordinator's page shows: what would be asked, of how many, and the rounds so far.

    Of an open round it says who was asked and until when, how many are ``still_to_ask``, and never how many
    have answered: a number that grows by one says who has just answered.
    """

    evaluation: Evaluation | None
    would_ask: Mapping[Group, int]
    open: Round | None
    closed: tuple[Round, ...]
    next_from: date | None
    example: date
    still_to_ask: int = 0

    @property
    def can_open(self) -> bool:
        """Whether a round may open today."""
        enough = any(number >= FEWEST for number in self.would_ask.values())
        return self.evaluation is not None and self.open is None and self.next_from is None and enough


def evaluation_room(services: CoordinatorServices) -> EvaluationRoom:
    """Return what the coordinator's page shows; reads only (C2)."""
    rounds, today = services.store.evaluations.rounds(), services.today()
    next_from = rounds[0].next_from if rounds else None
    is_open = next((each for each in rounds if each.closed_on is None), None)
    left = services.store.evaluations.to_ask(is_open.id) if is_open else {}
    return EvaluationRoom(
        evaluation=services.programme.evaluation,
        would_ask={group: len(people) for group, people in who_took_part(services).items()},
        open=is_open,
        closed=tuple(each for each in rounds if each.closed_on is not None),
        next_from=next_from if next_from is not None and next_from > today else None,
        example=today + _USUAL,
        still_to_ask=sum(len(people) for people in left.values()),
    )


def last_day_typed(services: CoordinatorServices, typed: str) -> date:
    """Return the last day that a coordinator typed; raises InputRefusedError for ``closes_on``."""
    day = day_typed("closes_on", typed, today=services.today(), at_most=LONGEST)
    if day < services.today() + SHORTEST:
        earliest = day_in_words(services.today() + SHORTEST)
        raise InputRefusedError("closes_on", f"Give people a week at least: enter {earliest} or a later day.")
    return day


def open_round(services: CoordinatorServices, closes_on: date) -> Round:
    """Ask everyone who took part, each by a letter with a link of their own; return the round.

    The decision is one write; the letters follow, the first now and the others by the worker. A group of
    fewer than five isn't asked, since nothing of it could be shown. Raises EvaluationRefusedError
    when one is open, too soon after the last, without questions, or with nobody to ask.
    """
    with services.store.hold(EVALUATION):
        evaluation = _require_openable(services)
        people = {group: found for group, found in who_took_part(services).items() if len(found) >= FEWEST}
        if not people:
            raise EvaluationRefusedError(
                f"Fewer than {FEWEST} mentees and fewer than {FEWEST} mentors take part. Results of so few "
                f"are never shown, so nobody was asked.",
            )
        asked = Round(
            id=new_id(services.random),
            evaluation=evaluation,
            opened_on=services.today(),
            closes_on=closes_on,
            asked={group: len(found) for group, found in people.items()},
        )
        to_ask = {group: [person.id for person in found] for group, found in people.items()}
        services.store.evaluations.open(asked, to_ask)
    note(services, Deed.EVALUATION_OPENED)
    for _ in people:
        ask_some(services, asked)
    return asked


def close_round(services: CoordinatorServices, round_id: str) -> None:
    """Close a round before its last day; closing it twice does no harm. Raises RoundUnknownError."""
    if _round(services, round_id).closed_on is None:
        _close(services, round_id)
        note(services, Deed.EVALUATION_CLOSED)


def round_and_results(services: CoordinatorServices, round_id: str) -> tuple[Round, Results]:
    """Return a closed round with what may be shown of it; reads only (C2).

    Raises RoundUnknownError, and EvaluationRefusedError while it is open.
    """
    asked = _round(services, round_id)
    results = services.store.evaluations.results(round_id)
    if results is None:
        raise EvaluationRefusedError(
            "This evaluation is still open. Its results are shown once it has closed, so that no number "
            "says who has just answered.",
        )
    return asked, results


def tend_rounds(services: ServicesWithoutRecords) -> None:
    """Close what is over, and queue the one reminder by day when its day has come; the worker does this.

    The letters are queued before it is written down that they were, each under its own id. A crash in between
    reminds who had theirs by then twice, rather than somebody never.
    """
    today, hour = services.today(), services.clock().astimezone(services.programme.timezone).hour
    for asked in services.store.evaluations.rounds():
        if asked.closed_on is not None:
            continue
        if not asked.takes_answers(today):
            _close(services, asked.id)
        elif today >= asked.remind_on and not asked.reminded and is_day(hour):
            remind(services, asked)


def _require_openable(services: CoordinatorServices) -> Evaluation:
    evaluation = services.programme.evaluation
    if evaluation is None:
        raise EvaluationRefusedError(
            "programme.toml asks nothing yet: whoever runs the service adds [evaluation].",
        )
    for asked in services.store.evaluations.rounds():
        if asked.closed_on is None:
            raise EvaluationRefusedError(
                f"An evaluation is open already, until {day_in_words(asked.closes_on)}. "
                f"Everyone has had their letter; nothing was sent again.",
            )
        if services.today() < asked.next_from:
            raise EvaluationRefusedError(
                f"The next evaluation can open on {day_in_words(asked.next_from)}: two close together would "
                f"show what somebody new has chosen.",
            )
    return evaluation


def _close(services: ServicesWithoutRecords, round_id: str) -> None:
    """Close a round and take back its letters that haven't gone, with the links in them."""
    with services.store.hold(EVALUATION):
        services.store.evaluations.close(round_id, services.today())
    outbox, now = services.store.outbox, services.clock()
    for waiting in list(outbox.letters()):
        if waiting.kind not in EVALUATION_LETTERS or waiting.facts["round"] != round_id:
            continue
        with outbox.claim(waiting.id) as letter:
            if letter is not None:
                outbox.note_accepted(letter.id, now)
                outbox.finish(letter.id, LetterEvent.WITHDRAWN, now)
    logger.info("Evaluation %s has closed.", round_id)


def _round(services: ServicesWithoutRecords, round_id: str) -> Round:
    for asked in services.store.evaluations.rounds():
        if asked.id == round_id:
            return asked
    raise RoundUnknownError("There is no such evaluation.")
