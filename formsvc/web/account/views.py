"""The routes of joining, signing in, the lost phone and the settings: a table of contents."""

from __future__ import annotations

from flask import Blueprint

from formsvc.domain.errors import FreshCodeNeededError
from formsvc.web.account import address, changing, consent, joining, lost_phone, settings, signing_in

account = Blueprint("account", __name__)

_ASK = ("GET", "POST")

account.add_url_rule("/join/<token>", view_func=joining.agreement, methods=_ASK)
account.add_url_rule("/join/<token>/authenticator", view_func=joining.authenticator, methods=_ASK)
account.add_url_rule("/join/<token>/again", view_func=joining.invite_again, methods=["POST"])
account.add_url_rule("/account/recovery-codes", view_func=joining.recovery_codes, methods=_ASK)
account.add_url_rule("/account/settings", view_func=settings.settings)
account.add_url_rule("/account/settings/devices", view_func=settings.devices, methods=_ASK)
account.add_url_rule("/account/settings/sign-out-elsewhere", view_func=settings.elsewhere, methods=["POST"])
account.add_url_rule("/account/settings/authenticator", view_func=changing.change_authenticator, methods=_ASK)
account.add_url_rule(
    "/account/settings/authenticator/new", view_func=changing.set_up_authenticator, methods=_ASK
)
account.add_url_rule(
    "/account/settings/recovery-codes", view_func=changing.change_recovery_codes, methods=_ASK
)
account.add_url_rule("/account/settings/letters", view_func=settings.letter_choices, methods=_ASK)
account.add_url_rule("/account/settings/address", view_func=address.change_address, methods=_ASK)
account.add_url_rule("/account/address/<token>", view_func=address.new_address, methods=_ASK)
account.add_url_rule("/address/<token>", view_func=address.address_from_mailbox, methods=_ASK)
account.add_url_rule("/account/agreement", view_func=consent.own_agreement, methods=_ASK)
account.add_url_rule("/account/calendar.ics", view_func=settings.calendar)
account.add_url_rule("/sign-in", view_func=signing_in.sign_in, methods=_ASK)
account.add_url_rule("/sign-in/letter", view_func=signing_in.letter, methods=_ASK)
account.add_url_rule("/sign-in/link/<token>", view_func=signing_in.link)
account.add_url_rule("/sign-in/code", view_func=signing_in.code, methods=_ASK)
account.add_url_rule("/sign-in/lost-phone", view_func=lost_phone.lost_phone)
account.add_url_rule("/sign-in/recovery", view_func=lost_phone.recovery, methods=_ASK)
account.add_url_rule("/sign-in/new-authenticator", view_func=lost_phone.new_authenticator, methods=_ASK)
account.add_url_rule("/sign-in/forget-browser", view_func=signing_in.forget_browser, methods=["POST"])
account.add_url_rule("/sign-out", view_func=signing_in.sign_out, methods=["POST"])
account.register_error_handler(FreshCodeNeededError, changing.ask_for_a_code_first)
