"""What the author of a held comment is shown: that it arrived, why it waits, what happens next.

Whose browser keeps cookies is led on to the comment in its place; the others read the same here.
"""

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from blog.views.access import may_read
from blog.views.reading import ReaderRequest, keep_private, reader_page
from comments import ownership
from comments.in_place import WAITING_STATUSES, address_of, reasons_of
from comments.models import Comment, CommentStatus, DiscussionSettings
from comments.places import home_way

RECEIPT_AGE = 30 * 24 * 3600  # seconds; by then it has been decided
_SALT = "comments.receipt"


def receipt_address(comment: Comment) -> str:
    """Return the address at which the author, and whoever is given it, sees a held comment for 30 days."""
    return reverse("comments:receipt", args=[signing.dumps(comment.pk, salt=_SALT)])


@reader_page
def receipt(request: ReaderRequest, token: str) -> HttpResponse:
    comment = _comment_of(token)
    if not may_read(request, comment.post):
        raise Http404
    if comment.is_visible:
        return keep_private(HttpResponseRedirect(comment.get_absolute_url()))
    is_own = ownership.is_owner(ownership.read(request), request.viewer, comment)
    if is_own and comment.status in WAITING_STATUSES:
        return keep_private(led_to_its_place(request, comment))
    context = {
        "is_own": is_own,
        "comment": comment,
        "comment_html": mark_safe(comment.html),  # noqa: S308 (cleaned by blog.markup)
        "back": comment.post.get_absolute_url(),
        **_told(comment),
    }
    return keep_private(render(request, "comments/receipt.html", context))


def led_to_its_place(request: ReaderRequest, comment: Comment) -> HttpResponse:
    """Lead the author of a comment that waits to where it does."""
    settings = DiscussionSettings.current()
    response = HttpResponseRedirect(address_of(comment, home_way(request, settings), settings))
    response.status_code = 303
    return response


def _comment_of(token: str) -> Comment:
    try:
        pk = signing.loads(token, salt=_SALT, max_age=RECEIPT_AGE)
    except signing.BadSignature as refused:
        raise Http404 from refused
    comment = (
        Comment.objects.select_related("post", "root", "parent__post", "parent__root").filter(pk=pk).first()
    )
    if comment is None or not comment.source:  # or deleted for good, and only its place is kept
        raise Http404
    return comment


def _told(comment: Comment) -> dict[str, object]:
    """What a rule takes for spam is said to wait like any other; a moderator may think otherwise."""
    if comment.withdrawn_at is not None:
        return {"heading": _("You have deleted this comment"), "what_next": _("Nobody else sees it.")}
    if comment.status == CommentStatus.TRASH:
        return {
            "heading": _("Your comment was removed")
            if comment.number
            else _("Your comment was not published"),
            "what_next": _("A moderator has read it and decided against it. The text is still here for you."),
        }
    return {
        "heading": _("Your comment has arrived and waits for a moderator"),
        "reasons": reasons_of(comment, comment.rule_signals.all()),
        "what_next": _(
            "Nobody else sees it yet. Once it is approved, it appears below the post, "
            "and this address leads there."
        ),
    }
