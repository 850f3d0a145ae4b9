"""The letters of an evaluation: to everyone who took part, a link of their own each, and one reminder.

A batch's letters are written first and then its links, all in one write. Until these are there the worker
withdraws such a letter, and it waits for the batch to end; so a batch that a crash cut off has asked nobody,
and is begun again. What a link is worth is known to its letter alone: no page, no log and no other
file has a link beside a person, and once the letter has gone nothing has.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from formsvc.auth.links import hashed, new_secret
from formsvc.domain.evaluation import Group, Round
from formsvc.domain.evaluation_box import next_to_ask
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.store.protocol import EVALUATION
from formsvc.workflows.services import ServicesWithoutRecords
from formsvc.workflows.telling import tell, tell_once
from formsvc.workflows.trouble import own_trouble_only

logger = logging.getLogger(__name__)


def who_took_part(services: ServicesWithoutRecords) -> dict[Group, list[Person]]:
    """Return who took part: joined, paired, and neither pausing, gone nor stepped back."""
    people = list(services.store.registry.people())
    pairings = [(each.id, pairing) for each in people for pairing in each.pairings if pairing.accepted]
    mentees, mentors = {mentee for mentee, _ in pairings}, {pairing.mentor_id for _, pairing in pairings}
    here = [each for each in people if each.standing is Standing.JOINED]
    return {
        Group.MENTEE: [each for each in here if each.id in mentees and Role.MENTEE in each.roles],
        Group.MENTOR: [each for each in here if each.id in mentors and each.steps_back_at is None],
    }


def ask_who_is_left(services: ServicesWithoutRecords) -> Iterator[None]:
    """Ask who of an open round had no letter yet, a batch at a time; other things may be done in between."""
    for asked in services.store.evaluations.rounds():
        while asked.closed_on is None and ask_some(services, asked):
            yield


def ask_some(services: ServicesWithoutRecords, asked: Round) -> bool:
    """Ask the next batch, once, whoever else does so at this moment; False when there is nobody left."""
    rounds = services.store.evaluations
    with services.store.hold(EVALUATION):
        batch = next_to_ask(rounds.to_ask(asked.id)) if asked.takes_answers(services.today()) else None
        if batch is None:
            return False
        group, people = batch
        here = [person for person_id in people for person in _still_here(services, person_id)]
        links = [_invite(services, asked, group, person) for person in here]
        rounds.note_asked(asked.id, group, people, links)
    return True


def ask_nobody_more(services: ServicesWithoutRecords) -> None:
    """Let who was still to be asked be: after a restore nobody knows who was (R21)."""
    for asked in services.store.evaluations.rounds():
        with services.store.hold(EVALUATION):
            for group, people in services.store.evaluations.to_ask(asked.id).items():
                services.store.evaluations.note_asked(asked.id, group, people, ())


def remind(services: ServicesWithoutRecords, asked: Round) -> None:
    """Queue the reminders; nothing is held, so that who answers at this moment needn't wait for them."""
    about = ("evaluation", asked.id, "reminder")
    for person in _asked_then(services, asked):
        tell_once(services, LetterKind.EVALUATION_REMINDER, person, _facts(asked), about)
    with services.store.hold(EVALUATION):
        services.store.evaluations.note_reminded(asked.id)
    logger.info("Evaluation %s: everyone was reminded.", asked.id)


def _still_here(services: ServicesWithoutRecords, person_id: str) -> Iterator[Person]:
    """Yield somebody who was to be asked, unless they have paused or gone since."""
    with own_trouble_only(person_id):
        person = services.store.registry.person(person_id)
        if person.standing is Standing.JOINED:
            yield person


def _invite(services: ServicesWithoutRecords, asked: Round, group: Group, person: Person) -> str:
    """Queue one letter and return the hash of its link."""
    secret = new_secret(services.random)
    facts = {**_facts(asked), "group": group.value, "secret": secret}
    tell(services, LetterKind.EVALUATION_INVITATION, person, facts)
    return hashed(secret)


def _asked_then(services: ServicesWithoutRecords, asked: Round) -> Iterator[Person]:
    """Yield everyone who takes part and did so when the round opened, once each; who answered isn't known."""
    found = {
        person.id: person
        for group, people in who_took_part(services).items()
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
