"""All that is kept of one round of an evaluation: links by their hashes, sums, and later the results."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from formsvc.domain.disclosure import Results, results_of
from formsvc.domain.evaluation import Group, Round, Tally

AT_A_TIME = 100
_FEWEST = 50
"""Fewer are never asked by themselves: the round before and after would tell that a link is one of theirs."""


@dataclass(frozen=True, slots=True)
class Box:
    """All that is kept of a round: hashes of links, in the order of the hashes alone, and sums.

    ``open_links`` are unused, ``used_links`` used, and neither bears a time or belongs to anybody. Once
    the round has closed both are ``old_links``, so that nobody can tell any more which were used, and
    the sums are gone: only the ``results`` that may be shown are left. ``to_ask`` are the ids of who has no
    letter yet.
    """

    round: Round
    open_links: Mapping[str, Group] = field(default_factory=dict)
    used_links: tuple[str, ...] = ()
    old_links: tuple[str, ...] = ()
    tallies: Mapping[Group, Tally] = field(default_factory=dict)
    results: Results | None = None
    to_ask: Mapping[Group, tuple[str, ...]] = field(default_factory=dict)

    def knows(self, link_hash: str) -> bool:
        """Tell whether a link is of this round, used or not."""
        return link_hash in self.open_links or link_hash in self.used_links or link_hash in self.old_links

    def with_asked(self, group: Group, people: Collection[str], links: Collection[str]) -> Box:
        """Return the box when a batch of a group has had its turn: a link for each who is still there."""
        left = tuple(each for each in self.to_ask.get(group, ()) if each not in people)
        return replace(
            self,
            round=self._asking_fewer({group: len(people) - len(links)}),
            open_links=dict(sorted((*self.open_links.items(), *((link, group) for link in links)))),
            to_ask={**self.to_ask, group: left},
        )

    def with_answers(self, link_hash: str, choices: Mapping[str, int]) -> Box:
        """Return the box with one person's choices in the sums and their link used up, both at once."""
        group = self.open_links[link_hash]
        questions = self.round.evaluation.asked_of(group)
        tally = self.tallies.get(group, Tally()).with_answers(questions, choices)
        return replace(
            self,
            open_links={each: of for each, of in self.open_links.items() if each != link_hash},
            used_links=tuple(sorted((*self.used_links, link_hash))),
            tallies={each: tally if each is group else self.tallies.get(each, Tally()) for each in Group},
        )

    def closed(self, on: date) -> Box:
        """Return the box with nothing left in it but what may be shown."""
        asked = self._asking_fewer({group: len(people) for group, people in self.to_ask.items()})
        return Box(
            replace(asked, closed_on=on),
            old_links=tuple(sorted((*self.open_links, *self.used_links))),
            results=results_of(asked, self.tallies),
        )

    def _asking_fewer(self, fewer: Mapping[Group, int]) -> Round:
        asked = {group: number - fewer.get(group, 0) for group, number in self.round.asked.items()}
        return replace(self.round, asked=asked)


def new_box(asked: Round, to_ask: Mapping[Group, Sequence[str]]) -> Box:
    """Return a round's box, in which nobody has been asked yet; sorted, so that the order says nothing."""
    return Box(asked, to_ask={group: tuple(sorted(people)) for group, people in to_ask.items()})


def next_to_ask(to_ask: Mapping[Group, Sequence[str]]) -> tuple[Group, tuple[str, ...]] | None:
    """Return the next batch, of one group, None when everyone has been asked."""
    for group, people in to_ask.items():
        if people:
            several = len(people) < AT_A_TIME + _FEWEST
            return group, tuple(people if several else people[:AT_A_TIME])
    return None
