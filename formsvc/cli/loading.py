"""Settings and services for a command, from the file that ``--settings`` names and the environment."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formsvc.domain.errors import StoreError

if TYPE_CHECKING:
    from formsvc.settings import Settings
    from formsvc.workflows.services import Services


def settings_of(ctx: click.Context) -> Settings:
    """Return the settings; raises SettingsInvalidError with every fault."""
    from formsvc.settings import load_settings

    return load_settings(Path(ctx.obj) if ctx.obj else None)


def services_of(ctx: click.Context) -> Services:
    """Return the services; raises SettingsInvalidError, ProgrammeInvalidError or StoreError."""
    from formsvc.wiring import build_services

    return build_services(settings_of(ctx))


def require_owner(data_dir: Path) -> None:
    """Raise StoreError for a user who doesn't own the data folder.

    What another user writes, lock files too, the service couldn't open any more.
    """
    if data_dir.exists() and data_dir.stat().st_uid != os.geteuid():
        raise StoreError(f"Run this as the user that owns {data_dir}, which is {_owner(data_dir)}.")


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return f"user {path.stat().st_uid}"


def log_to_stderr() -> None:
    """Log in UTC to standard error, where systemd and containers look."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
