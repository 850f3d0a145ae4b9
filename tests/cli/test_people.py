"""People invited, paired and listed over a real store; one sentence where it refuses, never an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formsvc.domain.letters import Fate, LetterEvent
from formsvc.settings import load_settings
from formsvc.wiring import build_services
from tests.cli.operator import Operator


def test_people_are_invited_paired_and_listed(operator: Operator) -> None:
    assert operator.run("invite", "--as", "mentee", "Mo Sample", "mo@example.org").exit_code == 0
    assert operator.run("invite", "--as", "mentor", "Dr Ada Example", "ada@example.org").exit_code == 0
    refused = operator.run("pair", "mo@example.org", "ada@example.org", typed="n\n")
    assert (refused.exit_code, "No training is written down" in refused.output) == (1, True)
    noted = operator.run("mentoring", "ada@example.org", "--trained-on", "12/5/2025")
    assert "Dr Ada Example: trained on 12 May 2025; mentees: no number is known." in noted.output
    paired = operator.run("pair", "mo@example.org", "ada@example.org", typed="n\n")
    assert (paired.exit_code, "nothing is sent before both have said yes" in paired.output) == (0, True)
    listed = operator.run("people").output
    assert "Mo Sample" in listed
    assert "Dr Ada Example" in listed
    state = operator.run("status")
    assert (state.exit_code, "5 accepted = 0 delivered + 5 waiting" in state.output) == (0, True)


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("invite", "--as", "mentee", "Mo Again", "CORA@example.org"), "", "already has that email address"),
        (("invite", "--as", "mentee", "Mo", "not an address"), "", "in the correct format"),
        (("invite", "--as", "mentee", "Mo\nBcc: x@example.org", "mo@example.org"), "", "on one line"),
        (
            ("invite", "--as", "mentor", "Dr Bo", "bo@example.org", "--trained-on", "1/1/2199"),
            "",
            "that have been",
        ),
        (("mentoring", "nobody@example.org"), "", "Nobody in this programme has the address"),
        (("mentoring", "cora@example.org"), "", "doesn't take part as a mentor"),
        (
            ("pair", "nobody@example.org", "cora@example.org"),
            "n\n",
            "Nobody in this programme has the address",
        ),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_1(
    operator: Operator, words: tuple[str, ...], typed: str, said: str
) -> None:
    ran = operator.run(*words, typed=typed)
    assert ran.exit_code == 1
    assert said in ran.output
    assert "Traceback" not in ran.output


def test_somebody_who_lost_the_letter_is_invited_again(operator: Operator) -> None:
    ran = operator.run("invite-again", "cora@example.org")
    assert (ran.exit_code, "Cora Nation gets a fresh letter" in ran.output) == (0, True)
    assert "2 accepted" in operator.run("status").output
    assert operator.run("invite-again", "nobody@example.org").exit_code == 1


def test_a_declared_supervisor_is_refused(operator: Operator) -> None:
    operator.run("invite", "--as", "mentee", "Mo Sample", "mo@example.org")
    operator.run("invite", "--as", "mentor", "Dr Ada Example", "ada@example.org")
    ran = operator.run("pair", "mo@example.org", "ada@example.org", typed="y\n")
    assert (ran.exit_code, "independent of assessment" in ran.output) == (1, True)


def test_where_people_work_is_kept_for_the_rule_on_pairing(operator: Operator) -> None:
    ada = ("Dr Ada Example", "ada@example.org")
    assert operator.run("invite", "--as", "mentor", "--site", "Northtown", *ada).exit_code == 0
    moved = operator.run("workplace", "ada@example.org", "--department", "Surgery")
    assert "Dr Ada Example works at: Surgery, Northtown." in moved.output
    moved = operator.run("workplace", "ada@example.org", "--site", "", "--department", "")
    assert "Dr Ada Example works at: not known." in moved.output
    assert operator.run("workplace", "ada@example.org", "--site", "North\ntown").exit_code == 1
    assert operator.run("workplace", "nobody@example.org", "--site", "Northtown").exit_code == 1


def test_a_wrong_call_is_exit_code_2(operator: Operator) -> None:
    assert operator.run("invite", "Mo", "mo@example.org").exit_code == 2
    assert operator.run("invite", "--as", "surgeon", "Mo", "mo@example.org").exit_code == 2


def test_status_names_a_damaged_file_and_fails(operator: Operator) -> None:
    path = next((operator.folder / "data/registry").glob("*.json"))
    path.write_bytes(path.read_bytes()[:40])
    ran = operator.run("status")
    assert (ran.exit_code, f"registry/{path.stem}" in ran.output) == (1, True)


def test_a_person_is_erased_after_being_asked_once_more(operator: Operator) -> None:
    operator.run("invite", "--as", "mentee", "Mo Sample", "mo@example.org")
    assert operator.run("erase", "mo@example.org", typed="n\n").exit_code == 1
    assert "Mo Sample" in operator.run("people").output
    erased = operator.run("erase", "mo@example.org", typed="y\n")
    assert (erased.exit_code, "one letter was taken back" in erased.output) == (0, True)
    assert "Mo Sample" not in operator.run("people").output
    assert "1 withdrawn" in operator.run("status").output


def test_erasing_nobody_is_one_sentence(operator: Operator) -> None:
    ran = operator.run("erase", "nobody@example.org", "--yes")
    assert (ran.exit_code, "Nobody in this programme" in ran.output) == (1, True)


def test_an_unused_invitation_is_corrected_at_once_and_who_joined_is_asked_first(operator: Operator) -> None:
    operator.run("invite", "--as", "mentee", "Mo Sample", "mo.wrong@example.org")
    ran = operator.run("correct-address", "mo.wrong@example.org", "mo@example.org")
    assert (ran.exit_code, "hadn't joined" in ran.output) == (0, True)
    assert "mo@example.org" in operator.run("people").output
    operator.run("invite", "--as", "mentor", "Dr Ada Example", "ada@example.org")
    ran = operator.run("correct-address", "ada@example.org", "ada.new@example.org")
    assert (ran.exit_code, "Nothing changes before Dr Ada Example confirms it" in ran.output) == (0, True)
    assert "ada.new@example.org" not in operator.run("people").output
    ran = operator.run("correct-address", "nobody@example.org", "x@example.org")
    assert (ran.exit_code, "Traceback" in ran.output) == (1, False)


def test_a_parked_letter_is_listed_and_resumed_by_its_id(operator: Operator) -> None:
    """Conservation: the line adds up before and after; the list says no name and no address."""
    services = build_services(load_settings(operator.folder / "settings.env"))
    (waiting,) = services.store.outbox.letters()
    with services.store.outbox.claim(waiting.id) as letter:
        assert letter
        services.store.outbox.finish(letter.id, LetterEvent.PARKED, services.clock())
        services.store.outbox.save(replace(letter, fate=Fate.PARKED, last_reply="550 5.1.1"))
    state = operator.run("status").output
    assert f"Parked: {waiting.id}, invitation, of " in state
    assert "550 5.1.1" in state
    assert "cora@example.org" not in state
    assert "1 accepted = 0 delivered + 0 waiting + 1 parked" in state
    assert operator.run("resume", waiting.id).exit_code == 0
    assert "1 accepted = 0 delivered + 1 waiting + 0 parked" in operator.run("status").output
    assert operator.run("resume", waiting.id).exit_code == 1
