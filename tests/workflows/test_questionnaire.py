from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.errors import (
    AlreadySentError,
    AnswersInvalidError,
    DraftMovedError,
    NothingDueError,
    NotPairedError,
    PairingMovedError,
)
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answer
from formsvc.domain.submission import Draft, Submission
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.questionnaire import (
    CheckedQuestionnaire,
    check_answers,
    open_questionnaire,
    save_section,
    submit_questionnaire,
)
from formsvc.workflows.services import Services
from tests.workflows.small_programme import SettableClock, add_mentee, add_mentor

GOOD: dict[str, Answer] = {
    "skills": "Closing a wound",
    "satisfaction": 4,
    "positives": ("A kind word", "", "A good list"),
    "help": "Someone to listen",
}


def send(services: Services, shown: CheckedQuestionnaire, mentee: Person) -> Submission:
    assert shown.pairing is not None
    return submit_questionnaire(
        services,
        mentee.id,
        cycle=shown.cycle.number,
        generation=shown.draft.generation,
        pairing_id=shown.pairing.id,
        mentor_email=shown.mentor_email,
    )


@pytest.fixture
def shown(services: Services, mentee: Person) -> CheckedQuestionnaire:
    save_section(services, mentee.id, 1, GOOD)
    return check_answers(services, mentee.id)


def test_what_is_typed_is_saved_even_when_it_is_faulty(services: Services, mentee: Person) -> None:
    draft = save_section(services, mentee.id, 1, {"positives": ("only one",)})
    assert open_questionnaire(services, mentee.id).draft == draft
    assert "positives" in check_answers(services, mentee.id).faults


def test_saving_the_same_again_is_no_new_generation(services: Services, mentee: Person) -> None:
    first = save_section(services, mentee.id, 1, GOOD)
    assert save_section(services, mentee.id, 1, GOOD) == first


def test_a_submission_is_the_draft_without_what_is_empty(
    services: Services, mentee: Person, mentor: Person, shown: CheckedQuestionnaire
) -> None:
    sent = send(services, shown, mentee)
    assert sent.answers == {**GOOD, "positives": ("A kind word", "A good list")}
    assert (sent.mentor_name, sent.mentor_email) == (mentor.name, mentor.email)
    assert services.store.records.submission(mentee.id, 1) == sent


def test_r7_eight_clicks_at_once_are_one_submission_one_reference_and_one_letter(
    services: Services, mentee: Person, shown: CheckedQuestionnaire
) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: send(services, shown, mentee), range(8)))
    assert len({submission.reference for submission in sent}) == 1
    assert [letter.id for letter in services.store.outbox.letters()] == [sent[0].letter_id]


def test_r7_a_draft_that_moved_since_is_still_the_same_submission(
    services: Services, mentee: Person, shown: CheckedQuestionnaire
) -> None:
    sent = send(services, shown, mentee)
    again = replace(shown, draft=replace(shown.draft, generation=99))
    assert send(services, again, mentee) == sent


def test_a_draft_changed_in_another_tab_stops_the_sending(
    services: Services, mentee: Person, shown: CheckedQuestionnaire
) -> None:
    save_section(services, mentee.id, 1, {"skills": "Something else"})
    with pytest.raises(DraftMovedError, match="nothing was sent"):
        send(services, shown, mentee)
    assert services.store.records.submissions(mentee.id) == []
    assert list(services.store.outbox.letters()) == []


def test_z4_another_mentor_since_the_page_was_shown_stops_the_sending(
    services: Services, mentee: Person, shown: CheckedQuestionnaire
) -> None:
    other = add_mentor(services, "mentor2", "bertram@example.org")
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    with pytest.raises(PairingMovedError, match="nothing was sent"):
        send(services, shown, mentee)
    assert services.store.records.submissions(mentee.id) == []


def test_z5_another_address_than_the_page_showed_stops_the_sending(
    services: Services, mentee: Person, shown: CheckedQuestionnaire
) -> None:
    with pytest.raises(PairingMovedError):
        send(services, replace(shown, mentor_email="elsewhere@example.org"), mentee)


def test_z4_another_pairing_than_the_page_showed_stops_the_sending(
    services: Services, mentee: Person, shown: CheckedQuestionnaire
) -> None:
    """Paired anew with the same mentor: the address is the same, the pairing isn't."""
    assert shown.pairing is not None
    with pytest.raises(PairingMovedError):
        send(services, replace(shown, pairing=replace(shown.pairing, id="earlier")), mentee)


def test_nobody_sends_without_a_mentor(services: Services) -> None:
    alone = add_mentee(services, None)
    save_section(services, alone.id, 1, GOOD)
    with pytest.raises(NotPairedError, match="Your answers are kept"):
        submit_questionnaire(services, alone.id, cycle=1, generation=1, pairing_id="x", mentor_email="x")
    assert open_questionnaire(services, alone.id).draft.answers == GOOD


def test_faulty_answers_are_judged_again_at_sending(services: Services, mentee: Person) -> None:
    save_section(services, mentee.id, 1, {**GOOD, "satisfaction": None})
    with pytest.raises(AnswersInvalidError) as refused:
        send(services, check_answers(services, mentee.id), mentee)
    assert list(refused.value.faults) == ["satisfaction"]


def test_what_was_sent_can_no_longer_be_changed(
    services: Services, mentee: Person, shown: CheckedQuestionnaire
) -> None:
    send(services, shown, mentee)
    with pytest.raises(AlreadySentError):
        save_section(services, mentee.id, 1, {"skills": "Too late"})


def test_a_new_cycle_begins_afresh_and_the_closed_one_cannot_be_sent(
    services: Services, mentee: Person, shown: CheckedQuestionnaire, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=62))
    with pytest.raises(NothingDueError):
        send(services, shown, mentee)
    opened = open_questionnaire(services, mentee.id)
    assert (opened.cycle.number, opened.draft.answers) == (2, {})


def test_a_closed_cycle_s_draft_is_kept_to_be_read_beside_the_fresh_one(
    services: Services, mentee: Person, shown: CheckedQuestionnaire, clock: SettableClock
) -> None:
    assert shown
    left = services.store.records.draft(mentee.id, 1)
    clock.advance(timedelta(days=150))
    assert open_questionnaire(services, mentee.id).draft == Draft(3, unsent=left)
    saved = save_section(services, mentee.id, 3, {"skills": "A new one"})
    assert (saved.unsent, saved.answers) == (left, {"skills": "A new one"})
    assert open_questionnaire(services, mentee.id).draft == saved
    clock.advance(timedelta(days=62))
    assert open_questionnaire(services, mentee.id).draft.unsent == replace(saved, unsent=None)


def test_a_sent_cycle_s_draft_is_not_carried_along(
    services: Services, mentee: Person, shown: CheckedQuestionnaire, clock: SettableClock
) -> None:
    """The worker drops it; it may not have come to that yet."""
    send(services, shown, mentee)
    clock.advance(timedelta(days=62))
    assert open_questionnaire(services, mentee.id).draft == Draft(2)


def test_only_what_the_check_page_showed_is_sent(services: Services, mentee: Person) -> None:
    """The questionnaire changed while the draft lay: one question went, another got a new kind."""
    save_section(services, mentee.id, 1, {**GOOD, "gone": "No longer asked", "goal": ("once", "a list")})
    shown = check_answers(services, mentee.id)
    assert shown.draft.answers == GOOD
    assert send(services, shown, mentee).answers == {**GOOD, "positives": ("A kind word", "A good list")}


def test_a_rating_that_is_no_choice_is_a_fault(services: Services, mentee: Person) -> None:
    save_section(services, mentee.id, 1, {**GOOD, "satisfaction": 9})
    shown = check_answers(services, mentee.id)
    assert list(shown.faults) == ["satisfaction"]
    with pytest.raises(AnswersInvalidError):
        send(services, shown, mentee)


def test_before_the_first_opens_the_date_is_said(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=-5))
    with pytest.raises(NothingDueError, match="2 March 2026"):
        open_questionnaire(services, mentee.id)
