"""Letters about an account: joining, signing in, and what changed of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formsvc.domain.credentials import AddressRoad
from formsvc.domain.letters import LetterKind
from formsvc.mail.facts import Facts


@dataclass(frozen=True, kw_only=True)
class InvitationFacts(Facts):
    """An invitation to join, with the link that stands for the mailbox; ``applied``: who asked to."""

    kind = LetterKind.INVITATION
    link: str
    expires_at: datetime
    as_coordinator: bool
    applied: bool = False


@dataclass(frozen=True, kw_only=True)
class SignInFacts(Facts):
    """A link and a short code, either of which shows that the mailbox is the person's."""

    kind = LetterKind.SIGN_IN
    link: str
    code: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class NobodyReadsFacts(Facts):
    """Word to who wrote to a mailbox that nobody reads: where a person does; nothing of what they wrote."""

    kind = LetterKind.NOBODY_READS


@dataclass(frozen=True, kw_only=True)
class FactorChangedFacts(Facts):
    """Word to the owner that the authenticator, the recovery codes or both were changed (A11)."""

    kind = LetterKind.FACTOR_CHANGED
    changed_at: datetime
    authenticator: bool = True
    recovery_codes: bool = True


@dataclass(frozen=True, kw_only=True)
class AddressAskedFacts(Facts):
    """Word to the old address that a new one was asked for, without naming it (Z3)."""

    kind = LetterKind.ADDRESS_ASKED
    asked_at: datetime
    road: AddressRoad


@dataclass(frozen=True, kw_only=True)
class AddressConfirmFacts(Facts):
    """A link to a new address; whose it is isn't said, since the address may be mistyped."""

    kind = LetterKind.ADDRESS_CONFIRM
    link: str
    expires_at: datetime
    road: AddressRoad
    with_code: bool


@dataclass(frozen=True, kw_only=True)
class AddressChangedFacts(Facts):
    """Word to the old address that letters go to another one from now on (Z3)."""

    kind = LetterKind.ADDRESS_CHANGED
    changed_at: datetime
    road: AddressRoad
    has_account: bool
