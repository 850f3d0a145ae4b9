"""Processes as a benchmark sees them: started, waited for, their processor time and memory, and ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from formsvc.demo.web_client import WebClient

_PATIENCE = 600.0
_STARTS_WITHIN, _A_MOMENT, _IDLE = 2.0, 0.5, 0.03
_SCHEDULED = 2
"""The kind of clock that counts what a whole process was given of the processors (clock_getcpuclockid(3))."""


class Running:
    """One command that keeps running, with its children."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, *command],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def family(self) -> list[int]:
        """Its process id, and those of its children."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(int(child) for child in children)]

    def cpu_seconds(self) -> float:
        """Return what it and its children have used of the processors."""
        return sum(time.clock_gettime(~pid << 3 | _SCHEDULED) for pid in self.family)

    def wait_until_idle(self) -> None:
        """Wait until it has started and uses next to none of the processors."""
        time.sleep(_STARTS_WITHIN)
        known = [self.cpu_seconds()]

        def idle() -> bool:
            time.sleep(_A_MOMENT)
            known.append(self.cpu_seconds())
            return known[-1] - known[-2] < _IDLE * _A_MOMENT

        wait_until("a process to be idle", idle)

    def rest(self) -> None:
        """Keep it from running."""
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it run again."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._process.terminate()
        self.wake()
        self._process.wait(timeout=30)


@contextmanager
def resting(process: Running) -> Iterator[None]:
    """Keep a process from running for as long as the context lasts."""
    process.rest()
    try:
        yield
    finally:
        process.wake()


@contextmanager
def awake(processes: Sequence[Running]) -> Iterator[None]:
    """Let processes run that rest otherwise, for as long as the context lasts."""
    for process in processes:
        process.wake()
    try:
        yield
        time.sleep(_A_MOMENT)  # what they have in hand is finished first
    finally:
        for process in processes:
            process.rest()


def peak_mb(pid: int) -> float:
    """Return the peak resident size of a process in MiB (VmHWM, proc(5))."""
    return _memory_mb(pid, "VmHWM")


def memory_mb(pid: int) -> float:
    """Return the resident size of a process in MiB (VmRSS, proc(5))."""
    return _memory_mb(pid, "VmRSS")


def _memory_mb(pid: int, field: str) -> float:
    found = re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def wait_for(url: str) -> None:
    """Wait until an address answers at all."""
    browser = WebClient()

    def answers() -> bool:
        try:
            browser.open(url)
        except (urllib.error.URLError, ConnectionError):
            return False
        return True

    wait_until(f"{url} to answer", answers, pause=0.01)


def wait_until(what: str, holds: Callable[[], bool], pause: float = 0.05) -> None:
    """Wait until a function returns true; raises RuntimeError after some minutes."""
    until = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError(f"Waited too long for {what}.")
        time.sleep(pause)
