"""Every test of a command starts from a programme that ``init`` has just made."""

from __future__ import annotations

from pathlib import Path

import pytest

from formsvc.demo.mailbox import free_port
from tests.cli.operator import Operator


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    made = Operator(tmp_path, free_port())
    assert made.init().exit_code == 0
    return made
