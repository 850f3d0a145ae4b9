"""The browsers that somebody called their own, and signing out of them from afar (S3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from formsvc.auth.devices import is_live, known_device, split_device_token, without_device
from formsvc.domain.credentials import DEVICE_LIFE, SESSION_LIFE, Credentials
from formsvc.domain.errors import DeviceUnknownError
from formsvc.workflows.authenticator import session_in
from formsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """One browser that needs a code alone, until when, and whether it is the one in use."""

    id: str
    made_at: datetime
    until: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Browsers:
    """A person's own devices, oldest first, and how many other sessions may still be open."""

    devices: tuple[OwnDevice, ...]
    elsewhere: int


@dataclass(frozen=True, slots=True)
class ThisBrowser:
    """What the browser in use shows: its session's secret, and its device cookie if it has one."""

    session_secret: str
    device_token: str | None


def own_browsers(services: Services, person_id: str, here: ThisBrowser) -> Browsers:
    """Return where a person is known and signed in; reads only."""
    credentials, now = services.store.credentials.credentials(person_id), services.clock()
    this, current = this_device(services, credentials, here), session_in(credentials, here.session_secret)
    live = [each for each in credentials.sessions if now < each.began_at + SESSION_LIFE]
    return Browsers(
        devices=tuple(
            OwnDevice(each.id, each.made_at, each.made_at + DEVICE_LIFE, is_this=each.id == this)
            for each in sorted(credentials.devices, key=lambda device: device.made_at)
            if is_live(each, now)
        ),
        elsewhere=sum(each != current for each in live),
    )


def sign_device_out(services: Services, person_id: str, here: ThisBrowser, device_id: str) -> bool:
    """Forget a device and end its sessions on the server; True when it was this browser.

    A device that is gone already, or another person's, changes nothing.
    """
    with services.store.hold(person_id):
        credentials = services.store.credentials.credentials(person_id)
        was_this = device_id == this_device(services, credentials, here)
        after = without_device(credentials, device_id)
        if was_this:
            current = session_in(credentials, here.session_secret)
            after = replace(after, sessions=tuple(each for each in after.sessions if each != current))
        if after != credentials:
            services.store.credentials.save_credentials(after)
    return was_this


def sign_out_elsewhere(services: Services, person_id: str, here: ThisBrowser) -> None:
    """End every session but this one on the server, and forget every device but this one (S3)."""
    with services.store.hold(person_id):
        credentials = services.store.credentials.credentials(person_id)
        current, this = (
            session_in(credentials, here.session_secret),
            this_device(services, credentials, here),
        )
        services.store.credentials.save_credentials(
            replace(
                credentials,
                sessions=tuple(each for each in credentials.sessions if each == current),
                devices=tuple(each for each in credentials.devices if each.id == this),
                sign_in_requests=(),
            ),
        )


def this_device(services: Services, credentials: Credentials, here: ThisBrowser) -> str | None:
    """Return the id of this browser's device: the session's own, or the one that its cookie proves."""
    current = session_in(credentials, here.session_secret)
    if current is not None and current.device_id is not None:
        return current.device_id
    try:
        person_id, device_id, secret = split_device_token(here.device_token or "")
        known_device(credentials, device_id, secret, services.clock())
    except DeviceUnknownError:
        return None
    return device_id if person_id == credentials.person_id else None
