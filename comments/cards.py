"""Comments as HTML. A card is the same for everyone, so each is rendered once and kept.

What a card is kept under is all that it shows, so it never has to be thrown away for being wrong, only
for room. A thread is cards in a flat loop with the tags of nested lists between them: any depth costs
the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .discussion import Discussion, author_ids, row_of
from .models import Comment
from .places import Place, anchor
from .threads import Item, Row

# Of each worker process. A card takes about 3 kB, twice the comment and its tags.
CARDS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Card:
    """All that a rendered comment depends on."""

    row: Row
    parent_is_here: bool
    is_by_post_author: bool
    can_be_answered: bool
    language: str | None
    time_zone: str

    @property
    def body_html(self) -> SafeString:
        return mark_safe(self.row.html)  # noqa: S308 (cleaned by blog.markup when it was written)

    @property
    def parent_anchor(self) -> str:
        """The parent's place on this page, or nothing where it stands elsewhere."""
        return anchor(self.row.parent_id) if self.parent_is_here and self.row.parent_id else ""


@lru_cache(maxsize=CARDS_KEPT)
def render_card(card: Card) -> str:
    name = "comments/_comment.html" if card.row.is_visible else "comments/_tombstone.html"
    return get_template(name).render({"card": card, "comment": card.row})


def render_discussion(discussion: Discussion, *, can_be_answered: bool) -> SafeString:
    """Return the comments of one page as nested lists; nothing where it has none."""
    if not discussion.items:
        return SafeString("")
    language, time_zone = get_language(), get_current_timezone_name()
    cards = (
        render_card(
            Card(
                item.row,
                item.parent_is_here,
                item.row.user_id in discussion.author_ids,
                can_be_answered,
                language,
                time_zone,
            )
        )
        for item in discussion.items
    )
    return _nest(discussion.items, cards, discussion.continued)


def render_alone(comment: Comment) -> SafeString:
    """Return a public comment on a page of its own, without the link to answer it."""
    row = row_of(comment)
    by_author = row.user_id in author_ids(comment.post)
    card = Card(row, False, by_author, False, get_language(), get_current_timezone_name())
    return mark_safe(render_card(card))  # noqa: S308 (rendered by a template)


def _nest(items: Iterable[Item], cards: Iterable[str], continued: Mapping[int, Place]) -> SafeString:
    """Put lists round the cards. A list item stays open until the next card, whose list may lie in it."""
    parts: list[str] = []
    level = 0
    link = ""  # to the rest of the thread we are in
    for item, card in zip(items, cards, strict=True):
        if item.level == 0:
            parts.append(_end_of_thread(level, link) if parts else '<ol class="thread">')
            link = _link_on(continued.get(item.row.pk))
        elif item.opens:
            parts.append('<ol class="replies">')
        else:
            parts.append("</li>" + "</ol></li>" * item.closes)
        parts += ("<li>", card)
        level = item.level
    parts += (_end_of_thread(level, link), "</ol>")
    return mark_safe("".join(parts))  # noqa: S308 (cards are rendered by templates, the rest stands here)


def _end_of_thread(level: int, link: str) -> str:
    return "</li></ol>" * level + link + "</li>"


def _link_on(place: Place | None) -> str:
    if place is None:
        return ""
    return format_html(
        '<p class="thread-goes-on"><a href="{}">{}</a></p>', place.address, _("Continue this thread")
    )
