"""The settings' page of how letters look."""

from __future__ import annotations

from formsvc.domain.people import Person
from formsvc.domain.reminders import Hour, Reminders
from formsvc.workflows.services import Services
from tests.web.answering import error_summary
from tests.web.browsing import Browser

LETTERS = "/account/settings/letters"


def test_text_alone_is_chosen_and_taken_back(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open(LETTERS)
    mentee_browser.submit(text_only="y")
    assert mentee_browser.path == "/account/settings"
    assert "Text only." in mentee_browser.text
    assert services.store.registry.person(mentee.id).text_only
    mentee_browser.open(LETTERS)
    assert 'value="y" checked' in mentee_browser.page.get_data(as_text=True)
    mentee_browser.submit()
    assert not services.store.registry.person(mentee.id).text_only
    assert "Saved. It counts from your next letter on." in mentee_browser.text


def test_a_mentee_chooses_which_reminders_come_and_when(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open(LETTERS)
    mentee_browser.submit(reminders="opened_and_due", hour="evening")
    chosen = services.store.registry.person(mentee.id)
    assert (chosen.reminders, chosen.reminder_hour) == (Reminders.OPENED_AND_DUE, Hour.EVENING)
    assert "Two reminders, in the evening." in mentee_browser.text
    mentee_browser.open(LETTERS)
    page = mentee_browser.page.get_data(as_text=True)
    assert 'value="opened_and_due" checked' in page
    assert 'value="evening" checked' in page


def test_what_is_no_choice_is_refused_with_a_sentence_and_changes_nothing(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open(LETTERS)
    mentee_browser.submit(reminders="every hour", hour="", text_only="y")
    assert mentee_browser.page.status_code == 422
    assert error_summary(mentee_browser) == [
        ("#reminders-0", "Choose which reminders you would like."),
        ("#hour-0", "Choose a time of day."),
    ]
    assert services.store.registry.person(mentee.id) == mentee


def test_who_gets_no_reminders_is_asked_nothing_about_them(coordinator_browser: Browser) -> None:
    coordinator_browser.open(LETTERS)
    assert "reminders" not in coordinator_browser.page.get_data(as_text=True)
    coordinator_browser.submit(text_only="y")
    assert coordinator_browser.path == "/account/settings"


def test_who_is_signed_out_signs_in_first(visitor: Browser) -> None:
    assert visitor.open(LETTERS).request.path == "/sign-in"


def test_a_coordinator_chooses_whether_the_monday_letter_comes(
    coordinator_browser: Browser, services: Services, coordinator: Person
) -> None:
    coordinator_browser.open(LETTERS)
    assert 'name="digest" value="y" checked' in coordinator_browser.page.get_data(as_text=True)
    coordinator_browser.submit()
    assert not services.store.registry.person(coordinator.id).digest
    coordinator_browser.open(LETTERS)
    coordinator_browser.submit(digest="y")
    assert services.store.registry.person(coordinator.id).digest
