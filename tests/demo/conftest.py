"""The seeded programme, delivered into its mailboxes, with its pages behind one origin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from formsvc.demo.configured import demo_settings
from formsvc.demo.mailbox import DemoMailbox
from formsvc.demo.seed import seed_programme
from formsvc.settings import Settings
from formsvc.wiring import build_services, build_transport
from formsvc.workflows.services import Services


@dataclass(frozen=True)
class Seeded:
    """The demo's programme without its processes."""

    settings: Settings
    services: Services
    mailbox: DemoMailbox


@contextmanager
def seeded_in(folder: Path) -> Iterator[Seeded]:
    """Seed a programme in a folder, with its mailbox open for as long as the context lasts."""
    mailbox = DemoMailbox(folder / "mail")
    settings = demo_settings(folder, 8000, mailbox.start())
    try:
        services = build_services(settings)
        seed_programme(services, build_transport(settings))
        yield Seeded(settings, services, mailbox)
    finally:
        mailbox.stop()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    with seeded_in(tmp_path_factory.mktemp("demo")) as found:
        yield found
