"""Many people at once: so many clients, each taking the next person as soon as theirs is done."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.contenders import Contender
from bench.visit import Visit, Visitor, visit

CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Rush:
    """What a crowd met: each one's visit, and how many seconds it took until the last was done."""

    visits: list[Visit]
    seconds: float

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return len(self.visits) / self.seconds

    @property
    def errors(self) -> int:
        """How many didn't get the answer that they should."""
        return sum(1 for each in self.visits if not each.ok)


def rush(contender: Contender, people: Sequence[Visitor], clients: int = CLIENTS, sends: int = 1) -> Rush:
    """Let people look at their check page and send, so many at once; ``sends`` more than once sends again."""
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        visits = list(pool.map(lambda each: visit(each, contender.check, contender.send, sends), people))
    return Rush(visits, time.perf_counter() - began)
