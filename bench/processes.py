"""Processes as a benchmark sees them: started, waited for, their processor time and memory, and ended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
from collections.abc import Mapping
from pathlib import Path

from formsvc.demo.web_client import WebClient

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

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._process.terminate()
        self._process.wait(timeout=30)


def peak_mb(pid: int) -> float:
    """Return the peak resident size of a process in MiB (VmHWM, proc(5))."""
    return _memory_mb(pid, "VmHWM")


def memory_mb(pid: int) -> float:
    """Return the resident size of a process in MiB (VmRSS, proc(5))."""
    return _memory_mb(pid, "VmRSS")


def _memory_mb(pid: int, field: str) -> float:
    found = re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def wait_for(url: str, patience: float = 30.0) -> None:
    """Wait until an address answers at all."""
    browser, until = WebClient(), time.monotonic() + patience
    while time.monotonic() < until:
        try:
            browser.open(url)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the service did not start")
