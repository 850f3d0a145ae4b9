"""The peak memory of ``formsvc serve`` with one worker, while people sign in by recovery codes (Argon2id)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyotp

from bench.contenders import Ours
from bench.mail_sink import MailSink
from bench.processes import Running, peak_mb, wait_for
from bench.programme import without_fsync
from formsvc.demo.configured import as_environment
from formsvc.demo.web_client import WebClient
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Role
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


def serve_peak_mb(scratch: Path) -> float:
    """Return the sum of the peak resident sizes of gunicorn and its worker, in MiB (VmHWM, proc(5))."""
    sink = MailSink()
    ours = Ours(scratch / "serve", sink, people=1, past=0)
    sink.stop()
    settings = ours.settings.model_copy(update={"web_workers": 1})
    with without_fsync():
        people = [_joined(ours.services, number) for number in range(PEOPLE)]
    web = Running(["-c", "from formsvc.cli import main; main(['serve'])"], as_environment(settings))
    try:
        wait_for(f"{settings.base_url}/health")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda person: _recover(ours.services, settings.base_url, *person), people))
        return sum(peak_mb(process) for process in web.family)
    finally:
        web.stop()


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
