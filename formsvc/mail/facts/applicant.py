"""Letters to who applies: to confirm an address, and what a coordinator decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formsvc.domain.application import Reason
from formsvc.domain.letters import LetterKind
from formsvc.mail.facts import Facts


@dataclass(frozen=True, kw_only=True)
class ApplicationConfirmFacts(Facts):
    """A link that confirms an application; who applied isn't said, since the address may be mistyped.

    ``again``: another application from this address is with the coordinators. ``taking_part``: the
    address is somebody's already, so there is nothing to confirm and ``link`` is empty; ``account``:
    they sign in at ``sign_in_link``, and haven't joined yet when ``invited``.
    """

    kind = LetterKind.APPLICATION_CONFIRM
    link: str
    expires_at: datetime
    again: bool = False
    taking_part: bool = False
    account: bool = False
    invited: bool = False
    sign_in_link: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationWaitingFacts(Facts):
    """Word that there is no place at present, and that the application is kept."""

    kind = LetterKind.APPLICATION_WAITING
    as_mentor: bool
    kept_until: datetime


@dataclass(frozen=True, kw_only=True)
class ApplicationDeclinedFacts(Facts):
    """A kind no, with one of a few reasons or none; never a coordinator's own words."""

    kind = LetterKind.APPLICATION_DECLINED
    as_mentor: bool
    reason: Reason
    kept_days: int
