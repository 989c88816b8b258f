"""Makes the HTML of texts anew from what their authors wrote, while the site runs."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from blog import derived, pagecache
from blog.markup import MARKUP_VERSION
from blog.models import Author, Category, Post, UpdateNote
from comments import search
from comments.models import Comment

BATCH = 100


def _refresh_posts_of(notes: Sequence[UpdateNote]) -> None:
    derived.refresh(Post.entries.filter(update_notes__in=notes).distinct())


def _follow_comments(comments: Sequence[Comment]) -> None:
    search.index(comments)
    _make_stale("thread:{row.post_id}")(comments)


def _make_stale(*keys: str) -> Callable[[Sequence[Any]], None]:
    """Keys of pages, in which {row} is what was rendered."""
    return lambda rows: pagecache.invalidate({key.format(row=row) for row in rows for key in keys})


@dataclass(frozen=True)
class Rendered:
    """Rows that hold text and its HTML, and what follows when that has changed."""

    rows: Any
    follow: Callable[[Sequence[Any]], None]


KINDS = {
    "posts": Rendered(Post.entries.all(), derived.refresh),
    "updates": Rendered(UpdateNote.objects.all(), _refresh_posts_of),
    "authors": Rendered(Author.objects.all(), _make_stale("authors", "author:{row.pk}")),
    "categories": Rendered(Category.objects.all(), _make_stale("terms", "category:{row.pk}")),
    "comments": Rendered(Comment.objects.all(), _follow_comments),
}


class Command(BaseCommand):
    help = (
        "Makes the HTML of posts, updates, authors, categories and comments anew where an earlier version of "
        "Parley made it. The site may run meanwhile. It does no harm to stop half-way: what is done is not "
        "done again, except with --all, which begins after the id given with --after."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kind", nargs="?", choices=KINDS, help="only these")
        parser.add_argument("--all", action="store_true", help="also what this version has made")
        parser.add_argument("--after", type=int, default=0, metavar="ID", help="begin after this id")

    def handle(self, *args: Any, kind: str | None, after: int, **options: Any) -> None:
        if after and kind is None:
            raise CommandError("--after needs to know of which kind the id is, for example comments.")
        for name in [kind] if kind else KINDS:
            self.rerender(name, after, everything=options["all"])

    def rerender(self, name: str, after: int, *, everything: bool) -> None:
        done, rows = 0, KINDS[name].rows
        old = rows if everything else rows.filter(markup_version__lt=MARKUP_VERSION)
        while ids := self.next_batch(name, old.filter(pk__gt=after)):
            after, done = ids[-1], done + len(ids)
            self.stdout.write(f"\r{name}: {done}, up to id {after}", ending="")
            self.stdout.flush()
        self.stdout.write(f"\r{name}: {done} rendered again.{' ' * 20}")

    @transaction.atomic
    def next_batch(self, name: str, waiting: Any) -> list[int]:
        """Render the first rows of those that wait, locked, so that nobody's change is undone."""
        rows = list(waiting.order_by("pk").select_for_update()[:BATCH])
        for row in rows:
            if isinstance(row, Comment):  # the others do so by themselves when they are saved
                row.render()
            row.save(update_fields=["source", "html", "markup_version"])
        if rows:
            KINDS[name].follow(rows)
        return [row.pk for row in rows]
