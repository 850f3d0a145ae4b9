"""What letters to an applicant say; how an address stands is found out when its letter goes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from formsvc.domain.application import DECIDED_LIFE, UNCONFIRMED_LIFE, Reason
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Role, Standing
from formsvc.mail.facts import Facts
from formsvc.mail.facts.applicant import (
    ApplicationConfirmFacts,
    ApplicationDeclinedFacts,
    ApplicationWaitingFacts,
)
from formsvc.workflows.applying import application_link, has_undecided, whose_address
from formsvc.workflows.letter_facts.building import Builder, local
from formsvc.workflows.services import Services


def _confirm(services: Services, letter: Letter) -> Facts:
    person = whose_address(services, letter.to_email)
    link = application_link(services, letter.facts["application"], letter.facts["secret"])
    return ApplicationConfirmFacts(
        programme=services.programme,
        to_name=letter.to_name,
        link="" if person else link,
        expires_at=local(services, letter.created_at + UNCONFIRMED_LIFE),
        again=has_undecided(services, letter.to_email),
        taking_part=person is not None,
        account=person is not None and person.roles != {Role.MENTOR},
        invited=person is not None and person.standing is Standing.INVITED,
        sign_in_link=f"{services.base_url}/sign-in",
    )


def _waiting(services: Services, letter: Letter) -> Facts:
    return ApplicationWaitingFacts(
        programme=services.programme,
        to_name=letter.to_name,
        as_mentor=letter.facts["role"] == Role.MENTOR,
        kept_until=local(services, datetime.fromisoformat(letter.facts["until"])),
    )


def _declined(services: Services, letter: Letter) -> Facts:
    return ApplicationDeclinedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        as_mentor=letter.facts["role"] == Role.MENTOR,
        reason=Reason(letter.facts["reason"]),
        kept_days=DECIDED_LIFE.days,
    )


APPLICANT_LETTERS: Mapping[LetterKind, Builder] = {
    LetterKind.APPLICATION_CONFIRM: _confirm,
    LetterKind.APPLICATION_WAITING: _waiting,
    LetterKind.APPLICATION_DECLINED: _declined,
}
