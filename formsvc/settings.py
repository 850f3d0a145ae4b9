"""The settings: the only reader of the environment, and every fault in one report."""

from __future__ import annotations

import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from formsvc.domain.errors import InputRefusedError, SettingsInvalidError
from formsvc.domain.people import checked_email

PREFIX = "FORMSVC_"
HIGHEST_PORT = 65535
_NUMBERS = {"int_parsing": "write a whole number, such as 4", "float_parsing": "write a number, such as 0.5"}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _service_address(typed: str) -> str:
    try:
        parts = urlsplit(typed)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.username is not None:
        raise ValueError("write the address people open, such as https://forms.example.org")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("it must begin with https://; plain http is for this machine only")
    if parts.query or parts.fragment:
        raise ValueError("leave out what follows a ? or a #")
    return typed.rstrip("/")


def _plain_address(typed: str) -> str:
    try:
        return checked_email(typed)
    except InputRefusedError:
        raise ValueError("write one email address, such as mentoring@example.org") from None


def _listening(typed: str) -> str:
    host, _, port = typed.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
        raise ValueError("write a host and a port, such as 127.0.0.1:8001")
    return typed


def _postgres_address(typed: SecretStr) -> SecretStr:
    if not typed.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("write it as postgresql://name:word@host/database")
    return typed


def _redis_address(typed: str) -> str:
    if not typed.startswith(("redis://", "rediss://", "redis+unix://")):
        raise ValueError("write it as redis://host:6379, or rediss:// for TLS")
    return typed


class Settings(BaseSettings):
    """What an operator sets; each field is ``FORMSVC_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, hide_input_in_errors=True, frozen=True, extra="ignore"
    )

    data_dir: Path | None = Field(
        default=None,
        description="Folder of the data, on this machine's own disk. Needed without FORMSVC_DATABASE_URL.",
    )
    database_url: Annotated[SecretStr, AfterValidator(_postgres_address)] | None = Field(
        default=None,
        description="Or a PostgreSQL database, such as `postgresql://name:word@db.example.org/mentorpost`.",
    )
    database_connections: int = Field(
        default=5, ge=2, le=200, description="Connections to it that each process opens at most."
    )
    database_patience: float = Field(
        default=5.0, gt=0, le=60, description="Seconds that a page waits for it before it says so."
    )
    lease_seconds: float = Field(
        default=60.0,
        gt=0,
        le=3600,
        description="Seconds after which letters that a dead worker had in hand go to another host's.",
    )
    limits_url: Annotated[str, AfterValidator(_redis_address)] | None = Field(
        default=None,
        description="Redis that several hosts count requests in, such as `redis://cache.example.org:6379`.",
    )
    keys_file: Path = Field(
        description="File of the keys, outside the data folder, readable by its owner only."
    )
    programme_file: Path = Field(
        default=Path("programme.toml"), description="The programme: its name, rhythm and questionnaire."
    )
    base_url: Annotated[str, AfterValidator(_service_address)] = Field(
        description="The service's own address, as people open it; all links in letters begin with it."
    )
    listen: Annotated[str, AfterValidator(_listening)] = Field(
        default="127.0.0.1:8001", description="Where `formsvc serve` listens, behind your reverse proxy."
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many proxies before it set X-Forwarded-For; 0 ignores that header.",
    )
    web_workers: int = Field(default=1, ge=1, le=64, description="Web processes.")
    web_threads: int = Field(default=4, ge=1, le=64, description="Threads of each web process.")
    mail_from: Annotated[str, AfterValidator(_plain_address)] = Field(
        description="The address letters come from; the name shown is the programme's."
    )
    smtp_host: str = Field(min_length=1, description="Your mail server.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="`starttls` or `tls`, both verified; `none` sends in clear, and must be asked for.",
    )
    smtp_username: str | None = Field(default=None, description="Name to log in with, where it asks for one.")
    smtp_password: SecretStr | None = Field(default=None, description="Password to log in with.")
    smtp_ca_file: Path | None = Field(
        default=None, description="Certificates to trust, where the system's own don't know your server."
    )
    smtp_timeout: float = Field(default=30.0, gt=0, le=300, description="Seconds to wait for its answers.")
    return_address: Annotated[str, AfterValidator(_plain_address)] | None = Field(
        default=None,
        description="Where bounces go: the sender on the envelope. Unset, it is FORMSVC_MAIL_FROM.",
    )
    inbound_maildir: Path | None = Field(
        default=None, description="The return mailbox as a Maildir; the machine reads and empties it."
    )
    inbound_imap_host: str | None = Field(
        default=None, description="Or the return mailbox over IMAP: its server."
    )
    inbound_imap_port: int = Field(default=993, ge=1, le=65535, description="Its port.")
    inbound_imap_security: Literal["starttls", "tls", "none"] = Field(
        default="tls", description="`tls` or `starttls`, both verified; `none` reads in clear, if asked for."
    )
    inbound_imap_username: str | None = Field(default=None, description="Name to log in with.")
    inbound_imap_password: SecretStr | None = Field(default=None, description="Password to log in with.")
    inbound_imap_folder: str = Field(default="INBOX", description="The folder that is read and emptied.")
    inbound_imap_ca_file: Path | None = Field(
        default=None, description="Certificates to trust, where the system's own don't know that server."
    )
    inbound_seconds: float = Field(
        default=60.0, gt=0, le=3600, description="How often `formsvc work` reads the return mailbox."
    )
    poll_seconds: float = Field(
        default=0.5, gt=0, le=60, description="How often `formsvc work` looks for letters, in seconds."
    )

    @model_validator(mode="after")
    def name_and_password_go_together(self) -> Settings:
        """Refuse half a login."""
        if (self.smtp_username is None) != (self.smtp_password is None):
            raise ValueError(
                "FORMSVC_SMTP_USERNAME and FORMSVC_SMTP_PASSWORD go together: set both, or neither"
            )
        return self

    @model_validator(mode="after")
    def one_return_mailbox_at_most(self) -> Settings:
        """Refuse two return mailboxes, and one over IMAP that nobody could log in to."""
        if self.inbound_maildir is not None and self.inbound_imap_host is not None:
            raise ValueError(
                "FORMSVC_INBOUND_MAILDIR and FORMSVC_INBOUND_IMAP_HOST: set one of them, not both"
            )
        login = (self.inbound_imap_username, self.inbound_imap_password)
        if (self.inbound_imap_host is not None) != (None not in login) or (
            self.inbound_imap_host is None and login != (None, None)
        ):
            raise ValueError(
                "FORMSVC_INBOUND_IMAP_HOST, _USERNAME and _PASSWORD go together: set all three, or none"
            )
        return self

    @property
    def folder(self) -> Path:
        """The data folder; raises SettingsInvalidError when none is set."""
        if self.data_dir is None:
            raise SettingsInvalidError(["FORMSVC_DATA_DIR isn't set, and this needs a folder of data."])
        return self.data_dir

    @property
    def database(self) -> str:
        """The address of the database; raises SettingsInvalidError when none is set."""
        if self.database_url is None:
            raise SettingsInvalidError(["FORMSVC_DATABASE_URL isn't set, and this needs a database."])
        return self.database_url.get_secret_value()

    @property
    def reads_returns(self) -> bool:
        """Whether a return mailbox is set."""
        return self.inbound_maildir is not None or self.inbound_imap_host is not None

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies are Secure and carry the ``__Host-`` prefix (S2)."""
        return self.base_url.startswith("https://")


def load_settings(settings_file: Path | None = None) -> Settings:
    """Return the settings of a ``NAME=value`` file, overridden by the environment.

    ``FORMSVC_SETTINGS_FILE`` names the file when the argument doesn't. Raises
    SettingsInvalidError with every fault.
    """
    named = settings_file or (Path(path) if (path := os.environ.get(f"{PREFIX}SETTINGS_FILE")) else None)
    return settings_from({**_from_file(named), **_set(os.environ)})


def settings_from(given: Mapping[str, str]) -> Settings:
    """Return the settings of ``NAME: value``; raises SettingsInvalidError with every fault."""
    names = {name for name in given if name.startswith(PREFIX)} - {f"{PREFIX}SETTINGS_FILE"}
    known = {f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}
    faults = [f"{name}: there is no such setting. See .env.example." for name in sorted(names - known.keys())]
    if not given.keys() & {f"{PREFIX}DATA_DIR", f"{PREFIX}DATABASE_URL"}:
        faults.append("FORMSVC_DATA_DIR isn't set: folder of the data. Set it, or FORMSVC_DATABASE_URL.")
    try:
        settings = Settings.model_validate({known[name]: given[name] for name in names & known.keys()})
    except ValidationError as error:
        faults += [_sentence(dict(fault)) for fault in error.errors(include_input=False, include_url=False)]
    if faults:
        raise SettingsInvalidError(faults)
    return settings


def _from_file(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        return _set(dotenv_values(stream=StringIO(path.read_text(encoding="utf-8")), interpolate=False))
    except FileNotFoundError:
        raise SettingsInvalidError(
            [f"The settings file {path} isn't there. `formsvc init` makes one."]
        ) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsInvalidError(
            [f"The settings file {path} can't be read. It must be a UTF-8 text file that this user may read."]
        ) from None


def _set(given: Mapping[str, str | None]) -> dict[str, str]:
    """Leave out what is empty: an empty line is a setting not set, never this folder or no server."""
    return {name: value for name, value in given.items() if value}


def _sentence(fault: Mapping[str, Any]) -> str:
    name = f"{PREFIX}{str(fault['loc'][0]).upper()}" if fault["loc"] else ""
    if fault["type"] == "missing":
        return f"{name} isn't set: {_purpose(str(fault['loc'][0]))}"
    words = _NUMBERS.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")
    words = words.replace("Input should be ", "must be ", 1)
    return f"{name}: {words}." if name else f"{words}."


def _purpose(field: str) -> str:
    words = Settings.model_fields[field].description or ""
    return words[:1].lower() + words[1:]
