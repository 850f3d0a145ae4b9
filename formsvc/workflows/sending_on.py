"""Sending on what didn't arrive, to the mentor's new address, by the mentee's own word (Z5).

That mailbox has confirmed the address, and the mentee has accepted it. The record is amended first and
is the truth: what a crash cuts off after it, the sweep finishes. Nothing that arrived ever goes elsewhere.
"""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.errors import PersonUnknownError, SubmissionUnknownError, TooLateToTakeBackError
from formsvc.domain.letters import Fate, Letter, LetterKind
from formsvc.domain.pairing import waits_for
from formsvc.domain.people import Person
from formsvc.domain.submission import Redirection, Submission
from formsvc.workflows.services import Services
from formsvc.workflows.settling import let_go

_ON_THE_WAY = frozenset({Progress.SENT, Progress.UNDELIVERED})


def has_not_arrived(state: CycleState | None) -> bool:
    """Tell whether a questionnaire, or an addition to it, hasn't been taken by the mail server."""
    return state is not None and (state.progress in _ON_THE_WAY or state.addition_undelivered)


def address_to_send_on_to(services: Services, person: Person, submission: Submission) -> str:
    """Return the address that a submission didn't reach and may go to now, empty when there is none."""
    pairing = person.pairing
    if pairing is None or pairing.id != submission.pairing_id:
        return ""
    try:
        mentor = services.store.registry.person(pairing.mentor_id)
    except PersonUnknownError:
        return ""
    if waits_for(pairing, mentor.email) is not None or mentor.email == submission.mentor_email:
        return ""
    return mentor.email if has_not_arrived(person.cycles.get(submission.cycle)) else ""


def send_on(services: Services, mentee_id: str, cycle: int) -> bool:
    """Send what didn't arrive to the address that the mentee accepted; False: there is nothing to send on.

    Its Message-ID stays. Raises SubmissionUnknownError, and TooLateToTakeBackError while the mail
    server is taking it.
    """
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        submission = services.store.records.submission(mentee_id, cycle)
        if submission is None:
            raise SubmissionUnknownError("You haven't sent a questionnaire for this cycle.")
        to = address_to_send_on_to(services, person, submission)
        if not to:
            return False
        with services.store.outbox.claim(_stuck_letter(person, submission)) as letter:
            if letter is None or letter.fate is Fate.HELD:
                raise TooLateToTakeBackError(
                    "It is being handed over at this moment. Look at this page again in a minute."
                )
            earlier = Redirection(submission.mentor_email, services.clock())
            services.store.records.redirect(
                replace(submission, mentor_email=to, redirections=(*submission.redirections, earlier))
            )
            let_go(services, replace(letter, to_email=to))
    return True


def shared_not_arrived(services: Services, mentee: Person) -> list[Letter]:
    """Return the letters by which earlier questionnaires were to reach the present mentor, and haven't."""
    pairing_id = mentee.pairing.id if mentee.pairing else ""
    return [
        letter
        for letter in services.store.outbox.letters()
        if letter.kind is LetterKind.SHARED
        and letter.person_id == mentee.id
        and letter.facts["pairing"] == pairing_id
    ]


def send_shared_on(services: Services, mentee_id: str) -> None:
    """Let what a mentee shared, and what didn't arrive, go to the address that they have accepted since."""
    with services.store.hold(mentee_id):
        mentee = services.store.registry.person(mentee_id)
        for stuck in shared_not_arrived(services, mentee):
            with services.store.outbox.claim(stuck.id) as letter:
                if letter is not None and letter.fate is not Fate.HELD and mentee.pairing is not None:
                    let_go(services, replace(letter, to_email=mentee.pairing.accepted_email))


def _stuck_letter(person: Person, submission: Submission) -> str:
    """Return which letter it is: an addition is sent only after its questionnaire has arrived."""
    delivered = person.cycles[submission.cycle].progress is Progress.DELIVERED
    return submission.update.letter_id if delivered and submission.update else submission.letter_id
