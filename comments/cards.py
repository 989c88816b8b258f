"""Comments as HTML. A card is the same for everyone, so each is rendered once and kept.

What a card is kept under is all that it shows, so it never has to be thrown away for being wrong, only
for room. A thread is cards in a flat loop with the tags of nested lists between them: any depth costs
the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from . import answers, mentions
from .answers import Answer
from .discussion import Discussion, author_ids, row_of
from .models import Comment, CommentStatus, shown_name
from .places import Place, anchor
from .threads import Item, Row

# Of each worker process. A card takes about 3 kB, twice the comment and its tags. More than the fullest page
# holds (25 threads of 200 replies): a smaller cache would forget the first card before it shows the last.
CARDS_KEPT = 6_000


@dataclass(frozen=True, slots=True)
class Card:
    """All that a rendered comment depends on."""

    row: Row
    parent_is_here: bool
    is_by_post_author: bool
    can_be_answered: bool
    language: str | None
    time_zone: str
    answers: tuple[Answer, ...] = ()
    # Those of the comments it mentions that stand on the same page.
    mentions_here: tuple[int, ...] = ()


@lru_cache(maxsize=CARDS_KEPT)
def render_card(card: Card) -> str:
    name = "comments/_comment.html" if card.row.is_visible else "comments/_tombstone.html"
    return get_template(name).render(_shown(card))


def _shown(card: Card) -> dict[str, Any]:
    """Put what a card shows into words here: finished text costs a template a quarter of what tags do."""
    row = card.row
    if not row.is_visible:
        return {
            "pk": str(row.pk),
            "number": str(row.number),
            "address": reverse("comments:permalink", args=[row.pk]),
            "words": tombstone_words(row.status, is_withdrawn=row.withdrawn_at is not None),
        }
    written = timezone.localtime(row.created_at)
    return {
        "pk": str(row.pk),
        "number": str(row.number),
        "address": reverse("comments:permalink", args=[row.pk]),
        "name": shown_name(row.name),
        "url": row.url,
        "is_by_post_author": card.is_by_post_author,
        "is_by_staff": row.user_id is not None,
        "iso_time": written.isoformat(timespec="seconds"),
        "time": date_format(written, "SHORT_DATETIME_FORMAT"),
        "is_edited": row.edited_at is not None,
        "parent_address": _parent_address(card),
        "parent_words": words_of_parent(row.parent_number, row.parent_name, is_visible=row.answers_visible),
        "body_html": _body(card),
        "answers_html": _answers_html(card.answers),
        "is_closed_here": row.closed_at is not None,
        "can_be_answered": card.can_be_answered,
    }


def tombstone_words(status: str, *, is_withdrawn: bool) -> str:
    """Say what became of a comment that was public once."""
    if status == CommentStatus.PENDING:
        return _("A comment stood here. It waits for a moderator before it is shown again.")
    if is_withdrawn:
        return _("A comment stood here. It was removed by its author.")
    return _("A comment stood here. It was removed by a moderator.")


def _body(card: Card) -> SafeString:
    html = mentions.led_within(card.row.html, card.mentions_here)
    return mark_safe(html)  # noqa: S308 (cleaned by blog.markup when it was written)


def _answers_html(found: tuple[Answer, ...]) -> SafeString:
    """Say which comments answer this one, in so far as that isn't seen."""
    if not found:
        return SafeString("")
    links = format_html_join(", ", '<a href="{}">#{}</a>', map(_led_to, found[: answers.MOST]))
    more = " …" if len(found) > answers.MOST else ""
    return format_html(_("answered by {numbers}"), numbers=links + SafeString(more))


def _led_to(answer: Answer) -> tuple[str, int]:
    if answer.is_here:
        return anchor(answer.pk), answer.number
    return reverse("comments:permalink", args=[answer.pk]), answer.number


def _parent_address(card: Card) -> str:
    if card.row.parent_id is None or card.row.parent_number is None:
        return ""
    if card.parent_is_here:
        return anchor(card.row.parent_id)
    return reverse("comments:permalink", args=[card.row.parent_id])


def words_of_parent(number: int | None, name: str | None, *, is_visible: bool) -> str:
    """Say what a comment answers; nothing where that has never been public, no name where it isn't now."""
    if number is None:
        return ""
    told = {"number": number, "name": name}
    if not is_visible:
        return _("in reply to #%(number)s, which was removed") % told
    return (_("in reply to #%(number)s %(name)s") if name else _("in reply to #%(number)s")) % told


def render_discussion(
    discussion: Discussion, *, can_be_answered: bool, beside: Mapping[int | None, str] | None = None
) -> SafeString:
    """Return the comments of one page as nested lists; nothing where it has none.

    ``beside`` is HTML that isn't the same for everyone: by the pk of the card behind which it stands, before
    the replies; that of None stands at the end.
    """
    if not discussion.items and not beside:
        return SafeString("")
    return _nest(discussion.items, _cards(discussion, can_be_answered), discussion.continued, beside or {})


def _cards(discussion: Discussion, can_be_answered: bool) -> Iterator[str]:
    language, time_zone = get_language(), timezone.get_current_timezone_name()
    here = {item.row.pk for item in discussion.items}
    for item in discussion.items:
        row = item.row
        yield render_card(
            Card(
                row,
                item.parent_is_here,
                row.user_id in discussion.author_ids,
                can_be_answered and not item.is_closed,
                language,
                time_zone,
                discussion.answers.get(row.pk, ()),
                tuple(pk for pk in mentions.targets(row.html) if pk in here),
            )
        )


def render_alone(comment: Comment) -> SafeString:
    """Return a public comment on a page of its own, without the link to answer it."""
    row = row_of(comment)
    by_author = row.user_id in author_ids(comment.post)
    card = Card(row, False, by_author, False, get_language(), timezone.get_current_timezone_name())
    return mark_safe(render_card(card))  # noqa: S308 (rendered by a template)


def _nest(
    items: Sequence[Item],
    cards: Iterable[str],
    continued: Mapping[int, Place],
    beside: Mapping[int | None, str],
) -> SafeString:
    """Put lists round the cards. A list item stays open until the next card, whose list may lie in it."""
    parts: list[str] = []
    ends: list[str] = []  # of the lists that are open
    link = ""  # to the rest of the thread we are in
    for item, below, card in zip(items, _replies_below(items), cards, strict=True):
        if item.level == 0:
            parts.append(_end_of_thread(ends, link) if parts else '<ol class="thread">')
            link = _link_on(continued.get(item.row.pk))
        elif not item.opens:
            parts += ["</li>", *(ends.pop() + "</li>" for _ in range(item.closes))]
        parts += ("<li>", card, beside.get(item.row.pk, ""))
        if below:
            parts.append(_beginning_of_replies(below))
            ends.append("</ol></details>" if below > 1 else "</ol>")
    parts.append(_end_of_thread(ends, link) if parts else '<ol class="thread">')
    if None in beside:
        parts += ("<li>", beside[None], "</li>")
    parts.append("</ol>")
    return mark_safe("".join(parts))  # noqa: S308 (cards are rendered by templates, the rest stands here)


def _replies_below(items: Sequence[Item]) -> list[int]:
    """Count, for each item, how many stand in the list that begins behind it; 0 where none begins."""
    counts = [0] * len(items)
    above: list[int] = []  # the items in whose lists we are
    for place, item in enumerate(items):
        del above[item.level :]
        for holder in above:
            counts[holder] += 1
        above.append(place)
    return counts


def _beginning_of_replies(count: int) -> str:
    """A list of more than one can be folded, without a script."""
    if count == 1:
        return '<ol class="replies">'
    words = ngettext("%(count)d reply", "%(count)d replies", count) % {"count": count}
    return f'<details class="fold" open><summary><span>{words}</span></summary><ol class="replies">'


def _end_of_thread(ends: list[str], link: str) -> str:
    closing = "".join("</li>" + end for end in reversed(ends))
    ends.clear()
    return closing + link + "</li>"


def _link_on(place: Place | None) -> str:
    if place is None:
        return ""
    return format_html(
        '<p class="thread-goes-on"><a href="{}">{}</a></p>', place.address, _("Continue this thread")
    )
