"""Comments as HTML. A card is the same for everyone, so each is rendered once and kept.

What a card is kept under is all that it shows, so it never has to be thrown away for being wrong, only
for room. A thread is cards in a flat loop with the tags of nested lists between them: any depth costs
the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from sys import getsizeof
from typing import NamedTuple

from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from blog.dates import in_words
from blog.keeping import Kept

from . import answers, mentions
from .answers import Answer
from .discussion import Discussion, author_ids, row_of
from .models import Comment, CommentStatus, shown_name
from .places import Place, anchor, permalink
from .threads import Item, Row

# Bytes, of each worker process. More than the cards of the fullest page take (25 threads of 200 replies, 3 kB
# each): with less room the first would be forgotten before the last is shown.
ROOM_FOR_CARDS = 16 * 2**20
# What a card takes beside its HTML and that of its comment: the row, its numbers, names and times.
_BESIDE = 1_000


class Card(NamedTuple):
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


def _size_of(card: Card, html: str) -> int:
    return getsizeof(html) + getsizeof(card.row.html) + _BESIDE


def _render(card: Card) -> str:
    """A format and no template: a page has two hundred, and a template takes four times as long."""
    return _rendered(card) if card.row.is_visible else _tombstone(card.row)


def _tombstone(row: Row) -> str:
    words = tombstone_words(row.status, is_withdrawn=row.withdrawn_at is not None)
    told = {"pk": str(row.pk), "number": str(row.number), "address": permalink(row.pk), "words": words}
    return get_template("comments/_tombstone.html").render(told)


# Without blanks at the beginnings of lines: they would be a tenth of a page.
_CARD = """
<article class="comment u-comment h-cite" id="comment-{pk}" aria-labelledby="by-{pk}">
<header class="comment__by">
<h3 class="comment__who" id="by-{pk}"><bdi class="p-author h-card">{name}</bdi></h3>
{badge}<time class="dt-published" datetime="{iso_time}">{time}</time>
{edited}{parent}{number}
</header>
<div class="comment__body e-content" dir="auto">{body}</div>
{answers}{closed}{acts}
</article>
"""
_NAME_WITH_LINK = '<a class="u-url" href="{}" rel="nofollow ugc noopener">{}</a>'
_PARENT = '<a class="comment__parent u-in-reply-to" href="{}">{}</a> '
_NUMBER = (
    '<span class="comment__no"><a class="u-url" href="{}" aria-label="#{number}, {}">#{number}</a></span>'
)
_ACTS = (
    '<p class="acts"><a href="{address}reply/" data-reply="{pk}" aria-describedby="by-{pk}">{reply}</a>'
    ' <a href="{address}quote/" rel="nofollow" data-quote aria-describedby="by-{pk}">{quote}</a></p>'
)


class _Words(NamedTuple):
    """What is said on cards, in one language; each looked up once and not for every card."""

    wrote_this_post: str
    staff: str
    edited: str
    permanent_link: str
    closed: str
    reply: str
    quote: str
    in_reply_to: str
    in_reply_to_name: str
    in_reply_to_removed: str

    def of_parent(self, number: int | None, name: str | None, *, is_visible: bool) -> str:
        """Say what is answered; nothing where that has never been public, no name where it isn't now."""
        if number is None:
            return ""
        if not is_visible:
            return self.in_reply_to_removed % {"number": number}
        return (self.in_reply_to_name if name else self.in_reply_to) % {"number": number, "name": name}


@lru_cache(maxsize=100)
def _words(_language: str | None) -> _Words:
    """In the current language, which is ``_language``."""
    return _Words(
        wrote_this_post=_("wrote this post"),
        staff=_("staff"),
        edited=_("edited"),
        permanent_link=_("permanent link"),
        closed=_("Closed to replies"),
        reply=_("Reply"),
        quote=_("Quote"),
        in_reply_to=_("in reply to #%(number)s"),
        in_reply_to_name=_("in reply to #%(number)s %(name)s"),
        in_reply_to_removed=_("in reply to #%(number)s, which was removed"),
    )


def _rendered(card: Card) -> str:
    """Fill the format of a visible comment; whatever somebody wrote is escaped here."""
    row, address, words = card.row, permalink(card.row.pk), _words(card.language)
    written, name = timezone.localtime(row.created_at), escape(shown_name(row.name))
    parent_words = words.of_parent(row.parent_number, row.parent_name, is_visible=row.answers_visible)
    parent_address, answers_html = _parent_address(card), _answers_html(card.answers)
    return _CARD.format(
        pk=row.pk,
        name=_NAME_WITH_LINK.format(escape(row.url), name) if row.url else name,
        badge=_badge(card, words),
        iso_time=written.isoformat(timespec="seconds"),
        time=escape(in_words(written, "SHORT_DATETIME_FORMAT")),
        edited=f"<span>{words.edited}</span> " if row.edited_at is not None else "",
        parent=_PARENT.format(parent_address, escape(parent_words)) if parent_address else "",
        number=_NUMBER.format(address, words.permanent_link, number=row.number),
        body=_body(card),
        answers=f'<p class="comment__answers">{answers_html}</p>' if answers_html else "",
        closed=f'<p class="comment__closed">{words.closed}</p>' if row.closed_at else "",
        acts=_acts(row.pk, address, words) if card.can_be_answered else "",
    )


def _badge(card: Card, words: _Words) -> str:
    if card.is_by_post_author:
        return f'<span class="badge badge--author">{words.wrote_this_post}</span> '
    return f'<span class="badge">{words.staff}</span> ' if card.row.user_id is not None else ""


def _acts(pk: int, address: str, words: _Words) -> str:
    return _ACTS.format(pk=pk, address=address, reply=words.reply, quote=words.quote)


render_card = Kept(_render, room=ROOM_FOR_CARDS, size_of=_size_of)


def tombstone_words(status: str, *, is_withdrawn: bool) -> str:
    """Say what became of a comment that was public once."""
    if status == CommentStatus.PENDING:
        return _("A comment stood here. It waits for a moderator before it is shown again.")
    if is_withdrawn:
        return _("A comment stood here. It was removed by its author.")
    return _("A comment stood here. It was removed by a moderator.")


def _body(card: Card) -> str:
    """What was cleaned by blog.markup when it was written."""
    return mentions.led_within(card.row.html, card.mentions_here)


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
    return permalink(answer.pk), answer.number


def _parent_address(card: Card) -> str:
    if card.row.parent_id is None or card.row.parent_number is None:
        return ""
    led_to = anchor if card.parent_is_here else permalink
    return led_to(card.row.parent_id)


def words_of_parent(number: int | None, name: str | None, *, is_visible: bool) -> str:
    """Say what a comment answers, as its card does."""
    return _words(get_language()).of_parent(number, name, is_visible=is_visible)


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
    authors, answered = discussion.author_ids, discussion.answers
    here = {item.row.pk for item in discussion.items}
    for item in discussion.items:
        row = item.row
        by_author, is_open = row.user_id in authors, can_be_answered and not item.is_closed
        mentioned = tuple(pk for pk in mentions.targets(row.html) if pk in here)
        found = answered.get(row.pk, ())
        yield render_card(
            Card(row, item.parent_is_here, by_author, is_open, language, time_zone, found, mentioned)
        )


def render_alone(comment: Comment) -> SafeString:
    """Return a public comment on a page of its own, without the link to answer it."""
    row = row_of(comment)
    by_author = row.user_id in author_ids(comment.post)
    card = Card(row, False, by_author, False, get_language(), timezone.get_current_timezone_name())
    return mark_safe(render_card(card))  # noqa: S308 (escaped when it was rendered)


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
    language = get_language()
    for item, below, card in zip(items, _replies_below(items), cards, strict=True):
        if item.level == 0:
            parts.append(_end_of_thread(ends, link) if parts else '<ol class="thread">')
            link = _link_on(continued.get(item.row.pk))
        elif not item.opens:
            parts += ["</li>", *(ends.pop() + "</li>" for _ in range(item.closes))]
        parts += ("<li>", card, beside.get(item.row.pk, ""))
        if below:
            parts.append(_beginning_of_replies(below, language))
            ends.append("</ol></details>" if below > 1 else "</ol>")
    parts.append(_end_of_thread(ends, link) if parts else '<ol class="thread">')
    if None in beside:
        parts += ("<li>", beside[None], "</li>")
    parts.append("</ol>")
    return mark_safe("".join(parts))  # noqa: S308 (cards are escaped when they are rendered, the rest stands here)


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


@lru_cache(maxsize=1_000)
def _beginning_of_replies(count: int, language: str | None) -> str:
    """A list of more than one can be folded, without a script; in the current ``language``."""
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
