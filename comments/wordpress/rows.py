"""From a comment of an export to a row that is not stored yet. Nothing fails; what is dropped is noted."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Format
from blog.slugs import key_of
from blog.wordpress import Kind, Report, WxrComment, WxrItem, reference
from comments import cleaning
from comments.models import Comment, CommentStatus
from comments.policies import MAX_EMAIL, MAX_NAME, MAX_URL

STATES: Mapping[str, tuple[str, CommentStatus]] = {
    "1": ("approved", CommentStatus.APPROVED),
    "approved": ("approved", CommentStatus.APPROVED),
    "approve": ("approved", CommentStatus.APPROVED),
    "0": ("pending", CommentStatus.PENDING),
    "hold": ("pending", CommentStatus.PENDING),
    "spam": ("spam", CommentStatus.SPAM),
    "trash": ("trash", CommentStatus.TRASH),
    "post-trashed": ("post-trashed", CommentStatus.TRASH),
}
PLAIN = ("", "comment")
# Other sites that say they link here: shown as WordPress shows them, as comments under the site's name.
PINGS = ("pingback", "trackback", "webmention")
_is_url = URLValidator(schemes=["http", "https"])


@dataclass(slots=True, eq=False)
class Row:
    """A comment of the file with the row it becomes, or one that is stored already (``wxr`` is None).

    ``parent`` is None for a root, ``root`` for itself.
    """

    key: int
    comment: Comment
    wxr: WxrComment | None = None
    parent: "Row | None" = None
    root: "Row | None" = None


def kind_of(wxr: WxrComment) -> Kind:
    """The row of the report that counts ``wxr``."""
    status = STATES[wxr.approved][0] if wxr.approved in STATES else _("unknown status")
    return Kind("comment" if wxr.comment_type in PLAIN else wxr.comment_type, status)


def reference_of(wxr: WxrComment, item: WxrItem) -> str:
    """What ``import_ref`` says; a comment without a number is known by what it says, and when."""
    if wxr.number is not None and wxr.number > 0:
        return reference(wxr.number)
    text = f"{item.number}\n{wxr.written_gmt or wxr.written}\n{wxr.author}\n{wxr.content}"
    return reference(f"sha256-{hashlib.sha256(text.encode()).hexdigest()}")


def make(
    wxr: WxrComment, item: WxrItem, *, users: Mapping[int, int], zone: ZoneInfo, report: Report
) -> Comment:
    """Make the comment, without its place and not rendered yet; ``users`` are our accounts by WordPress's."""
    place = f"comment {wxr.number} on {item.place}"
    name = cleaning.clean_line(unescape(wxr.author), longest=MAX_NAME)[:MAX_NAME]
    comment = Comment(
        import_ref=reference_of(wxr, item),
        status=_status(wxr, place, report),
        author_name=name,
        name_key=key_of(name)[:MAX_NAME],
        author_email=_email(wxr.email, place, report),
        author_url=_url(wxr.url, place, report),
        user_id=users.get(wxr.user),
        ip=cleaning.address_of(wxr.ip),
        source=wxr.content.strip(),
        format=Format.HTML,
        created_at=_written(wxr, item, zone, place, report),
    )
    comment.network = cleaning.network_of(comment.ip) or None
    comment.put_away_at = timezone.now() if comment.is_put_away else None
    comment.text_hash = cleaning.text_hash(comment.source)
    return comment


def _status(wxr: WxrComment, place: str, report: Report) -> CommentStatus:
    status = STATES.get(wxr.approved, ("", None))[1]
    if status is None:
        report.note(_("its status is unknown here; it waits for a moderator"), place)
        return CommentStatus.PENDING
    if wxr.comment_type not in (*PLAIN, *PINGS) and status == CommentStatus.APPROVED:
        # Plugins keep private notes among the comments.
        report.note(_("it is of a kind that plugins make; it waits for a moderator"), place)
        return CommentStatus.PENDING
    return status


def _email(email: str, place: str, report: Report) -> str:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        email = ""
        report.note(_("its author's e-mail address is none, and was left out"), place)
    return email[:MAX_EMAIL]


def _url(url: str, place: str, report: Report) -> str:
    """The author's website; "http://" alone is what old forms sent for none."""
    url = unescape(url).strip()
    if url in ("", "http://", "https://"):
        return ""
    url = url if "://" in url else f"http://{url}"
    try:
        _is_url(url)
    except ValidationError:
        url = ""
    if not url or len(url) > MAX_URL:
        report.note(_("its author's website is no web address, and was left out"), place)
        return ""
    return url


def _written(wxr: WxrComment, item: WxrItem, zone: ZoneInfo, place: str, report: Report) -> datetime.datetime:
    if wxr.written_gmt is not None:
        return wxr.written_gmt.replace(tzinfo=datetime.UTC)
    if wxr.written is not None:
        return wxr.written.replace(tzinfo=zone).astimezone(datetime.UTC)
    report.note(_("it says no date; it was given its post's"), place)
    moment = item.published_gmt or item.published or item.listed or datetime.datetime(1970, 1, 1)
    return moment.replace(tzinfo=datetime.UTC)
