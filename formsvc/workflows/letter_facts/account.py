"""What letters about an account say: joining, signing in, and what changed of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from formsvc.domain.credentials import ADDRESS_LINK_LIFE, INVITATION_LIFE, SIGN_IN_LINK_LIFE, AddressRoad
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Role
from formsvc.mail.facts import Facts
from formsvc.mail.facts.account import (
    AddressAskedFacts,
    AddressChangedFacts,
    AddressConfirmFacts,
    FactorChangedFacts,
    InvitationFacts,
    NobodyReadsFacts,
    SignInFacts,
)
from formsvc.workflows.address_change import address_link
from formsvc.workflows.authenticator import AUTHENTICATOR, RECOVERY_CODES
from formsvc.workflows.invitation import join_link
from formsvc.workflows.letter_facts.building import Builder, local
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import sign_in_link


def _invitation(services: Services, letter: Letter) -> Facts:
    person = services.store.registry.person(letter.person_id or "")
    return InvitationFacts(
        programme=services.programme,
        to_name=letter.to_name,
        link=join_link(services, person.id, letter.facts["secret"]),
        expires_at=local(services, letter.created_at + INVITATION_LIFE),
        as_coordinator=Role.COORDINATOR in person.roles,
        applied=bool(letter.facts.get("applied")),
    )


def _sign_in(services: Services, letter: Letter) -> Facts:
    return SignInFacts(
        programme=services.programme,
        to_name=letter.to_name,
        link=sign_in_link(services, letter.facts["request"], letter.facts["secret"]),
        code=letter.facts["code"],
        minutes=SIGN_IN_LINK_LIFE // timedelta(minutes=1),
    )


def _factor_changed(services: Services, letter: Letter) -> Facts:
    return FactorChangedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        changed_at=local(services, letter.created_at),
        authenticator=letter.facts.get("what") != RECOVERY_CODES,
        recovery_codes=letter.facts.get("what") != AUTHENTICATOR,
    )


def _address_asked(services: Services, letter: Letter) -> Facts:
    return AddressAskedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        asked_at=local(services, letter.created_at),
        road=_road(letter),
    )


def _address_confirm(services: Services, letter: Letter) -> Facts:
    return AddressConfirmFacts(
        programme=services.programme,
        to_name=letter.to_name,
        link=address_link(services, letter),
        expires_at=local(services, letter.created_at + ADDRESS_LINK_LIFE),
        road=_road(letter),
        with_code=_has_account(services, letter),
    )


def _address_changed(services: Services, letter: Letter) -> Facts:
    return AddressChangedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        changed_at=local(services, letter.created_at),
        road=_road(letter),
        has_account=_has_account(services, letter),
    )


def _road(letter: Letter) -> AddressRoad:
    return AddressRoad(letter.facts.get("road", AddressRoad.SETTINGS))


def _has_account(services: Services, letter: Letter) -> bool:
    return services.store.credentials.credentials(letter.person_id or "").seed is not None


def _nobody_reads(services: Services, letter: Letter) -> Facts:
    return NobodyReadsFacts(programme=services.programme, to_name=letter.to_name)


ACCOUNT_LETTERS: Mapping[LetterKind, Builder] = {
    LetterKind.INVITATION: _invitation,
    LetterKind.SIGN_IN: _sign_in,
    LetterKind.NOBODY_READS: _nobody_reads,
    LetterKind.FACTOR_CHANGED: _factor_changed,
    LetterKind.ADDRESS_ASKED: _address_asked,
    LetterKind.ADDRESS_CONFIRM: _address_confirm,
    LetterKind.ADDRESS_CHANGED: _address_changed,
}
