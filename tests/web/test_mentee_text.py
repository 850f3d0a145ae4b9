"""I3 and I4: whatever is typed is kept as it was typed, or refused with a sentence; nothing is lost."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from tests.web.answering import box, error_summary
from tests.web.browsing import Browser
from tests.workflows.small_programme import BASE_URL

EVERY_SCRIPT = (
    "👩🏽‍⚕️ theatre",
    "Zoe\u0308 and e\u0301",
    "\u202eright to left\u202c שלום مرحبا",
    "\n\nTwo empty lines first,\nand a tab\t, and spaces at the end  ",
    "<script>alert(1)</script> & </textarea> &amp; {{ 7 * 7 }}",
    "-- \n.\n=3D\x0b",
)


def kept(services: Services, mentee: Person) -> str:
    draft = services.store.records.draft(mentee.id, 1)
    assert draft
    answer = draft.answers["skills"]
    assert isinstance(answer, str)
    return answer


@pytest.mark.parametrize("typed", EVERY_SCRIPT)
def test_i4_what_is_typed_is_kept_character_by_character(
    mentee_browser: Browser, services: Services, mentee: Person, typed: str
) -> None:
    """A browser sends line breaks as CR LF, and shows them back as it got them."""
    mentee_browser.open("/questionnaire/training")
    mentee_browser.submit(skills=typed.replace("\n", "\r\n"), satisfaction="4", then="continue")
    assert kept(services, mentee) == typed
    mentee_browser.open("/questionnaire/training")
    assert box(mentee_browser, "skills") == typed


def test_i3_i4_a_hundred_kilobytes_get_a_sentence_and_are_kept_whole(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    typed = "żółw 🐢 " * 12_500
    mentee_browser.open("/questionnaire/training")
    mentee_browser.submit(skills=typed, satisfaction="4", then="continue")
    assert "all that you typed is still here" in error_summary(mentee_browser)[0][1]
    assert box(mentee_browser, "skills") == typed
    assert kept(services, mentee) == typed


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\x80", b"\x00"])
def test_i4_bytes_that_are_no_text_break_nothing(
    mentee_browser: Browser, services: Services, mentee: Person, raw: bytes
) -> None:
    """A lone surrogate can't be typed; forged, its bytes are kept as text that can be shown."""
    mentee_browser.open("/questionnaire/training")
    body = f"csrf_token={quote(mentee_browser.token)}&cycle=1&satisfaction=4&skills=Before{quote(raw)}after"
    answer = mentee_browser.client.post(
        "/questionnaire/training",
        data=body.encode(),
        headers={"Origin": BASE_URL, "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 302
    shown = kept(services, mentee)
    assert shown.startswith("Before")
    assert shown.endswith("after")
    assert shown.encode("utf-8")
    assert mentee_browser.open("/questionnaire/check").status_code == 200
