"""The keys: made once, kept outside the data, and refused when others could read them (K2)."""

from __future__ import annotations

import base64
import json
import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from formsvc.domain.errors import SettingsInvalidError
from formsvc.domain.identity import Randomness

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class SealingKey:
    """One AES-256 key by its id."""

    id: str
    secret: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Every secret of a programme; sealing keys are newest first and rotate, the others don't share them."""

    sealing: tuple[SealingKey, ...]
    lookup: bytes
    links: str
    cookies: str


def make_keys(random: Randomness) -> Keys:
    """Return fresh keys, each of 256 random bits."""
    return Keys(
        sealing=(_sealing_key(1, random),),
        lookup=random(KEY_BYTES),
        links=random(KEY_BYTES).hex(),
        cookies=random(KEY_BYTES).hex(),
    )


def rotate_sealing_key(path: Path, keys: Keys, random: Randomness) -> Keys:
    """Put a new sealing key in front in the keys file; return the keys as they are then.

    It seals from now on, the others only open. On disk it first stands behind them: a power cut
    can then leave no file that was sealed with a key which the keys file lost.
    """
    numbers = [int(key.id[1:]) for key in keys.sealing if re.fullmatch(r"k[0-9]+", key.id)]
    new = _sealing_key(1 + max(numbers, default=0), random)
    replace_keys(path, replace(keys, sealing=(*keys.sealing, new)))
    rotated = replace(keys, sealing=(new, *keys.sealing))
    replace_keys(path, rotated)
    return rotated


def with_newest_sealing_key_only(keys: Keys) -> Keys:
    """Return the keys without the old sealing keys, which open nothing any more."""
    return replace(keys, sealing=keys.sealing[:1])


def write_keys(path: Path, keys: Keys) -> None:
    """Write a new keys file that only its owner can read; raises FileExistsError over an old one."""
    content = {
        "sealing": [{"id": key.id, "secret": _base64(key.secret)} for key in keys.sealing],
        "lookup": _base64(keys.lookup),
        "links": keys.links,
        "cookies": keys.cookies,
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(handle)


def replace_keys(path: Path, keys: Keys) -> None:
    """Replace a keys file in one step, so that who follows it finds the old keys or the new, whole.

    Raises SettingsInvalidError when its folder can't be written to.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        write_keys(fresh, keys)
        fresh.replace(path)
        _sync(path.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise _refused(path, f"can't be replaced: {error.strerror}.") from None


def require_apart(path: Path, data_dir: Path | None) -> None:
    """Refuse keys within the data folder, where there is one; raises SettingsInvalidError (K2)."""
    if data_dir is not None and path.resolve().is_relative_to(data_dir.resolve()):
        raise _refused(
            path, "lie in the data folder, where a backup would carry them off. Move them out of it."
        )


def load_keys(path: Path, data_dir: Path | None) -> Keys:
    """Return the keys of a file.

    Raises SettingsInvalidError when they are missing, within the data folder, readable by
    others, incomplete, or of no real randomness (K2, ASVS V13.3).
    """
    require_apart(path, data_dir)
    try:
        mode = path.stat().st_mode
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _refused(
            path, "aren't there. `formsvc init` makes them; a lost file can't be made again."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise _refused(path, "can't be read by this user.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise _refused(path, f"can be read by others. Run: chmod 600 {path}")
    try:
        keys = _keys(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _refused(path, "aren't complete. Restore the file from where you keep its copy.") from None
    if not all(_is_random(secret) for secret in _secrets(keys)):
        raise _refused(
            path, "hold a key that isn't random. Never type a key by hand: `formsvc init` makes them."
        )
    return keys


class KeysFile:
    """The keys of a file, and what they have become since: a running process follows a rotation (K3)."""

    def __init__(self, path: Path, data_dir: Path | None) -> None:
        """Read the keys; raises what ``load_keys`` raises."""
        self._path = path
        self._data_dir = data_dir
        self._seen = _version(path)  # before reading: a rotation in between is then noticed at the next look
        self.keys = load_keys(path, data_dir)

    def changed(self) -> Keys | None:
        """Return the keys if the file was replaced since the last look, else None.

        A file that was taken away changes nothing. Raises SettingsInvalidError for one that can't
        be used: to go on with older keys could seal with one that is dropped.
        """
        now = _version(self._path)
        if now is None or now == self._seen:
            return None
        self.keys = load_keys(self._path, self._data_dir)
        self._seen = now
        return self.keys


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _version(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _sealing_key(number: int, random: Randomness) -> SealingKey:
    return SealingKey(f"k{number}", random(KEY_BYTES))


def _keys(content: dict[str, Any]) -> Keys:
    keys = Keys(
        sealing=tuple(
            SealingKey(str(key["id"]), base64.b64decode(key["secret"], validate=True))
            for key in content["sealing"]
        ),
        lookup=base64.b64decode(content["lookup"], validate=True),
        links=str(content["links"]),
        cookies=str(content["cookies"]),
    )
    if not keys.sealing:
        raise ValueError(keys)
    return keys


def _secrets(keys: Keys) -> list[bytes]:
    return [
        *(key.secret for key in keys.sealing),
        keys.lookup,
        bytes.fromhex(keys.links) if _is_hex(keys.links) else b"",
        bytes.fromhex(keys.cookies) if _is_hex(keys.cookies) else b"",
    ]


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and all(char in "0123456789abcdef" for char in text)


def _is_random(secret: bytes) -> bool:
    """Tell a random key from zeros, a repeated pattern or a short word."""
    return len(secret) == KEY_BYTES and len(set(secret)) > KEY_BYTES // 3


def _base64(secret: bytes) -> str:
    return base64.b64encode(secret).decode("ascii")


def _refused(path: Path, why: str) -> SettingsInvalidError:
    return SettingsInvalidError([f"FORMSVC_KEYS_FILE: the keys in {path} {why}"])
