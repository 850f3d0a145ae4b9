"""The notice that goes to a mailbox which isn't private enough: no answers, only a link that opens them.

Nothing here looks at an answer. The link is signed for its own purpose and one submission, the
same each time the notice is composed; by itself it opens nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from formsvc.domain.credentials import SIGN_IN_LINK_LIFE
from formsvc.domain.letters import Letter
from formsvc.domain.submission import Submission
from formsvc.mail.facts import Facts
from formsvc.mail.facts.mentor import NoticeFacts, OpeningCodeFacts
from formsvc.workflows.acknowledgement import acknowledgement_link
from formsvc.workflows.mentor_standing import standing_link
from formsvc.workflows.services import Services

PURPOSE = "open-submission"
OPENS_FOR = timedelta(days=14)


def opening_link(services: Services, submission: Submission) -> str:
    """Return the link that asks for a one-time code and then opens a submission."""
    about = (submission.mentee_id, str(submission.cycle), submission.reference)
    return f"{services.base_url}/m/open/{services.links.sign(PURPOSE, *about)}"


def shared_link(services: Services, shared: Submission) -> str:
    """Return the link to an earlier submission that is shared with a new mentor; it names their pairing."""
    about = (shared.mentee_id, str(shared.cycle), shared.reference, shared.pairing_id)
    return f"{services.base_url}/m/open/{services.links.sign(PURPOSE, *about)}"


def opens_until(submission: Submission) -> datetime:
    """Return when the link ends: 14 days after the newest notice left."""
    left = submission.set_going_at
    return (max(left, submission.update.sent_at) if submission.update else left) + OPENS_FOR


def notice_facts(
    services: Services, submission: Submission, mentee_name: str, *, addition: bool = False
) -> NoticeFacts:
    """Return what a notice says of a submission, or of an addition to it."""
    about = (submission.mentee_id, submission.cycle, submission.reference)
    zone = services.programme.timezone
    return NoticeFacts(
        programme=services.programme,
        to_name=submission.mentor_name,
        mentee_name=mentee_name,
        cycle=submission.cycle,
        reference=submission.reference,
        sent_at=submission.sent_at.astimezone(zone),
        open_link=opening_link(services, submission),
        until=opens_until(submission).astimezone(zone),
        acknowledgement_link=acknowledgement_link(services, *about),
        standing_link=standing_link(services, submission.mentor_id, *about),
        addition=addition,
    )


def opening_code_facts(services: Services, letter: Letter) -> Facts:
    """Return what the letter with a one-time code says."""
    return OpeningCodeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        code=letter.facts["code"],
        minutes=SIGN_IN_LINK_LIFE // timedelta(minutes=1),
    )
