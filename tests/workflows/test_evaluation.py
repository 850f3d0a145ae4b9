"""Opening, answering, reminding and closing an evaluation, as coordinators and people do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from threading import Event
from typing import NoReturn

import pytest

from formsvc.domain import evaluation_box
from formsvc.domain.audit import Deed
from formsvc.domain.errors import (
    EvaluationAnsweredError,
    EvaluationClosedError,
    EvaluationRefusedError,
    InputRefusedError,
    LinkInvalidError,
    RoundUnknownError,
)
from formsvc.domain.evaluation import Group
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Standing
from formsvc.mail.smtp import SmtpTransport
from formsvc.store.protocol import EvaluationRounds
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.evaluation import (
    close_round,
    evaluation_room,
    last_day_typed,
    open_round,
    round_and_results,
    tend_rounds,
)
from formsvc.workflows.evaluation_answers import answer_evaluation, asked_by_link, letter_may_go
from formsvc.workflows.evaluation_letters import ask_who_is_left
from formsvc.workflows.restoring import hold_letters
from formsvc.workflows.services import Services
from tests.mail.mail_server import Manners
from tests.workflows.evaluating import (
    CHOICES,
    OF_A_MENTOR,
    add_people,
    asking,
    changed,
    letters,
    links,
    opened,
    paired,
)
from tests.workflows.small_programme import SettableClock, add_mentee, add_mentor

REMINDER = LetterKind.EVALUATION_REMINDER


@pytest.fixture
def services(services: Services) -> Services:
    return asking(services)


def deeds(services: Services) -> list[Deed]:
    return [event.deed for event in services.store.audit.events()]


def test_everyone_who_took_part_gets_a_letter_with_a_link_of_their_own(services: Services) -> None:
    add_people(services, mentees=6, mentors=5)
    asked = opened(services)
    assert asked.asked == {Group.MENTEE: 6, Group.MENTOR: 5}
    sent = letters(services)
    assert len({letter.facts["secret"] for letter in sent}) == len({letter.to_email for letter in sent}) == 11
    assert deeds(services) == [Deed.EVALUATION_OPENED]
    for letter in sent:
        page = asked_by_link(services, letter.facts["secret"])
        assert page.group.value == letter.facts["group"] == letter.to_email[:6]
        assert [question.id for question in page.questions] == list(
            CHOICES if page.group is Group.MENTEE else OF_A_MENTOR
        )


def test_who_pauses_left_stepped_back_or_never_began_is_left_in_peace(services: Services) -> None:
    people = add_people(services, mentees=7, mentors=6)
    changed(services, people[0], standing=Standing.PAUSED)
    changed(services, people[1], standing=Standing.LEFT)
    add_mentee(services, None, "unpaired", "unpaired@example.org")
    never = add_mentor(services, "mentor9", "mentor9@example.org")
    proposed = add_mentee(services, never, "proposed", "proposed@example.org")
    changed(services, proposed, pairings=(replace(proposed.pairings[0], mentor_accepted_at=None),))
    gone = services.store.registry.person("mentor2")
    changed(services, gone, steps_back_at=services.clock())
    opened(services)
    assert [letter.to_email[:7] for letter in letters(services)] == [
        *(f"mentee{number}" for number in range(2, 7)),
        *(f"mentor{number}" for number in (0, 1, 3, 4, 5)),
    ]


def test_a_group_of_fewer_than_five_is_not_asked(services: Services) -> None:
    add_people(services, mentees=5, mentors=4)
    assert opened(services).asked == {Group.MENTEE: 5}
    assert {letter.facts["group"] for letter in letters(services)} == {"mentee"}


@pytest.fixture
def by_fives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five at a time, so that what is done for thousands is seen with fifteen."""
    monkeypatch.setattr(evaluation_box, "AT_A_TIME", 5)
    monkeypatch.setattr(evaluation_box, "_FEWEST", 2)


def valid(services: Services) -> list[str]:
    """Return whose letters would go out now."""
    return [letter.to_email for letter in letters(services) if letter_may_go(services, letter)]


@pytest.mark.usefixtures("by_fives")
def test_the_worker_asks_who_is_left_once_each(services: Services) -> None:
    add_people(services, mentees=13, mentors=6)
    asked = opened(services)
    desk = services.for_coordinators()
    assert (len(valid(services)), evaluation_room(desk).still_to_ask) == (10, 9)
    for _ in range(2):
        list(ask_who_is_left(services))
    assert len(valid(services)) == len(set(valid(services))) == 19
    assert evaluation_room(desk).still_to_ask == 0
    assert services.store.evaluations.rounds() == [asked]
    assert asked.asked == {Group.MENTEE: 13, Group.MENTOR: 6}


@pytest.mark.usefixtures("by_fives")
def test_a_batch_that_was_cut_off_is_begun_again_and_asks_everyone_once(
    services: Services, monkeypatch: pytest.MonkeyPatch, transport: SmtpTransport, manners: Manners
) -> None:
    def die(*_: object) -> None:
        raise OSError("killed here")

    add_people(services, mentees=13)
    opened(services)
    with monkeypatch.context() as cut:
        cut.setattr(services.store.evaluations, "note_asked", die)
        with pytest.raises(OSError, match="killed here"):
            list(ask_who_is_left(services))
    assert (len(letters(services)), len(valid(services))) == (10, 5)
    deliver_due(services, transport)
    list(ask_who_is_left(services))
    deliver_due(services, transport)
    reached = [taken.recipients[0] for taken in manners.taken]
    assert len(reached) == len(set(reached)) == 13
    assert services.store.outbox.conservation().holds


@pytest.mark.usefixtures("by_fives")
def test_who_goes_before_their_turn_is_not_asked_and_not_counted(services: Services) -> None:
    people = add_people(services, mentees=14)
    opened(services)
    changed(services, people[-1], standing=Standing.PAUSED)
    list(ask_who_is_left(services))
    assert services.store.evaluations.rounds()[0].asked == {Group.MENTEE: 13}
    assert people[-1].email not in valid(services)


@pytest.mark.usefixtures("by_fives")
def test_closing_early_counts_who_was_asked_and_asks_nobody_more(services: Services) -> None:
    add_people(services, mentees=14)
    asked = opened(services)
    desk = services.for_coordinators("coordinator1")
    close_round(desk, asked.id)
    list(ask_who_is_left(services))
    assert letters(services) == []
    assert round_and_results(desk, asked.id)[0].asked == {Group.MENTEE: 5}


@pytest.mark.usefixtures("by_fives")
def test_r21_after_a_restore_nobody_is_asked_by_itself(services: Services) -> None:
    add_people(services, mentees=14)
    opened(services)
    hold_letters(services)
    before = len(letters(services))
    list(ask_who_is_left(services))
    assert len(letters(services)) == before == 5


@pytest.mark.parametrize("mentees", [0, 4])
def test_nobody_is_asked_where_nothing_could_be_shown(services: Services, mentees: int) -> None:
    add_people(services, mentees=mentees, mentors=2)
    assert not evaluation_room(services.for_coordinators()).can_open
    with pytest.raises(EvaluationRefusedError, match="never shown, so nobody was asked"):
        opened(services)
    assert letters(services) == []


def test_a_programme_without_questions_says_what_to_do(services: Services) -> None:
    add_people(services, mentees=5)
    bare = replace(services, programme=replace(services.programme, evaluation=None))
    assert not evaluation_room(bare.for_coordinators()).can_open
    with pytest.raises(EvaluationRefusedError, match="adds \\[evaluation\\]"):
        opened(bare)


def test_two_rounds_are_never_close_together(services: Services, clock: SettableClock) -> None:
    """Two of them would show, by the difference, what a newcomer chose."""
    add_people(services, mentees=5)
    asked = opened(services)
    with pytest.raises(EvaluationRefusedError, match="open already, until 16 March 2026"):
        opened(services)
    close_round(services.for_coordinators(), asked.id)
    with pytest.raises(EvaluationRefusedError, match="can open on 29 August 2026"):
        opened(services)
    assert evaluation_room(services.for_coordinators()).next_from == date(2026, 8, 29)
    clock.advance(timedelta(days=180))
    assert evaluation_room(services.for_coordinators()).can_open
    assert opened(services).opened_on == date(2026, 8, 29)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter a date"),
        ("8 March", "Give people a week at least: enter 9 March 2026 or a later day"),
        ("2 May", "Enter a date up to 1 May 2026"),
    ],
)
def test_the_last_day_is_a_week_to_two_months_away(services: Services, typed: str, said: str) -> None:
    with pytest.raises(InputRefusedError, match=said) as refused:
        last_day_typed(services.for_coordinators(), typed)
    assert refused.value.field == "closes_on"
    assert last_day_typed(services.for_coordinators(), "9 March") == date(2026, 3, 9)


def test_answers_count_once_and_the_link_is_used_up(services: Services) -> None:
    people = add_people(services, mentees=5)
    asked = opened(services)
    tokens = links(services, people)
    for token in tokens:
        answer_evaluation(services, token, CHOICES)
    for again in ({**CHOICES, "safe": 2}, CHOICES):
        with pytest.raises(EvaluationAnsweredError, match="a link works once"):
            answer_evaluation(services, tokens[0], again)
    close_round(services.for_coordinators(), asked.id)
    _, results = round_and_results(services.for_coordinators(), asked.id)
    (group,) = results.groups
    assert (group.asked, group.answered) == (5, 5)


@pytest.mark.parametrize("token", ["", "abc.def", "0" * 64, "0" * 63, "é" * 64, "../registry/mentee0"])
def test_a_link_that_is_none_of_ours_opens_nothing(services: Services, token: str) -> None:
    add_people(services, mentees=5)
    opened(services)
    with pytest.raises(LinkInvalidError):
        asked_by_link(services, token)


def test_answers_are_taken_until_the_end_of_the_last_day(services: Services, clock: SettableClock) -> None:
    """Whether the worker has come by or not."""
    people = add_people(services, mentees=5)
    opened(services)
    first, second, *_ = links(services, people)
    clock.advance(timedelta(days=14, hours=14))
    answer_evaluation(services, first, CHOICES)
    clock.advance(timedelta(hours=2))
    for token in (first, second):
        with pytest.raises(EvaluationClosedError, match="closed on 16 March 2026"):
            answer_evaluation(services, token, CHOICES)
    tend_rounds(services)
    with pytest.raises(EvaluationClosedError):
        asked_by_link(services, second)


def test_the_room_shows_no_number_that_grows(services: Services) -> None:
    """While it is open a coordinator sees the same before and after an answer."""
    people = add_people(services, mentees=5)
    asked = opened(services)
    before = evaluation_room(services.for_coordinators())
    answer_evaluation(services, links(services, people)[0], CHOICES)
    assert evaluation_room(services.for_coordinators()) == before
    with pytest.raises(EvaluationRefusedError, match="still open"):
        round_and_results(services.for_coordinators(), asked.id)


def test_the_worker_closes_what_is_over(services: Services, clock: SettableClock) -> None:
    add_people(services, mentees=5)
    asked = opened(services)
    clock.advance(timedelta(days=40))
    tend_rounds(services)
    known, results = round_and_results(services.for_coordinators(), asked.id)
    assert known.closed_on == services.today()
    assert results.groups[0].answered is None
    assert (
        letters(services) == letters(services, REMINDER) == []
    )  # after a long sleep, nobody is asked or reminded
    assert deeds(services) == [Deed.EVALUATION_OPENED]


def test_a_coordinator_closes_early_and_twice_does_no_harm(services: Services) -> None:
    add_people(services, mentees=5)
    asked = opened(services)
    for _ in range(2):
        close_round(services.for_coordinators("coordinator1"), asked.id)
    assert deeds(services) == [Deed.EVALUATION_CLOSED, Deed.EVALUATION_OPENED]
    assert letters(services) == []  # the links that nobody has had yet are gone with their letters
    assert services.store.outbox.conservation().withdrawn == 6 - 1
    with pytest.raises(RoundUnknownError):
        close_round(services.for_coordinators(), "nosuchround")
    with pytest.raises(RoundUnknownError):
        round_and_results(services.for_coordinators(), "nosuchround")


def test_everyone_is_reminded_once_whether_they_answered_or_not(
    services: Services, clock: SettableClock
) -> None:
    people = add_people(services, mentees=6)
    opened(services)
    answer_evaluation(services, links(services, people)[0], CHOICES)
    for later in (timedelta(days=6, hours=6), timedelta(hours=14)):  # the day before; its own day, at five
        clock.advance(later)
        tend_rounds(services)
        assert letters(services, REMINDER) == []
    clock.advance(timedelta(hours=6))
    newcomer = add_mentee(services, services.store.registry.person("mentor0"), "new", "new@example.org")
    paired(services, newcomer, joined_at=services.clock())
    changed(services, people[1], standing=Standing.PAUSED)
    for _ in range(2):
        tend_rounds(services)
        clock.advance(timedelta(days=1))
    sent = letters(services, REMINDER)
    assert [letter.person_id for letter in sent] == ["mentee0", "mentee2", "mentee3", "mentee4", "mentee5"]
    assert all("secret" not in letter.facts for letter in sent)


def test_a_mentor_who_is_a_mentee_too_has_two_letters_and_one_reminder(
    services: Services, clock: SettableClock
) -> None:
    people = add_people(services, mentees=5, mentors=5)
    for person, guide in zip(people, range(1, 6), strict=True):
        moved = replace(person.pairings[0], mentor_id=people[guide % 5].id)
        changed(services, person, pairings=(moved,))
    assert opened(services).asked == {Group.MENTEE: 5, Group.MENTOR: 5}
    assert len(letters(services)) == 10
    clock.advance(timedelta(days=8))
    tend_rounds(services)
    assert len(letters(services, REMINDER)) == 5


def test_an_opening_that_was_cut_off_has_asked_nobody_yet(services: Services) -> None:
    """The letters are there and their links aren't: they go nowhere, and the worker asks everyone."""
    add_people(services, mentees=5)

    class CutOff:
        def __getattr__(self, name: str) -> object:
            return getattr(services.store.evaluations, name)

        def note_asked(self, *_: object) -> NoReturn:
            raise KeyboardInterrupt

    desk = services.for_coordinators()
    rounds: EvaluationRounds = CutOff()  # type: ignore[assignment]  # all but one verb is the real one's
    with pytest.raises(KeyboardInterrupt):
        open_round(replace(desk, store=replace(desk.store, evaluations=rounds)), date(2026, 3, 20))
    orphans = letters(services)
    assert len(orphans) == 5
    assert [letter_may_go(services, letter) for letter in orphans] == [False] * 5
    list(ask_who_is_left(services))
    assert len(valid(services)) == len(set(valid(services))) == 5


def test_letters_go_out_and_say_how_it_is_anonymous(
    services: Services, transport: SmtpTransport, manners: Manners, clock: SettableClock
) -> None:
    add_people(services, mentees=5, mentors=5)
    opened(services)
    tokens = [letter.facts["secret"] for letter in letters(services)]
    assert deliver_due(services, transport, Event()) == 10
    assert letters(services) == []
    for taken, token in zip(sorted(manners.taken, key=lambda one: one.recipients), tokens, strict=True):
        assert token.encode() in taken.content.replace(b"=\r\n", b"")
    clock.advance(timedelta(days=8))
    tend_rounds(services)
    assert deliver_due(services, transport, Event()) == 10


def test_a_link_that_was_used_or_closed_meanwhile_is_not_sent_again(services: Services) -> None:
    """The mail server took it just before a crash: its reader was quicker than the second try."""
    people = add_people(services, mentees=5)
    asked = opened(services)
    used, unused, *_ = letters(services)
    answer_evaluation(services, links(services, people)[0], CHOICES)
    assert (letter_may_go(services, used), letter_may_go(services, unused)) == (False, True)
    reminder = Letter("r", REMINDER, "", "x@example.org", services.clock(), facts={"round": asked.id})
    assert letter_may_go(services, reminder)
    close_round(services.for_coordinators(), asked.id)
    assert not letter_may_go(services, unused)
    assert not letter_may_go(services, reminder)
