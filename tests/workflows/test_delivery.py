"""One letter's fate: delivered, waiting, parked, withdrawn or discarded; over a real SMTP dialogue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.cycle import Progress
from formsvc.domain.letters import Fate
from formsvc.domain.people import Person
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.questionnaire import letter_of
from formsvc.workflows.services import Services
from formsvc.workflows.settling import note_progress
from formsvc.workflows.sign_in import ask_for_letter, prove_by_link
from tests.mail.conftest import plain
from tests.mail.mail_server import PHASES, MailServer, Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import (
    CANARY,
    draft_of,
    in_minutes,
    put_welcome,
    send_questionnaire,
    state_of,
    waiting,
)
from tests.workflows.small_programme import SettableClock, open_services


def test_a_sent_questionnaire_reaches_the_mentor(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners, clock: SettableClock
) -> None:
    submission = send_questionnaire(services, mentee)
    clock.advance(in_minutes(2))

    assert deliver_due(services, transport) == 1

    (taken,) = manners.taken
    message = received(taken.content)
    assert taken.recipients == ("ada@example.org",)
    assert message["Message-ID"] == f"<{submission.letter_id}@example.org>"
    assert message["References"] == "<pairing.pairing1@example.org>"
    assert str(message["Reply-To"]) == "Mo Sample <mo@example.org>"
    assert part(message, "plain").count(CANARY) == 5
    assert waiting(services) == []
    assert draft_of(services, mentee) is None, "the used draft is dropped"
    state = state_of(services, mentee)
    assert (state.progress, state.delivered_at) == (Progress.DELIVERED, clock.now)
    assert (state.reference, state.sent_at) == (submission.reference, submission.sent_at)
    assert str(services.store.outbox.conservation()).startswith("1 accepted = 1 delivered")
    assert deliver_due(services, transport) == 0


@pytest.mark.parametrize("phase", PHASES)
def test_r13_a_cut_at_any_phase_loses_nothing_and_repeats_only_after_the_final_dot(
    phase: str,
    services: Services,
    mentee: Person,
    transport: SmtpTransport,
    manners: Manners,
    clock: SettableClock,
) -> None:
    submission = send_questionnaire(services, mentee)
    manners.cuts.append(phase)

    assert deliver_due(services, transport) == 0
    assert [letter.attempts for letter in waiting(services)] == [1]
    clock.advance(in_minutes(1))
    assert deliver_due(services, transport) == 1

    assert len(manners.taken) == (2 if phase == "DOT" else 1)
    assert len({taken.content for taken in manners.taken}) == 1, "the same letter, byte for byte"
    assert received(manners.taken[0].content)["Message-ID"] == f"<{submission.letter_id}@example.org>"
    assert waiting(services) == []


def test_a_letter_waits_while_the_server_is_down_and_goes_out_when_it_is_back(
    services: Services, mentee: Person, server: MailServer, manners: Manners, clock: SettableClock
) -> None:
    server.stop()
    send_questionnaire(services, mentee)
    for _ in range(3):
        assert deliver_due(services, plain(server)) == 0
        clock.advance(in_minutes(5))
    assert state_of(services, mentee).progress is Progress.SENT
    server.start()

    assert deliver_due(services, plain(server)) == 1
    assert len(manners.taken) == 1


def test_an_intent_whose_record_never_came_is_discarded_without_a_trace(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    submission = send_questionnaire(services, mentee)
    stray = replace(letter_of(submission), id="strayintent")
    lone = replace(stray, id="loneintent", facts={"cycle": "7"})
    for letter in (stray, lone):
        services.store.outbox.save(letter)

    assert deliver_due(services, transport) == 1

    assert len(manners.taken) == 1
    assert waiting(services) == []
    assert str(services.store.outbox.conservation()).startswith("1 accepted = 1 delivered")


def test_a_letter_whose_ledger_line_was_lost_is_counted_again(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners, tmp_path: Path
) -> None:
    send_questionnaire(services, mentee)
    put_welcome(services, mentee)
    (tmp_path / "data" / "ledger.log").unlink()
    afresh = open_services(tmp_path / "data", services.clock, services.random)
    assert afresh.store.outbox.conservation().accepted == 0
    manners.replies["MAIL"].extend(["451 4.3.0 later"] * 2)

    assert deliver_due(afresh, transport) == 0

    assert str(afresh.store.outbox.conservation()) == (
        "2 accepted = 0 delivered + 2 waiting + 0 parked + 0 withdrawn"
    )


def test_a_crash_between_the_registry_and_the_ledger_sends_nothing_twice(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    send_questionnaire(services, mentee)
    sweep(services)
    note_progress(services, waiting(services)[0], Progress.DELIVERED)

    assert deliver_due(services, transport) == 0

    assert manners.taken == []
    assert waiting(services) == []
    assert services.store.outbox.conservation().delivered == 1


def test_a_letter_that_was_parked_a_moment_ago_is_left_alone(
    services: Services, mentor: Person, transport: SmtpTransport, manners: Manners
) -> None:
    letter = put_welcome(services, mentor)
    services.store.outbox.due(services.clock())
    parked = replace(letter, fate=Fate.PARKED)

    class _AnotherWorkerParksIt:
        def __getattr__(self, verb: str) -> object:
            if verb == "claim":
                services.store.outbox.save(parked)
            return getattr(services.store.outbox, verb)

    racing = replace(services, store=replace(services.store, outbox=_AnotherWorkerParksIt()))  # type: ignore[arg-type]  # verbs come late

    assert deliver_due(racing, transport) == 0
    assert manners.taken == []


def test_z5_the_recipient_is_the_one_fixed_at_sending(
    services: Services, mentee: Person, mentor: Person, transport: SmtpTransport, manners: Manners
) -> None:
    send_questionnaire(services, mentee)
    (letter,) = waiting(services)
    services.store.outbox.save(replace(letter, to_email="mallory@example.org", to_name="Mallory"))

    deliver_due(services, transport)

    assert manners.taken[0].recipients == (mentor.email,)


def test_a_sign_in_letter_goes_to_who_may_sign_in_and_its_link_works(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    request_id = ask_for_letter(services, mentee.email)

    assert deliver_due(services, transport) == 1

    text = part(received(manners.taken[0].content), "plain")
    link = next(word for word in text.split() if "/sign-in/link/" in word)
    assert prove_by_link(services, link.rpartition("/")[2]) == request_id


def test_a7_a_sign_in_letter_to_an_unknown_address_is_withdrawn(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    del mentee
    ask_for_letter(services, "stranger@example.org")

    assert deliver_due(services, transport) == 0
    assert manners.taken == []
    assert services.store.outbox.conservation().withdrawn == 1
    assert waiting(services) == []


def test_r9_of_two_passes_over_one_letter_the_second_finds_nothing(
    services: Services, mentor: Person, transport: SmtpTransport, manners: Manners
) -> None:
    letter = put_welcome(services, mentor)
    with services.store.outbox.claim(letter.id):
        assert deliver_due(services, transport) == 0
    assert deliver_due(services, transport) == 1
    services.store.outbox.save(letter)
    assert deliver_due(services, transport) == 0, "its last word is in the ledger"
    assert len(manners.taken) == 1
    assert services.store.outbox.conservation().delivered == 1
