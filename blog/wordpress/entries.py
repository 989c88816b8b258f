"""From an item of an export to a post or page that is not saved yet. Pure; what is changed is noted."""

import datetime
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.markup import plain_text
from blog.markup.shortcodes import shown_as_typed
from blog.models import CommentSwitch, Format, Kind, Post, Status

from .addresses import reference
from .attachments import Attachments
from .items import WxrItem
from .report import Report

KINDS: Mapping[str, Kind] = {"post": Kind.POST, "page": Kind.PAGE}
STATUSES: Mapping[str, Status] = {
    "publish": Status.PUBLISHED,
    "future": Status.PUBLISHED,
    "private": Status.PRIVATE,
    "pending": Status.REVIEW,
    "draft": Status.DRAFT,
    "trash": Status.TRASH,
}
# Why the other things that WordPress keeps among the posts are left out.
LEFT_OUT: Mapping[str, Promise] = {
    "attachment": gettext_lazy("its file is not fetched; its address in posts is left as it was"),
    "nav_menu_item": gettext_lazy("menus are not imported; a page's “show in the site menu” makes ours"),
    "revision": gettext_lazy("earlier versions are not imported"),
}
# WordPress pins without an end.
FOR_EVER = datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC)
LONGEST_TITLE = 500
# The report names no more shortcodes of one post.
MOST_NAMED = 5
_TRASHED = re.compile(r"__trashed(?:-\d+)?$")


def why_not(item: WxrItem) -> str:
    """Why ``item`` is left out; empty for what is imported."""
    if item.post_type in LEFT_OUT:
        return str(LEFT_OUT[item.post_type])
    if item.post_type not in KINDS:
        return _("this blog has nothing of the kind")
    if item.status == "auto-draft":
        return _("an empty draft that WordPress made by itself")
    if item.number is None or item.number <= 0:
        return _("it has no number (wp:post_id)")
    return ""


def prepare(item: WxrItem, zone: ZoneInfo, attachments: Attachments, report: Report) -> Post:
    """Make the post of ``item``, whose local times are those of ``zone`` where it gives no others."""
    published_at = _published_at(item, zone)
    status = _status(item, published_at, report)
    post = Post(
        kind=KINDS[item.post_type],
        import_ref=reference(item.number or 0),
        title=_title(item, report),
        slug=_TRASHED.sub("", item.slug),
        status=status,
        source=_source(item, attachments, report),
        format=Format.HTML,
        excerpt=item.excerpt.strip(),
        published_at=published_at,
        published_on=_day(item, published_at, zone),
        sticky_until=FOR_EVER if item.is_sticky else None,
        menu_order=min(max(item.menu_order, -(2**31)), 2**31 - 1),
        # "open" leaves room for the site's own rules, such as closing after some days.
        comment_switch=CommentSwitch.CLOSED if item.comment_status == "closed" else CommentSwitch.DEFAULT,
    )
    post.modified_at = _aware(item.modified_gmt) or published_at or timezone.now()
    post.created_at = published_at or post.modified_at
    return post


def _source(item: WxrItem, attachments: Attachments, report: Report) -> str:
    """The content with its galleries and the like written out, since nobody knows them afterwards."""
    source = attachments.write_out(item)
    if source != item.content:
        report.note(_("its galleries were written out as HTML, beside their shortcodes"), item.place)
    if left := shown_as_typed(source):
        named = ", ".join(f"[{name}]" for name in left[:MOST_NAMED])
        report.note(_("it has shortcodes that are shown as they were typed"), f"{item.place}: {named}")
    return source


def _title(item: WxrItem, report: Report) -> str:
    """The title without its markup, cut where it is too long."""
    title = plain_text(item.title)
    if len(title) <= LONGEST_TITLE:
        return title
    report.note(_("its title was longer than 500 characters and was cut"), item.place)
    return f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def _published_at(item: WxrItem, zone: ZoneInfo) -> datetime.datetime | None:
    """When it was, or will be, published. Drafts that never were have no UTC time in WordPress."""
    if item.published_gmt is not None or STATUSES.get(item.status) not in (Status.PUBLISHED, Status.PRIVATE):
        return _aware(item.published_gmt)
    if item.published is not None:
        return item.published.replace(tzinfo=zone).astimezone(datetime.UTC)
    return _aware(item.listed) or _aware(item.modified_gmt)


def _day(item: WxrItem, published_at: datetime.datetime | None, zone: ZoneInfo) -> datetime.date | None:
    """The day in the address: the one that stood on the blog's own calendar, whatever its zone was."""
    if published_at is None or item.post_type == "page":
        return None
    return item.published.date() if item.published else timezone.localdate(published_at, zone)


def _aware(moment: datetime.datetime | None) -> datetime.datetime | None:
    return moment.replace(tzinfo=datetime.UTC) if moment else None


def _status(item: WxrItem, published_at: datetime.datetime | None, report: Report) -> Status:
    status = STATUSES.get(item.status)
    if status is None:
        report.note(_("its status is unknown here; it was stored as a draft"), item.place)
        return Status.DRAFT
    if status in (Status.PUBLISHED, Status.PRIVATE) and published_at is None:
        report.note(_("it says no date; it was stored as a draft"), item.place)
        return Status.DRAFT
    if item.status == "future" and published_at is not None and published_at <= timezone.now():
        report.note(_("it was scheduled for a time that has passed, so it is public now"), item.place)
    return status
