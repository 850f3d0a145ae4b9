"""The small programme's pages in a real browser, with a clock that the test moves."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from formsvc.app import create_app
from formsvc.demo.mailbox import free_port
from formsvc.domain.people import Person
from formsvc.domain.submission import Draft
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.workflows.services import Services
from tests.web.browsing import Mailroom, local
from tests.workflows.small_programme import (
    MENTEE_SEED,
    SettableClock,
    add_mentee,
    add_mentor,
    open_services,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass
class WritingDesk:
    """The running service; each test has a mentee of its own."""

    address: str
    services: Services
    clock: SettableClock
    mentor: Person
    in_trouble: bool = False
    """While it is, no autosave gets through; what a woken tab brings, and pages, do."""

    def new_mentee(self, number: int) -> Person:
        return add_mentee(self.services, self.mentor, f"mentee{number}", f"mo{number}@example.org")

    def sign_in(self, page: Page, mentee: Person, *, own_device: bool = False) -> None:
        """Go the whole way: the address, the letter's link, the authenticator's code."""
        page.goto(f"{self.address}/sign-in")
        page.locator("#email").fill(mentee.email)
        page.locator("#email").press("Enter")
        mailroom = Mailroom(self.services, self.clock)
        page.wait_for_url("**/sign-in/letter")
        page.goto(self.address + local(mailroom.sign_in_link(mentee.email)))
        if own_device:
            page.get_by_label("This is my own device").check()
        page.locator("#code").fill(mailroom.code(MENTEE_SEED))
        page.locator("#code").press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def open(self, page: Page, section: str = "training") -> None:
        page.goto(f"{self.address}/questionnaire/{section}")

    def draft(self, mentee: Person) -> Draft:
        return self.services.store.records.draft(mentee.id, 1) or Draft(1)


@contextmanager
def writing_desk(folder: Path) -> Iterator[WritingDesk]:
    """Serve the small programme on loopback for as long as the context lasts."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    keys_file = folder / "keys.json"
    write_keys(keys_file, make_keys(secrets.token_bytes))
    settings = Settings(
        data_dir=folder / "data",
        keys_file=keys_file,
        base_url=address,
        smtp_host="127.0.0.1",
        mail_from="mentoring@example.org",
    )
    clock = SettableClock()
    services = replace(open_services(folder / "data", clock, secrets.token_bytes), base_url=address)
    app = create_app(settings, services)
    desk = WritingDesk(address, services, clock, add_mentor(services))

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if desk.in_trouble and environ["PATH_INFO"].endswith("/draft") and not environ["QUERY_STRING"]:
            return Response("<h1>Bad gateway</h1>", 502)(environ, start_response)
        return app(environ, start_response)

    server = make_server("127.0.0.1", port, answered, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's own name
        pass
