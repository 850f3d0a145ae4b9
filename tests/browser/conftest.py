"""The whole demo running for real: web, worker process, SMTP server and mailboxes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from formsvc.demo.mailbox import free_port
from formsvc.demo.run import Demo, running_demo
from tests.browser.trainee import Trainee

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    with running_demo(free_port()) as running:
        yield running


@pytest.fixture
def new_trainee(demo: Demo, browser: Browser) -> Iterator[Callable[..., Trainee]]:
    """Invite and pair a new trainee, who has one browser window to act in."""
    contexts = []

    def make(width: int = 1280, *, scripts: bool = True, looks: bool = True) -> Trainee:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        contexts.append(context)
        number = next(_numbers)
        name, email = f"Tess Invented {number}", f"tess{number}@example.org"
        trainee = Trainee(demo, context.new_page(), name, email, scripts=scripts, looks=looks)
        trainee.be_invited()
        return trainee

    yield make
    for context in contexts:
        context.close()
