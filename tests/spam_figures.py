"""How well the spam filter does on a corpus made for it: ``python -m tests.spam_figures``.

With ``--cost`` it tells what a comment costs it instead.

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
from time import process_time
from timeit import repeat

CORPUS = Path(__file__).parent / "data" / "spam_corpus.jsonl"
FOLDS = 5
SPAM, HAM = "spam", "ham"


@dataclass(frozen=True)
class Sample:
    """One comment. ``is_hard``: a good one written to be mistaken; the other good ones are the demo's."""

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
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [Sample(**json.loads(line)) for line in lines]


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


def table(samples: list[Sample]) -> Iterator[str]:
    """The figures, as they stand in docs/spam-filter.md."""
    yield "| Learnt, of each | Spam caught | as spam | Good ones held | as spam | Precision | Recall |"
    yield "|---|---|---|---|---|---|---|"
    for learnt in (20, 40, 80, None):
        yield _row(cross_validate(samples, learnt=learnt), learnt)


def _row(figures: Figures, learnt: int | None) -> str:
    from comments.rules.spam import HOLD_FROM, SPAM_FROM

    cells = (
        learnt or "four fifths of all",
        f"{figures.count(SPAM, HOLD_FROM)} of {figures.count(SPAM)}",
        figures.count(SPAM, SPAM_FROM),
        f"{figures.count(HAM, HOLD_FROM) - figures.count(HAM, SPAM_FROM)} of {figures.count(HAM)}",
        figures.count(HAM, SPAM_FROM),
        f"{figures.precision(HOLD_FROM):.1%}",
        f"{figures.recall(HOLD_FROM):.1%}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _details(samples: list[Sample]) -> Iterator[str]:
    from comments.rules.spam import HOLD_FROM

    figures = cross_validate(samples)
    for title, found in (
        ("Good ones caught", figures.mistaken(HOLD_FROM)),
        ("Spam missed", figures.missed(HOLD_FROM)),
    ):
        yield f"\n{title}:"
        for one in found:
            yield f"  {one.score:.4f}  {one.sample.name}: {one.sample.text[:90]!r} ({', '.join(one.tokens)})"


def cost(samples: list[Sample]) -> Iterator[str]:
    """Yield what it takes to find the tokens of a comment of so many characters, in ms of processor time."""
    from comments.spam.tokens import tokens_of

    said = " ".join(sample.text for sample in samples)
    for length in (300, 2_000, 10_000):
        texts = [said[start : start + length] for start in range(0, 10 * length, length)]
        names = {"texts": texts, "tokens_of": tokens_of}
        asked = "for text in texts: tokens_of(text=text)"
        rounds = repeat(asked, number=1, repeat=30, timer=process_time, globals=names)
        yield f"| {length:,} | {min(rounds) / len(texts) * 1000:.1f} |"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    samples = corpus()
    lines = cost(samples) if "--cost" in sys.argv else (*table(samples), *_details(samples))
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
