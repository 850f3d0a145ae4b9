"""Mentor and mentee say yes to each other, each at their own page, in every window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from dateutil.relativedelta import relativedelta
from playwright.sync_api import expect

from formsvc.demo.run import Demo
from formsvc.demo.seed import MENTEES
from formsvc.demo.visitor import link_in
from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.people import Role
from formsvc.domain.submission import Submission
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.questionnaire import letter_of
from formsvc.workflows.services import Services
from formsvc.workflows.workplaces import move_person
from tests.browser.trainee import Trainee
from tests.workflows.small_programme import TRAINED_ON

pytestmark = pytest.mark.browser

OTHER = ("Dr Petra Invented", "petra@example.org")


def test_a_new_mentor_and_a_mentee_say_yes_to_each_other(
    new_trainee: Callable[..., Trainee], demo: Demo
) -> None:
    trainee, services = new_trainee(390), demo.services
    page = trainee.page
    trainee.join()
    _have_a_past(services, trainee.email)
    invite_person(
        services,
        name=OTHER[0],
        email=OTHER[1],
        roles=frozenset({Role.MENTOR}),
        site="Northtown",
        trained_on=TRAINED_ON,
    )
    move_person(services, trainee.email, site="Northtown")
    pair_people(services, mentee_email=trainee.email, mentor_email=OTHER[1], supervises=False)

    page.goto(f"{trainee.forms}/home")
    expect(page.locator("h1")).to_have_text(f"{OTHER[0]} could be your mentor")
    trainee.look("pairing-home")
    page.goto(f"{trainee.forms}/questionnaire/check")
    expect(page.locator("main")).to_contain_text("Before anything is sent, we ask you")
    trainee.look("pairing-check")
    page.get_by_role("link", name="See who it is, and answer").click()
    trainee.look("pairing-mentee")
    page.get_by_role("link", name="say no").click()
    trainee.look("pairing-mentee-no")
    page.locator("a.back").click()
    page.get_by_label("Questionnaire 1, sent").check()
    trainee.press("Yes, that is all right")
    trainee.look("pairing-mentee-error")
    page.get_by_label(f"{OTHER[0]} is not, and never was").check()
    page.get_by_label("We work at the same site").check()
    trainee.press("Yes, that is all right")
    expect(page.locator("h1")).to_have_text("You have said yes")
    trainee.look("pairing-mentee-yes")

    page.goto(link_in(trainee.letter("will you mentor", OTHER[1])))
    expect(page.locator("h1")).to_have_text(f"Will you mentor {trainee.name}?")
    trainee.look("pairing-mentor")
    trainee.press(f"Yes, I will mentor {trainee.name}")
    trainee.look("pairing-mentor-error")
    page.get_by_label("I am not, and never was").check()
    page.get_by_label("We work at the same site").check()
    page.get_by_label("No, only I open it").check()
    trainee.press(f"Yes, I will mentor {trainee.name}")
    expect(page.locator("h1")).to_have_text("Thank you")
    trainee.look("pairing-mentor-yes")
    assert "earlier questionnaire" in " ".join(
        trainee.letter("questionnaires", OTHER[1]).part("plain").split()
    )

    page.get_by_role("link", name="say so").click()
    trainee.look("pairing-mentor-no")
    page.get_by_label("I can't take this on").check()
    trainee.press("End the pairing")
    expect(page.locator("h1")).to_have_text("Thank you for saying so")
    trainee.look("pairing-mentor-declined")


def _have_a_past(services: Services, email: str) -> None:
    """Give somebody a questionnaire that they sent before, as Robin of the demo did."""
    person, robin = services.store.registry.find(email), services.store.registry.find(MENTEES[0][1])
    assert person
    assert robin
    sent = services.store.records.submissions(robin.id)[0]
    letter = letter_of(replace(sent, mentee_id=person.id, letter_id=f"past{person.id}"))
    with services.store.hold(person.id):
        past = replace(
            sent, mentee_id=person.id, letter_id=letter.id, reference="K7QM-2XJD", pairing_id="past"
        )
        services.store.records.commit(past, letter)
        began = services.today() - relativedelta(months=services.programme.calendar.cadence_months)
        services.store.registry.save(replace(person.with_cycle(1, delivered(past)), starts=began))


def delivered(sent: Submission) -> CycleState:
    return CycleState(sent.reference, sent.sent_at, Progress.DELIVERED, delivered_at=sent.sent_at)
