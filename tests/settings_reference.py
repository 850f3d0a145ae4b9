"""What the settings page and ``.env.example`` must say: ``python -m tests.settings_reference`` prints it."""

from __future__ import annotations

from pydantic_core import PydanticUndefined

from formsvc.settings import PREFIX, Settings

_EXAMPLES = {
    "data_dir": "/srv/mentorpost/data",
    "keys_file": "/srv/mentorpost/keys.json",
    "base_url": "https://forms.example.org",
    "mail_from": "mentoring@example.org",
    "smtp_host": "mail.example.org",
}


def settings_table() -> str:
    """Return the Markdown table of every setting: name, meaning, default."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {field.description} | {_default(name)} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| Setting | What it is | If unset |", "|---|---|---|", *rows]) + "\n"


def settings_example() -> str:
    """Return ``.env.example``: every setting with its meaning, those with a default commented out."""
    parts = []
    for name, field in Settings.model_fields.items():
        given = _EXAMPLES.get(name)
        plain = "" if field.default in {None, PydanticUndefined} else str(field.default)
        line = f"{PREFIX}{name.upper()}={given or plain}"
        meaning = (field.description or "").replace("`", "")
        parts.append(f"# {meaning}\n{line if given else f'# {line}'}\n")
    head = "# Settings of the form service. Copy this file, or let `formsvc init` make one. Keep it private."
    return "\n".join([head, "", *parts])


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    if field.is_required():
        return "must be set"
    return "not used" if field.default is None else f"`{field.default}`"


if __name__ == "__main__":
    print(settings_table(), settings_example(), sep="\n")  # noqa: T201 - it is there to be copied
