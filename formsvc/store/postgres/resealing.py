"""Sealing every row again with the newest key while the service runs (K3).

A row lock is enough: who is about to replace the row writes a whole document, with the key it has by then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from formsvc.domain.errors import DamagedFileError
from formsvc.store.postgres.tables import SealedTable
from formsvc.store.resealed import Resealed


def reseal(tables: Mapping[str, SealedTable], note: Callable[[], None]) -> Resealed:
    """Seal again whatever isn't sealed with the newest key; a damaged row stays as it is."""
    done = Resealed()
    for concern, table in tables.items():
        for owner in table.owners():
            try:
                sealed = table.reseal(owner)
            except DamagedFileError:
                done.damaged.append(f"{concern}/{owner}")
                sealed = False
            if sealed is not None:
                done.seen += 1
                done.sealed += sealed
                note()
    return done
