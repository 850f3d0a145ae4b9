"""One person's trouble stops no other, in rounds that look at everyone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from formsvc.domain.errors import DamagedFileError, ErasureRefusedError, PersonUnknownError

logger = logging.getLogger(__name__)


@contextmanager
def own_trouble_only(person_id: str) -> Iterator[None]:
    """Go on with the next person when this one is damaged, gone, or can't be erased yet."""
    try:
        yield
    except (DamagedFileError, PersonUnknownError, ErasureRefusedError) as error:
        logger.error("Person %s couldn't be tended: %s.", person_id, type(error).__name__)  # noqa: TRY400 - a traceback could quote what was stored
