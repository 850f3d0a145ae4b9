"""What every store promises (``formsvc/store/protocol/``)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.credentials import Credentials
from formsvc.domain.errors import AddressTakenError, LockNotHeldError, PersonUnknownError, StoreError
from formsvc.domain.letters import Conservation, Fate, LetterEvent, LetterKind
from formsvc.domain.returned import SentLetter
from formsvc.domain.submission import Redirection
from formsvc.store.protocol import Store
from tests.store.conftest import in_every_store
from tests.store.examples import (
    CREDENTIALS,
    DRAFT,
    NOW,
    PERSON,
    REQUEST,
    SUBMISSION,
    a_letter,
    a_submission,
    somebody,
)

pytestmark = in_every_store


def add(store: Store) -> None:
    with store.hold(PERSON.id):
        store.registry.add(PERSON)


def test_everything_comes_back_as_it_was_saved(store: Store, reopen: Callable[[], Store]) -> None:
    add(store)
    with store.hold(PERSON.id):
        store.records.save_draft(PERSON.id, DRAFT)
        store.credentials.save_credentials(CREDENTIALS)
        store.records.commit(*a_submission(1))
    with store.hold(REQUEST.id):
        store.credentials.save_sign_in_request(REQUEST)
    again = reopen()
    assert again.registry.person(PERSON.id) == PERSON
    assert list(again.registry.people()) == [PERSON]
    assert again.records.draft(PERSON.id, DRAFT.cycle) == DRAFT
    assert again.records.submission(PERSON.id, 1) == replace(SUBMISSION, letter_id="letter1")
    assert again.credentials.credentials(PERSON.id) == CREDENTIALS
    assert again.credentials.sign_in_request(REQUEST.id) == REQUEST
    assert list(again.outbox.letters()) == [a_submission(1)[1]]


def test_what_was_erased_is_gone_and_erasing_twice_does_no_harm(
    store: Store, reopen: Callable[[], Store]
) -> None:
    """K4."""
    add(store)
    with store.hold(PERSON.id):
        store.records.save_draft(PERSON.id, DRAFT)
        store.credentials.save_credentials(CREDENTIALS)
        store.records.commit(*a_submission(1))
    with store.hold(REQUEST.id):
        store.credentials.save_sign_in_request(replace(REQUEST, person_id=PERSON.id))
    for _ in range(2):
        with store.hold(PERSON.id):
            store.records.erase(PERSON.id)
            store.credentials.erase(PERSON.id)
            store.registry.erase(PERSON.id)
    again = reopen()
    assert again.records.draft(PERSON.id, DRAFT.cycle) is None
    assert again.records.submissions(PERSON.id) == []
    assert again.credentials.credentials(PERSON.id) == Credentials(PERSON.id)
    assert again.credentials.sign_in_request(REQUEST.id) is None
    assert again.registry.find(PERSON.email) is None
    assert list(again.registry.people()) == []


def test_what_is_not_there_is_not_there(store: Store) -> None:
    with pytest.raises(PersonUnknownError):
        store.registry.person("nobody")
    assert store.registry.find("nobody@example.org") is None
    assert store.records.draft("nobody", 1) is None
    assert store.records.submission("nobody", 1) is None
    assert store.records.submissions("nobody") == []
    assert store.credentials.credentials("nobody") == Credentials("nobody")
    for malformed in ("nobody", "../registry/mentee1", "", "a/b", "é"):
        assert store.credentials.sign_in_request(malformed) is None


def test_every_change_needs_the_hold_of_its_person(store: Store) -> None:
    with store.hold("somebody-else"):
        changes: tuple[Callable[[], None], ...] = (
            lambda: store.registry.add(PERSON),
            lambda: store.registry.save(PERSON),
            lambda: store.registry.readdress(PERSON),
            lambda: store.records.save_draft(PERSON.id, DRAFT),
            lambda: store.records.drop_draft(PERSON.id),
            lambda: store.records.commit(*a_submission(1)),
            lambda: store.credentials.save_credentials(CREDENTIALS),
            lambda: store.credentials.save_sign_in_request(REQUEST),
        )
        for change in changes:
            with pytest.raises(LockNotHeldError):
                change()


def test_a_hold_within_a_hold_is_refused_instead_of_waiting_for_itself(store: Store) -> None:
    with store.hold("a"), pytest.raises(LockNotHeldError), store.hold("b"):
        pass
    with store.hold("b", "a", "a"):
        pass


def test_a_hold_lets_one_in_at_a_time(store: Store, reopen: Callable[[], Store]) -> None:
    add(store)

    def count_up(_: int) -> None:
        mine = reopen()
        with mine.hold(PERSON.id):
            before = mine.credentials.credentials(PERSON.id)
            mine.credentials.save_credentials(replace(before, last_step=before.last_step + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(80)))
    assert store.credentials.credentials(PERSON.id).last_step == 80


def test_people_are_found_by_address_whatever_its_case(store: Store) -> None:
    add(store)
    assert store.registry.find("zoe@EXAMPLE.org") == PERSON


def test_an_address_belongs_to_one_person(store: Store, reopen: Callable[[], Store]) -> None:
    def race(number: int) -> bool:
        mine, person = reopen(), replace(somebody(number), email="same@example.org")
        with mine.hold(person.id):
            try:
                mine.registry.add(person)
            except AddressTakenError:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(race, range(16))).count(True) == 1
    assert len(list(store.registry.people())) == 1


def test_an_entry_changes_but_its_address_does_not(store: Store) -> None:
    add(store)
    with store.hold(PERSON.id):
        store.registry.save(replace(PERSON, name="Zoë Renamed"))
        with pytest.raises(StoreError, match="own confirmed way"):
            store.registry.save(replace(PERSON, email="other@example.org"))
    assert store.registry.person(PERSON.id).name == "Zoë Renamed"


def test_a_new_address_finds_its_person_and_the_old_one_nobody(
    store: Store, reopen: Callable[[], Store]
) -> None:
    add(store)
    moved = replace(PERSON, email="Zoe.New@example.org", name="Zoë Renamed")
    for _ in range(2):
        with store.hold(PERSON.id):
            store.registry.readdress(moved)
    again = reopen()
    assert again.registry.find("zoe.new@EXAMPLE.org") == moved
    assert again.registry.find(PERSON.email) is None
    assert list(again.registry.people()) == [moved]
    with store.hold("person1"):
        store.registry.add(replace(somebody(1), email=PERSON.email))


def test_an_address_changes_only_in_case(store: Store) -> None:
    add(store)
    with store.hold(PERSON.id):
        store.registry.readdress(replace(PERSON, email=PERSON.email.upper()))
    found = store.registry.find(PERSON.email)
    assert found
    assert found.email == PERSON.email.upper()


def test_a_taken_address_is_refused_and_nothing_has_changed(store: Store) -> None:
    add(store)
    other = somebody(1)
    with store.hold(other.id):
        store.registry.add(other)
        with pytest.raises(AddressTakenError):
            store.registry.readdress(replace(other, email=PERSON.email.upper()))
    assert store.registry.find(other.email) == other
    assert store.registry.find(PERSON.email) == PERSON


def test_nobody_unknown_gets_an_address(store: Store) -> None:
    with store.hold(PERSON.id), pytest.raises(PersonUnknownError):
        store.registry.readdress(PERSON)
    assert store.registry.find(PERSON.email) is None


def test_two_people_who_want_one_address_race_safely(store: Store, reopen: Callable[[], Store]) -> None:
    for number in range(8):
        with store.hold(f"person{number}"):
            store.registry.add(somebody(number))

    def race(number: int) -> bool:
        mine = reopen()
        with mine.hold(f"person{number}"):
            try:
                mine.registry.readdress(replace(somebody(number), email="same@example.org"))
            except AddressTakenError:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(race, range(8))).count(True) == 1
    assert [each.email for each in store.registry.people()].count("same@example.org") == 1


def test_a_draft_is_of_one_cycle_and_can_be_dropped(store: Store) -> None:
    with store.hold(PERSON.id):
        store.records.save_draft(PERSON.id, DRAFT)
        assert store.records.draft(PERSON.id, DRAFT.cycle + 1) is None
        store.records.drop_draft(PERSON.id)
    assert store.records.draft(PERSON.id, DRAFT.cycle) is None


def test_a_cycle_is_committed_once(store: Store) -> None:
    with store.hold(PERSON.id):
        store.records.commit(*a_submission(1))
        other, letter = a_submission(1)
        with pytest.raises(StoreError):
            store.records.commit(replace(other, reference="ABCD-EFGH"), replace(letter, id="another"))
    kept = store.records.submission(PERSON.id, 1)
    assert kept
    assert kept.reference == SUBMISSION.reference
    assert [letter.id for letter in store.outbox.letters()] == ["letter1"]


def test_submissions_come_oldest_first(store: Store) -> None:
    with store.hold(PERSON.id):
        for cycle in (2, 11, 1, 10):
            store.records.commit(*a_submission(cycle))
    assert [submission.cycle for submission in store.records.submissions(PERSON.id)] == [1, 2, 10, 11]


def test_old_sign_in_requests_are_dropped(store: Store) -> None:
    for number, age in ((1, 10), (2, 5), (3, 0)):
        request = replace(REQUEST, id=f"r{number}", asked_at=NOW - timedelta(minutes=age))
        with store.hold(request.id):
            store.credentials.save_sign_in_request(request)
    assert store.credentials.drop_sign_in_requests(NOW - timedelta(minutes=5)) == 1
    assert [bool(store.credentials.sign_in_request(f"r{number}")) for number in (1, 2, 3)] == [
        False,
        True,
        True,
    ]


def test_letters_are_due_oldest_first_and_when_their_time_comes(store: Store) -> None:
    for number in (3, 1, 2):
        store.outbox.put(a_letter(number))
    with store.outbox.claim("l2") as letter:
        assert letter
        store.outbox.save(replace(letter, attempts=1, next_try_at=NOW + timedelta(hours=1)))
    assert store.outbox.due(NOW) == []
    assert store.outbox.due(NOW + timedelta(minutes=1)) == ["l1", "l3"]
    assert store.outbox.due(NOW + timedelta(hours=1)) == ["l1", "l2", "l3"]


def test_r9_a_claimed_letter_is_nobody_elses(store: Store, reopen: Callable[[], Store]) -> None:
    store.outbox.put(a_letter(1))
    with store.outbox.claim("l1") as mine, reopen().outbox.claim("l1") as theirs:
        assert mine
        assert theirs is None
    with reopen().outbox.claim("l1") as free_again:
        assert free_again


def test_a_letter_that_is_put_once_is_there_once_and_as_it_was(store: Store) -> None:
    """The same letter, decided again, changes nothing that waits."""
    store.outbox.put_once(a_letter(1))
    with store.outbox.claim("l1") as letter:
        assert letter is not None
        store.outbox.save(replace(letter, attempts=3))
    store.outbox.put_once(a_letter(1))
    assert [letter.attempts for letter in store.outbox.letters()] == [3]
    assert store.outbox.conservation().accepted == 1


def test_a_finished_letter_is_gone_and_counted(store: Store) -> None:
    for number, event in ((1, LetterEvent.DELIVERED), (2, LetterEvent.WITHDRAWN), (3, LetterEvent.PARKED)):
        store.outbox.put(a_letter(number))
        with store.outbox.claim(f"l{number}") as letter:
            assert letter
            if event is LetterEvent.PARKED:
                store.outbox.save(replace(letter, fate=Fate.PARKED))
            store.outbox.finish(letter.id, event, NOW)
    store.outbox.put(a_letter(4))
    assert store.outbox.due(NOW + timedelta(days=1)) == ["l4"]
    assert sorted(letter.id for letter in store.outbox.letters()) == ["l3", "l4"]
    assert store.outbox.conservation() == Conservation(
        accepted=4, delivered=1, waiting=1, parked=1, withdrawn=1
    )


def test_a_letter_without_a_last_word_that_is_nowhere_is_missing(store: Store) -> None:
    for number in (1, 2, 3):
        store.outbox.put(a_letter(number))
    store.outbox.note_accepted("lost", NOW)
    store.outbox.note_accepted("lost-and-known", NOW)
    store.outbox.finish("lost-and-known", LetterEvent.DELIVERED, NOW)
    with store.outbox.claim("l2") as letter:
        assert letter
        store.outbox.finish("l2", LetterEvent.PARKED, NOW)
    with store.outbox.claim("l3"):
        store.outbox.finish("l3", LetterEvent.DELIVERED, NOW)
    assert store.outbox.missing() == ["lost"]


def test_a_held_letter_is_never_due(store: Store) -> None:
    store.outbox.put(a_letter(1, fate=Fate.HELD))
    assert store.outbox.due(NOW + timedelta(days=9)) == []
    assert store.outbox.conservation() == Conservation(1, 0, 1, 0, 0)


def test_accepted_is_noted_once(store: Store) -> None:
    store.outbox.put(a_letter(1))
    store.outbox.note_accepted("l1", NOW)
    store.outbox.note_accepted("l2", NOW)
    store.outbox.note_accepted("l2", NOW)
    assert store.outbox.conservation() == Conservation(2, 0, 2, 0, 0)


def test_a_parked_letter_that_waits_again_is_due_and_counted_once(
    store: Store, reopen: Callable[[], Store]
) -> None:
    """Conservation: accepted = delivered + waiting + parked + withdrawn, before, between and after."""
    letter = a_letter(1)
    store.outbox.put(letter)
    with store.outbox.claim("l1"):
        store.outbox.finish("l1", LetterEvent.PARKED, NOW)
        store.outbox.save(replace(letter, fate=Fate.PARKED))
    assert store.outbox.conservation() == Conservation(1, 0, 0, 1, 0)
    assert store.outbox.due(NOW + timedelta(days=1)) == []
    with store.outbox.claim("l1") as parked:
        assert parked
        store.outbox.resume(replace(parked, fate=Fate.WAITING, resumed_at=NOW), NOW)
    for each in (store, reopen()):
        assert each.outbox.conservation() == Conservation(1, 0, 1, 0, 0)
        assert each.outbox.due(NOW + timedelta(days=1)) == ["l1"]
    with store.outbox.claim("l1"):
        store.outbox.finish("l1", LetterEvent.DELIVERED, NOW)
    assert store.outbox.conservation() == Conservation(1, 1, 0, 0, 0)


def test_a_letter_that_came_back_is_parked_and_may_go_again(
    store: Store, reopen: Callable[[], Store]
) -> None:
    letter = a_letter(1)
    store.outbox.put(letter)
    with store.outbox.claim("l1"):
        store.outbox.finish("l1", LetterEvent.DELIVERED, NOW)
    for _ in range(2):
        store.outbox.take_back(letter, NOW)
    for each in (store, reopen()):
        assert each.outbox.conservation() == Conservation(1, 0, 0, 1, 0)
        assert each.outbox.due(NOW + timedelta(days=1)) == []
        assert [found.fate for found in each.outbox.letters()] == [Fate.PARKED]
        assert each.outbox.missing() == []
    with store.outbox.claim("l1") as parked:
        assert parked is not None
        store.outbox.resume(replace(parked, fate=Fate.WAITING), NOW)
    assert store.outbox.conservation() == Conservation(1, 0, 1, 0, 0)
    with store.outbox.claim("l1"):
        store.outbox.finish("l1", LetterEvent.DELIVERED, NOW)
    assert reopen().outbox.conservation() == Conservation(1, 1, 0, 0, 0)


def test_sent_letters_are_found_dropped_and_erased(store: Store, reopen: Callable[[], Store]) -> None:
    letters = {
        name: SentLetter(name, LetterKind.SUBMISSION, email, NOW + timedelta(days=day), person, 1)
        for name, email, day, person in (
            ("old", "ada@example.org", 0, "one"),
            ("hers", "ada@example.org", 9, "one"),
            ("to her", "Ada@Example.org", 9, "two"),
            ("other", "mo@example.org", 9, "two"),
        )
    }
    letters = {
        name.replace(" ", ""): replace(each, id=name.replace(" ", "")) for name, each in letters.items()
    }
    for each in (*letters.values(), letters["old"]):
        store.sent.note(each)
    assert {name: reopen().sent.find(name) for name in letters} == letters
    assert (store.sent.find("unknown"), store.sent.find("../x"), store.sent.find("")) == (None, None, None)
    assert store.sent.drop(NOW + timedelta(days=1)) == 1
    assert store.sent.find("old") is None
    for _ in range(2):
        store.sent.erase("one", "ada@example.org")
    assert [name for name in letters if reopen().sent.find(name)] == ["other"]


def test_a_submission_goes_elsewhere_and_its_letter_stays(store: Store, reopen: Callable[[], Store]) -> None:
    add(store)
    submission, letter = a_submission(1)
    elsewhere = replace(
        submission, mentor_email="new@example.org", redirections=(Redirection(submission.mentor_email, NOW),)
    )
    with pytest.raises(LockNotHeldError):
        store.records.redirect(elsewhere)
    with store.hold(PERSON.id):
        with pytest.raises(StoreError):
            store.records.redirect(elsewhere)
        store.records.commit(submission, letter)
        store.records.redirect(elsewhere)
    assert reopen().records.submission(PERSON.id, 1) == elsewhere
    assert list(reopen().outbox.letters()) == [letter]
