"""Storing what an export holds: authors, categories, tags, posts and pages. Comments are another app's.

Everything is found again by ``import_ref``, so a second run, or one after a crash, adds what is missing and
changes nothing that was edited here since.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from blog import derived, publishing, revisions
from blog.models import (
    Author,
    Byline,
    CategorizedPost,
    Category,
    Post,
    Revision,
    SiteSettings,
    Status,
    TaggedPost,
)
from blog.models import Kind as EntryKind
from blog.redirects import MAX_PATH

from . import entries
from .addresses import MOST_LEVELS, old_paths, reference, remember
from .attachments import Attachments
from .authors import Authors
from .characters import Repairs
from .grouping import batches, parents_first
from .items import WxrAuthor, WxrItem, WxrTerm
from .reader import read
from .report import Kind, Report
from .terms import Categories, Tags


@dataclass(slots=True)
class Stored:
    """An item and the row it became, now or in an earlier run; a dry run has none."""

    item: WxrItem
    post: Post | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """Under what a new post is filed."""

    author: Author | None
    categories: Sequence[Category]
    tags: Sequence[int]


class Importer:
    """One import of one file. ``dry_run`` reads and reports, and writes nothing."""

    def __init__(self, path: Path, *, dry_run: bool = False, report: Report | None = None) -> None:
        self.path = path
        self.dry_run = dry_run
        self.report = report or Report()
        self.zone = SiteSettings.current().zone
        self.authors = Authors(self.report, dry_run=dry_run)
        self.categories = Categories(self.report, dry_run=dry_run)
        self.tags = Tags(self.report, dry_run=dry_run)
        self.attachments = Attachments()

    def check(self) -> int:
        """Read the file to its end and return the number of its items, so that a broken one is refused
        before anything is written. Its attachments are known from then on: posts name those that come later.

        Raises :class:`~blog.wordpress.reader.WxrError`.
        """
        count = 0
        for wxr in read(self.path):
            if isinstance(wxr, WxrItem):
                count += 1
                self.attachments.add(wxr)
        return count

    def batches(self) -> Iterator[list[WxrItem]]:
        """Store authors and terms, and yield the items in portions fit for one transaction each.

        The caller hands each portion to :meth:`store`, inside a transaction of its own.
        """
        repairs = Repairs()
        yield from batches(parents_first(self._usable(read(self.path, repairs))))
        self.tags.account()
        if repairs.dropped:
            self.report.note(_("control characters that XML forbids were left out"), f"{repairs.dropped} ×")
        if repairs.unreadable:
            self.report.note(_("bytes that are no text were replaced by �"), f"{repairs.unreadable} ×")

    def _usable(self, stream: Iterable[WxrAuthor | WxrTerm | WxrItem]) -> Iterator[WxrItem]:
        """The items that can be stored, after the terms that stand before them were."""
        categories: list[WxrTerm] = []
        for wxr in stream:
            if isinstance(wxr, WxrAuthor):
                self.authors.store(wxr)
            elif isinstance(wxr, WxrTerm):
                if wxr.taxonomy == "category":
                    categories.append(wxr)
                elif wxr.taxonomy == "post_tag":
                    self.tags.add(wxr)
            else:
                if categories:
                    self.categories.store(categories)
                    categories = []
                if self._is_usable(wxr):
                    yield wxr
        if categories:
            self.categories.store(categories)

    def _is_usable(self, item: WxrItem) -> bool:
        kind = kind_of(item)
        self.report.found[kind] += 1
        reason = entries.why_not(item)
        if reason:
            place = "" if item.post_type in entries.LEFT_OUT else item.place
            self.report.skip(kind, reason, place)
            self._skip_comments(item)
        return not reason

    def _skip_comments(self, item: WxrItem) -> None:
        if item.comments:
            kind = Kind("comment", _("of what is left out"))
            self.report.found[kind] += len(item.comments)
            self.report.skip(kind, _("what they are about was left out"), item.place, len(item.comments))

    def store(self, items: Sequence[WxrItem]) -> list[Stored]:
        """Store those of ``items`` which are not there yet, with everything derived from them.

        Must be called in a transaction.
        """
        here = self._here(items)
        new: dict[int, WxrItem] = {}
        for item in items:
            number = item.number or 0
            if number in here or number in new:
                self.report.already[kind_of(item)] += 1
            else:
                new[number] = item
        posts = dict(zip(new, self._store_new(list(new.values())), strict=True))
        found = {**here, **posts}
        return [Stored(item, found[item.number or 0], item.number in new) for item in items]

    def _here(self, items: Iterable[WxrItem]) -> dict[int, Post]:
        refs = {reference(item.number or 0): item.number or 0 for item in items}
        # Locked, and first of all, since comments on them will be numbered.
        rows = Post.entries.all() if self.dry_run else Post.entries.select_for_update(no_key=True)
        posts = (
            rows.filter(import_ref__in=refs)
            .order_by("pk")
            .only("import_ref", "kind", "status", "published_at", "published_on", "slug", "path")
        )
        return {refs[post.import_ref or ""]: post for post in posts}

    def _store_new(self, items: Sequence[WxrItem]) -> Sequence[Post | None]:
        posts = [entries.prepare(item, self.zone, self.attachments, self.report) for item in items]
        filings = self._filings(items)
        for item in items:
            self.report.stored[kind_of(item)] += 1
        if self.dry_run or not items:
            return [None] * len(items)
        for item, post in zip(items, posts, strict=True):
            self._save(item, post)
        _file(posts, filings)
        _remember(items, posts)
        derived.refresh(posts)
        return posts

    def _filings(self, items: Sequence[WxrItem]) -> list[Filing]:
        tags = self.tags.of(items)
        return [
            Filing(self.authors.of(item.creator), self.categories.of(item), of_item)
            for item, of_item in zip(items, tags, strict=True)
        ]

    def _save(self, item: WxrItem, post: Post) -> None:
        """Save a new post at its old address, or as near to it as there is room."""
        post.set_password(item.password)
        if post.kind == EntryKind.PAGE:
            post.parent = self._parent(item)
        wanted = post.slug
        publishing.settle_address(post)
        if wanted and post.slug != wanted:
            self.report.note(_("its slug was taken, or is spelled otherwise here"), item.place)
        post.save()

    def _parent(self, item: WxrItem) -> Post | None:
        if not item.parent:
            return None
        parent = Post.entries.filter(kind=EntryKind.PAGE, import_ref=reference(item.parent)).first()
        if parent is None:
            self.report.note(_("its parent page is missing; it stands at the top"), item.place)
        elif (parent.path or "").count("/") >= MOST_LEVELS or len(parent.path or "") > MAX_PATH - 200:
            self.report.note(_("it stands too deep among the pages; it stands at the top"), item.place)
            return None
        return parent


def _file(posts: Sequence[Post], filings: Sequence[Filing]) -> None:
    """Write the rows that join new posts to their terms, and the revision with which they begin."""
    pairs = list(zip(posts, filings, strict=True))
    Byline.objects.bulk_create(
        Byline(post=post, author=filing.author) for post, filing in pairs if filing.author
    )
    CategorizedPost.objects.bulk_create(
        CategorizedPost(post=post, category=category)
        for post, filing in pairs
        for category in filing.categories
    )
    TaggedPost.objects.bulk_create(
        TaggedPost(content_object=post, tag_id=tag) for post, filing in pairs for tag in filing.tags
    )
    # What the text was when it came must survive its first edit here.
    Revision.objects.bulk_create(
        Revision(post=post, note=_("imported from WordPress"), data=revisions.snapshot_of(post))
        for post in posts
    )


def _remember(items: Sequence[WxrItem], posts: Sequence[Post]) -> None:
    """Lead old addresses on. What never was public has none, and must not be given away by one."""
    now = timezone.now()
    remember(
        {
            path: post
            for item, post in zip(items, posts, strict=True)
            if post.status == Status.PUBLISHED and post.published_at and post.published_at <= now
            for path in old_paths(item)
        }
    )


def kind_of(item: WxrItem) -> Kind:
    """The row of the report that counts ``item``."""
    return Kind(item.post_type or "item", item.status if item.post_type in entries.KINDS else "")
