"""How a comment reads in the queue: what was said, why it waits, who said it and what to do about it."""

import re
from collections.abc import Iterable

from django.db.models import IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.admin.decisions import offered_in_queue
from comments.admin.wording import title_of_post
from comments.models import Action, Comment, CommentStatus, RuleSignal

# Characters. Nearly every comment is shorter; the rest is read where it is decided.
LONGEST = 1_200
# How many earlier comments of a person are counted; "50+" says all that a moderator wants to know.
MOST_COUNTED = 50

# Where the sentence that the comment's author reads would be long and beside the point.
REASONS: dict[str, Promise] = {
    "copied": gettext_lazy("said before"),
    "first": gettext_lazy("first comment"),
    "hold_all": gettext_lazy("every comment is held"),
    "honeypot": gettext_lazy("filled in the trap"),
    "links": gettext_lazy("many links"),
}
# What these rules saw is not in the text: a name, another comment, a hidden field.
ELSEWHERE = {"copied", "first", "honeypot"}


class _BoundedCount(Subquery):
    """How many rows a sliced query finds; no more are read than its limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS bounded)"
    output_field = IntegerField()


def with_all_shown(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Read what a row shows, and nothing else of it; two queries, however many rows."""
    decisive = RuleSignal.objects.exclude(action=Action.PASS).order_by("pk")
    shown = ("post", "source", "author_name", "author_email", "status", "number", "created_at")
    return (
        comments.select_related("parent")
        .only(*shown, "parent__number")
        .annotate(
            approved_before=_earlier(CommentStatus.APPROVED),
            refused_before=_earlier(CommentStatus.SPAM, CommentStatus.TRASH),
        )
        .prefetch_related(Prefetch("rule_signals", decisive))
    )


def _earlier(*statuses: CommentStatus) -> _BoundedCount:
    """Those of the same e-mail address, as the rules know a person."""
    same = Comment.objects.alias(key=Lower("author_email")).filter(
        key=Lower(OuterRef("author_email")), status__in=statuses
    )
    return _BoundedCount(same.values("pk")[: MOST_COUNTED + 1])


def said(comment: Comment) -> str:
    """The text with what the rules saw in it, and why it waits."""
    signals = list(comment.rule_signals.all())
    text = Truncator(comment.source.strip()).chars(LONGEST)
    context = {
        "comment": comment,
        "title": Truncator(title_of_post(comment)).chars(80),
        "text": marked(text, _words_of(signals)),
        "is_cut": len(text) < len(comment.source.strip()),
        "reasons": [_reason(signal) for signal in signals],
    }
    return render_to_string("admin/comments/_said.html", context)


def marked(text: str, words: Iterable[str]) -> SafeString:
    """Mark each of ``words`` in ``text``, longer ones first."""
    wanted = sorted(filter(None, words), key=len, reverse=True)
    if not wanted:
        return format_html("{}", text)
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", text, flags=re.IGNORECASE)
    # Every second part is one of the words.
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    return format_html_join("", "{}{}", ((before, _mark(found)) for before, found in pairs))


def _mark(found: str) -> str:
    return format_html("<mark>{}</mark>", found) if found else ""


def _words_of(signals: Iterable[RuleSignal]) -> list[str]:
    words: list[str] = []
    for signal in signals:
        if signal.rule == "links":
            words += signal.matched.split()
        elif signal.rule not in ELSEWHERE:
            words.append(signal.matched)
    return words


def _reason(signal: RuleSignal) -> str:
    return str(REASONS.get(signal.rule, signal.reason))


def person(comment: Comment) -> str:
    """What is known of who wrote it, in as many lines."""
    if not comment.author_email:
        return _("no e-mail address")
    approved, refused = comment.approved_before, comment.refused_before  # type: ignore[attr-defined]
    lines = [_("none approved")]
    if approved:
        lines = [ngettext("%s approved", "%s approved", approved) % _bounded(approved)]
    if refused:
        lines.append(ngettext("%s removed", "%s removed", refused) % _bounded(refused))
    return format_html_join("", "<span>{}</span>", ((line,) for line in lines))


def _bounded(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def verbs(comment: Comment) -> str:
    """Buttons that need no script; the first is filled where somebody waits for an answer."""
    decisions = offered_in_queue(comment, comment.rule_signals.all())
    return render_to_string("admin/comments/_verbs.html", {"comment": comment, "decisions": decisions})
