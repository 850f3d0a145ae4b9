"""What a day costs on which a questionnaire opens for 10,000 people: each letter decided on and queued."""

from __future__ import annotations

import os
import random as stdlib_random
import time
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

from bench.people import MANY, empty_programme, mentee_of, person
from bench.processes import peak_mb
from bench.programme import NOW, TODAY, new_services, without_fsync
from formsvc.domain.people import Role
from formsvc.store.embedded import open_embedded
from formsvc.store.sealing import Sealing
from formsvc.workflows.tending import look_after_everyone

A_MONTH = timedelta(days=30)
Figures = dict[str, float]


def reminder_figures(scratch: Path, people: int = MANY) -> Figures:
    """Return the seconds it takes, how much memory it needs at its peak, and how many got no letter.

    A process of its own does it, as the worker is one, and every letter and every note reaches the disk.
    """
    dice = stdlib_random.Random(2)  # noqa: S311 - invented people, not secrets
    folder, secrets = scratch / "reminders", (dice.randbytes(32), dice.randbytes(32))
    store = empty_programme(folder, secrets)
    with without_fsync():
        mentor = person(dice, Role.MENTOR, 0)
        with store.hold(mentor.id):
            store.registry.add(mentor)
        for number in range(people):
            opened = replace(
                mentee_of(dice, mentor, number), starts=TODAY, cycles={}, joined_at=NOW - A_MONTH
            )
            with store.hold(opened.id):
                store.registry.add(opened)
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_remind_everyone, (folder, secrets, people))


def _remind_everyone(folder: Path, secrets: tuple[bytes, bytes], people: int) -> Figures:
    services = new_services(open_embedded(folder, Sealing([("bench", secrets[0])]), secrets[1]))
    before, began = peak_mb(os.getpid()), time.perf_counter()
    for _ in look_after_everyone(services):
        pass
    took = time.perf_counter() - began
    queued = sum(1 for _ in services.store.outbox.letters())
    return {
        "reminders_seconds": took,
        "reminders_memory_mb": peak_mb(os.getpid()) - before,
        "reminders_missed": float(people - queued),
    }
