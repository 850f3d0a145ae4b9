"""A process that finishes one invitation, for tests that kill it: data folder, token, code, when."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from formsvc.workflows.enrolment import confirm_authenticator
from tests.seeded import seeded
from tests.workflows.small_programme import SettableClock, open_services


def main() -> None:
    data_dir, token, code, when = sys.argv[1:]
    services = open_services(Path(data_dir), SettableClock(datetime.fromisoformat(when)), seeded(9))
    confirm_authenticator(services, token, code, own_device=False)
    print("joined", flush=True)  # noqa: T201 - the acknowledgement that must never be untrue


if __name__ == "__main__":
    main()
