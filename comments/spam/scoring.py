"""How much a comment looks like spam, from how often its tokens were seen in spam and in good ones. Pure.

Naive Bayes as Paul Graham put it to this use ("A Plan for Spam", 2002): the most telling tokens are combined
as if they were independent, here in log space, spam and good comments being equally likely beforehand. Each
token's probability is estimated as in Gary Robinson's "A Statistical Approach to the Spam Problem" (Linux
Journal 107, 2003): drawn towards "can't tell" while it was seen seldom. Words keep company, so they are not
independent, and their sum is too sure of itself; it counts for a part only (``COMPANY``), which spares good
comments. Robinson's own combination, by Fisher's method, was tried too: comments being shorter than the mail
it was made for, it missed three times as much spam.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

# The token that counts the comments themselves.
TOTAL = ""
# So many comments of each kind have to be learnt before there is a judgement.
LEAST_LEARNT = 20
# Robinson's x, what is believed of a token never seen, and his s, how many sightings that belief is worth.
UNKNOWN, STRENGTH = 0.5, 0.45
# A token nearer to the middle than this tells nothing.
LEAST_TELLING = 0.1
# Looked at are the most telling tokens, so that a spammer's page of prose doesn't drown them.
MOST_TELLING = 40
# How much of the evidence is counted, as words that come together say nearly the same.
COMPANY = 0.7
# Of these a moderator is told.
NAMED, LEAST_NAMED = 12, 0.8
# Nobody is certain, however often a token was seen. (So there is no overflow in the exponent either.)
_SUREST = 0.9999


class Seen(NamedTuple):
    """In how many comments of each kind a token was seen."""

    spam: int
    ham: int


@dataclass(frozen=True)
class Verdict:
    """``score``: from 0, good, to 1, spam; ``tokens``: those that speak most for spam."""

    score: float
    tokens: tuple[str, ...] = ()


def verdict_on(seen: Mapping[str, Seen]) -> Verdict | None:
    """Judge a comment by its tokens that are known; None while too little is learnt."""
    total = seen.get(TOTAL, Seen(0, 0))
    if min(total) < LEAST_LEARNT:
        return None
    chances = {token: _chance(counts, total) for token, counts in seen.items() if token != TOTAL}
    telling = _most_telling(chances)
    named = [token for token in telling if chances[token] >= LEAST_NAMED]
    return Verdict(_combined([chances[token] for token in telling]), tuple(named[:NAMED]))


def _chance(counts: Seen, total: Seen) -> float:
    """How likely a comment with this token is spam, were there as much spam as good ones."""
    spam, ham = min(counts.spam / total.spam, 1), min(counts.ham / total.ham, 1)
    sightings = counts.spam + counts.ham
    if not sightings:
        return UNKNOWN
    chance = (STRENGTH * UNKNOWN + sightings * spam / (spam + ham)) / (STRENGTH + sightings)
    return min(max(chance, 1 - _SUREST), _SUREST)


def _most_telling(chances: Mapping[str, float]) -> list[str]:
    telling = [token for token, chance in chances.items() if abs(chance - UNKNOWN) >= LEAST_TELLING]
    # By name where two tell as much, so that the same comment always gets the same score.
    return sorted(telling, key=lambda token: (-abs(chances[token] - UNKNOWN), token))[:MOST_TELLING]


def _combined(chances: Iterable[float]) -> float:
    odds = COMPANY * math.fsum(math.log(chance / (1 - chance)) for chance in chances)
    return 1 / (1 + math.exp(-odds))
