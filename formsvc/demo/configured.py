"""The demo's settings, keys and programme, in a temporary folder; nothing of the environment gets in."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from formsvc.demo.mailbox import RETURNS
from formsvc.domain.errors import MentorpostError
from formsvc.keys import make_keys, write_keys
from formsvc.settings import PREFIX, Settings

_POLL_SECONDS = 0.2


def demo_settings(folder: Path, port: int, smtp_port: int, returns: Path | None = None) -> Settings:
    """Write keys and programme into a folder, and return the settings that go with them.

    ``returns`` is a Maildir that the worker is to read, if there is one.
    """
    forget_the_real_settings()
    keys_file = folder / "keys.json"
    write_keys(keys_file, make_keys(secrets.token_bytes))
    return Settings(
        data_dir=folder / "data",
        keys_file=keys_file,
        programme_file=_programme_for(folder, port),
        base_url=f"http://127.0.0.1:{port}/forms",
        mail_from="mentoring@example.org",
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        smtp_security="none",
        poll_seconds=_POLL_SECONDS,
        return_address=RETURNS if returns else None,
        inbound_maildir=returns,
        inbound_seconds=_POLL_SECONDS,
    )


def as_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a process that is to run with these settings."""
    given = settings.model_dump(exclude_none=True)
    return {**os.environ, **{f"{PREFIX}{name.upper()}": _plain(value) for name, value in given.items()}}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def forget_the_real_settings() -> None:
    """Take the settings of a real service out of this process, so that the demo can't reach it."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]


def _programme_for(folder: Path, port: int) -> Path:
    """Copy the programme with its site's address on this machine."""
    try:
        lines = Path("programme.toml").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise MentorpostError(
            "There is no programme.toml here. Run the demo in the folder that has it."
        ) from None
    here = f'site_url = "http://127.0.0.1:{port}"'
    text = "\n".join(here if line.startswith("site_url") else line for line in lines)
    copy = folder / "programme.toml"
    copy.write_text(text, encoding="utf-8")
    return copy
