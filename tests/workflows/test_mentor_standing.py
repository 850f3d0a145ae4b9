from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.acknowledgement import acknowledge, letter_to_acknowledge
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.mentor_standing import come_back, go_away, mentor_of_link, step_back
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.record import mentee_home
from formsvc.workflows.services import Services
from formsvc.workflows.watching import people_and_progress
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import CANARY, draft_of, send_questionnaire
from tests.workflows.signing_in import all_at_once, letters, snapshot
from tests.workflows.small_programme import SettableClock, add_mentee, add_mentor


@pytest.fixture
def token(services: Services, mentee: Person, transport: SmtpTransport, manners: Manners) -> str:
    """The second link's token, out of the letter in the mentor's mailbox."""
    send_questionnaire(services, mentee)
    deliver_due(services, transport)
    text = part(received(manners.taken[0].content), "plain")
    link = next(word for word in text.split() if "/m/standing/" in word)
    assert link.startswith(f"{services.base_url}/m/standing/")
    return link.rpartition("/")[2]


@pytest.fixture
def other(services: Services, mentor: Person) -> Person:
    """Another mentee of the same mentor."""
    return add_mentee(services, mentor, "mentee2", "nia@example.org")


def person(services: Services, of: Person) -> Person:
    return services.store.registry.person(of.id)


def count(services: Services) -> dict[LetterKind, int]:
    kinds = (LetterKind.MENTOR_STEPPED_BACK, LetterKind.MENTEES_TO_PAIR)
    return {kind: len(letters(services, kind)) for kind in kinds}


def test_c2_looking_writes_nothing_and_names_nobody_else(
    services: Services, token: str, mentor: Person, other: Person, tmp_path: Path
) -> None:
    before = snapshot(tmp_path)
    page = mentor_of_link(services, token)
    assert (page.mentor_name, page.mentees, page.away_until) == (mentor.name, 2, None)
    assert other.email not in repr(page)
    assert CANARY not in repr(page)
    assert snapshot(tmp_path) == before


def test_away_is_shown_until_its_last_day_is_over(
    services: Services, token: str, mentee: Person, mentor: Person, clock: SettableClock
) -> None:
    go_away(services, token, "4 March")
    assert person(services, mentor).away_until == date(2026, 3, 4)
    clock.advance(timedelta(days=2))
    assert mentee_home(services, mentee.id).mentor_away_until == date(2026, 3, 4)
    clock.advance(timedelta(days=1))
    assert mentee_home(services, mentee.id).mentor_away_until is None
    assert mentor_of_link(services, token).away_until is None


def test_the_newest_day_counts_and_back_ends_it(services: Services, token: str, mentor: Person) -> None:
    go_away(services, token, "4 March")
    go_away(services, token, "2 February 2027")
    assert person(services, mentor).away_until == date(2027, 2, 2)
    come_back(services, token)
    come_back(services, token)
    assert person(services, mentor).away_until is None


@pytest.mark.parametrize("until", ["", "1 March 2026", "4 March 2027", "soon"])
def test_an_impossible_day_changes_nothing(
    services: Services, token: str, mentor: Person, until: str
) -> None:
    with pytest.raises(InputRefusedError) as refused:
        go_away(services, token, until)
    assert refused.value.field == "until"
    assert person(services, mentor).away_until is None


def test_stepping_back_ends_the_pairings_and_tells_everybody_once(
    services: Services, token: str, mentee: Person, other: Person, mentor: Person, coordinator: Person
) -> None:
    for _ in range(3):
        step_back(services, token)

    assert [person(services, each).pairing for each in (mentee, other)] == [None, None]
    assert person(services, mentee).pairings[-1].ended == services.today()
    told = letters(services, LetterKind.MENTOR_STEPPED_BACK)
    assert sorted(letter.to_email for letter in told) == sorted([mentee.email, other.email])
    (word,) = letters(services, LetterKind.MENTEES_TO_PAIR)
    assert (word.to_email, word.facts["mentees"].split()) == (coordinator.email, ["mentee1", "mentee2"])
    assert person(services, mentor).steps_back_at == services.clock()


def test_pressed_twice_at_once_it_tells_everybody_once(
    services: Services, token: str, mentee: Person, other: Person, coordinator: Person
) -> None:
    del mentee, other, coordinator
    assert all_at_once(lambda: step_back(services, token), 6) == [""] * 6
    assert count(services) == {LetterKind.MENTOR_STEPPED_BACK: 2, LetterKind.MENTEES_TO_PAIR: 1}


def test_somebody_elses_mentee_stays_paired(services: Services, token: str, mentor: Person) -> None:
    elsewhere = add_mentee(
        services, add_mentor(services, "mentor2", "b@example.org"), "mentee2", "n@example.org"
    )
    step_back(services, token)
    assert person(services, elsewhere).pairing is not None
    assert person(services, mentor).away_until is None


def test_what_was_cut_off_is_finished_by_the_sweep(
    services: Services, token: str, mentee: Person, other: Person, coordinator: Person, tmp_path: Path
) -> None:
    """A crash between two mentees is stood in for by a damaged file."""
    del coordinator
    broken = tmp_path / "data" / "registry" / f"{other.id}.json"
    whole = broken.read_bytes()
    broken.write_bytes(whole[:-9])
    step_back(services, token)
    assert person(services, mentee).pairing is None
    broken.write_bytes(whole)
    assert person(services, other).pairing is not None

    sweep(services)

    assert person(services, other).pairing is None
    assert count(services) == {LetterKind.MENTOR_STEPPED_BACK: 2, LetterKind.MENTEES_TO_PAIR: 1}
    sweep(services)
    assert count(services)[LetterKind.MENTOR_STEPPED_BACK] == 2


def test_an_open_letter_can_still_be_answered(services: Services, token: str, mentee: Person) -> None:
    step_back(services, token)
    state = person(services, mentee).cycles[1]
    link = services.links.sign("acknowledge", mentee.id, "1", state.reference)
    assert acknowledge(services, link, "replied").word == "replied"


def test_the_draft_is_kept_and_home_says_that_there_is_no_mentor(
    services: Services, mentee: Person, token: str, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=61))
    save_section(services, mentee.id, 2, {"skills": "Something"})
    clock.advance(timedelta(days=-61))
    step_back(services, token)
    assert draft_of(services, mentee, 2) is not None
    assert mentee_home(services, mentee.id).mentor is None


def test_the_letters_say_who_and_nothing_of_what_was_written(
    services: Services,
    token: str,
    mentee: Person,
    coordinator: Person,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    step_back(services, token)
    deliver_due(services, transport)
    found = {
        letter["To"].addresses[0].addr_spec: letter
        for one in manners.taken
        if (letter := received(one.content))
    }
    for kind in ("plain", "html"):
        assert "Dr Ada Example" in part(found[mentee.email], kind)
        assert mentee.name in part(found[coordinator.email], kind)
        assert CANARY not in part(found[mentee.email], kind) + part(found[coordinator.email], kind)


def test_k4_an_erased_mentee_is_in_no_waiting_letter(
    services: Services,
    token: str,
    mentee: Person,
    coordinator: Person,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    step_back(services, token)
    (waiting,) = letters(services, LetterKind.MENTEES_TO_PAIR)
    assert mentee.name not in repr(waiting)
    erase_person(services, mentee.email)
    deliver_due(services, transport)
    (letter,) = (
        one
        for one in map(received, (each.content for each in manners.taken))
        if coordinator.email in str(one["To"])
    )
    assert mentee.name not in part(letter, "plain")


def test_a_new_pairing_makes_a_mentor_of_them_again(
    services: Services, token: str, mentee: Person, mentor: Person
) -> None:
    step_back(services, token)
    pair_people(services, mentee_email=mentee.email, mentor_email=mentor.email, supervises=False)
    sweep(services)
    assert person(services, mentor).steps_back_at is None
    assert person(services, mentee).pairing is not None


def test_the_coordinators_list_says_where_a_mentor_is(
    services: Services, token: str, mentee: Person, mentor: Person
) -> None:
    def words() -> dict[str, str]:
        return {row.name: row.progress for row in people_and_progress(services.for_coordinators())}

    assert words()[mentor.name] == "Takes part"
    go_away(services, token, "4 March")
    assert words()[mentor.name] == "Away until 4 March 2026"
    step_back(services, token)
    assert words()[mentor.name] == "Stepped back from mentoring"
    assert words()[mentee.name] == "Sent; accepted by the mail server; needs a mentor"


def test_the_link_ends_with_its_letter(services: Services, token: str, clock: SettableClock) -> None:
    clock.advance(timedelta(days=61))
    for act in (mentor_of_link, come_back, step_back):
        with pytest.raises(LinkExpiredError, match="newest letter"):
            act(services, token)


Forge = Callable[[Services, str], str]


@pytest.mark.parametrize(
    "forge",
    [
        lambda services, right: services.links.sign("acknowledge", "mentor1", "mentee1", "1", right),
        lambda services, right: services.links.sign("mentor-standing", "mentee1", "1", right),
        lambda services, right: services.links.sign("mentor-standing", "nobody1", "mentee1", "1", right),
        lambda services, right: services.links.sign("mentor-standing", "mentee1", "mentee1", "1", right),
        lambda services, right: services.links.sign("mentor-standing", "mentor1", "nobody1", "1", right),
        lambda services, right: services.links.sign("mentor-standing", "mentor1", "mentee1", "2", right),
        lambda services, right: services.links.sign("mentor-standing", "mentor1", "mentee1", "x", right),
        lambda services, _right: services.links.sign(
            "mentor-standing", "mentor1", "mentee1", "1", "K7QM-2XJD"
        ),
        lambda _services, _right: "nonsense",
    ],
)
def test_x1_a_link_that_is_not_for_this_is_refused(
    services: Services, token: str, mentee: Person, mentor: Person, forge: Forge
) -> None:
    del token
    forged = forge(services, person(services, mentee).cycles[1].reference)
    for act in (mentor_of_link, come_back, step_back):
        with pytest.raises(LinkInvalidError):
            act(services, forged)
    with pytest.raises(LinkInvalidError):
        go_away(services, forged, "4 March")
    assert person(services, mentor) == mentor


def test_x1_neither_link_does_the_others_work(services: Services, token: str, mentee: Person) -> None:
    reference = person(services, mentee).cycles[1].reference
    with pytest.raises(LinkInvalidError):
        letter_to_acknowledge(services, token)
    with pytest.raises(LinkInvalidError):
        mentor_of_link(services, services.links.sign("acknowledge", mentee.id, "1", reference))
