"""Sending later, taking back, adding one update, and the two-minute version: nothing lost, nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from formsvc.domain.cycle import Progress
from formsvc.domain.errors import (
    AnswersInvalidError,
    DraftMovedError,
    InputRefusedError,
    NothingDueError,
    SubmissionUnknownError,
    TooLateToTakeBackError,
    UpdateRefusedError,
)
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answer
from formsvc.domain.sending import UPDATE_LIMIT, When
from formsvc.domain.submission import Way
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.after_sending import add_update, take_back
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.questionnaire import check_answers, open_questionnaire, save_section
from formsvc.workflows.services import Services
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import (
    ANSWERS,
    CANARY,
    answer,
    send_checked,
    send_questionnaire,
    waiting,
)
from tests.workflows.small_programme import SettableClock

ONCE_DELIVERED = "1 accepted = 1 delivered"


# --- later ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "goes"),
    [
        (When.IN_AN_HOUR, datetime(2026, 3, 2, 10, 0, tzinfo=UTC)),
        (When.IN_THE_MORNING, datetime(2026, 3, 3, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_letter_leaves_when_it_was_told_to_and_not_before(
    services: Services,
    mentee: Person,
    clock: SettableClock,
    transport: SmtpTransport,
    manners: Manners,
    when: When,
    goes: datetime,
) -> None:
    answer(services, mentee)
    sent = send_checked(services, mentee, when=when)
    assert sent.goes_at == goes

    clock.now = goes - timedelta(seconds=1)
    assert deliver_due(services, transport) == 0
    sweep(services)
    clock.now = goes
    assert deliver_due(services, transport) == 1
    assert len(manners.taken) == 1


def test_eight_in_the_morning_is_local_and_today_in_the_small_hours(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    clock.now = datetime(
        2026, 3, 30, 2, 0, tzinfo=UTC
    )  # 3 a.m. in London, the night after the clocks changed
    answer(services, mentee)
    assert send_checked(services, mentee, when=When.IN_THE_MORNING).goes_at == datetime(
        2026, 3, 30, 7, 0, tzinfo=UTC
    )


# --- taking back ---------------------------------------------------------------------------------


def test_z5_what_was_not_handed_over_comes_back_as_the_draft(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    sent = send_questionnaire(services, mentee)
    settled(services, mentee)

    take_back(services, mentee.id, 1)

    assert deliver_due(services, transport) == 0
    sweep(services)
    assert deliver_due(services, transport) == 0
    assert manners.taken == []
    opened = open_questionnaire(services, mentee.id)
    assert opened.submission is None
    assert opened.draft.answers == ANSWERS
    assert services.store.registry.person(mentee.id).cycles == {}
    assert str(services.store.outbox.conservation()).endswith("1 withdrawn")
    again = send_checked(services, mentee)
    assert again.reference != sent.reference
    assert deliver_due(services, transport) == 1
    assert services.store.outbox.conservation().holds


def test_a_page_shown_before_the_taking_back_sends_nothing(services: Services, mentee: Person) -> None:
    answer(services, mentee)
    shown = check_answers(services, mentee.id)
    send_checked(services, mentee)
    take_back(services, mentee.id, 1)

    with pytest.raises(DraftMovedError):
        send_checked(services, mentee, generation=shown.draft.generation)


def test_what_was_handed_over_cannot_be_taken_back(
    services: Services, mentee: Person, transport: SmtpTransport
) -> None:
    send_questionnaire(services, mentee)
    deliver_due(services, transport)
    with pytest.raises(TooLateToTakeBackError):
        take_back(services, mentee.id, 1)
    assert services.store.records.submission(mentee.id, 1) is not None


def test_what_is_in_the_workers_hand_cannot_be_taken_back(services: Services, mentee: Person) -> None:
    sent = send_questionnaire(services, mentee)
    with (
        services.store.outbox.claim(sent.letter_id),
        pytest.raises(TooLateToTakeBackError, match="at this moment"),
    ):
        take_back(services, mentee.id, 1)
    assert services.store.records.submission(mentee.id, 1) == sent


def test_a_parked_questionnaire_can_be_taken_back(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    sent = send_questionnaire(services, mentee)
    manners.replies["RCPT"].append("550 5.1.1 no such user")
    deliver_due(services, transport)
    take_back(services, mentee.id, 1)
    assert sent.letter_id not in {letter.id for letter in waiting(services)}
    assert services.store.outbox.conservation().parked == 0


def test_nothing_of_a_closed_cycle_is_taken_back(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    send_questionnaire(services, mentee)
    clock.advance(timedelta(days=70))
    with pytest.raises(NothingDueError):
        take_back(services, mentee.id, 1)
    with pytest.raises(SubmissionUnknownError):
        take_back(services, mentee.id, 2)


@pytest.mark.parametrize("stop_after", ["withdraw", "finish"])
def test_r2_a_crash_while_taking_back_leaves_it_taken_back(
    services: Services,
    mentee: Person,
    transport: SmtpTransport,
    manners: Manners,
    stop_after: str,
) -> None:
    """What a killed process leaves on disk: the draft saved, the record gone, and no more."""
    sent = send_questionnaire(services, mentee)
    settled(services, mentee)
    half_taken_back(services, mentee, stop_after)

    deliver_due(services, transport)
    sweep(services)
    deliver_due(services, transport)

    assert manners.taken == []
    assert services.store.registry.person(mentee.id).cycles == {}
    assert open_questionnaire(services, mentee.id).draft.answers == ANSWERS
    assert str(services.store.outbox.conservation()) == (
        "1 accepted = 0 delivered + 0 waiting + 0 parked + 1 withdrawn"
    )
    assert services.store.records.submission(mentee.id, 1) is None
    assert sent.letter_id not in {letter.id for letter in waiting(services)}


# --- one update ----------------------------------------------------------------------------------


def test_one_update_follows_to_the_same_address_in_the_same_thread(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    sent = send_questionnaire(services, mentee)
    deliver_due(services, transport)

    amended = add_update(services, mentee.id, 1, " One thing more.\r\nAnd another. ")
    assert add_update(services, mentee.id, 1, "One thing more.\nAnd another.") == amended
    assert deliver_due(services, transport) == 1

    questionnaire, update = manners.taken
    assert update.recipients == questionnaire.recipients
    message = received(update.content)
    assert "One thing more.\nAnd another." in part(message, "plain").replace("\r\n", "\n")
    assert sent.letter_id in str(message["References"])
    assert CANARY not in part(message, "plain")
    assert services.store.outbox.conservation().holds
    with pytest.raises(UpdateRefusedError, match="one addition"):
        add_update(services, mentee.id, 1, "And a third")


def test_nothing_is_added_before_the_questionnaire_has_gone(services: Services, mentee: Person) -> None:
    send_questionnaire(services, mentee)
    with pytest.raises(UpdateRefusedError, match="Take it back"):
        add_update(services, mentee.id, 1, "One thing more")


@pytest.mark.parametrize("text", ["", " \n ", "x" * (UPDATE_LIMIT + 1)])
def test_an_update_needs_words_and_not_too_many(services: Services, mentee: Person, text: str) -> None:
    send_questionnaire(services, mentee)
    with pytest.raises(InputRefusedError):
        add_update(services, mentee.id, 1, text)


def test_an_update_that_never_became_a_record_is_no_letter(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    """R2: the intent is on disk, the record isn't."""
    sent = send_questionnaire(services, mentee)
    deliver_due(services, transport)
    amended = add_update(services, mentee.id, 1, "One thing more")
    with services.store.hold(mentee.id):
        services.store.records.withdraw(amended)
    deliver_due(services, transport)
    assert len(manners.taken) == 1
    assert sent.letter_id not in {letter.id for letter in waiting(services)}
    assert waiting(services) == []


# --- the two-minute version ----------------------------------------------------------------------

SHORT: dict[str, Answer] = {"satisfaction": 3, "positives": ("A kind word",)}


def test_the_two_minute_version_needs_less_and_is_marked(services: Services, mentee: Person) -> None:
    save_section(services, mentee.id, 1, SHORT)
    checked = check_answers(services, mentee.id)
    assert (set(checked.faults), checked.short_faults) == ({"skills", "positives"}, {})
    with pytest.raises(AnswersInvalidError):
        send_checked(services, mentee)
    assert send_checked(services, mentee, short=True).short


def test_a_whole_questionnaire_is_never_marked_as_short(services: Services, mentee: Person) -> None:
    answer(services, mentee)
    assert not send_checked(services, mentee, short=True).short


def test_the_two_minute_version_too_needs_its_ratings(services: Services, mentee: Person) -> None:
    save_section(services, mentee.id, 1, {"positives": ("A kind word",)})
    with pytest.raises(AnswersInvalidError) as refused:
        send_checked(services, mentee, short=True)
    assert set(refused.value.faults) == {"satisfaction"}


def test_the_way_that_was_chosen_is_remembered(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    answer(services, mentee)
    assert check_answers(services, mentee.id).way is Way.EMAIL
    settled_after = send_checked(services, mentee, way=Way.LINK)
    assert settled_after.way is Way.LINK
    settled(services, mentee)
    clock.advance(timedelta(days=70))
    assert check_answers(services, mentee.id).way is Way.LINK


def settled(services: Services, mentee: Person) -> None:
    """Let the sweep write the registry's state."""
    sweep(services)
    assert services.store.registry.person(mentee.id).cycles[1].progress is Progress.SENT


def half_taken_back(services: Services, mentee: Person, stop_after: str) -> None:
    """Do the first steps of ``take_back`` and no more."""

    class KilledError(Exception):
        pass

    def killed(*_: object) -> None:
        raise KilledError

    outbox, registry = services.store.outbox, services.store.registry
    patch = pytest.MonkeyPatch()
    if stop_after == "withdraw":
        patch.setattr(outbox, "finish", killed)
    else:
        patch.setattr(registry, "save", killed)
    with pytest.raises(KilledError):
        take_back(services, mentee.id, 1)
    patch.undo()
