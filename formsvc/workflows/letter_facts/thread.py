"""One pairing is one thread: every letter to its mentor names the pairing's root and the letters before it.

The root is a Message-ID that no letter has, so that a thread holds together from its first letter on,
whichever letter that is. Mail programs that go by subjects find the same one on all of them
(``AboutMentee.thread_subject``).
"""

from __future__ import annotations

from formsvc.domain.letters import Letter
from formsvc.domain.submission import Submission
from formsvc.mail.compose import message_id
from formsvc.workflows.services import Services


def thread_of_submission(services: Services, submission: Submission) -> tuple[str, ...]:
    """Return what a submission's letter refers to: the root, and the pairing's earlier letters."""
    return _thread(services, submission.mentee_id, submission.pairing_id, before=submission.cycle)


def thread_of_waiting(services: Services, letter: Letter) -> tuple[str, ...]:
    """Return what any other letter refers to: its pairing's thread when its facts name one, else nothing."""
    pairing_id, mentee_id = letter.facts.get("pairing"), letter.facts.get("mentee")
    return _thread(services, mentee_id, pairing_id) if pairing_id and mentee_id else ()


def _thread(
    services: Services, mentee_id: str, pairing_id: str, before: int | None = None
) -> tuple[str, ...]:
    earlier = (
        sent.letter_id
        for sent in services.store.records.submissions(mentee_id)
        if sent.pairing_id == pairing_id and (before is None or sent.cycle < before)
    )
    names = (f"pairing.{pairing_id}", *earlier)
    return tuple(message_id(name, services.mail_from) for name in names)
