"""One of several processes that send questionnaires, some of them the same one, or deliver them."""

from __future__ import annotations

import sys
from pathlib import Path

from formsvc.workflows.delivery import deliver_due
from tests.crash.sink import SinkTransport
from tests.crash.zygote import opened
from tests.workflows.delivering import send_checked


def main() -> None:
    task, folder, number, count = sys.argv[1:]
    if task == "deliver":
        services = opened(Path(folder))
        transport = SinkTransport(Path(folder) / f"taken-{number}")
        while deliver_due(services, transport):
            pass
        return
    services = opened(Path(folder))
    for name in sys.stdin.read().split()[: int(count)]:
        print(name, send_checked(services, services.store.registry.person(name)).reference)  # noqa: T201 - the result


if __name__ == "__main__":
    main()
