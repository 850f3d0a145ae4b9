"""The coordinator's first page: needs with the way to them, a chart with its table, and the file of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from formsvc.domain.cycle import CycleState
from formsvc.domain.needs import Need
from formsvc.domain.people import Person
from formsvc.domain.responses import Round
from formsvc.web.bars import SHOWN, bar_chart
from formsvc.web.coordinator.overview import where
from formsvc.workflows.services import Services
from tests.web.answering import markup
from tests.web.browsing import Browser
from tests.web.test_reads_never_write import contents
from tests.workflows.evaluating import changed
from tests.workflows.small_programme import add_mentee


def test_looking_changes_nothing(coordinator_browser: Browser, mentee: Person, data_dir: Path) -> None:
    """C2."""
    before = contents(data_dir)
    coordinator_browser.open("/coordinator/overview")
    assert mentee.name not in coordinator_browser.text  # nothing needs anybody
    assert "Nothing, at the moment." in coordinator_browser.text
    assert contents(data_dir) == before


def test_each_need_leads_to_where_it_is_met(
    services: Services, coordinator_browser: Browser, mentee: Person
) -> None:
    add_mentee(services, None, "alone1", "una@example.org")
    coordinator_browser.open("/coordinator/overview")
    assert "1 mentee needs a mentor" in coordinator_browser.text
    links = re.findall(r'<li><a href="([^"]+)">\d', markup(coordinator_browser))
    assert links == ["/coordinator/pairing"]
    for link in links:
        assert coordinator_browser.open(link).status_code == 200
    assert mentee


@pytest.mark.parametrize("need", Need)
def test_every_need_has_a_place(need: Need, coordinator_browser: Browser) -> None:
    with coordinator_browser.app.test_request_context():
        place = where(need)
    assert coordinator_browser.open(place).status_code == 200


def test_the_chart_says_in_words_and_in_a_table_what_it_draws(
    services: Services, coordinator_browser: Browser, mentee: Person
) -> None:
    changed(services, mentee.with_cycle(1, CycleState("K7QM-2XJD", services.clock())))
    coordinator_browser.open("/coordinator/overview")
    page = markup(coordinator_browser)
    assert "March 2026: 1 of 1, 100 per cent." in page
    assert '<th scope="row">March 2026</th><td>1</td><td>1</td><td>100%</td><td>some</td>' in page
    assert "Every letter is accounted for." in page
    coordinator_browser.submit("/coordinator/overview/answers.csv")
    saved = coordinator_browser.page.get_data(as_text=True)
    assert saved.endswith("2026-03-01,1,1,100,yes\r\n")
    assert "attachment" in coordinator_browser.page.headers["Content-Disposition"]


def test_bars_are_filled_as_far_as_was_sent_and_stay_in_the_picture() -> None:
    rounds = [Round(date(2026, month, 1), 4, month % 5, is_open=month == 9) for month in range(1, 10)]
    chart = bar_chart(rounds)
    assert chart
    assert [bar.shown for bar in chart.bars] == rounds[-SHOWN:]
    for bar in chart.bars:
        assert 0 <= bar.x < bar.middle < bar.x + chart.width <= 360
        assert chart.top <= bar.top <= chart.bottom
        assert bar.top + bar.filled == pytest.approx(chart.bottom)
        assert bar.filled == pytest.approx((chart.bottom - chart.top) * bar.shown.sent / 4)
    assert bar_chart([]) is None
