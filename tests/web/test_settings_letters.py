"""The settings' page of how letters look."""

from __future__ import annotations

from formsvc.domain.people import Person
from formsvc.workflows.services import Services
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
    assert "Saved. Your next letter looks like that." in mentee_browser.text


def test_who_is_signed_out_signs_in_first(visitor: Browser) -> None:
    assert visitor.open(LETTERS).request.path == "/sign-in"
