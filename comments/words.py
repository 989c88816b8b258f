"""The blog's blocked and held words: the verbs that change them, and what they find in a comment."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from ipaddress import ip_address
from math import prod

import regex
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from blog.models import User
from blog.slugs import nfc
from blog.statements import Statement
from comments.models import Action, Comment, ModerationLog, WordKind, WordRule
from comments.word_matching import Hit, Rule, compile_expression, compiled, key_by_line

# All of them are read for every comment.
MOST_RULES = 2_000
# "What would this have caught?" is looked up among so many comments, for so long, and so many are shown.
TRIED_ON = 1_000
TRIED_FOR = 2.0  # seconds
SHOWN = 20
AROUND = 60  # characters
# An expression with repeats of repeats becomes so large a program that making it stops the server.
MOST_REPEATS = 5_000

_RULES = Statement(
    lambda: WordRule.objects.order_by("pk").values_list("pattern", "kind", "action")[:MOST_RULES]
)
_READ = ("source", "html", "author_name", "author_email", "author_url", "status", "created_at", "post")
_REPEAT = re.compile(r"\{(?:\d*,)?(\d+)\}")
# What changes nothing in the middle of a word; anything else of our HTML ends it.
_INLINE = re.compile(r"</?(?:a|abbr|b|code|del|em|i|ins|mark|s|span|strong|sub|sup)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


@dataclass
class Added:
    """What became of a pasted list; ``refused`` has each line that was not taken, with a sentence."""

    added: int = 0
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Caught:
    """A comment with what was found in it."""

    comment: Comment
    matched: str

    @property
    def excerpt(self) -> str:
        """The words around what was found, wherever it stands."""
        source = self.comment.source
        text = " ".join((source if self.matched in source else looked_at(self.comment)).split())
        at = max(0, text.find(" ".join(self.matched.split())))
        start, end = max(0, at - AROUND), at + len(self.matched) + AROUND
        return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


@dataclass
class Trial:
    """Which of the newest comments a rule would have caught; ``caught`` has the first of them."""

    looked_at: int = 0
    number: int = 0
    caught: list[Caught] = field(default_factory=list)
    took_too_long: int = 0
    is_cut_short: bool = False


def hits_of(comment: Comment) -> tuple[Hit, ...]:
    """Return what the blog's words find in ``comment``, as typed and as shown; one query."""
    rules = tuple(Rule(*row) for row in _RULES.rows())
    return tuple(compiled(rules).look(looked_at(comment))) if rules else ()


def looked_at(comment: Comment) -> str:
    """All that somebody has written, a blank line between its parts, so that no phrase spans two of them."""
    parts = (
        comment.source,
        _as_shown(comment.html),
        comment.author_name,
        comment.author_email,
        comment.author_url,
    )
    return "\n\n".join(dict.fromkeys(filter(None, parts)))


def _as_shown(html: str) -> str:
    """What readers see of the words. ``blog.markup.plain_text`` is more exact, and fifty times as dear."""
    return unescape(_TAG.sub(" ", _INLINE.sub("", html))).strip()


# --- The verbs


@transaction.atomic
def save_rule(*, rule: WordRule, by: User | None) -> WordRule:
    """Add words to the list, or change what is there. Raises ValidationError with a sentence."""
    rule.pattern = checked(rule.pattern, rule.kind)
    before = WordRule.objects.filter(pk=rule.pk).first() if rule.pk else None
    if before is not None and _facts(before) == _facts(rule):
        return rule
    rule.full_clean(exclude=["by"])
    if before is None:
        _refuse_too_many(1)
        rule.by = by
    rule.save()
    if before is None or _facts(before)[:3] != _facts(rule)[:3]:
        _record("change-word" if before else "add-word", rule, by)
    return rule


@transaction.atomic
def remove_rule(*, rule: WordRule, by: User | None) -> None:
    deleted, _rows = WordRule.objects.filter(pk=rule.pk).delete()
    if deleted:
        _record("remove-word", rule, by)


@transaction.atomic
def add_lines(*, text: str, kind: str, action: str, by: User | None) -> Added:
    """Add the words of a list, one on each line. What is there already stays as it is."""
    result, new = Added(), dict[str, WordRule]()
    known = {_key(pattern, kind) for pattern in _patterns(kind)}
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            pattern = _checked_line(line, kind)
        except ValidationError as refusal:
            result.refused.append((line, " ".join(refusal.messages)))
            continue
        key = _key(pattern, kind)
        if key in known or key in new:
            result.known += 1
        else:
            new[key] = WordRule(pattern=pattern, kind=kind, action=action, by=by)
    _refuse_too_many(len(new))
    WordRule.objects.bulk_create(new.values(), ignore_conflicts=True)
    ModerationLog.objects.bulk_create(_entry("add-word", rule, by) for rule in new.values())
    result.added = len(new)
    return result


def _patterns(kind: str) -> Iterable[str]:
    return WordRule.objects.filter(kind=kind).values_list("pattern", flat=True)


def _key(pattern: str, kind: str) -> str:
    """What is the same to :func:`hits_of`; letters of an expression may mean something else as capitals."""
    return pattern if kind == WordKind.REGEX else key_by_line(pattern)


def _facts(rule: WordRule) -> tuple[str, ...]:
    return rule.pattern, rule.kind, rule.action, rule.note


def _refuse_too_many(more: int) -> None:
    if WordRule.objects.count() + more > MOST_RULES:
        raise ValidationError(
            _(
                "There would be more than %(most)s words, and all of them are looked for in every comment. "
                "Please remove some first; the spam filter learns the others by itself."
            ),
            params={"most": MOST_RULES},
        )


def _record(verb: str, rule: WordRule, by: User | None) -> None:
    _entry(verb, rule, by).save()


def _entry(verb: str, rule: WordRule, by: User | None) -> ModerationLog:
    reason = f"{rule.get_kind_display()}: {rule.get_action_display()}"
    return ModerationLog(subject=rule.pattern, by=by, verb=verb, reason=reason)


# --- What may stand in the list


def checked(pattern: str, kind: str) -> str:
    """Return ``pattern`` as it is kept. Raises ValidationError with a sentence."""
    if kind == WordKind.REGEX:
        return _checked_expression(nfc(pattern.strip()))
    pattern = nfc(" ".join(pattern.split()))
    letters = [char for char in key_by_line(pattern) if char.isalnum()]
    if len(pattern) == 1 and not letters and pattern.isascii():
        raise ValidationError(
            _("“%(pattern)s” stands in nearly every comment. Please write a word."),
            params={"pattern": pattern},
        )
    if kind == WordKind.PREFIX and len(letters) == 1 and letters[0].isascii():
        raise ValidationError(
            _("Too many words begin with “%(pattern)s”. Please write more of it."),
            params={"pattern": pattern},
        )
    return pattern


def _checked_line(line: str, kind: str) -> str:
    """Lists of other systems hold IP addresses as well; those are no words."""
    longest = WordRule._meta.get_field("pattern").max_length
    if len(line) > (longest or 0):
        raise ValidationError(_("This is too long for one line of the list."))
    try:
        ip_address(line)
    except ValueError:
        return checked(line, kind)
    raise ValidationError(_("This is an IP address. Ban it instead: words are not compared with addresses."))


def _checked_expression(pattern: str) -> str:
    if prod(max(1, int(count[:6])) for count in _REPEAT.findall(pattern)) > MOST_REPEATS:
        raise ValidationError(_("This expression repeats too often. Please write smaller numbers in {…}."))
    try:
        expression = compile_expression(pattern)
        is_everywhere = bool(pattern) and expression.search("", timeout=1) is not None
    except regex.error as error:
        raise ValidationError(
            _("This is no regular expression: %(reason)s."), params={"reason": str(error)}
        ) from None
    except (TimeoutError, RecursionError, OverflowError, MemoryError):
        raise ValidationError(_("This expression takes too long. Please write a simpler one.")) from None
    if is_everywhere:
        raise ValidationError(_("This expression fits every comment, since it also fits an empty one."))
    return pattern


# --- What would this have caught?


def try_on(comments: Iterable[Comment], rule: Rule, seconds: float = TRIED_FOR) -> Trial:
    """Look for one rule in ``comments``, for so long at most."""
    words, trial = compiled((rule,)), Trial()
    end = time.monotonic() + seconds
    for comment in comments:
        if time.monotonic() > end:
            trial.is_cut_short = True
            break
        trial.looked_at += 1
        _note(trial, comment, words.look(looked_at(comment)))
    return trial


def _note(trial: Trial, comment: Comment, hits: list[Hit]) -> None:
    for hit in hits:
        trial.number += bool(hit.matched)
        trial.took_too_long += not hit.matched
        if hit.matched and len(trial.caught) < SHOWN:
            trial.caught.append(Caught(comment, hit.matched))


def would_have_caught(*, pattern: str, kind: str) -> Trial:
    """Which of the newest comments, whatever became of them, these words would have caught."""
    newest = Comment.objects.only(*_READ).order_by("-created_at", "-pk")[:TRIED_ON]
    return try_on(newest.iterator(chunk_size=100), Rule(pattern, kind, Action.HOLD))
