"""The changeover's page: a GET shows, a POST does, one tap is enough; and the coordinator's room."""

from __future__ import annotations

from datetime import date

from formsvc.domain.people import Person
from formsvc.workflows.changeover import changeover_token
from formsvc.workflows.services import Services
from tests.web.answering import error_summary, heading, markup
from tests.web.browsing import Browser

DAY = date(2026, 3, 12)


def test_a_mentor_without_an_account_says_in_one_tap_that_nothing_has_changed(
    visitor: Browser, services: Services, mentee: Person
) -> None:
    link = f"/changeover/{changeover_token(services, 'mentor1', DAY)}"
    for _ in range(3):
        visitor.open(link)
        visitor.client.head(link)
    assert f"You mentor {mentee.name} , who you don't supervise or assess" in visitor.text
    assert services.store.registry.person("mentor1").changeover is None
    visitor.submit(answer="same", site="Elsewhere")
    assert heading(visitor) == "Thank you"
    said = services.store.registry.person("mentor1")
    assert said.changeover is not None
    assert (said.changeover.confirmed_at, said.site) == (services.clock(), "")


def test_a_mentee_says_what_changed_and_a_supervising_mentor_ends_the_pairing(
    visitor: Browser, services: Services, mentee: Person
) -> None:
    visitor.open(f"/changeover/{changeover_token(services, mentee.id, DAY)}")
    visitor.submit(answer="changed", site="x" * 200, department="Surgery", supervising="pairing1")
    assert visitor.page.status_code == 422
    assert error_summary(visitor) == [("#site", "Enter at most 120 characters.")]
    assert 'value="Surgery"' in markup(visitor)
    assert services.store.registry.person(mentee.id).pairing is not None
    visitor.submit(answer="changed", site="Lake Hospital", department="Surgery", supervising="pairing1")
    person = services.store.registry.person(mentee.id)
    assert (person.site, person.department, person.pairing) == ("Lake Hospital", "Surgery", None)


def test_a_link_that_isnt_ours_shows_nothing(visitor: Browser, mentee: Person) -> None:
    visitor.open("/changeover/rubbish")
    assert visitor.page.status_code == 404
    assert mentee.name not in visitor.text


def test_the_coordinators_room_says_what_there_is(coordinator_browser: Browser) -> None:
    coordinator_browser.open("/coordinator/changeover")
    assert "No changeover is planned." in coordinator_browser.text
