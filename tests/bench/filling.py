"""Fill the database that the environment names, migrated and empty: ``-m tests.bench.filling small``."""

import sys

import django

from tests.bench.keeping import SIZES


def fill(posts: int, comments: int) -> None:
    """Build the corpus and all that a blog of that age has beside it; print what is being done."""
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.models import TextField, Value
    from django.db.models.functions import Cast, Concat

    from blog import search
    from blog.models import Post
    from comments import search as comment_search
    from comments.models import Comment, DiscussionSettings
    from tests.bench.corpus import Size, build

    with transaction.atomic():
        build(Size(posts, comments), say=_say)
        # Fifty clients at one address are a flood, and new to the blog; here they may.
        DiscussionSettings(flood_seconds=0, hold_first=False, all_on_one_page=True).save()
        _say("search index")
        for start in range(0, posts, 1_000):
            search.index(list(Post.entries.order_by("pk")[start : start + 1_000]))
        # The newest; one that is added costs the same, however many are there.
        comment_search.index(Comment.objects.order_by("-created_at", "-pk")[:5_000])
    _say("spam filter")
    # Hundreds teach it as many words as thousands do here, in a fraction of the time.
    for status in ("approved", "spam"):
        newest = Comment.objects.filter(status=status).order_by("-created_at", "-pk")[:300]
        Comment.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(
            import_ref=Concat(Value("bench:"), Cast("pk", TextField()))
        )
    call_command("train_spam_filter", verbosity=0)
    with connection.cursor() as cursor:
        # As the database's own housekeeping would have done by and by.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    fill(*SIZES[sys.argv[1]])
