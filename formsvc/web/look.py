"""What every page's frame shows: the site's tabs and footer, the guide, dates in words, static files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, g, render_template, request, url_for
from markupsafe import Markup

from formsvc.domain.people import Role
from formsvc.domain.programme import Programme
from formsvc.domain.wording import begun, day_in_words, led_by, moment_in_words
from formsvc.mail.dialling import dialled
from formsvc.mail.picture import drawing_of
from formsvc.publishing.frame import FOOTER, PROMISE, TABS
from formsvc.web.guides import guide_of

_ON_PHONES = {"Home", "Take part"}


class Tab(NamedTuple):
    """One entry of the header's tabs or of the footer."""

    href: str
    text: str
    current: bool = False
    wide_only: bool = False


def draw_frame(app: Flask, programme: Programme) -> None:
    """Hand the frame's parts to every template."""
    site = programme.site_url.rstrip("/")
    hashes = _content_hashes(Path(app.static_folder or ""))

    @cache
    def static_file(name: str) -> str:  # the same in every request: the public address is a setting
        return url_for("static", filename=name, v=hashes[name])

    @cache
    def place(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - as Flask's own takes them
        """Return an address that holds nobody's id or secret, made once."""
        return url_for(endpoint, **values)

    @cache
    def foot() -> Markup:  # the same on every page
        return Markup(render_template("foot.html"))  # noqa: S704 - a template's own output, escaped in it

    def local(moment: datetime) -> datetime:
        return moment.astimezone(programme.timezone)

    app.jinja_env.globals.update(
        programme=programme,
        site=site,
        static_file=static_file,
        tabs=lambda: _tabs(site, place),
        promise=PROMISE,
        footer_links=[Tab(site + link.path, link.text) for link in FOOTER],
        foot=foot,
        place=place,
        guide=lambda: guide_of(request.endpoint),
    )
    app.jinja_env.filters.update(
        day=day_in_words,
        moment=lambda moment: moment_in_words(local(moment)),
        month=lambda day: f"{day:%B %Y}",
        short_month=lambda day: f"{day:%b %Y}",
        local_day=lambda moment: day_in_words(local(moment)),
        in_fours=in_fours,
        begun=begun,
        led=led_by,
        dialled=dialled,
        drawing=lambda rating: drawing_of(rating.series, len(rating.question.words)),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def in_fours(key: str) -> str:
    """Return a key in groups of four, for reading and typing."""
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def _tabs(site: str, place: Callable[[str], str]) -> list[Tab]:
    here, person = request.endpoint or "", g.get("person")
    wide = [
        Tab(
            site + link.path,
            link.text,
            current=link.text == "Apply" and request.path.startswith("/apply"),
            wide_only=link.text not in _ON_PHONES,
        )
        for link in TABS
    ]
    if request.blueprint == "mentor":
        return wide  # a mentor has no account to sign in to
    if person is None:
        return [*wide, Tab(place("account.sign_in"), "Sign in", request.path.startswith("/sign-in"))]
    own = [tab for tab in wide if tab.text != "Apply"]
    if Role.MENTEE in person.roles:
        own.append(Tab(place("mentee.home"), "Your mentoring", here.startswith("mentee.")))
    if Role.COORDINATOR in person.roles:
        own.append(Tab(place("coordinator.overview"), "Coordinate", here.startswith("coordinator.")))
    in_settings = request.path.startswith("/account/settings")
    return [*own, Tab(place("account.settings"), "Settings", in_settings)]


def _content_hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.rglob("*")
        if path.is_file()
    }
