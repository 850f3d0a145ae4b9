"""An operator at a terminal: commands called in one folder, and the processes that keep running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from formsvc.cli import main
from formsvc.demo.mailbox import free_port

PROGRAMME = Path(__file__).resolve().parents[2] / "programme.toml"
FORMSVC = Path(sys.executable).with_name("formsvc")


class Operator:
    """Someone at a terminal in one folder."""

    def __init__(self, folder: Path, smtp_port: int) -> None:
        self.folder = folder
        self.port = free_port()
        self.answers = {
            "--data-dir": folder / "data",
            "--keys-file": folder / "keys.json",
            "--settings-file": folder / "settings.env",
            "--programme-file": PROGRAMME,
            "--base-url": f"http://127.0.0.1:{self.port}",
            "--mail-from": "mentoring@example.org",
            "--smtp-host": "127.0.0.1",
            "--smtp-port": smtp_port,
            "--smtp-security": "none",
            "--coordinator-name": "Cora Nation",
            "--coordinator-email": "cora@example.org",
        }

    def init(self) -> Result:
        words = [str(word) for pair in self.answers.items() for word in pair]
        return CliRunner().invoke(main, ["init", *words])

    def run(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(
            main, ["--settings", str(self.folder / "settings.env"), *words], input=typed
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "FORMSVC_LISTEN": f"127.0.0.1:{self.port}",
            "FORMSVC_POLL_SECONDS": "0.05",
        }
        return subprocess.Popen(
            [FORMSVC, "--settings", self.folder / "settings.env", *words],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
