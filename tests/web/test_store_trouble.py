"""When the disk fails, the page says what happened to what was typed, and carries it."""

from __future__ import annotations

from pathlib import Path

from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from tests.web.browsing import Browser

TYPED = "Typed at three in the morning & not to be lost"


def test_what_could_not_be_saved_comes_back_and_can_be_sent_again(
    mentee: Person, mentee_browser: Browser, data_dir: Path, services: Services
) -> None:
    """R4, as the page sees it: a folder that cannot be written, and then can."""
    mentee_browser.open("/questionnaire/training")
    drafts, aside = data_dir / "drafts", data_dir.with_name("drafts-aside")
    drafts.rename(aside)
    drafts.touch()
    mentee_browser.submit("/questionnaire/training", skills=TYPED, satisfaction="4")
    assert mentee_browser.page.status_code == 503
    assert "We can't save at the moment" in mentee_browser.text
    assert mentee_browser.hidden["skills"] == TYPED
    drafts.unlink()
    aside.rename(drafts)
    mentee_browser.submit("/questionnaire/training")
    assert mentee_browser.page.status_code == 200
    draft = services.store.records.draft(mentee.id, 1)
    assert draft
    assert draft.answers["skills"] == TYPED
