"""R8, R9: real processes over one folder: each submission there once, each letter claimed once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.crash.killing import ROOT
from tests.crash.sink import SinkTransport
from tests.crash.zygote import opened
from tests.workflows.delivering import answer
from tests.workflows.small_programme import add_mentee, add_mentor

PROCESSES = 8
ALONE = 110
"""Mentees that each process sends for by itself: 880 in all."""
RACED = 15
"""Times that each process also sends for one and the same mentee: 120 in all."""


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A programme whose mentees have all answered; nothing that is measured or promised is built here."""
    services = opened(tmp_path)
    with monkeypatch.context() as quickly:
        quickly.setattr(os, "fsync", lambda _handle: None)
        mentor = add_mentor(services)
        for number in range(1 + PROCESSES * ALONE):
            answer(services, add_mentee(services, mentor, f"m{number}", f"m{number}@example.org"))
    return tmp_path


def run(task: str, folder: Path, names: list[list[str]]) -> list[str]:
    """Run a process for each list of names, all at once; return what they printed."""
    python = [sys.executable, "-m", "tests.store.racing", task, str(folder)]
    started = [
        subprocess.Popen(
            [*python, str(number), str(len(mine))],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, mine in enumerate(names)
    ]
    for process, mine in zip(started, names, strict=True):
        assert process.stdin
        process.stdin.write(" ".join(mine))
        process.stdin.close()
    printed = []
    for process in started:
        assert process.stdout
        printed += process.stdout.read().splitlines()
        process.stdout.close()
        assert process.wait(timeout=120) == 0
    return printed


def test_r8_r9_a_thousand_submissions_from_eight_processes_and_their_letters(answered: Path) -> None:
    raced = ["m0"] * RACED
    own = [[f"m{1 + n}" for n in range(at * ALONE, (at + 1) * ALONE)] for at in range(PROCESSES)]
    said = run("submit", answered, [mine[:50] + raced + mine[50:] for mine in own])
    assert len(said) == PROCESSES * (RACED + ALONE) == 1000
    references = {line.split()[0]: line.split()[1] for line in said}
    assert len(set(said)) == len(references) == 881, "racers were told different references"
    services = opened(answered)
    for name, reference in references.items():
        assert [one.reference for one in services.store.records.submissions(name)] == [reference]
    assert len(list(services.store.outbox.letters())) == len(references)

    run("deliver", answered, [["-"], ["-"]])
    run("deliver", answered, [["-"]])
    taken = Counter(line for n in range(2) for line in SinkTransport(answered / f"taken-{n}").taken())
    assert (len(taken), set(taken.values())) == (len(references), {1})
    found = services.store.outbox.conservation()
    assert (found.holds, found.delivered, found.waiting) == (True, len(references), 0)
