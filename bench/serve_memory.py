"""The peak memory of ``formsvc serve`` with one worker, while people sign in by recovery codes (Argon2id)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyotp

from bench.programme import without_fsync
from formsvc.demo.mailbox import free_port
from formsvc.demo.web_client import WebClient
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Role
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.wiring import build_services
from formsvc.workflows.enrolment import (
    accept_agreement,
    authenticator_setup,
    confirm_authenticator,
    confirm_recovery_code,
    invite_person,
    recovery_codes_to_show,
)
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import prepare_sign_in_letter, sign_in_link

PEOPLE = 8
AT_ONCE = 4
_SERVE = "from formsvc.cli import main; main(['serve'])"


def serve_peak_mb(scratch: Path) -> float:
    """Return the sum of the peak resident sizes of gunicorn and its worker, in MiB (VmHWM, proc(5))."""
    settings = _settings(scratch / "serve")
    services = build_services(settings)
    with without_fsync():
        people = [_joined(services, number) for number in range(PEOPLE)]
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVE], env=_environment(settings), stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"{settings.base_url}/health")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda person: _recover(services, settings.base_url, *person), people))
        return sum(_peak_mb(process) for process in _family(server.pid))
    finally:
        server.terminate()
        server.wait(timeout=30)


def _settings(folder: Path) -> Settings:
    folder.mkdir()
    port = free_port()
    write_keys(folder / "keys.json", make_keys(os.urandom))
    return Settings(
        data_dir=folder / "data",
        keys_file=folder / "keys.json",
        base_url=f"http://127.0.0.1:{port}",
        listen=f"127.0.0.1:{port}",
        mail_from="mentoring@example.org",
        smtp_host="127.0.0.1",
        smtp_security="none",
    )


def _environment(settings: Settings) -> dict[str, str]:
    given = {
        f"FORMSVC_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_none=True).items()
    }
    return {**os.environ, **given}


def _joined(services: Services, number: int) -> tuple[str, str]:
    email = f"person{number}@example.org"
    person = invite_person(services, name=f"Person {number}", email=email, roles=frozenset({Role.MENTEE}))
    letter = next(one for one in services.store.outbox.letters() if one.person_id == person.id)
    token = f"{person.id}.{letter.facts['secret']}"
    accept_agreement(services, token, services.programme.agreement.version)
    code = pyotp.TOTP(authenticator_setup(services, token).key).now()
    confirm_authenticator(services, token, code, own_device=False)
    recovery = recovery_codes_to_show(services, person.id)[0]
    confirm_recovery_code(services, person.id, recovery)
    return email, recovery


def _recover(services: Services, address: str, email: str, recovery: str) -> None:
    """Sign in by an emailed link and a recovery code, and set a new authenticator up."""
    browser = WebClient()
    browser.send(browser.open(f"{address}/sign-in"), "email", email=email)
    letters = (one for one in services.store.outbox.letters() if one.kind is LetterKind.SIGN_IN)
    letter = next(one for one in letters if one.to_email == email)
    prepare_sign_in_letter(services, letter)
    browser.open(sign_in_link(services, letter.facts["request"], letter.facts["secret"]))
    page = browser.send(browser.open(f"{address}/sign-in/recovery"), "code", code=recovery)
    found = re.search(r"secret=([A-Z2-7]{32})", page.text)
    if found is None:
        raise RuntimeError(f"the page after the recovery code was “{page.heading}”")
    page = browser.send(page, "code", code=pyotp.TOTP(found[1]).now())
    if page.status != 200:  # noqa: PLR2004 - OK
        raise RuntimeError(f"the page after the new authenticator's code was “{page.heading}”")


def _wait_for(url: str) -> None:
    browser = WebClient()
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            if browser.open(url).status == 200:  # noqa: PLR2004 - OK
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError("the service did not start")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
