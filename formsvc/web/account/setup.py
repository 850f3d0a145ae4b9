"""An authenticator's set-up as a page shows it: a link to tap, a key to copy, a code to scan."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from formsvc.workflows.authenticator import AuthenticatorSetup


@dataclass(frozen=True, slots=True)
class SetupShown:
    """The ``otpauth://`` link, the key, whose it is, and the QR code as SVG without inline style."""

    uri: str
    key: str
    email: str
    qr: Markup


def shown(setup: AuthenticatorSetup) -> SetupShown:
    """Return a set-up with its QR code, black on white so that every camera reads it."""
    import segno  # noqa: PLC0415 - few pages draw one

    svg = segno.make(setup.uri, error="m").svg_inline(omitsize=True, border=4, dark="#000", light="#fff")
    return SetupShown(setup.uri, setup.key, setup.email, Markup(svg))  # noqa: S704 - segno's own drawing
