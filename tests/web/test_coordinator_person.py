"""One person's page, and what is done there; and the door that stays shut for who assesses them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.audit import Deed
from formsvc.domain.letters import Fate, LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.leaving import resume
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import prepare_sign_in_letter
from tests.web.browsing import Browser, Mailroom
from tests.web.test_reads_never_write import contents
from tests.workflows.small_programme import TRAINED_ON


def page_of(person: Person, then: str = "") -> str:
    return f"/coordinator/people/{person.id}{then}"


def deeds(services: Services) -> list[Deed]:
    return [event.deed for event in services.store.audit.events()]


@pytest.fixture
def second(services: Services, coordinator: Person) -> Person:
    """Another coordinator."""
    other = replace(coordinator, id="coordinator2", name="Carl Placeholder", email="carl@example.org")
    with services.store.hold(other.id):
        services.store.registry.add(other)
    return other


def test_the_page_says_who_with_whom_and_how_far(
    mentee: Person, mentor: Person, coordinator_browser: Browser, data_dir: Path
) -> None:
    coordinator_browser.open("/coordinator/")
    before = contents(data_dir)
    coordinator_browser.open(page_of(mentee))
    for said in ("mo@example.org", "Questionnaire open", "Dr Ada Example", "2 March 2026", "16 March 2026"):
        assert said in coordinator_browser.text
    assert "Looked after by" in coordinator_browser.text
    coordinator_browser.open(page_of(mentor))
    assert "Mo Sample" in coordinator_browser.text
    for then in ("/retire", "/i-assess-them", "/coordinator"):
        assert coordinator_browser.open(page_of(mentee, then)).status_code == 200
    assert contents(data_dir) == before


def test_nobody_of_that_id_is_not_found(coordinator_browser: Browser) -> None:
    for then in ("", "/retire", "/i-assess-them", "/coordinator"):
        assert coordinator_browser.open(f"/coordinator/people/nobody{then}").status_code == 404


def test_a_letter_that_did_not_arrive_is_shown_with_the_reason(
    services: Services, coordinator_browser: Browser, mailroom: Mailroom
) -> None:
    mailroom.invite("Nia Newcomer")
    nia = services.store.registry.find("nia@example.org")
    assert nia
    (waiting,) = mailroom.letters(LetterKind.INVITATION, nia.email)
    with services.store.outbox.claim(waiting.id) as letter:
        assert letter
        reply = "The mail server answered 550 5.1.1 to the recipient's address."
        services.store.outbox.save(replace(letter, fate=Fate.PARKED, last_reply=reply, attempts=1))
    coordinator_browser.open(page_of(nia))
    assert "There is no such mailbox (5.1.1)." in coordinator_browser.text
    assert "Not delivered" in coordinator_browser.text
    coordinator_browser.open("/coordinator/?state=undelivered")
    assert "Nia Newcomer" in coordinator_browser.text


def test_an_invitation_is_sent_again(
    services: Services, coordinator_browser: Browser, mailroom: Mailroom
) -> None:
    mailroom.invite("Nia Newcomer")
    nia = services.store.registry.find("nia@example.org")
    assert nia
    coordinator_browser.open(page_of(nia))
    coordinator_browser.submit(page_of(nia, "/invite-again"))
    assert "A fresh invitation is on its way" in coordinator_browser.text
    assert "Sent a fresh invitation to Nia Newcomer" in coordinator_browser.text
    assert len(mailroom.letters(LetterKind.INVITATION, nia.email)) == 2


def test_z3_a_corrected_address_waits_until_its_mailbox_has_confirmed(
    services: Services, mentee: Person, coordinator_browser: Browser, mailroom: Mailroom
) -> None:
    coordinator_browser.open(page_of(mentee, "/address"))
    for wrong in ("", "mo at example.org", mentee.email):
        assert coordinator_browser.submit(email=wrong).status_code == 422
    coordinator_browser.submit(email="mo.new@example.org")
    assert "A link is on its way to the new address." in coordinator_browser.text
    assert services.store.registry.person(mentee.id).email == mentee.email
    assert len(mailroom.letters(LetterKind.ADDRESS_CONFIRM, "mo.new@example.org")) == 1
    assert len(mailroom.letters(LetterKind.ADDRESS_ASKED, mentee.email)) == 1
    assert deeds(services) == [Deed.ADDRESS_CORRECTED]


def test_the_address_of_who_never_joined_is_put_right_at_once(
    services: Services, coordinator_browser: Browser, mailroom: Mailroom
) -> None:
    mailroom.invite("Nia Newcomer")
    nia = services.store.registry.find("nia@example.org")
    assert nia
    coordinator_browser.open(page_of(nia, "/address"))
    coordinator_browser.submit(email="nia.new@example.org")
    assert "a new invitation is on its way" in coordinator_browser.text
    assert services.store.registry.person(nia.id).email == "nia.new@example.org"


def test_a_retired_mentee_is_told_kindly_and_keeps_28_days(
    services: Services,
    mentee: Person,
    mentor: Person,
    coordinator_browser: Browser,
    mailroom: Mailroom,
) -> None:
    coordinator_browser.open(page_of(mentee, "/retire"))
    for _ in range(2):
        coordinator_browser.submit(page_of(mentee, "/retire"))
    assert "They are out of the programme." in coordinator_browser.text
    now = services.store.registry.person(mentee.id)
    assert (now.standing, now.pairing) == (Standing.LEFT, None)
    assert now.erased_on
    assert (now.erased_on - services.today()).days == 28
    (letter,) = mailroom.letters(LetterKind.STANDING_CHANGED, mentee.email)
    assert letter.facts["change"] == "retired"
    assert len(mailroom.letters(LetterKind.PAIRING_ENDED, mentor.email)) == 1
    assert deeds(services).count(Deed.RETIRED) == 1


def test_z3_the_closing_letter_goes_to_the_address_that_the_mentee_accepted(
    services: Services, mentee: Person, mentor: Person, coordinator_browser: Browser, mailroom: Mailroom
) -> None:
    assert mentee.pairing
    agreed = replace(mentee.pairing, mentee_accepted_at=services.clock(), accepted_email="old@example.org")
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, pairings=(agreed,)))
    coordinator_browser.open(page_of(mentee, "/retire"))
    coordinator_browser.submit()
    assert len(mailroom.letters(LetterKind.PAIRING_ENDED, "old@example.org")) == 1
    assert mailroom.letters(LetterKind.PAIRING_ENDED, mentor.email) == []


def test_whom_a_coordinator_took_out_comes_back_by_a_coordinator_alone(
    services: Services,
    mentee: Person,
    mentee_browser: Browser,
    mailroom: Mailroom,
    coordinator_browser: Browser,
) -> None:
    coordinator_browser.open(page_of(mentee, "/retire"))
    coordinator_browser.submit()
    assert mentee_browser.open("/home").request.path == "/sign-in"
    resume(services, mentee.id)
    assert services.store.registry.person(mentee.id).standing is Standing.LEFT
    coordinator_browser.open(page_of(mentee))
    coordinator_browser.submit(page_of(mentee, "/bring-back"))
    assert "They take part again." in coordinator_browser.text
    now = services.store.registry.person(mentee.id)
    assert (now.standing, now.erased_on, now.retired_at) == (Standing.JOINED, None, None)
    told = mailroom.letters(LetterKind.STANDING_CHANGED, mentee.email)
    assert sorted(each.facts["change"] for each in told) == ["back", "retired"]


def test_a_retired_mentor_is_thanked_and_their_pairings_end(
    services: Services, mentee: Person, mentor: Person, coordinator_browser: Browser, mailroom: Mailroom
) -> None:
    coordinator_browser.open(page_of(mentor, "/retire"))
    coordinator_browser.submit()
    assert services.store.registry.person(mentee.id).pairing is None
    assert len(mailroom.letters(LetterKind.MENTOR_RETIRED, mentor.email)) == 1
    assert len(mailroom.letters(LetterKind.MENTOR_STEPPED_BACK, mentee.email)) == 1
    now = services.store.registry.person(mentor.id)
    assert (now.standing, now.steps_back_at) == (Standing.LEFT, services.clock())
    coordinator_browser.open("/coordinator/?state=unpaired")
    assert mentee.name in coordinator_browser.text


def test_the_only_coordinator_is_not_taken_out(
    services: Services, coordinator: Person, coordinator_browser: Browser
) -> None:
    coordinator_browser.open(page_of(coordinator))
    assert "/retire" not in coordinator_browser.page.get_data(as_text=True)
    assert (
        "You are the only coordinator who has joined, so nobody can take you out." in coordinator_browser.text
    )
    coordinator_browser.open(page_of(coordinator, "/retire"))
    assert coordinator_browser.submit().status_code == 409
    assert "Invite another first" in coordinator_browser.text
    assert services.store.registry.person(coordinator.id).standing is Standing.JOINED


def test_a_coordinator_takes_another_out_and_brings_them_back(
    services: Services, second: Person, coordinator_browser: Browser, mailroom: Mailroom
) -> None:
    coordinator_browser.open(page_of(second))
    assert "Take them out of the programme" in coordinator_browser.text
    coordinator_browser.open(page_of(second, "/retire"))
    assert "nobody is taken out in silence" in coordinator_browser.text
    assert services.store.registry.person(second.id).standing is Standing.JOINED
    coordinator_browser.submit()
    assert coordinator_browser.path == page_of(second)
    assert services.store.registry.person(second.id).standing is Standing.LEFT
    assert len(mailroom.letters(LetterKind.COORDINATOR_CHANGED, second.email)) == 1
    coordinator_browser.submit(page_of(second, "/bring-back"))
    assert services.store.registry.person(second.id).standing is Standing.JOINED


def test_s3_who_steps_down_is_signed_out_and_has_no_way_in(
    services: Services,
    coordinator: Person,
    second: Person,
    coordinator_browser: Browser,
    mailroom: Mailroom,
) -> None:
    """The session's cookie is replayed as well; a letter to sign in isn't sent any more."""
    assert second.standing is Standing.JOINED
    coordinator_browser.open(page_of(coordinator, "/retire"))
    assert "Step down as a coordinator?" in coordinator_browser.text
    coordinator_browser.submit()
    assert coordinator_browser.path == "/sign-in"
    for path in ("/coordinator/overview", page_of(second)):
        coordinator_browser.open(path)
        assert coordinator_browser.path == "/sign-in"
    left = services.store.credentials.credentials(coordinator.id)
    assert (left.sessions, left.devices, left.sign_in_requests) == ((), (), ())
    coordinator_browser.open("/sign-in")
    coordinator_browser.submit(email=coordinator.email)
    newest = mailroom.letters(LetterKind.SIGN_IN, coordinator.email)[-1]
    assert not prepare_sign_in_letter(services, newest)


def test_who_assesses_a_mentee_says_so_and_every_door_is_shut(
    services: Services,
    mentee: Person,
    coordinator: Person,
    second: Person,
    coordinator_browser: Browser,
    data_dir: Path,
) -> None:
    coordinator_browser.open(page_of(mentee, "/i-assess-them"))
    assert "There is no other coordinator yet" not in coordinator_browser.text
    coordinator_browser.submit()
    assert "It is written down." in coordinator_browser.text
    now = services.store.registry.person(mentee.id)
    assert (now.coordinator_id, now.coordinator_conflicts) == (second.id, (coordinator.id,))
    before = contents(data_dir)
    for then in ("", "/retire", "/coordinator", "/address", "/i-assess-them"):
        answer = coordinator_browser.open(page_of(mentee, then))
        assert answer.status_code == 403
        assert "another coordinator looks after them" in coordinator_browser.text
        assert mentee.email not in coordinator_browser.text
    coordinator_browser.open("/coordinator/")
    for then in ("/retire", "/invite-again", "/bring-back", "/coordinator", "/address"):
        coordinator_browser.open("/coordinator/")
        assert (
            coordinator_browser.submit(page_of(mentee, then), coordinator=coordinator.id).status_code == 403
        )
    assert contents(data_dir) == before
    assert deeds(services) == [Deed.CONFLICT_DECLARED]


def test_a_mentor_s_page_leaves_out_whom_one_assesses(
    services: Services, mentee: Person, mentor: Person, coordinator: Person, coordinator_browser: Browser
) -> None:
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, coordinator_conflicts=(coordinator.id,)))
    coordinator_browser.open(page_of(mentor))
    assert mentee.name not in coordinator_browser.text


def test_a_coordinator_who_is_alone_is_asked_to_have_another_invited(
    mentee: Person, coordinator_browser: Browser, services: Services
) -> None:
    coordinator_browser.open(page_of(mentee, "/i-assess-them"))
    assert "There is no other coordinator yet" in coordinator_browser.text
    coordinator_browser.submit()
    assert services.store.registry.person(mentee.id).coordinator_id == ""


def test_a_mentee_is_handed_to_another_coordinator_and_to_nobody_else(
    services: Services, mentee: Person, mentor: Person, second: Person, coordinator_browser: Browser
) -> None:
    coordinator_browser.open(page_of(mentee, "/coordinator"))
    assert coordinator_browser.submit(coordinator=mentor.id).status_code == 422
    assert coordinator_browser.submit().status_code == 422
    assert "Choose a coordinator." in coordinator_browser.text
    coordinator_browser.submit(coordinator=second.id)
    assert services.store.registry.person(mentee.id).coordinator_id == second.id
    assert "Looked after by Carl Placeholder" in coordinator_browser.text
    assert deeds(services) == [Deed.COORDINATOR_NAMED]


def test_one_who_is_mentor_and_mentee_is_taken_out_as_both(
    services: Services, mentee: Person, coordinator_browser: Browser, mailroom: Mailroom
) -> None:
    both = replace(mentee, id="both1", name="Bo Twofold", email="bo@example.org", pairings=())
    both = replace(both, roles=frozenset({Role.MENTEE, Role.MENTOR}), trained_on=TRAINED_ON)
    with services.store.hold(both.id):
        services.store.registry.add(both)
    pair_people(services, mentee_email=mentee.email, mentor_email=both.email, supervises=False)
    coordinator_browser.open(page_of(both, "/retire"))
    coordinator_browser.submit()
    assert services.store.registry.person(mentee.id).pairing is None
    assert len(mailroom.letters(LetterKind.STANDING_CHANGED, both.email)) == 1
    assert len(mailroom.letters(LetterKind.MENTOR_RETIRED, both.email)) == 1
