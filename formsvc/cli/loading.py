"""Settings and services for a command, from the file that ``--settings`` names and the environment."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

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


def log_to_stderr() -> None:
    """Log in UTC to standard error, where systemd and containers look."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
