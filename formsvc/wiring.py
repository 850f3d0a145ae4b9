"""The only place that picks a store and a mail transport."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from formsvc.auth.links import LinkSigner
from formsvc.domain.identity import Randomness
from formsvc.keys import Keys, load_keys
from formsvc.mail.smtp import SmtpTransport
from formsvc.mail.transport import Transport
from formsvc.programme_file import read_programme
from formsvc.settings import Settings
from formsvc.store.embedded import open_embedded
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from formsvc.workflows.services import Clock, Services


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def open_store(settings: Settings, keys: Keys) -> Store:
    """Open the store that the settings name."""
    return open_embedded(
        settings.data_dir, Sealing([(key.id, key.secret) for key in keys.sealing]), keys.lookup
    )


def build_services(
    settings: Settings, *, clock: Clock = utc_now, random: Randomness = secrets.token_bytes
) -> Services:
    """Return what workflows need; raises SettingsInvalidError, ProgrammeInvalidError and StoreError."""
    keys = load_keys(settings.keys_file, settings.data_dir)
    return Services(
        store=open_store(settings, keys),
        programme=read_programme(settings.programme_file),
        clock=clock,
        random=random,
        links=LinkSigner(keys.links),
        base_url=settings.base_url,
        mail_from=settings.mail_from,
    )


def build_transport(settings: Settings) -> Transport:
    """Return the way to the mail server."""
    password = settings.smtp_password
    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=password.get_secret_value() if password else None,
        ca_file=settings.smtp_ca_file,
        timeout=settings.smtp_timeout,
    )
