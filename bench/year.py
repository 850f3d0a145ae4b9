"""A simulated year on PostgreSQL: the calendar and the outbox of many people.

``YEAR_PEOPLE`` says how many, and ``YEAR_DAYS`` stops before the year is over.

Day by day the clock moves on. The worker's rounds remind people; most of them answer, some early and some
late; two delivery processes hand every letter to a mail server that is away for one day of the year.
"""

from __future__ import annotations

import logging
import os
import random as stdlib_random
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import psycopg

from bench.contenders import settings_in
from bench.mail_sink import MailSink
from bench.processes import peak_mb
from bench.programme import draft_for, populate
from bench.samples import Outcome, Samples
from bench.stage import DISK
from bench.submitting import ready_submit
from formsvc.domain.reminders import Reminders
from formsvc.domain.rhythm import current_cycle, nth_cycle
from formsvc.mail.transport import Transport
from formsvc.settings import Settings
from formsvc.wiring import build_services, build_transport
from formsvc.workflows.delivery import deliver_due, go_round
from formsvc.workflows.services import Services
from formsvc.workflows.tending import look_after_everyone
from tests.postgres_server import postgres_server

DAYS, HANDS = 365, 2
ANSWERING = 0.8
"""The part of all questionnaires that is answered."""
EARLIEST, LATEST = 1, 40
"""Days after its opening on which somebody may answer."""
MAIL_IS_AWAY_ON = 100
HOUR = 10


@dataclass
class _Year:
    """What happened so far."""

    samples: Samples = field(default_factory=Samples)
    sent: int = 0


class _Clock:
    """A clock that stands where it was put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def measure_year(scratch: Path) -> Outcome:
    """Live through a year, and count what went out, what is missing, and what it took."""
    people, days = int(os.environ.get("YEAR_PEOPLE", "20000")), int(os.environ.get("YEAR_DAYS", "365"))
    logging.disable(logging.WARNING)  # on the day without mail each letter has a line
    dice = stdlib_random.Random(people)  # noqa: S311 - invented people, not secrets
    sink = MailSink()
    with postgres_server(durable=True, beside=DISK) as server:
        scratch.mkdir(exist_ok=True)
        settings = settings_in(scratch, sink, server.url)
        today = datetime.now(UTC).date()
        clock = _Clock(_at(today))
        services = build_services(settings, clock=clock)
        mentees = populate(services, people, 0, dice)
        answers = _spread(services, mentees, today, dice)
        year = _Year()
        with get_context("spawn").Pool(HANDS, _open, (settings,)) as hands:
            for day in range(days):
                if day == MAIL_IS_AWAY_ON:
                    sink.down()
                if day == MAIL_IS_AWAY_ON + 1:
                    sink.healthy()
                clock.now = _at(today + timedelta(days=day))
                began = time.perf_counter()
                _live_a_day(services, answers.get(clock.now.date(), []), year, dice)
                lived, before = time.perf_counter(), sink.count()["letters"]
                hands.map(_deliver, [clock.now] * HANDS, chunksize=1)
                year.samples.add("pages, reminders and rounds of a day: s", lived - began)
                year.samples.add("delivery of a day: s", time.perf_counter() - lived)
                year.samples.add("letters a day", sink.count()["letters"] - before)
                if day % 30 == 0:
                    print(f"day {day}: {year.sent} questionnaires, {sink.count()['ids']} letters", flush=True)
        values = _figures(services, year, sink, mentees, server.url)
    sink.stop()
    return Outcome({"year_people": float(people), **values}, year.samples)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, HOUR, tzinfo=UTC)


def _spread(
    services: Services, mentees: list[str], today: date, dice: stdlib_random.Random
) -> dict[date, list[str]]:
    """Let people's rounds open on days of their own; return who answers on which day."""
    answers: dict[date, list[str]] = defaultdict(list)
    calendar, last = services.programme.calendar, today + timedelta(days=DAYS)
    for mentee_id in mentees:
        with services.store.hold(mentee_id):
            known = services.store.registry.person(mentee_id)
            starts = today + timedelta(days=dice.randrange(calendar.cadence_months * DAYS // 12))
            mentee = replace(known, starts=starts, reminders=Reminders.ALL, reminded={})
            services.store.registry.save(mentee)
        number = 1
        while (cycle := nth_cycle(mentee, number, calendar)).opens + timedelta(days=LATEST) < last:
            if dice.random() < ANSWERING:
                answers[cycle.opens + timedelta(days=dice.randint(EARLIEST, LATEST))].append(mentee_id)
            number += 1
    return answers


def _live_a_day(services: Services, answering: list[str], year: _Year, dice: stdlib_random.Random) -> None:
    """Let people answer, then do what the worker does in its rounds."""
    for mentee_id in answering:
        person = services.store.registry.person(mentee_id)
        cycle = current_cycle(person, services.today(), services.programme.calendar)
        if cycle is None:
            raise ValueError(mentee_id)
        with services.store.hold(mentee_id):
            services.store.records.save_draft(mentee_id, draft_for(services, dice, cycle.number))
        ready_submit(services, mentee_id)()
        year.sent += 1
    for _ in look_after_everyone(services):
        pass
    go_round(services)


def _open(settings: Settings) -> None:
    """Open the programme in a delivery process; its clock is put by each delivery."""
    logging.disable(logging.ERROR)
    _HAND.clock = _Clock(datetime.now(UTC))
    _HAND.services = build_services(settings, clock=_HAND.clock)
    _HAND.transport = build_transport(settings)


def _deliver(now: datetime) -> None:
    _HAND.clock.now = now
    while deliver_due(_HAND.services, _HAND.transport):
        pass


class _HAND:
    """What a delivery process has open."""

    clock: _Clock
    services: Services
    transport: Transport


def _figures(
    services: Services, year: _Year, sink: MailSink, mentees: list[str], database_url: str
) -> dict[str, float]:
    letters = sink.count()
    kept = sum(len(services.store.records.submissions(mentee_id)) for mentee_id in mentees)
    said = services.store.outbox.conservation()
    return {
        "year_days": float(len(year.samples.of["letters a day"])),
        "year_questionnaires": float(year.sent),
        "year_letters": letters["ids"],
        "year_missing": abs(year.sent - kept) + max(0.0, said.delivered - letters["ids"]),
        "year_waiting": float(said.waiting + said.parked),
        "year_twice": letters["twice"],
        "year_letter_kb": letters["bytes"] / letters["letters"] / 1000,
        "year_most_letters_a_day": max(year.samples.of["letters a day"]),
        "year_minutes": sum(sum(year.samples.of[name]) for name in year.samples.of if name.endswith(": s"))
        / 60,
        "year_memory_mb": peak_mb(os.getpid()),
        **_size(database_url, year.sent),
    }


def _size(database_url: str, sent: int) -> dict[str, float]:
    """Return what the database takes on the disk, as it stands and packed."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        measured = []
        for before in (b"VACUUM", b"VACUUM FULL"):
            connection.execute(before)
            row = connection.execute(b"SELECT pg_database_size(current_database())").fetchone()
            measured.append(row[0] / 1e6 if row else 0.0)
    return {
        "year_database_mb": measured[0],
        "year_database_packed_mb": measured[1],
        "year_database_kb_a_questionnaire": measured[0] * 1000 / sent,
    }
