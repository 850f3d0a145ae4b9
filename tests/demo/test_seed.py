"""The invented programme: who is in it, and that everything in it came about by the workflows."""

from __future__ import annotations

from collections import Counter

from formsvc.demo.seed import MENTEES, MENTORS, NEWCOMER, NEWCOMERS_MENTOR
from formsvc.domain.cycle import cycle_on
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.record import mentee_home
from formsvc.workflows.watching import programme_status
from tests.demo.conftest import Seeded


def _who(seeded: Seeded, email: str) -> Person:
    person = seeded.services.store.registry.find(email)
    assert person
    return person


def test_three_mentors_three_mentees_and_one_coordinator(seeded: Seeded) -> None:
    people = list(seeded.services.store.registry.people())
    assert Counter(role for person in people for role in person.roles) == {
        Role.MENTOR: 3,
        Role.MENTEE: 3,
        Role.COORDINATOR: 1,
    }
    assert all(person.email.endswith("@example.org") for person in people)


def test_two_cycles_lie_behind_and_the_third_is_open(seeded: Seeded) -> None:
    services = seeded.services
    for _, email in MENTEES:
        mentee = _who(seeded, email)
        assert [sent.cycle for sent in services.store.records.submissions(mentee.id)] == [1, 2]
        assert all(state.replied_at for state in mentee.cycles.values())
        assert mentee.starts
        opened = cycle_on(services.today(), mentee.starts, services.programme.calendar)
        assert opened
        assert opened.number == 3
        assert mentee_home(services, mentee.id)
    draft = services.store.records.draft(_who(seeded, MENTEES[0][1]).id, 3)
    assert draft
    assert 0 < len(draft.answers) < 5


def test_one_can_still_join_by_hand(seeded: Seeded) -> None:
    newcomer = _who(seeded, NEWCOMER[1])
    assert newcomer.standing is Standing.INVITED
    assert newcomer.pairing
    assert not newcomer.pairing.accepted
    waiting = {(letter.kind, letter.to_email) for letter in seeded.services.store.outbox.letters()}
    assert waiting == {
        (LetterKind.INVITATION, newcomer.email),
        (LetterKind.PAIRING_PROPOSED_MENTEE, newcomer.email),
        (LetterKind.WELCOME_MENTOR, NEWCOMERS_MENTOR[1]),
        (LetterKind.PAIRING_PROPOSED, NEWCOMERS_MENTOR[1]),
    }


def test_every_letter_of_the_past_arrived_and_the_letters_add_up(seeded: Seeded) -> None:
    found = programme_status(seeded.services.for_coordinators())
    assert found.conservation.holds
    assert (found.waiting, found.parked, found.damaged) == (4, 0, ())
    assert found.conservation.delivered == len(seeded.mailbox.letters())
    assert [len(seeded.mailbox.to(email)) for _, email in MENTORS] == [4, 4]
