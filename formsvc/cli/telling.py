"""How commands tell how far they are and how much they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(words: str, total: int | None) -> Iterator[Callable[[], None]]:
    """Give what to call after each document; it moves a bar where somebody can see it."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=total)
        yield lambda: bar.advance(task)


def counted(counts: Counter[str], noun: str) -> str:
    """Return how much of what there is in so many files or documents."""
    people, sent, letters = (counts[concern] for concern in ("registry", "records", "outbox"))
    return (
        f"{numbered(people, 'person', 'people')}, {numbered(sent, 'questionnaire')} sent "
        f"and {numbered(letters, 'letter')} in {numbered(counts.total(), noun)}"
    )


def numbered(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"
