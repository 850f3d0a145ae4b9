"""Both say yes before anything goes (Z4); a no, a supervisor and a shared workplace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.demo.pairs import accept_for_mentee, accept_for_mentor, pair_accepted, token_of_pairing
from formsvc.domain.errors import (
    AddressNotAcceptedError,
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    MenteeToAcceptError,
    MentorToAcceptError,
    PairingRefusedError,
    ProposalMovedError,
)
from formsvc.domain.letters import LetterKind
from formsvc.domain.pairing import Pairing, Waiting
from formsvc.domain.people import Mailbox, Person, Standing
from formsvc.domain.workplace import PairingRules, Place, PlaceRule
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.acceptance import accept_as_mentee, decline_as_mentee, proposal_to
from formsvc.workflows.acknowledgement import PURPOSE
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.mentor_acceptance import (
    accept_as_mentor,
    change_mailbox,
    decline_as_mentor,
    proposal_of_link,
)
from formsvc.workflows.mentor_address import accept_address
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.preview import letter_to_come
from formsvc.workflows.questionnaire import check_answers
from formsvc.workflows.services import Services
from formsvc.workflows.tending import tend
from formsvc.workflows.watching import people_and_progress
from formsvc.workflows.workplaces import move_person
from tests.mail.mail_server import Manners
from tests.workflows.delivering import answer, send_checked, send_questionnaire, waiting
from tests.workflows.small_programme import SettableClock, add_mentee, add_mentor


@pytest.fixture
def alone(services: Services) -> Person:
    return add_mentee(services, None)


@pytest.fixture
def proposed(services: Services, alone: Person, mentor: Person) -> Person:
    """A mentee to whom a mentor was proposed and who has answered everything."""
    pair_people(services, mentee_email=alone.email, mentor_email=mentor.email, supervises=False)
    answer(services, alone)
    return person(services, alone)


@pytest.fixture
def token(services: Services, proposed: Person) -> str:
    return token_of_pairing(services, proposed.email)


def person(services: Services, whom: Person) -> Person:
    return services.store.registry.person(whom.id)


def pairing_of(services: Services, mentee: Person) -> Pairing:
    found = person(services, mentee).pairing
    assert found
    return found


def kinds(services: Services) -> list[tuple[LetterKind, str]]:
    return [(letter.kind, letter.to_email) for letter in waiting(services)]


def say_yes(services: Services, mentee: Person, **changes: object) -> None:
    shown = proposal_to(services, mentee.id)
    said = {"pairing_id": shown.pairing.id, "mentor_email": shown.mentor_email, "independent": True}
    accept_as_mentee(services, mentee.id, **{**said, **changes})  # type: ignore[arg-type]  # as a page sends it


def test_pairing_asks_both_by_letter(services: Services, proposed: Person, mentor: Person) -> None:
    assert sorted(kinds(services)) == [
        (LetterKind.PAIRING_PROPOSED, mentor.email),
        (LetterKind.PAIRING_PROPOSED_MENTEE, proposed.email),
    ]
    assert pairing_of(services, proposed).proposed_at == services.clock()


def test_z4_nothing_is_sent_before_both_have_said_yes(
    services: Services, proposed: Person, clock: SettableClock
) -> None:
    for error in (MenteeToAcceptError, MentorToAcceptError):
        with pytest.raises(error, match="Your answers are kept"):
            send_checked(services, proposed)
        with pytest.raises(error):
            send_checked(services, proposed, short=True)
        with pytest.raises(error):
            letter_to_come(services, proposed.id)
        if error is MenteeToAcceptError:
            assert check_answers(services, proposed.id).waiting is Waiting.MENTEE
            accept_for_mentee(services, proposed.email)
    assert check_answers(services, proposed.id).waiting is Waiting.MENTOR
    assert services.store.records.submissions(proposed.id) == []
    clock.advance(timedelta(hours=1))
    accept_for_mentor(services, proposed.email)
    assert check_answers(services, proposed.id).waiting is None
    assert letter_to_come(services, proposed.id)
    assert send_checked(services, proposed).mentor_email == "ada@example.org"


def test_z3_an_address_that_the_mentee_has_not_accepted_gets_nothing(
    services: Services, mentee: Person, mentor: Person
) -> None:
    answer(services, mentee)
    with services.store.hold(mentor.id):
        services.store.registry.readdress(replace(mentor, email="elsewhere@example.org"))
    assert check_answers(services, mentee.id).waiting is Waiting.ADDRESS
    with pytest.raises(AddressNotAcceptedError):
        send_checked(services, mentee)
    assert not proposal_to(services, mentee.id).asks
    accept_address(services, mentee.id, "elsewhere@example.org", sending_on=False)
    assert pairing_of(services, mentee).accepted_email == "elsewhere@example.org"
    assert send_checked(services, mentee).mentor_email == "elsewhere@example.org"


def test_the_mentee_hears_of_the_mentors_yes_only_when_they_wait_for_it(
    services: Services, proposed: Person, token: str, mentor: Person
) -> None:
    accept_as_mentor(services, token, independent=True, mailbox=Mailbox.PRIVATE)
    assert LetterKind.PAIRING_ACCEPTED not in dict(kinds(services))
    say_yes(services, proposed)
    assert LetterKind.PAIRING_ACCEPTED not in dict(kinds(services))
    other = add_mentor(services, "mentor2", "bertram@example.org")
    pair_people(services, mentee_email=proposed.email, mentor_email=other.email, supervises=False)
    say_yes(services, proposed)
    accept_for_mentor(services, proposed.email)
    assert dict(kinds(services))[LetterKind.PAIRING_ACCEPTED] == proposed.email
    assert mentor.email != other.email


def test_saying_yes_again_changes_nothing(services: Services, proposed: Person, clock: SettableClock) -> None:
    for _ in range(2):
        accept_for_mentee(services, proposed.email)
        accept_for_mentor(services, proposed.email)
        clock.advance(timedelta(hours=1))
    said = pairing_of(services, proposed)
    assert said.mentee_accepted_at == said.mentor_accepted_at == services.clock() - timedelta(hours=2)
    assert [kind for kind, _ in kinds(services)].count(LetterKind.PAIRING_ACCEPTED) == 1


def test_the_coordinators_list_says_whose_yes_is_missing(services: Services, proposed: Person) -> None:
    def words() -> str:
        rows = people_and_progress(services.for_coordinators())
        return next(row.progress for row in rows if row.name == proposed.name)

    assert words() == "Mentee hasn't said yes to the mentor yet"
    accept_for_mentee(services, proposed.email)
    assert words() == "Mentor hasn't said yes yet"
    accept_for_mentor(services, proposed.email)
    assert words() == "Questionnaire open"


def test_without_the_declaration_there_is_no_yes(services: Services, proposed: Person, token: str) -> None:
    """Principle 2."""
    with pytest.raises(InputRefusedError) as refused:
        say_yes(services, proposed, independent=False)
    assert refused.value.field == "independent"
    with pytest.raises(InputRefusedError):
        accept_as_mentor(services, token, independent=False, mailbox=Mailbox.SHARED)
    assert not pairing_of(services, proposed).accepted
    assert proposal_of_link(services, token).mailbox is Mailbox.PRIVATE


def test_a_yes_counts_for_what_the_page_showed(services: Services, proposed: Person) -> None:
    """Z4: another mentor or another address since is read once more."""
    for changes in ({"mentor_email": "elsewhere@example.org"}, {"pairing_id": "pairing0"}):
        with pytest.raises(ProposalMovedError):
            say_yes(services, proposed, **changes)
    assert pairing_of(services, proposed).mentee_accepted_at is None


def test_a_mailbox_that_others_open_gets_notices_until_the_mentor_says_otherwise(
    services: Services, proposed: Person, token: str
) -> None:
    accept_as_mentor(services, token, independent=True, mailbox=Mailbox.SHARED)
    say_yes(services, proposed)
    assert proposal_to(services, proposed.id).link_only
    assert check_answers(services, proposed.id).link_only
    change_mailbox(services, token, Mailbox.PRIVATE)
    assert not check_answers(services, proposed.id).link_only


@pytest.mark.parametrize("accepted", [False, True])
def test_a_mentors_no_ends_the_pairing_and_the_mentee_gets_no_reason(
    services: Services, proposed: Person, token: str, mentor: Person, coordinator: Person, *, accepted: bool
) -> None:
    if accepted:
        accept_for_mentor(services, proposed.email)
        accept_for_mentee(services, proposed.email)
        send_checked(services, proposed)
    decline_as_mentor(services, token, supervises=False)
    after = person(services, proposed)
    assert after.pairing is None
    assert services.store.records.submissions(proposed.id) == []
    assert services.store.records.draft(proposed.id, 1) is not None
    told = {letter.kind: letter for letter in waiting(services)}
    assert told[LetterKind.PAIRING_DECLINED].to_email == proposed.email
    assert dict(told[LetterKind.PAIRING_DECLINED].facts) == {"mentor": mentor.id}
    assert told[LetterKind.PAIRING_DECLINED_COORDINATOR].to_email == coordinator.email
    assert LetterKind.SUBMISSION not in told
    with pytest.raises(LinkExpiredError):
        decline_as_mentor(services, token, supervises=False)


def test_a_mentees_no_is_told_to_both_others(
    services: Services, proposed: Person, mentor: Person, coordinator: Person
) -> None:
    pairing_id = pairing_of(services, proposed).id
    for _ in range(2):
        decline_as_mentee(services, proposed.id, pairing_id=pairing_id, supervises=False)
    told = {letter.kind: letter for letter in waiting(services)}
    assert len(waiting(services)) == 4
    assert told[LetterKind.PAIRING_ENDED].to_email == mentor.email
    assert told[LetterKind.PAIRING_ENDED].facts["unbegun"] == "yes"
    assert told[LetterKind.PAIRING_DECLINED_COORDINATOR].to_email == coordinator.email
    with pytest.raises(ProposalMovedError):
        proposal_to(services, proposed.id)
    pair_people(services, mentee_email=proposed.email, mentor_email=mentor.email, supervises=False)


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_whoever_says_supervisor_these_two_are_never_paired_again(
    services: Services, proposed: Person, token: str, mentor: Person, who: str
) -> None:
    """Principle 2, without an override."""
    if who == "mentor":
        decline_as_mentor(services, token, supervises=True)
    else:
        pairing_id = pairing_of(services, proposed).id
        decline_as_mentee(services, proposed.id, pairing_id=pairing_id, supervises=True)
    with pytest.raises(PairingRefusedError, match="independent of assessment"):
        pair_people(services, mentee_email=proposed.email, mentor_email=mentor.email, supervises=False)
    assert person(services, proposed).pairing is None


def test_x1_the_link_is_bound_to_its_purpose_and_its_pairing(
    services: Services, proposed: Person, token: str, mentor: Person
) -> None:
    other = services.links.sign(PURPOSE, mentor.id, proposed.id, pairing_of(services, proposed).id)
    for broken in (other, f"{token}x", services.links.sign("pairing", mentor.id, proposed.id)):
        with pytest.raises(LinkInvalidError):
            proposal_of_link(services, broken)
    pair_people(
        services, mentee_email=proposed.email, mentor_email=add_other(services).email, supervises=False
    )
    with pytest.raises(LinkExpiredError, match="This pairing is over"):
        proposal_of_link(services, token)


def add_other(services: Services) -> Person:
    return add_mentor(services, "mentor2", "bertram@example.org")


def test_one_workplace_needs_a_yes_from_both(services: Services, alone: Person, mentor: Person) -> None:
    for email in (alone.email, mentor.email):
        move_person(services, email, site="Northtown General", department="Surgery")
    pair_people(services, mentee_email=alone.email, mentor_email=mentor.email, supervises=False)
    token = token_of_pairing(services, alone.email)
    assert proposal_of_link(services, token).places == (Place.SITE, Place.DEPARTMENT)
    with pytest.raises(InputRefusedError) as refused:
        accept_as_mentor(services, token, independent=True, mailbox=Mailbox.PRIVATE)
    assert refused.value.field == "agrees"
    with pytest.raises(InputRefusedError):
        say_yes(services, alone)
    say_yes(services, alone, agrees=True)
    accept_as_mentor(services, token, independent=True, mailbox=Mailbox.PRIVATE, agrees=True)
    assert pairing_of(services, alone).accepted


def test_where_the_programme_refuses_one_workplace_nobody_is_asked(
    services: Services, alone: Person, mentor: Person
) -> None:
    rules = PairingRules(same_site=PlaceRule.REFUSE)
    strict = replace(services, programme=replace(services.programme, pairing=rules))
    for email in (alone.email, mentor.email):
        move_person(services, email, site="Northtown General")
    with pytest.raises(PairingRefusedError, match="same site"):
        pair_people(strict, mentee_email=alone.email, mentor_email=mentor.email, supervises=False)
    assert kinds(services) == []


def test_a_new_pairing_closes_the_one_before_and_tells_the_mentee(
    services: Services, mentee: Person, mentor: Person
) -> None:
    other = add_other(services)
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    told = {letter.kind: letter for letter in waiting(services)}
    assert told[LetterKind.PAIRING_ENDED].to_email == mentor.email
    assert told[LetterKind.PAIRING_ENDED].facts["unbegun"] == ""
    assert told[LetterKind.PAIRING_PROPOSED_MENTEE].facts["earlier"] == mentor.id


def test_a_letter_of_a_pairing_that_was_cut_off_goes_nowhere(
    services: Services, alone: Person, mentor: Person, transport: SmtpTransport, manners: Manners
) -> None:
    """A crash between the letters and the registry: the operator pairs them once more."""
    pair_people(services, mentee_email=alone.email, mentor_email=mentor.email, supervises=False)
    with services.store.hold(alone.id):
        services.store.registry.save(alone)
    deliver_due(services, transport)
    assert manners.taken == []
    assert waiting(services) == []
    assert services.store.outbox.conservation().holds
    pair_people(services, mentee_email=alone.email, mentor_email=mentor.email, supervises=False)
    deliver_due(services, transport)
    assert len(manners.taken) == 2


def test_who_is_paused_is_asked_by_their_page_alone(
    services: Services, alone: Person, mentor: Person
) -> None:
    with services.store.hold(alone.id):
        services.store.registry.save(replace(alone, standing=Standing.PAUSED))
    pair_people(services, mentee_email=alone.email, mentor_email=mentor.email, supervises=False)
    assert kinds(services) == [(LetterKind.PAIRING_PROPOSED, mentor.email)]
    assert proposal_to(services, alone.id).asks


def test_a_pairing_from_before_there_was_a_yes_asks_both_once(
    services: Services, mentee: Person, mentor: Person
) -> None:
    """R22: nothing that was sent is touched, and the next questionnaire waits for the two."""
    send_questionnaire(services, mentee)
    old = replace(
        pairing_of(services, mentee),
        mentee_accepted_at=None,
        mentor_accepted_at=None,
        accepted_email="",
        proposed_at=None,
    )
    with services.store.hold(mentee.id):
        services.store.registry.save(person(services, mentee).with_pairing(old))
    for _ in range(2):
        tend(services)
    asked = [letter for letter in kinds(services) if letter[0] is not LetterKind.SUBMISSION]
    assert sorted(asked) == [
        (LetterKind.PAIRING_PROPOSED, mentor.email),
        (LetterKind.PAIRING_PROPOSED_MENTEE, mentee.email),
    ]
    assert proposal_to(services, mentee.id).earlier == ()
    accept_for_mentor(services, mentee.email)
    assert accept_for_mentee(services, mentee.email).accepted


def test_nobody_is_asked_anew_who_has_said_yes(services: Services, mentee: Person) -> None:
    tend(services)
    assert kinds(services) == []
    assert pair_accepted(services, mentee.email, "ada@example.org") == pairing_of(services, mentee)
