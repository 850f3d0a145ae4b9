"""The stores that every promise is held to: files on one machine, and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from threading import Lock

import pytest

from formsvc.store.embedded import open_embedded
from formsvc.store.postgres import Limits, open_postgres
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from tests.postgres_server import PostgresServer

KEYS = [("k1", bytes(range(32)))]
LOOKUP = bytes(range(32, 64))
PROCESSES = 8
"""Stores that a test opens over one PostgreSQL; who asks for more gets one of them again."""

in_files = pytest.mark.stores("embedded")
in_postgres = pytest.mark.stores("postgres")
in_every_store = pytest.mark.stores("embedded", "postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test each store that it or its module is marked with; unmarked, it is about files."""
    if "reopen" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("stores")
        metafunc.parametrize("reopen", marked.args if marked else ("embedded",), indirect=True)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def reopen(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Callable[[], Store]]:
    """Open the same data again, as another process would."""
    if request.param == "embedded":
        yield lambda: open_embedded(data_dir, Sealing(KEYS), LOOKUP)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with ExitStack() as at_the_end:
        stores: list[Store] = []
        turns, one_at_a_time = count(), Lock()

        def opened() -> Store:
            with one_at_a_time:
                turn = next(turns)
                if turn < PROCESSES:
                    opened = open_postgres(server.url, Sealing(KEYS), LOOKUP, limits=Limits(connections=4))
                    at_the_end.callback(opened.database.close)
                    stores.append(opened.store)
                return stores[turn % PROCESSES]

        yield opened


@pytest.fixture
def embedded(data_dir: Path) -> Store:
    """The embedded store, for what is about its files."""
    return open_embedded(data_dir, Sealing(KEYS), LOOKUP)


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Store:
    return reopen()
