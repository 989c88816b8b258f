"""How well the spam filter does on a corpus made for it: ``python -m tests.spam_figures``.

Five-fold cross-validation with fixed folds: every fifth comment of each kind is judged by what was learnt
from the other four fifths, as if it came next. No database is needed: counting is all the learning there is.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent / "data" / "spam_corpus.jsonl"
FOLDS = 5
SPAM, HAM = "spam", "ham"


@dataclass(frozen=True)
class Sample:
    """One comment of the corpus. ``is_hard``: a good one written to be mistaken, not one of the demo's."""

    label: str
    text: str
    name: str = ""
    url: str = ""
    is_hard: bool = False


@dataclass(frozen=True)
class Judged:
    sample: Sample
    score: float
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """What became of the corpus; ``caught`` is what isn't published at once: spam, or held."""

    judged: tuple[Judged, ...]

    def count(self, label: str, least: float = 0) -> int:
        return sum(one.sample.label == label and one.score >= least for one in self.judged)

    def precision(self, least: float) -> float:
        spam, ham = self.count(SPAM, least), self.count(HAM, least)
        return spam / (spam + ham)

    def recall(self, least: float) -> float:
        return self.count(SPAM, least) / self.count(SPAM)

    def mistaken(self, least: float) -> list[Judged]:
        return [one for one in self.judged if one.sample.label == HAM and one.score >= least]

    def missed(self, least: float) -> list[Judged]:
        return [one for one in self.judged if one.sample.label == SPAM and one.score < least]


def corpus() -> list[Sample]:
    """The samples written for this, and what the demo's readers say."""
    written = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    made = [Sample(**row, is_hard=row["label"] == HAM) for row in written]
    return made + list(_demo())


def _demo() -> Iterator[Sample]:
    from comments.demo import content

    for entry in [*content.posts(), *content.pages()]:
        for comment in entry.comments:
            yield Sample(
                SPAM if comment.state == SPAM else HAM, comment.text, comment.name or comment.account
            )


def cross_validate(samples: Iterable[Sample], *, learnt: int | None = None) -> Figures:
    """Judge each fold by the others; of these at most ``learnt`` of each kind, where given."""
    by_label = {label: [one for one in samples if one.label == label] for label in (SPAM, HAM)}
    judged: list[Judged] = []
    for fold in range(FOLDS):
        counts = Counter[tuple[str, str]]()
        for label, all_of_it in by_label.items():
            others = [one for place, one in enumerate(all_of_it) if place % FOLDS != fold]
            step = max(1, len(others) // learnt) if learnt else 1
            _learn(counts, label, others[::step][:learnt])
        for all_of_it in by_label.values():
            judged += [_judge(one, counts) for one in all_of_it[fold::FOLDS]]
    return Figures(tuple(judged))


def _learn(counts: Counter[tuple[str, str]], label: str, samples: Iterable[Sample]) -> None:
    from comments.spam import TOTAL

    for one in samples:
        counts.update((token, label) for token in (TOTAL, *_tokens(one)))


def _judge(one: Sample, counts: Counter[tuple[str, str]]) -> Judged:
    from comments.spam import TOTAL, Seen, verdict_on

    seen = {token: Seen(counts[token, SPAM], counts[token, HAM]) for token in (TOTAL, *_tokens(one))}
    verdict = verdict_on({token: times for token, times in seen.items() if sum(times)})
    assert verdict is not None
    return Judged(one, verdict.score, verdict.tokens)


def _tokens(one: Sample) -> tuple[str, ...]:
    from comments.spam import tokens_of

    return tokens_of(text=one.text, name=one.name, url=one.url)


def _lines() -> Iterator[str]:
    from comments.rules.spam import HOLD_FROM, SPAM_FROM

    samples = corpus()
    kinds = Counter(one.label for one in samples)
    yield f"{kinds[SPAM]} spam, {kinds[HAM]} good, {sum(one.is_hard for one in samples)} of these hard"
    for learnt in (20, 40, 80, None):
        figures = cross_validate(samples, learnt=learnt)
        yield f"\nlearnt: {f'{learnt} of each' if learnt else 'four fifths of all'}"
        for name, least in (("spam or held", HOLD_FROM), ("spam", SPAM_FROM)):
            yield (
                f"  {name:13} precision {figures.precision(least):.4f}  recall {figures.recall(least):.4f}"
                f"  ({figures.count(SPAM, least)} of {kinds[SPAM]} spam, "
                f"{figures.count(HAM, least)} of {kinds[HAM]} good)"
            )
    for title, found in (("mistaken", figures.mistaken(HOLD_FROM)), ("missed", figures.missed(HOLD_FROM))):
        yield f"\n{title}:"
        for one in found:
            yield f"  {one.score:.4f} {one.sample.name}: {one.sample.text[:100]!r} {' '.join(one.tokens)}"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    for line in _lines():
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
