"""What every test stands on: no coverage measuring inside processes whose system calls are counted."""

from __future__ import annotations

import os

import pytest


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
