"""One whole cycle played by itself over real HTTP and SMTP, from the invitation to the mentor's mailbox."""

from __future__ import annotations

from formsvc.demo.mailbox import DemoMailbox, Received
from formsvc.demo.visitor import Typed, Visitor
from formsvc.domain.errors import MentorpostError
from formsvc.domain.people import Role
from formsvc.domain.questionnaire import Kind, Question
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.services import Services

NAME, EMAIL = "Nova Player", "nova@example.org"
MENTOR = ("Mr Otto Player", "otto@example.org")


class PlayFailedError(MentorpostError):
    """The play stopped; the text says at which step and what was seen."""


def play_one_cycle(services: Services, mailbox: DemoMailbox, patience: float = 30.0) -> Received:
    """Say yes to each other, sign in again, answer and send; return the mentor's letter from the mailbox.

    ``patience`` is how many seconds it waits for each letter. Raises PlayFailedError whatever
    goes wrong.
    """
    player = Visitor(services.base_url, mailbox, EMAIL, patience)
    mentor = Visitor(services.base_url, mailbox, MENTOR[1], patience)
    mentor.doing = ""
    try:
        invite_person(services, name=NAME, email=EMAIL, roles=frozenset({Role.MENTEE}))
        invite_person(
            services,
            name=MENTOR[0],
            email=MENTOR[1],
            roles=frozenset({Role.MENTOR}),
            trained_on=services.today(),
        )
        pair_people(services, mentee_email=EMAIL, mentor_email=MENTOR[1], supervises=False)
        return _played(player, mentor, services)
    except Exception as error:  # whatever fails is told in one sentence
        words = str(error) or type(error).__name__
        raise PlayFailedError(f"The play stopped while {mentor.doing or player.doing}: {words}") from error


def _played(player: Visitor, mentor: Visitor, services: Services) -> Received:
    player.join()
    mentor.accept_pairing()
    player.accept_mentor()
    player.sign_out()
    player.sign_in_by_link()
    player.sign_out()
    player.sign_in_by_typed_code()
    player.answer(services.programme.questionnaire, _typed)
    before = len(player.mailbox.to(MENTOR[1]))
    player.send()
    player.doing = "waiting for the mentor's letter"
    return player.letter(after=before, to=MENTOR[1])


def _typed(question: Question) -> Typed:
    if question.kind is Kind.RATING:
        return {question.id: "4"}
    if question.kind is Kind.ITEMS:
        return {
            f"{question.id}-{number}": f"Invented point {number + 1}: {question.label}" for number in range(2)
        }
    return {question.id: f"An invented answer to: {question.label}"}
