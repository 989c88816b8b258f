"""Writing a comment: the page of a reply, and the one address to which every comment form is sent."""

import re
from io import BytesIO

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog.context import site_of
from blog.models import Post
from blog.pagecache import depends_on
from blog.views.reading import ReaderRequest, as_site, keep_private, reader_page
from comments import origin, ownership
from comments.models import Comment
from comments.origin import Origin
from comments.places import anchor, home_way, place_of
from comments.quoting import quotation
from comments.submission import Outcome, State, submit

from . import finding
from .attempt import Attempt, refused
from .receipts import receipt_address

# The longest text that the settings allow, every character sent as twelve, and the other fields.
MAX_BODY = 1_000_000  # bytes
# What Django raises where a body isn't the form that it claims to be.
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)
_DRAFT = re.compile("[a-z0-9]{1,40}")


@reader_page
def reply(request: ReaderRequest, pk: int) -> HttpResponse:
    """Show a comment with the form below it: how one answers without JavaScript."""
    return _answer_to(request, _answerable(request, pk))


@reader_page
def quote(request: ReaderRequest, pk: int) -> HttpResponse:
    """Show the same with the comment quoted in the form; the script that quotes takes its words from here."""
    comment = _answerable(request, pk)
    return _answer_to(request, comment, text=quotation(comment))


def _answerable(request: ReaderRequest, pk: int) -> Comment:
    comment = finding.comment_by_pk(request, pk)
    if not comment.is_visible:
        raise Http404
    return comment


def _answer_to(request: ReaderRequest, comment: Comment, *, text: str = "") -> HttpResponse:
    depends_on(f"post:{comment.post_id}", f"thread:{comment.post_id}", "authors")
    attempt = Attempt(request, comment.post, parent=comment, text=text)
    response = attempt.page(heading=_("Write a reply"))
    return response if comment.post.is_public else keep_private(response)


# Exempt: the form stands on pages that are the same for everyone, and comments.origin judges instead.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def post_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a comment on the post ``pk``: show its preview, or hand it to the door and tell the outcome."""
    with as_site(site_of(request)):
        post = finding.post_by_pk(request, pk)
        if request.method != "POST":
            return HttpResponseRedirect(f"{post.get_absolute_url()}#write")
        return keep_private(_receive(request, post))


def _receive(request: HttpRequest, post: Post) -> HttpResponse:
    try:
        fields = fields_of(request)
    except RequestDataTooBig:
        reason = _("This is more than a comment can hold. Please shorten it, or send it in parts.")
        return refused(request, _("Too long"), reason, post=post, status=413)
    except UNREADABLE:
        reason = _("What arrived can’t be read as a comment. Please send it from the form below the post.")
        return refused(request, _("Not readable"), reason, post=post, status=400)
    attempt = Attempt(request, post, fields=fields)
    came_from = origin.of(request)
    if came_from is Origin.FOREIGN:
        reason = _("This comment was sent from another site. Please send it from the form below the post.")
        return attempt.refused(_("Not posted"), reason, status=403)
    if attempt.sent("do") == "preview":
        return attempt.preview()
    if came_from is Origin.UNKNOWN and attempt.form_age is None:
        return attempt.preview(
            _(
                "Your comment has not been posted yet: your browser does not say which page it was sent "
                "from. Please look it over, and post it from here."
            )
        )
    return _answer(attempt, submit(attempt.submission(), attempt.settings))


def fields_of(request: HttpRequest) -> QueryDict:
    """Read a form with a comment in it. Raises RequestDataTooBig, or one of :data:`UNREADABLE`."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as odd:
        raise BadRequest from odd
    if length > MAX_BODY:
        raise RequestDataTooBig
    return request.POST if length else _fields_of_unknown_length(request)


def _fields_of_unknown_length(request: HttpRequest) -> QueryDict:
    """Read a form that comes in pieces, as some proxies send it on; Django would take it for an empty one."""
    if not isinstance(request, WSGIRequest) or "Transfer-Encoding" not in request.headers:
        return request.POST
    body = request.environ["wsgi.input"].read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise RequestDataTooBig
    known = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    return WSGIRequest(request.environ | known).POST


def _answer(attempt: Attempt, outcome: Outcome) -> HttpResponse:
    comment = outcome.comment
    if outcome.state is State.REFUSED or comment is None:
        return attempt.show_refusal(outcome)
    home = home_way(attempt.request, attempt.settings)
    place = place_of(comment, home, attempt.settings) if outcome.state is State.PUBLISHED else None
    address = f"{place.address}{anchor(comment.pk)}" if place else receipt_address(comment)
    response = HttpResponseRedirect(address)
    response.status_code = 303
    own = ownership.give_again if outcome.is_repeat else ownership.give
    own(response, attempt.request, comment, attempt.settings)
    _name_draft(response, attempt.sent("draft"))
    return response


def _name_draft(response: HttpResponse, draft: str) -> None:
    """Tell the next page which of the drafts kept on the device was accepted, so that it is forgotten."""
    if _DRAFT.fullmatch(draft):
        response.set_cookie(
            "comment_accepted",
            draft,
            max_age=24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",  # and a script of ours reads it: it is the name of a draft and says nothing else
        )
