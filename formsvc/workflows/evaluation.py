"""Running an evaluation: opening a round, its one reminder, closing it, and what may then be shown.

Opening writes the letters first and then the round. Until the round is there the worker withdraws
such a letter, and it waits for the opening to end; so an opening that a crash cut off has asked nobody,
and can be begun again. What a link is worth is known to its letter alone: no page, no log and no other
file has a link beside a person, and once the letter has gone nothing has.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from formsvc.auth.links import hashed, new_secret
from formsvc.domain.audit import Deed
from formsvc.domain.disclosure import FEWEST, Results
from formsvc.domain.errors import EvaluationRefusedError, InputRefusedError, RoundUnknownError
from formsvc.domain.evaluation import LONGEST, SHORTEST, Evaluation, Group, Round
from formsvc.domain.identity import new_id
from formsvc.domain.letters import EVALUATION_LETTERS, LetterEvent, LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.reminders import is_day
from formsvc.domain.typed_day import day_typed
from formsvc.domain.wording import day_in_words
from formsvc.store.protocol import EVALUATION
from formsvc.workflows.auditing import note
from formsvc.workflows.services import CoordinatorServices, ServicesWithoutRecords
from formsvc.workflows.telling import tell

_USUAL = timedelta(days=21)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EvaluationRoom:
    """What a coordinator's page shows: what would be asked, of how many, and the rounds so far.

    Of an open round it says who was asked and until when, and never how many have answered: a
    number that grows by one says who has just answered.
    """

    evaluation: Evaluation | None
    would_ask: Mapping[Group, int]
    open: Round | None
    closed: tuple[Round, ...]
    next_from: date | None
    example: date

    @property
    def can_open(self) -> bool:
        """Whether a round may open today."""
        enough = any(number >= FEWEST for number in self.would_ask.values())
        return self.evaluation is not None and self.open is None and self.next_from is None and enough


def evaluation_room(services: CoordinatorServices) -> EvaluationRoom:
    """Return what the coordinator's page shows; reads only (C2)."""
    rounds, today = services.store.evaluations.rounds(), services.today()
    next_from = rounds[0].next_from if rounds else None
    return EvaluationRoom(
        evaluation=services.programme.evaluation,
        would_ask={group: len(people) for group, people in _to_ask(services).items()},
        open=next((each for each in rounds if each.closed_on is None), None),
        closed=tuple(each for each in rounds if each.closed_on is not None),
        next_from=next_from if next_from is not None and next_from > today else None,
        example=today + _USUAL,
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

    A group of fewer than five isn't asked, since nothing of it could be shown. Raises EvaluationRefusedError
    when one is open, too soon after the last, without questions, or with nobody to ask.
    """
    with services.store.hold(EVALUATION):
        evaluation = _require_openable(services)
        people = {group: found for group, found in _to_ask(services).items() if len(found) >= FEWEST}
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
        links = {
            _invite(services, asked, group, person): group
            for group, found in people.items()
            for person in found
        }
        services.store.evaluations.open(asked, links)
    note(services, Deed.EVALUATION_OPENED)
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

    The letters are queued before it is written down that they were: a crash in between reminds
    somebody twice rather than never.
    """
    today, hour = services.today(), services.clock().astimezone(services.programme.timezone).hour
    for asked in services.store.evaluations.rounds():
        if asked.closed_on is not None:
            continue
        if not asked.takes_answers(today):
            _close(services, asked.id)
        elif today >= asked.remind_on and not asked.reminded and is_day(hour):
            _remind(services, asked)


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


def _to_ask(services: ServicesWithoutRecords) -> dict[Group, list[Person]]:
    """Return who took part: joined, paired, and neither pausing, gone nor stepped back."""
    people = list(services.store.registry.people())
    pairings = [(each.id, pairing) for each in people for pairing in each.pairings if pairing.accepted]
    mentees, mentors = {mentee for mentee, _ in pairings}, {pairing.mentor_id for _, pairing in pairings}
    here = [each for each in people if each.standing is Standing.JOINED]
    return {
        Group.MENTEE: [each for each in here if each.id in mentees and Role.MENTEE in each.roles],
        Group.MENTOR: [each for each in here if each.id in mentors and each.steps_back_at is None],
    }


def _invite(services: CoordinatorServices, asked: Round, group: Group, person: Person) -> str:
    """Queue one letter and return the hash of its link."""
    secret = new_secret(services.random)
    facts = {**_facts(asked), "group": group.value, "secret": secret}
    tell(services, LetterKind.EVALUATION_INVITATION, person, facts)
    return hashed(secret)


def _remind(services: ServicesWithoutRecords, asked: Round) -> None:
    with services.store.hold(EVALUATION):
        for person in _asked_then(services, asked):
            tell(services, LetterKind.EVALUATION_REMINDER, person, _facts(asked))
        services.store.evaluations.note_reminded(asked.id)
    logger.info("Evaluation %s: everyone was reminded.", asked.id)


def _asked_then(services: ServicesWithoutRecords, asked: Round) -> Iterator[Person]:
    """Yield everyone who takes part and did so when the round opened, once each; who answered isn't known."""
    found = {
        person.id: person
        for group, people in _to_ask(services).items()
        if group in asked.asked
        for person in people
        if person.joined_at is None
        or person.joined_at.astimezone(services.programme.timezone).date() <= asked.opened_on
    }
    return iter(found.values())


def _facts(asked: Round) -> dict[str, str]:
    return {
        "round": asked.id,
        "opened_on": asked.opened_on.isoformat(),
        "closes_on": asked.closes_on.isoformat(),
    }


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
