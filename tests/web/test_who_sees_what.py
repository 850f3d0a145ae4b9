"""Z1, Z2: every cell of "Who can see what": a mark in each kind of information, each eye on every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from itertools import product

import pytest
from flask import Flask

from formsvc.domain.audit import Deed
from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role
from formsvc.domain.questionnaire import Answer
from formsvc.domain.seeing import SIGHTS, Eye, Sight
from formsvc.web.access import RULES, Access
from formsvc.workflows.acknowledgement import acknowledgement_link
from formsvc.workflows.auditing import note
from formsvc.workflows.letter_facts import write_submission
from formsvc.workflows.mentor_standing import standing_link
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.services import Services
from formsvc.workflows.watching import people_and_progress
from tests.web.browsing import Browser, Mailroom
from tests.web.recorded import put_record
from tests.web.test_every_route import EXAMPLES, OURS
from tests.workflows.applicants import confirmed
from tests.workflows.small_programme import (
    COORDINATOR_SEED,
    MENTEE_SEED,
    SettableClock,
    add_mentee,
)

MARKS = {
    "name": "mo@example.org",
    "mentor": "ada@example.org",
    "others": "Zq81other",
    "workplace": "zq81ward",
    "application": "zq81hopes",
    "draft": "zq81draft",
    "answers": "zq81sent",
    "record": "zq81sent",
    "goals": "zq81goal",
    "due": "16 May 2026",
    "sent": "K7QM-0001|Sent;",
    "arrived": "[Aa]ccepted by the mail server",
    "word": "24 May 2026",
    "away": "31 May 2026",
    "deeds": "Invited Zq81deeds",
}
"""By kind of information, what is looked for."""
ELSEWHERE = {
    "past": "test_sharing, and test_canary for the letter",
    "yes": "test_acceptance: other states than the one here",
    "supervises": "test_acceptance, and the golden letter to coordinators",
    "emails": "never pass through the service, so nothing holds them",
    "returned": "test_inbound, and the people list in test_watching",
    "return_mailbox": "test_inbound: bodies are dropped after parsing",
    "secrets": "test_joining and test_enrolment_secrets: a seed is shown once, and is in no file",
    "standing": "test_mentee_taking_part and test_coordinator_people: other states than the one here",
    "why": "there is no field for it: test_mentee_taking_part",
    "evaluation": "the evaluation's own tests, over its whole store",
    "results": "the evaluation's own tests, before and after closing",
}
LATER = timedelta(days=62)
"""When the second questionnaire is open, and the mentor's link to the first has had its time."""
SENT: dict[str, Answer] = {
    "skills": "zq81sent",
    "satisfaction": 4,
    "positives": ("zq81sent", "b"),
    "goal": "zq81goal",
}
Look = Callable[[Eye], str]


@pytest.fixture
def planted(
    services: Services, mentee: Person, mentor: Person, coordinator: Person, clock: SettableClock
) -> str:
    """Plant every mark; return the reference of what was sent."""
    (sent,) = put_record(services, mentee, {1: SENT})
    arrived = CycleState("K7QM-0009", sent.sent_at, Progress.DELIVERED, sent.sent_at)
    other = add_mentee(services, mentor, "mentee2", "other@example.org")
    with services.store.hold(other.id, mentee.id, mentor.id):
        services.store.registry.save(replace(other, name="Zq81other").with_cycle(1, arrived))
        fresh = services.store.registry.person(mentee.id)
        state = replace(
            fresh.cycles[1], promised_by=date(2026, 5, 24), seen_at=sent.sent_at, delivered_at=sent.sent_at
        )
        services.store.registry.save(replace(fresh, site="zq81ward").with_cycle(1, state))
        services.store.registry.save(replace(mentor, away_until=date(2026, 5, 31)))
    clock.advance(LATER)
    save_section(services, mentee.id, 2, {"skills": "zq81draft"})
    confirmed(services, clock)
    gone = replace(
        other, id="gone", name="Zq81deeds", email="gone@example.org", roles=frozenset({Role.MENTOR})
    )
    with services.store.hold(gone.id):
        services.store.registry.add(gone)
    note(services.for_coordinators(coordinator.id), Deed.INVITED, gone.id)
    return sent.reference


@pytest.fixture
def look(
    app: Flask,
    services: Services,
    mailroom: Mailroom,
    mentee: Person,
    mentor: Person,
    coordinator: Person,
    planted: str,
    clock: SettableClock,
) -> Look:
    """Return all that somebody can open, and what is sent to them or printed for them."""

    applications = [one.id for one in services.store.applications.applications()]
    values = {"person_id": [mentee.id, mentor.id, "mentee2"], "application_id": applications}

    def of(eye: Eye) -> str:
        browser = Browser(app)
        if eye is Eye.MENTEE:
            mailroom.sign_in(browser, mentee, MENTEE_SEED)
        if eye is Eye.COORDINATOR:
            mailroom.sign_in(browser, coordinator, COORDINATOR_SEED)
            everything = _pages(app, browser, values)
            browser.open("/coordinator/")
            return everything + browser.submit("/coordinator/people.csv").get_data(as_text=True)
        if eye is Eye.OPERATOR:
            later = people_and_progress(services.for_coordinators())
            clock.advance(timedelta(days=20) - LATER)
            rows = (*later, *people_and_progress(services.for_coordinators()))
            return "".join(f"{row} {row.due:%-d %b %Y}" if row.due else str(row) for row in rows)
        if eye is Eye.MENTOR:
            clock.advance(timedelta(days=20) - LATER)
            links = (
                acknowledgement_link(services, mentee.id, 1, planted),
                standing_link(services, mentor.id, mentee.id, 1, planted),
            )
            pages = [browser.open(link).get_data(as_text=True) for link in links]
            sent = services.store.records.submission(mentee.id, 1)
            assert sent
            return unescape("".join(pages)) + str(write_submission(services, sent))
        return _pages(app, browser, values)

    return of


def _pages(app: Flask, browser: Browser, values: Mapping[str, Sequence[str]]) -> str:
    """GET every page there is, with every id that somebody could know."""
    adapter, seen = app.url_map.bind("forms.example.org"), []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        names = sorted(rule.arguments)
        for chosen in product(*(values.get(name, (EXAMPLES[name],)) for name in names)):
            path = adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), method="GET")
            seen.append(browser.client.get(path, headers=OURS).get_data(as_text=True))
    return unescape("".join(seen))


def test_every_line_is_visited_or_says_where_it_is() -> None:
    assert MARKS.keys() | ELSEWHERE.keys() == {sight.key for sight in SIGHTS}
    assert not MARKS.keys() & ELSEWHERE.keys()


@pytest.mark.parametrize("eye", Eye)
def test_z1_each_mark_is_seen_where_the_table_says_and_nowhere_else(eye: Eye, look: Look) -> None:
    everything = look(eye)
    seen = {key for key, mark in MARKS.items() if re.search(mark, everything)}
    expected = {sight.key for sight in SIGHTS if sight.key in MARKS and sight.is_seen_by(eye)}
    if eye is Eye.MENTOR:
        expected -= {"record"}
        seen -= {"record"}  # the same words as "answers": a mentor has the letter, and no way to the record
    assert seen == expected


def test_the_pages_that_a_line_names_are_there_and_open_to_nobody_else() -> None:
    letters = {f"{kind.value} letter" for kind in LetterKind}
    for sight in SIGHTS:
        for place in sight.shown:
            if place in letters or place == "people command":
                continue
            assert place in RULES, place
            _require_agreement(sight, RULES[place])


def _require_agreement(sight: Sight, rule: Access) -> None:
    if rule is Access.COORDINATOR:
        assert sight.is_seen_by(Eye.COORDINATOR), sight.key
    if rule is Access.MENTEE:
        assert sight.is_seen_by(Eye.MENTEE), sight.key
