"""All that is kept of one round of an evaluation: links by their hashes, sums, and later the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from formsvc.domain.disclosure import Results, results_of
from formsvc.domain.evaluation import Group, Round, Tally


@dataclass(frozen=True, slots=True)
class Box:
    """All that is kept of a round: hashes of links, in the order of the hashes alone, and sums.

    ``open_links`` are unused, ``used_links`` used, and neither bears a time or belongs to anybody. Once
    the round has closed both are ``old_links``, so that nobody can tell any more which were used, and
    the sums are gone: only the ``results`` that may be shown are left.
    """

    round: Round
    open_links: Mapping[str, Group] = field(default_factory=dict)
    used_links: tuple[str, ...] = ()
    old_links: tuple[str, ...] = ()
    tallies: Mapping[Group, Tally] = field(default_factory=dict)
    results: Results | None = None

    def knows(self, link_hash: str) -> bool:
        """Tell whether a link is of this round, used or not."""
        return link_hash in self.open_links or link_hash in self.used_links or link_hash in self.old_links

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
        return Box(
            replace(self.round, closed_on=on),
            old_links=tuple(sorted((*self.open_links, *self.used_links))),
            results=results_of(self.round, self.tallies),
        )


def new_box(asked: Round, links: Mapping[str, Group]) -> Box:
    """Return a round's box; whatever the order of the links was, it is gone."""
    return Box(asked, open_links=dict(sorted(links.items())))
