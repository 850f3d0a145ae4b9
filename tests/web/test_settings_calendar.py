"""The calendar file, as a browser gets it."""

from __future__ import annotations

from icalendar import Calendar

from tests.web.browsing import Browser

FILE = "/account/calendar.ics"


def test_a_mentee_downloads_their_due_dates(mentee_browser: Browser) -> None:
    assert f'href="{FILE}"' in mentee_browser.open("/account/settings").get_data(as_text=True)
    answer = mentee_browser.client.get(FILE)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="due-dates.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(Calendar.from_ical(answer.get_data()).walk("VEVENT")) == 6


def test_a_coordinator_has_none(coordinator_browser: Browser) -> None:
    assert FILE not in coordinator_browser.open("/account/settings").get_data(as_text=True)
    assert coordinator_browser.open(FILE).status_code == 403


def test_who_is_signed_out_signs_in_first(visitor: Browser) -> None:
    assert visitor.open(FILE).request.path == "/sign-in"
