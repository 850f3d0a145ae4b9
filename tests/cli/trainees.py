"""Processes that use an operator's programme while commands run: mentees who send, and a worker who delivers.

Each line of standard input names a mentee who sends, or is a full stop: deliver what is due. Each
acknowledgement is a line of standard output.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.settings import load_settings
from formsvc.wiring import build_services
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.services import Services
from tests.crash.sink import SinkTransport
from tests.workflows.delivering import answer, send_checked
from tests.workflows.small_programme import (
    BEGINNING,
    SettableClock,
    add_mentee,
    add_mentor,
    small_programme,
)

ROOT = Path(__file__).resolve().parents[2]
NOW = BEGINNING + timedelta(minutes=5)


def services_of(settings_file: Path) -> Services:
    """Open an operator's programme as its processes do, but with the small questionnaire and a clock."""
    services = build_services(load_settings(settings_file), clock=SettableClock(NOW))
    return replace(services, programme=small_programme())


def take_part(settings_file: Path, names: list[str]) -> None:
    """Let mentees join, be paired and answer; what is promised is promised elsewhere, so quickly."""
    services = services_of(settings_file)
    with pytest.MonkeyPatch.context() as quickly:
        quickly.setattr(os, "fsync", lambda _handle: None)
        mentor = add_mentor(services)
        for name in names:
            answer(services, add_mentee(services, mentor, name, f"{name}@example.org"))


class Trainees:
    """One such process."""

    def __init__(self, process: subprocess.Popen[str], said: Path) -> None:
        self._process = process
        self._said = said

    def do(self, *lines: str) -> None:
        assert self._process.stdin
        self._process.stdin.write("".join(f"{line}\n" for line in lines))
        self._process.stdin.flush()

    def acknowledged(self) -> list[str]:
        return self._said.read_text().splitlines()

    def wait_for(self, lines: int) -> None:
        until = time.monotonic() + 60
        while len(self.acknowledged()) < lines:
            assert self._process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)


@contextmanager
def trainees(settings_file: Path, name: str) -> Iterator[Trainees]:
    """Start such a process; at the end it finishes what it was told."""
    said = settings_file.with_name(f"said-{name}")
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.trainees", str(settings_file)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=output,
            text=True,
        )
    try:
        yield Trainees(process, said)
        assert process.stdin
        process.stdin.close()
        assert process.wait(timeout=120) == 0
    finally:
        process.kill()
        process.wait()


def main() -> None:
    settings_file = Path(sys.argv[1])
    services = services_of(settings_file)
    sink = SinkTransport(settings_file.with_name("taken"))
    for line in sys.stdin:
        name = line.strip()
        said = (
            str(deliver_due(services, sink))
            if name == "."
            else send_checked(services, services.store.registry.person(name)).reference
        )
        print(name, said, flush=True)  # noqa: T201 - the acknowledgement


if __name__ == "__main__":
    main()
