"""Who may open what: one table, default deny (Z1), enforced before every request."""

from __future__ import annotations

from enum import StrEnum

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from formsvc.domain.errors import AgreementChangedError
from formsvc.domain.people import Person, Role
from formsvc.web.session import remember_destination
from formsvc.workflows.consent import must_agree


class Access(StrEnum):
    """Who may open a page. Pages for anyone check a link's token or a code themselves."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    MENTEE = "mentee"
    COORDINATOR = "coordinator"


RULES: dict[str, Access] = {
    "static": Access.ANYONE,
    "public.home": Access.ANYONE,
    "public.health": Access.ANYONE,
    "public.apply": Access.ANYONE,
    "public.apply_as": Access.ANYONE,
    "public.applied": Access.ANYONE,
    "public.confirm": Access.ANYONE,
    "public.changeover": Access.ANYONE,
    "account.agreement": Access.ANYONE,
    "account.authenticator": Access.ANYONE,
    "account.invite_again": Access.ANYONE,
    "account.sign_in": Access.ANYONE,
    "account.letter": Access.ANYONE,
    "account.link": Access.ANYONE,
    "account.code": Access.ANYONE,
    "account.lost_phone": Access.ANYONE,
    "account.recovery": Access.ANYONE,
    "account.new_authenticator": Access.ANYONE,
    "account.forget_browser": Access.ANYONE,
    "account.sign_out": Access.SIGNED_IN,
    "account.recovery_codes": Access.SIGNED_IN,
    "account.settings": Access.SIGNED_IN,
    "account.devices": Access.SIGNED_IN,
    "account.elsewhere": Access.SIGNED_IN,
    "account.letter_choices": Access.SIGNED_IN,
    "account.own_agreement": Access.SIGNED_IN,
    "account.calendar": Access.MENTEE,
    "account.change_address": Access.SIGNED_IN,
    "account.new_address": Access.SIGNED_IN,
    "account.address_from_mailbox": Access.ANYONE,
    "account.change_authenticator": Access.SIGNED_IN,
    "account.set_up_authenticator": Access.SIGNED_IN,
    "account.change_recovery_codes": Access.SIGNED_IN,
    "mentor.letter": Access.ANYONE,
    "mentor.standing": Access.ANYONE,
    "mentor.stepping_back": Access.ANYONE,
    "mentor.new_address": Access.ANYONE,
    "mentor.opening": Access.ANYONE,
    "mentor.opening_code": Access.ANYONE,
    "mentor.closing": Access.ANYONE,
    "mentor.pairing": Access.ANYONE,
    "mentor.declining": Access.ANYONE,
    "mentee.home": Access.MENTEE,
    "mentee.questionnaire": Access.MENTEE,
    "mentee.section": Access.MENTEE,
    "mentee.put_away": Access.MENTEE,
    "autosave.save": Access.MENTEE,
    "mentee.check": Access.MENTEE,
    "mentee.send": Access.MENTEE,
    "mentee.sent": Access.MENTEE,
    "mentee.two_minutes": Access.MENTEE,
    "mentee.letter_to_be": Access.MENTEE,
    "mentee.taken_back": Access.MENTEE,
    "mentee.added": Access.MENTEE,
    "mentee.replied": Access.MENTEE,
    "mentee.copy": Access.MENTEE,
    "mentee.sent_on": Access.MENTEE,
    "mentee.mentor_address": Access.MENTEE,
    "mentee.pairing": Access.MENTEE,
    "mentee.declining": Access.MENTEE,
    "mentee.record": Access.MENTEE,
    "mentee.compare": Access.MENTEE,
    "mentee.export_json": Access.MENTEE,
    "mentee.export_html": Access.MENTEE,
    "mentee.taking_part": Access.MENTEE,
    "mentee.back": Access.MENTEE,
    "mentee.another_mentor": Access.MENTEE,
    "mentee.erase_now": Access.MENTEE,
    "mentee.pause_by_link": Access.ANYONE,
    "mentee.skip_by_link": Access.ANYONE,
    "mentee.change_mentor_by_link": Access.ANYONE,
    "mentee.leave_by_link": Access.ANYONE,
    "evaluation.questions": Access.ANYONE,
    "evaluation.thanks": Access.ANYONE,
    "coordinator.overview": Access.COORDINATOR,
    "coordinator.overview_csv": Access.COORDINATOR,
    "coordinator.people": Access.COORDINATOR,
    "coordinator.people_csv": Access.COORDINATOR,
    "coordinator.people_one": Access.COORDINATOR,
    "coordinator.people_invite_again": Access.COORDINATOR,
    "coordinator.people_coordinator": Access.COORDINATOR,
    "coordinator.people_address": Access.COORDINATOR,
    "coordinator.people_apart": Access.COORDINATOR,
    "coordinator.people_mentoring": Access.COORDINATOR,
    "coordinator.people_retire": Access.COORDINATOR,
    "coordinator.people_back": Access.COORDINATOR,
    "coordinator.pairing": Access.COORDINATOR,
    "coordinator.pairing_one": Access.COORDINATOR,
    "coordinator.pairing_again": Access.COORDINATOR,
    "coordinator.applications": Access.COORDINATOR,
    "coordinator.applications_one": Access.COORDINATOR,
    "coordinator.applications_accept": Access.COORDINATOR,
    "coordinator.applications_wait": Access.COORDINATOR,
    "coordinator.applications_decline": Access.COORDINATOR,
    "coordinator.invite": Access.COORDINATOR,
    "coordinator.invite_list": Access.COORDINATOR,
    "coordinator.invite_going": Access.COORDINATOR,
    "coordinator.audit": Access.COORDINATOR,
    "coordinator.evaluation": Access.COORDINATOR,
    "coordinator.evaluation_closing": Access.COORDINATOR,
    "coordinator.evaluation_results": Access.COORDINATOR,
    "coordinator.evaluation_csv": Access.COORDINATOR,
    "coordinator.changeover": Access.COORDINATOR,
    "coordinator.year": Access.COORDINATOR,
    "coordinator.year_thanks": Access.COORDINATOR,
    "coordinator.year_pairings": Access.COORDINATOR,
    "coordinator.year_decided": Access.COORDINATOR,
}
"""Endpoint to who may open it. An endpoint that is not here is refused to everyone."""

BEFORE_AGREEING = frozenset(
    {"account.calendar", "mentee.record", "mentee.compare", "mentee.export_json", "mentee.export_html"}
    | {"mentee.sent", "mentee.taken_back"}
    | {"mentee.taking_part", "mentee.back", "mentee.another_mentor", "mentee.erase_now"}
)
"""What stays open to who hasn't accepted a changed agreement: reading, keeping, taking back, leaving (P1)."""

_ROLES = {Access.MENTEE: Role.MENTEE, Access.COORDINATOR: Role.COORDINATOR}


def guard_access(app: Flask) -> None:
    """Enforce the table before every request."""
    app.before_request(_enforce)


def allows(rule: Access | None, person: Person | None) -> bool:
    """Tell whether a rule lets somebody in; no rule lets nobody in."""
    if rule is Access.ANYONE:
        return True
    if rule is None or person is None:
        return False
    return rule is Access.SIGNED_IN or _ROLES[rule] in person.roles


def _enforce() -> Response | None:
    if request.endpoint is None:
        return None  # an unknown address answers "not found" by itself
    rule = RULES.get(request.endpoint)
    if not allows(rule, g.person):
        return _sign_in_first() if g.person is None and rule is not None else abort(403)
    if rule in _ROLES and request.method in {"GET", "HEAD"} and g.has_unseen_codes:
        return redirect(url_for("account.recovery_codes"))
    if rule in _ROLES and request.endpoint not in BEFORE_AGREEING and must_agree(g.services, g.person):
        return _agree_first()
    return None


def _agree_first() -> Response:
    """Lead to the changed agreement; what was typed meanwhile is kept in the page, and not taken (P1)."""
    if request.method in {"GET", "HEAD"}:
        remember_destination()
        return redirect(url_for("account.own_agreement"))
    raise AgreementChangedError(
        "What you agree to has changed, so nothing was saved or sent. Read it in a new tab, then try again."
    )


def _sign_in_first() -> Response:
    if request.method in {"GET", "HEAD"}:
        remember_destination()
        return redirect(url_for("account.sign_in"))
    if request.endpoint == "account.sign_out":
        return redirect(url_for("account.sign_in"))
    return abort(401)
