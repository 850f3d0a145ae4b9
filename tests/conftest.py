"""What every test stands on: this machine's browser, and no measuring where system calls are counted."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

_QUIET = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the Chromium that the system has, asking nobody on the network for anything."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": [*_QUIET.split(), "--disable-sync", *sandbox],
    }


@pytest.fixture(autouse=True)
def _only_the_system_calls_of_the_service(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Start the processes of crash tests unmeasured: coverage's own files would add to the trace."""
    if request.node.get_closest_marker("crash") is None:
        return
    for name in [name for name in os.environ if name.startswith("COVERAGE_PROCESS")]:
        monkeypatch.delenv(name)
