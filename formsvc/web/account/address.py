"""Changing one's address: asked for with a fresh code, confirmed by the link from the new mailbox."""

from __future__ import annotations

from flask import g, redirect, url_for
from werkzeug.wrappers import Response

from formsvc.web.account.forms import ConfirmForm, MailboxForm, NewAddressForm
from formsvc.web.page import ask
from formsvc.workflows.address_by_mailbox import address_of_link, confirm_by_mailbox
from formsvc.workflows.address_change import (
    address_to_confirm,
    ask_to_change_address,
    confirm_address,
    waiting_address,
)

Answer = Response | str | tuple[str, int]


def change_address() -> Answer:
    """Ask the new address and a fresh code; the page says the same whoever's the address is."""
    form = NewAddressForm()
    page = ask("account/change_address.html", form, waiting=waiting_address(g.services, g.person.id))
    if not form.validate_on_submit():
        return page.rendered()
    ask_to_change_address(g.services, g.person.id, form.email.data, form.code.data)
    return redirect(url_for("account.change_address"))


def new_address(token: str) -> Answer:
    """Show the address that a link stands for, and make it the person's."""
    change = address_to_confirm(g.services, g.person.id, token)
    form = ConfirmForm()
    page = ask("account/new_address.html", form, change=change)
    if not form.validate_on_submit():
        return page.rendered()
    confirm_address(g.services, g.person.id, token)
    return redirect(url_for("account.settings", done="address"))


def address_from_mailbox(token: str) -> Answer:
    """Show the address that a link to a new mailbox stands for; its button makes it count. No sign-in."""
    about = address_of_link(g.services, token)
    form = MailboxForm()
    page = ask("account/confirm_address.html", form, about=about)
    if not form.validate_on_submit():
        return page.rendered()
    confirm_by_mailbox(g.services, token, form.code.data or "")
    return redirect(url_for("account.address_from_mailbox", token=token))
