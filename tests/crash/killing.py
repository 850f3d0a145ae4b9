"""Killing a task at every system call it makes: trace it once, then die at each call in turn.

strace is attached while the child waits, so what it counts is the task alone (R2).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CALL = re.compile(r"^(?:\d+ +)?([a-z_0-9]+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Point:
    """One system call of the task: its name, and the how many-th of that name."""

    call: str
    nth: int

    def __str__(self) -> str:
        return f"{self.call}-{self.nth}"


@dataclass(frozen=True)
class Zygote:
    """A running zygote."""

    process: subprocess.Popen[str]

    def run(self, task: str, folder: Path, kill_at: Point | None = None) -> bool:
        """Do a task in a folder, traced to ``trace``; return whether it was killed."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{task} {folder}\n")
        self.process.stdin.flush()
        pid = self.process.stdout.readline().strip()
        _wait_until_stopped(pid)
        inject = [f"--inject={kill_at.call}:signal=KILL:when={kill_at.nth}"] if kill_at else []
        strace = subprocess.Popen(
            ["strace", "-f", "-p", pid, "-o", folder / "trace", *inject], stderr=subprocess.PIPE, text=True
        )
        assert strace.stderr
        attached = strace.stderr.readline()
        assert "attached" in attached, attached
        os.kill(int(pid), signal.SIGCONT)
        ended = self.process.stdout.readline().strip()
        strace.wait(timeout=60)
        strace.stderr.close()
        assert ended in {"killed", "ended 0"}, ended
        return ended == "killed"


@contextmanager
def zygote() -> Iterator[Zygote]:
    """Start a zygote, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "tests.crash.zygote"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Zygote(process)
    finally:
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


def points_of(trace: Path) -> list[Point]:
    """Return every call that the task made, its exit left out."""
    seen: Counter[str] = Counter()
    points = []
    for call in _CALL.findall(trace.read_text(errors="replace")):
        seen[call] += 1
        points.append(Point(call, seen[call]))
    return [point for point in points if not point.call.startswith("exit")]


def _wait_until_stopped(pid: str) -> None:
    for _ in range(4000):
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
            return
        time.sleep(0.0005)
    raise AssertionError("the child did not stop")


def copied(prepared: Path, to: Path) -> Path:
    """Return a copy of a prepared folder."""
    shutil.copytree(prepared, to)
    return to
