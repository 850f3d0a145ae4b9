"""``netlify.toml`` as Netlify's own parsers read it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

NODE = Path(__file__).parent / "node"


@dataclass(frozen=True)
class Netlify:
    """Redirects and headers, and what the parsers complained of."""

    redirects: list[dict[str, Any]]
    headers: list[dict[str, Any]]
    errors: list[str]

    def headers_of(self, path: str) -> dict[str, str]:
        """Return the headers of one path; no header may come from two rules, which would join its values."""
        matching = [rule["values"] for rule in self.headers if fnmatchcase(path, rule["for"])]
        names = [name for values in matching for name in values]
        assert len(names) == len(set(names)), f"{path} gets a header from two rules"
        return {name: value for values in matching for name, value in values.items()}


def parsed(netlify_toml: Path) -> Netlify:
    """Return what Netlify reads in a file."""
    ran = subprocess.run(
        ["node", NODE / "netlify.mjs", netlify_toml], capture_output=True, text=True, check=True
    )
    return Netlify(**json.loads(ran.stdout))
