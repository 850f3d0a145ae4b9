"""Browsers that their owners called their own: a cookie ``<person>.<device>.<secret>``, 180 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from formsvc.auth.links import hashed, joined_token, matches, new_secret, split_token
from formsvc.auth.throttle import FAILURES_THAT_REVOKE
from formsvc.domain.credentials import DEVICE_LIFE, Credentials, Device
from formsvc.domain.errors import DeviceUnknownError, LinkInvalidError
from formsvc.domain.identity import Randomness, new_id

_UNKNOWN = "This browser isn't known for that address any more. Ask for a sign-in letter instead."


def new_device(person_id: str, now: datetime, random: Randomness) -> tuple[Device, str]:
    """Return (what is stored, the cookie's token)."""
    secret = new_secret(random)
    device = Device(id=new_id(random), secret_hash=hashed(secret), made_at=now)
    return device, joined_token(person_id, joined_token(device.id, secret))


def split_device_token(token: str) -> tuple[str, str, str]:
    """Return (person id, device id, secret); raises DeviceUnknownError when the shape is wrong."""
    try:
        person_id, rest = split_token(token)
        device_id, secret = split_token(rest)
    except LinkInvalidError:
        raise DeviceUnknownError(_UNKNOWN) from None
    return person_id, device_id, secret


def known_device(credentials: Credentials, device_id: str, secret: str, now: datetime) -> Device:
    """Return the live device that this secret belongs to; raises DeviceUnknownError."""
    device = next((device for device in credentials.devices if device.id == device_id), None)
    if device is None or not matches(secret, device.secret_hash) or not is_live(device, now):
        raise DeviceUnknownError(_UNKNOWN)
    return device


def is_live(device: Device, now: datetime) -> bool:
    """Tell whether a device is within its 180 days."""
    return now < device.made_at + DEVICE_LIFE


def with_device_failure(credentials: Credentials, device: Device) -> Credentials:
    """Count a wrong code against a device; the 50th in a row revokes it, never the account (A5)."""
    counted = replace(device, failed_in_a_row=device.failed_in_a_row + 1)
    if counted.failed_in_a_row >= FAILURES_THAT_REVOKE:
        return without_device(credentials, device.id)
    return _with(credentials, counted)


def with_device_trusted(credentials: Credentials, device: Device) -> Credentials:
    """Break a device's row of failures after a right code."""
    return _with(credentials, replace(device, failed_in_a_row=0))


def without_device(credentials: Credentials, device_id: str) -> Credentials:
    """Forget a device and end the sessions that were begun on it."""
    return replace(
        credentials,
        devices=tuple(device for device in credentials.devices if device.id != device_id),
        sessions=tuple(session for session in credentials.sessions if session.device_id != device_id),
    )


def _with(credentials: Credentials, changed: Device) -> Credentials:
    kept = (changed if device.id == changed.id else device for device in credentials.devices)
    return replace(credentials, devices=tuple(kept))
