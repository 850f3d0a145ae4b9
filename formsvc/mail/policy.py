"""How a letter's headers are written: message ids raw, names and subjects encoded (RFC 2047).

CPython 3.11 writes a long Message-ID, References or List-Unsubscribe as encoded words, which no
reader resolves; https://github.com/python/cpython/issues/79986 and its kin.
"""

from __future__ import annotations

from email.policy import EmailPolicy

RAW_HEADERS = frozenset({"message-id", "references", "in-reply-to", "list-unsubscribe"})


class LetterPolicy(EmailPolicy):
    """``email.policy.SMTP`` whose headers of machine-read tokens are only ever folded between tokens."""

    def fold(self, name: str, value: str) -> str:
        """Return one header as text, folded."""
        if name.lower() in RAW_HEADERS:
            return self._folded_between_tokens(name, value)
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return one header as bytes, folded."""
        if name.lower() in RAW_HEADERS:
            return self._folded_between_tokens(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))

    def _folded_between_tokens(self, name: str, value: str) -> str:
        first, *others = value.split()
        lines = [f"{name}: {first}"]
        for token in others:
            if len(lines[-1]) + 1 + len(token) > (self.max_line_length or 78):
                lines.append("")
            lines[-1] += f" {token}"
        return self.linesep.join(lines) + self.linesep


LETTER_POLICY = LetterPolicy(linesep="\r\n", max_line_length=78, cte_type="7bit")
