"""The sections of the benchmark, by the word that chooses one: ``make bench ONLY="floors send"``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.delivery import measure_delivery
from bench.floors import measure_floors
from bench.growth import measure_growth
from bench.journey import measure_journeys
from bench.mail_trouble import measure_mail_trouble
from bench.people import people_figures
from bench.reminders import reminder_figures
from bench.samples import Outcome
from bench.send import measure_sending
from bench.serve_memory import serve_peak_mb
from bench.start import measure_start
from bench.year import measure_year

SECTIONS: dict[str, Callable[[Path], Outcome]] = {
    "floors": measure_floors,
    "start": measure_start,
    "send": measure_sending,
    "journey": measure_journeys,
    "mail": measure_mail_trouble,
    "delivery": measure_delivery,
    "people": lambda scratch: Outcome(people_figures(scratch)),
    "reminders": lambda scratch: Outcome(reminder_figures(scratch)),
    "memory": lambda scratch: Outcome({"serve_peak_mb": serve_peak_mb(scratch)}),
    "growth": measure_growth,
    "year": measure_year,
}
ONLY_WHEN_ASKED = frozenset({"year"})
AT_MOST = {
    "submit_growth": 1.2,
    "visit_growth": 1.2,
    "memory_growth": 1.1,
    "submit_over_floor": 2.0,
    "cpu_over_flask_mail": 1.2,
    "p95_running_over_stopped": 2.0,
    "send_errors": 0.0,
    "p95_mail_down_over_healthy": 1.1,
    "p95_mail_slow_over_healthy": 1.1,
    "mail_trouble_errors": 0.0,
    "mail_trouble_stored_twice": 0.0,
    "mail_trouble_lost": 0.0,
    "start_seconds": 1.5,
    "service_first_page_kb": 200.0,
    "site_first_page_kb": 200.0,
    "serve_peak_mb": 130.0,
    "people_list_first_ms": 3000.0,
    "people_list_ms_10000": 300.0,
    "reminders_seconds": 60.0,
    "reminders_memory_mb": 100.0,
    "reminders_missed": 0.0,
    "year_missing": 0.0,
    "year_waiting": 0.0,
    "year_twice": 0.0,
}
AT_LEAST = {
    "rate_over_ceiling_stopped": 0.65,
    "rate_over_ceiling_running": 0.50,
    "rate_over_ceiling_postgres_stopped": 0.50,
    "rate_over_ceiling_postgres_running": 0.40,
    "delivery_over_smtp": 0.2,
    "delivery_with_picture_over_smtp": 0.15,
    "two_workers_over_one": 1.6,
}


def missed(values: dict[str, float]) -> list[str]:
    """Return a line for each target that was missed."""
    over = [
        f"{name} is {values[name]:.3f}, over {most}"
        for name, most in AT_MOST.items()
        if name in values and values[name] > most
    ]
    under = [
        f"{name} is {values[name]:.3f}, under {least}"
        for name, least in AT_LEAST.items()
        if name in values and values[name] < least
    ]
    return over + under
