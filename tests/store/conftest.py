"""The stores that every promise is held to; PostgreSQL joins them here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from formsvc.store.embedded import open_embedded
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing

KEYS = [("k1", bytes(range(32)))]
LOOKUP = bytes(range(32, 64))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(params=["embedded"])
def reopen(request: pytest.FixtureRequest, data_dir: Path) -> Callable[[], Store]:
    """Open the same data again, as another process would."""
    assert request.param == "embedded"
    return lambda: open_embedded(data_dir, Sealing(KEYS), LOOKUP)


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Store:
    return reopen()
