"""What a new mentor may have of the past: what the mentee ticked, once, and nothing else (Z4, Z5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from formsvc.demo.pairs import accept_for_mentee, accept_for_mentor, pair_accepted, token_of_pairing
from formsvc.domain.errors import SubmissionGoneError
from formsvc.domain.letters import Fate, Letter, LetterEvent, LetterKind
from formsvc.domain.people import Mailbox, Person
from formsvc.domain.returned import Bounce
from formsvc.domain.submission import Submission, Way
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.acceptance import proposal_to
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.leaving import leave
from formsvc.workflows.mentor_acceptance import decline_as_mentor
from formsvc.workflows.mentor_address import accept_address, address_to_accept
from formsvc.workflows.notice import shared_link
from formsvc.workflows.opening import ask_for_code, open_by_code, opened_submission, submission_to_open
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.parked import resume_letter
from formsvc.workflows.returned_letters import take_in_bounce
from formsvc.workflows.services import Services
from formsvc.workflows.settling import sweep
from formsvc.workflows.sharing import shared_submission
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import CANARY, answer, send_checked, state_of, waiting
from tests.workflows.small_programme import SettableClock, add_mentor


@pytest.fixture
def sent(services: Services, mentee: Person, transport: SmtpTransport, clock: SettableClock) -> Submission:
    """What an earlier mentor has; two months later the mentee is to be paired anew."""
    return _sent(services, mentee, transport, clock)


def _sent(
    services: Services, mentee: Person, transport: SmtpTransport, clock: SettableClock, way: Way = Way.EMAIL
) -> Submission:
    answer(services, mentee)
    submission = send_checked(services, mentee, way=way)
    deliver_due(services, transport)
    clock.advance(timedelta(days=70))
    return submission


@pytest.fixture
def other(services: Services) -> Person:
    return add_mentor(services, "mentor2", "bertram@example.org")


def _words(letter: EmailMessage) -> str:
    return " ".join(part(letter, "plain").split())


def shared(services: Services) -> list[str]:
    return [letter.to_email for letter in waiting(services) if letter.kind is LetterKind.SHARED]


def test_z4_nothing_of_the_past_goes_along_by_itself(
    services: Services,
    mentee: Person,
    sent: Submission,
    other: Person,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    before = len(manners.taken)
    pairing = pair_accepted(services, mentee.email, other.email)
    assert pairing.shared == ()
    deliver_due(services, transport)
    assert all(CANARY not in part(received(each.content), "plain") for each in manners.taken[before:])
    assert shared_submission(services, mentee.id, sent.cycle, pairing.id) is None


def test_z5_what_is_ticked_goes_once_to_the_accepted_address(
    services: Services,
    mentee: Person,
    sent: Submission,
    other: Person,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    assert [each.cycle for each in proposal_to(services, mentee.id).earlier] == [sent.cycle]
    pairing = accept_for_mentee(services, mentee.email, shared=(1, 7))
    assert pairing.shared == (1,)
    assert shared(services) == []
    for _ in range(2):
        accept_for_mentor(services, mentee.email)
    assert shared(services) == [other.email]
    deliver_due(services, transport)
    letters = [received(each.content) for each in manners.taken]
    (letter,) = [each for each in letters if "an earlier questionnaire" in _words(each)]
    assert letter["To"].addresses[0].addr_spec == other.email
    assert letter["Reply-To"].addresses[0].addr_spec == mentee.email
    assert CANARY in part(letter, "plain")
    assert CANARY not in part(letter, "plain")[:200]
    assert f"pairing.{pairing.id}" in str(letter["References"])
    assert sent.letter_id not in str(letter["References"])
    assert state_of(services, mentee).reference == sent.reference
    assert services.store.outbox.conservation().holds


@pytest.mark.parametrize("why", ["mailbox", "way"])
def test_what_may_not_lie_in_a_mailbox_goes_as_a_notice_and_opens_by_a_code(
    services: Services,
    mentee: Person,
    other: Person,
    transport: SmtpTransport,
    manners: Manners,
    clock: SettableClock,
    why: str,
) -> None:
    _sent(services, mentee, transport, clock, Way.LINK if why == "way" else Way.EMAIL)
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    accept_for_mentor(services, mentee.email, Mailbox.SHARED if why == "mailbox" else Mailbox.PRIVATE)
    pairing = accept_for_mentee(services, mentee.email, shared=(1,))
    deliver_due(services, transport)
    letters = [received(each.content) for each in manners.taken]
    (letter,) = [each for each in letters if "an earlier questionnaire" in _words(each)]
    assert CANARY not in part(letter, "plain") + part(letter, "html")
    found = shared_submission(services, mentee.id, 1, pairing.id)
    assert found
    link = shared_link(services, found)
    assert link in part(letter, "plain")
    token = link.rpartition("/")[2]
    assert submission_to_open(services, token).until == services.clock() + timedelta(days=14)
    request = ask_for_code(services, token)
    code = next(each for each in waiting(services) if each.kind is LetterKind.OPENING_CODE)
    assert code.to_email == other.email
    key = open_by_code(services, token, request, code.facts["code"])
    opened = opened_submission(services, token, key)
    assert opened
    assert opened.shared
    assert opened.facts.asks.texts == (CANARY,)
    assert state_of(services, mentee).opened_at is None


def test_who_leaves_takes_it_back_before_it_has_gone(
    services: Services, mentee: Person, sent: Submission, other: Person
) -> None:
    pairing = pair_accepted(services, mentee.email, other.email, shared=(sent.cycle,))
    assert shared(services) == [other.email]
    found = shared_submission(services, mentee.id, 1, pairing.id)
    assert found
    leave(services, mentee.id)
    assert shared(services) == []
    with pytest.raises(SubmissionGoneError):
        submission_to_open(services, shared_link(services, found).rpartition("/")[2])
    assert services.store.outbox.conservation().holds


def test_when_that_pairing_is_over_it_goes_no_more(
    services: Services,
    mentee: Person,
    sent: Submission,
    other: Person,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    pair_accepted(services, mentee.email, other.email, shared=(sent.cycle,))
    third = add_mentor(services, "mentor3", "clara@example.org")
    pair_people(services, mentee_email=mentee.email, mentor_email=third.email, supervises=False)
    deliver_due(services, transport)
    assert not any("an earlier questionnaire" in _words(received(each.content)) for each in manners.taken)
    assert waiting(services) == []
    assert services.store.outbox.conservation().holds


def test_a_link_of_an_earlier_pairing_opens_nothing_for_the_next_mentor(
    services: Services, mentee: Person, sent: Submission, other: Person
) -> None:
    """X1, Z5: though the next one was let have the same."""
    before = pair_accepted(services, mentee.email, other.email, shared=(sent.cycle,))
    third = add_mentor(services, "mentor3", "clara@example.org")
    now = pair_accepted(services, mentee.email, third.email, shared=(sent.cycle,))
    assert shared_submission(services, mentee.id, sent.cycle, before.id) is None
    found = shared_submission(services, mentee.id, sent.cycle, now.id)
    assert found
    assert found.mentor_email == third.email


def test_a_mentor_who_says_no_gets_nothing_that_still_waits(
    services: Services, mentee: Person, sent: Submission, other: Person
) -> None:
    pair_accepted(services, mentee.email, other.email, shared=(sent.cycle,))
    assert shared(services) == [other.email]
    decline_as_mentor(services, token_of_pairing(services, mentee.email), supervises=True)
    assert shared(services) == []
    assert services.store.outbox.conservation().holds


REFUSED = "550 5.1.1 unknown"
TOLD = {LetterKind.UNDELIVERED_MENTEE, LetterKind.UNDELIVERED_COORDINATOR}


def parked_of(services: Services) -> Letter:
    (letter,) = [each for each in waiting(services) if each.kind is LetterKind.SHARED]
    assert letter.fate is Fate.PARKED
    return letter


def told(services: Services) -> list[tuple[LetterKind, str]]:
    return [(each.kind, each.to_email) for each in waiting(services) if each.kind in TOLD]


def moves(services: Services, mentor: Person) -> None:
    """Let a mentor have a new address, which that mailbox has confirmed."""
    with services.store.hold(mentor.id):
        services.store.registry.readdress(replace(mentor, email="new@example.org"))


@pytest.fixture
def refused(
    services: Services,
    mentee: Person,
    coordinator: Person,
    sent: Submission,
    other: Person,
    transport: SmtpTransport,
    manners: Manners,
) -> Letter:
    """What a mentee shared with a new mentor, refused by the server; everything else has gone."""
    assert coordinator.email
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    accept_for_mentor(services, mentee.email)
    deliver_due(services, transport)
    accept_for_mentee(services, mentee.email, shared=(sent.cycle,))
    (letter,) = [each for each in waiting(services) if each.kind is LetterKind.SHARED]
    for each in waiting(services):
        if each.kind is not LetterKind.SHARED:
            services.store.outbox.finish(each.id, LetterEvent.WITHDRAWN, services.clock())
    manners.replies["RCPT"].append(REFUSED)
    deliver_due(services, transport)
    return letter


def test_r12_what_was_shared_and_refused_is_told_once_without_content(
    services: Services,
    mentee: Person,
    refused: Letter,
    coordinator: Person,
    sent: Submission,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    before = len(manners.taken)
    for _ in range(2):
        sweep(services)
    assert sorted(told(services)) == [
        (LetterKind.UNDELIVERED_COORDINATOR, coordinator.email),
        (LetterKind.UNDELIVERED_MENTEE, mentee.email),
    ]
    deliver_due(services, transport)
    for _ in range(2):
        sweep(services)
    assert told(services) == []
    for taken in manners.taken[before:]:
        text = part(received(taken.content), "plain") + part(received(taken.content), "html")
        assert CANARY not in text
        assert sent.reference in text
    assert parked_of(services).id == refused.id


def test_r12_a_crash_before_anybody_was_told_is_finished_by_the_sweep(
    services: Services, refused: Letter
) -> None:
    for each in waiting(services):
        if each.kind in TOLD:
            services.store.outbox.finish(each.id, LetterEvent.WITHDRAWN, services.clock())
    services.store.outbox.save(replace(parked_of(services), told=False))
    sweep(services)
    assert len(told(services)) == 2
    assert parked_of(services).told
    assert refused.person_id


def test_r12_a_second_refusal_is_told_anew(
    services: Services, refused: Letter, transport: SmtpTransport, manners: Manners
) -> None:
    deliver_due(services, transport)
    resume_letter(services, refused.id)
    assert [each.told for each in waiting(services)] == [False]
    manners.replies["RCPT"].append(REFUSED)
    deliver_due(services, transport)
    assert len(told(services)) == 2


def test_r12_who_takes_it_back_by_leaving_hears_of_it_no_more(services: Services, refused: Letter) -> None:
    services.store.outbox.save(replace(parked_of(services), told=False))
    leave(services, refused.person_id or "")
    before = told(services)
    sweep(services)
    assert told(services) == before
    assert shared(services) == []


def test_z5_it_goes_to_the_new_address_once_the_mentee_has_accepted_that(
    services: Services,
    mentee: Person,
    other: Person,
    refused: Letter,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    deliver_due(services, transport)
    moves(services, other)
    shown = address_to_accept(services, mentee.id)
    assert shown
    assert shown.shared
    deliver_due(services, transport)
    assert parked_of(services).to_email == other.email
    before = len(manners.taken)
    accept_address(services, mentee.id, "new@example.org", sending_on=True)
    deliver_due(services, transport)
    (letter,) = manners.taken[before:]
    assert letter.recipients == ("new@example.org",)
    assert CANARY in part(received(letter.content), "plain")
    assert refused.id in received(letter.content)["Message-ID"]
    assert services.store.outbox.conservation().holds


def test_z5_it_stays_where_it_is_when_the_mentee_does_not_ask_for_it(
    services: Services, mentee: Person, other: Person, refused: Letter
) -> None:
    moves(services, other)
    accept_address(services, mentee.id, "new@example.org", sending_on=False)
    assert parked_of(services).to_email == refused.to_email


def test_r16_what_was_shared_and_comes_back_late_is_parked_and_told_once(
    services: Services,
    mentee: Person,
    coordinator: Person,
    sent: Submission,
    other: Person,
    transport: SmtpTransport,
) -> None:
    services = replace(services, reads_returns=True)
    pair_accepted(services, mentee.email, other.email, shared=(sent.cycle,))
    (letter,) = [each for each in waiting(services) if each.kind is LetterKind.SHARED]
    deliver_due(services, transport)
    assert waiting(services) == []
    take_in_bounce(services, Bounce((letter.id,), "5.1.1"))
    sweep(services)
    assert parked_of(services).last_reply == "The letter came back: there is no such mailbox (5.1.1)."
    assert len(told(services)) == 2
    assert coordinator.email in {email for _, email in told(services)}
    deliver_due(services, transport)
    take_in_bounce(services, Bounce((letter.id,), "5.1.1"))
    sweep(services)
    assert told(services) == []
    assert services.store.outbox.conservation().parked == 1
    resume_letter(services, letter.id)
    assert shared(services) == [other.email]
    assert services.store.outbox.conservation().holds
