"""One pairing is one thread: every letter to its mentor names the pairing's root and the letters before it.

The root is a Message-ID that no letter has, so that a thread holds together from its first letter on,
whichever letter that is. Mail programs that go by subjects find the same one on all of them
(``AboutMentee.thread_subject``).
"""

from __future__ import annotations

from collections.abc import Sequence

from formsvc.domain.letters import Letter
from formsvc.domain.submission import Submission
from formsvc.mail.compose import message_id
from formsvc.workflows.services import Services


def thread_of_submission(
    services: Services, submission: Submission, everything: Sequence[Submission] | None = None
) -> tuple[str, ...]:
    """Return what a submission's letter refers to: the root, and the pairing's earlier letters.

    ``everything`` is all that the mentee sent, where it has been read already.
    """
    if everything is None:
        everything = services.store.records.submissions(submission.mentee_id)
    earlier = [sent for sent in everything if sent.cycle < submission.cycle]
    return _thread(services, earlier, submission.pairing_id)


def thread_of_waiting(services: Services, letter: Letter) -> tuple[str, ...]:
    """Return what any other letter refers to: its pairing's thread when its facts name one, else nothing."""
    pairing_id, mentee_id = letter.facts.get("pairing"), letter.facts.get("mentee")
    if not pairing_id or not mentee_id:
        return ()
    return _thread(services, services.store.records.submissions(mentee_id), pairing_id)


def _thread(services: Services, earlier: Sequence[Submission], pairing_id: str) -> tuple[str, ...]:
    names = (f"pairing.{pairing_id}", *(sent.letter_id for sent in earlier if sent.pairing_id == pairing_id))
    return tuple(message_id(name, services.mail_from) for name in names)
