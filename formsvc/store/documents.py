"""Domain values as JSON-able documents and back, for every type that a store keeps.

Each document carries the version of its shape in ``v``; one of a later shape is refused,
never guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from formsvc.domain.application import Application
from formsvc.domain.credentials import Credentials, SignInRequest
from formsvc.domain.errors import NewerFormatError, StoreError
from formsvc.domain.evaluation_box import Box
from formsvc.domain.letters import Letter
from formsvc.domain.people import Person
from formsvc.domain.returned import SentLetter
from formsvc.domain.submission import Draft, Submission

SHAPE = 1

T = TypeVar("T")


class DocumentOf(Generic[T]):
    """One type's way to a document and back."""

    def __init__(self, of: type[T]) -> None:
        """Compile the conversion once."""
        self._name = of.__name__
        self._adapter = TypeAdapter(of)

    def write(self, value: T) -> dict[str, Any]:
        """Return a value as a JSON-able dict."""
        document = self._adapter.dump_python(value, mode="json")
        document["v"] = SHAPE
        return dict(document)

    def read(self, document: Mapping[str, Any]) -> T:
        """Return the value that a document holds.

        Raises NewerFormatError for a later shape and StoreError, without the content, for
        what this type cannot be made from.
        """
        if document.get("v") != SHAPE:
            raise NewerFormatError(
                f"A stored {self._name.lower()} has a newer shape than this release knows. "
                f"Upgrade Mentorpost, or restore the backup made before the upgrade.",
            )
        try:
            return self._adapter.validate_python({k: v for k, v in document.items() if k != "v"})
        except ValidationError:
            raise StoreError(f"A stored {self._name.lower()} can't be understood by this release.") from None


PERSON = DocumentOf(Person)
DRAFT = DocumentOf(Draft)
SUBMISSION = DocumentOf(Submission)
CREDENTIALS = DocumentOf(Credentials)
SIGN_IN_REQUEST = DocumentOf(SignInRequest)
LETTER = DocumentOf(Letter)
SENT_LETTER = DocumentOf(SentLetter)
APPLICATION = DocumentOf(Application)
BOX = DocumentOf(Box)


def is_id(presented: str) -> bool:
    """Tell whether something from outside may be a document's name."""
    return presented.isascii() and presented.isalnum()
