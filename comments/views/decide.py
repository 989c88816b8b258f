"""Behind the links in mails to moderators: a page that shows the comment, and a button that decides."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog.context import site_of
from blog.site import as_site
from blog.views.reading import keep_private
from comments import decision_links
from comments.decision_links import Link, LinkError, Result
from comments.known_posts import title_of_post, with_posts_known_to
from comments.models import Comment, CommentStatus
from comments.notices import reasons_of


class Words(NamedTuple):
    """How a wish is put: on the page before, on its button, and afterwards."""

    question: str | Promise
    button: str | Promise
    done: str | Promise


WORDS = {
    "approve": Words(_l("Approve this comment?"), _l("Approve it"), _l("The comment is approved")),
    "spam": Words(_l("Is this comment spam?"), _l("It is spam"), _l("The comment is among the spam")),
    "trash": Words(
        _l("Put this comment into the trash?"), _l("Into the trash"), _l("The comment is in the trash")
    ),
}


# The link is the right to decide, and nobody else's page knows it: a token of the session would add nothing,
# and ask for a session.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be decided; a POST decides it. GET and HEAD change nothing, however often."""
    with as_site(site_of(request)):
        try:
            link = decision_links.read(token)
            response = _decide(request, link) if request.method == "POST" else _ask(request, link)
        except LinkError as error:
            response = _unusable(request, error)
        except Comment.DoesNotExist:
            response = _gone(request)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is a key
    return keep_private(response)


def _ask(request: HttpRequest, link: Link, *, notice: str = "", status: int = 200) -> HttpResponse:
    """Show the comment as it is now, with the button; or what was decided about it meanwhile."""
    waiting = with_posts_known_to(link.user, Comment.objects.filter(pk=link.comment_id))
    comment = waiting.prefetch_related("rule_signals").get()
    if comment.status != CommentStatus.PENDING:
        return _decided(request, comment)
    if comment.version != link.version and not notice:
        notice = _("This comment has changed since the mail was sent. It is shown as it is now.")
    context = {
        "notice": notice,
        "comment": comment,
        "comment_html": mark_safe(comment.html),  # noqa: S308 (cleaned by blog.markup)
        "post_title": title_of_post(comment),
        "reasons": reasons_of(comment),
        "button": WORDS[link.wish].button,
        "moderator": link.user.public_name,
    }
    return _page(request, WORDS[link.wish].question, desk=_desk(comment.pk), status=status, **context)


def _decide(request: HttpRequest, link: Link) -> HttpResponse:
    result, comment = decision_links.decide(link, version=_version_seen(request, link))
    if result is Result.CHANGED:
        changed = _("This comment has just been changed, and nothing was decided. Read it again, please.")
        return _ask(request, link, notice=changed, status=409)
    if result is Result.OTHERWISE:
        return _decided(request, comment, status=409)
    undo = _("If that was a mistake, undo it at the desk.")
    return _page(request, WORDS[link.wish].done, desk=_desk(comment.pk), says=[undo])


def _version_seen(request: HttpRequest, link: Link) -> int:
    """The version that the page with the button showed; without one, that of the mail."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else link.version


def _decided(request: HttpRequest, comment: Comment, *, status: int = 200) -> HttpResponse:
    """Say what had been decided, by whom and when."""
    says = [_by_whom(comment), _("Your link has changed nothing.")]
    heading = _("This has been decided already")
    return _page(request, heading, desk=_desk(comment.pk), says=says, status=status)


def _by_whom(comment: Comment) -> str:
    last = decision_links.last_decision(comment)
    words = {"status": comment.get_status_display()}
    if last is None:
        return _("The comment is %(status)s now.") % words
    words["time"] = date_format(timezone.localtime(last.at), "DATETIME_FORMAT")
    if last.by is None:
        return _("The comment has been %(status)s since %(time)s.") % words
    words["name"] = last.by.public_name
    return _("The comment has been %(status)s since %(time)s, as %(name)s decided.") % words


def _gone(request: HttpRequest) -> HttpResponse:
    says = [_("It has been deleted for good, so there is nothing left to decide.")]
    return _page(request, _("This comment is gone"), desk=_queue(), says=says, status=410)


def _unusable(request: HttpRequest, error: LinkError) -> HttpResponse:
    desk = _desk(error.comment_id) if error.comment_id else _queue()
    if isinstance(error, decision_links.ExpiredLinkError):
        old = _(
            "Links in mails are good for seven days. At the desk you can decide about the comment as before."
        )
        return _page(request, _("This link is too old"), desk=desk, says=[old], status=410)
    if isinstance(error, decision_links.RevokedLinkError):
        revoked = _(
            "The account it was made for doesn’t decide about comments any more, or has got another address "
            "since. Sign in at the desk to see what you can do there."
        )
        return _page(request, _("This link is no longer good"), desk=desk, says=[revoked], status=403)
    broken = _("Some mail programs break long links. Copy it as a whole, or decide at the desk.")
    return _page(request, _("This link isn’t complete"), desk=desk, says=[broken], status=404)


def _page(
    request: HttpRequest, heading: str | Promise, *, desk: str, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"heading": heading, "desk": desk} | context
    return render(request, "comments/decide.html", shown, status=status)


def _queue() -> str:
    return reverse("admin:comments_comment_changelist")


def _desk(pk: int) -> str:
    return reverse("admin:comments_comment_change", args=[pk])
