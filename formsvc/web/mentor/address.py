"""A mentor's new address, given by the second link of a letter; nothing changes before it is confirmed."""

from __future__ import annotations

from flask import g, render_template

from formsvc.web.mentor.forms import AddressForm
from formsvc.web.page import ask
from formsvc.workflows.address_by_mailbox import ask_from_letter, changes_in_settings
from formsvc.workflows.mentor_standing import mentor_of_link


def new_address(token: str) -> str | tuple[str, int]:
    """Say what giving another address does, and send a link to it; the page says the same whoever's it is."""
    about = mentor_of_link(g.services, token)
    form = AddressForm()
    in_settings = changes_in_settings(g.services, about.mentor_id)
    page = ask("mentor/address.html", form, about=about, in_settings=in_settings)
    if not form.validate_on_submit():
        return page.rendered()
    return render_template(
        "mentor/address_asked.html", about=about, email=ask_from_letter(g.services, token, form.email.data)
    )
