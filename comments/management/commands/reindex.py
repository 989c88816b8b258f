"""Fills the search indexes anew, while the site runs."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from blog import search as post_search
from blog.models import Post
from comments import search as comment_search
from comments.models import Comment

BATCH = 500


@dataclass(frozen=True)
class Indexed:
    """Rows that are searched, and how their index is kept."""

    rows: Any
    index: Callable[[Iterable[Any]], None]
    prune: Callable[[], int]


KINDS = {
    "posts": Indexed(Post.entries.only("pk"), post_search.index, post_search.prune),
    "comments": Indexed(
        Comment.objects.only("pk", "author_name", "html", "status", "created_at"),
        comment_search.index,
        comment_search.prune,
    ),
}


class Command(BaseCommand):
    help = (
        "Writes the search index of posts and comments anew. The site may run meanwhile, and it does no harm "
        "to stop half-way: start again with --after and the last id shown."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kind", nargs="?", choices=KINDS, help="only these")
        parser.add_argument("--after", type=int, default=0, metavar="ID", help="begin after this id")

    def handle(self, *args: Any, kind: str | None, after: int, **options: Any) -> None:
        if after and kind is None:
            raise CommandError("--after needs to know of which kind the id is: posts or comments.")
        for name in [kind] if kind else KINDS:
            self.reindex(name, after)

    def reindex(self, name: str, after: int) -> None:
        kind, done = KINDS[name], 0
        total = kind.rows.filter(pk__gt=after).count()
        while ids := self.next_batch(kind, after):
            after, done = ids[-1], done + len(ids)
            self.stdout.write(f"\r{name}: {done} of {total}, up to id {after}", ending="")
            self.stdout.flush()
        self.stdout.write(f"\r{name}: {done} indexed, {kind.prune()} that are gone removed.{' ' * 20}")

    @transaction.atomic
    def next_batch(self, kind: Indexed, after: int) -> list[int]:
        """Index the rows that follow ``after``, locked, so that a save in the same moment isn't undone."""
        rows = list(kind.rows.filter(pk__gt=after).order_by("pk").select_for_update()[:BATCH])
        kind.index(rows)
        return [row.pk for row in rows]
