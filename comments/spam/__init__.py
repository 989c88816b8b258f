"""The spam filter: naive Bayes that learns from this blog's own decisions, and from nothing else.

    seen = seen_of(comment)            # what is known of its words; one query
    verdict_on(seen)                   # a score from 0 to 1; None while too little is learnt
    heed(comment, verb=…)              # a moderator decided; comments.moderation says so

Nothing leaves the blog, and nothing is learnt from what strangers do: a comment teaches when a moderator
approves it or marks it as spam. ``tokens`` and ``scoring`` are pure, ``learning`` keeps the counts,
``training`` learns from old decisions. docs/spam-filter.md tells how well it does.
"""

from .learning import HAM, SPAM, forget, heed, learn, learnt, reword, seen_of, tokens_in
from .scoring import LEAST_LEARNT, TOTAL, Seen, Verdict, verdict_on
from .tokens import MAX_TOKENS, tokens_of
from .training import MOST_OF_A_KIND, train
from .wording import spoken, words_in

__all__ = [
    "HAM",
    "LEAST_LEARNT",
    "MAX_TOKENS",
    "MOST_OF_A_KIND",
    "SPAM",
    "TOTAL",
    "Seen",
    "Verdict",
    "forget",
    "heed",
    "learn",
    "learnt",
    "reword",
    "seen_of",
    "spoken",
    "tokens_in",
    "tokens_of",
    "train",
    "verdict_on",
    "words_in",
]
