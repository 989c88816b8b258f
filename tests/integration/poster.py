"""Posts comments below one post until it is killed: `python -m tests.integration.poster POST`.

The first line it writes is its data directory, which a killed process can't remove; each further one is
the id and the number of a comment that has been acknowledged.
"""

import os
import sys

import django


def say(*words: object) -> None:
    sys.stdout.write(f"{' '.join(map(str, words))}\n")
    sys.stdout.flush()


def post_for_ever(post_id: int) -> None:
    from django.conf import settings

    from blog.models import Post
    from comments.submission import submit
    from tests.comment_factories import make_submission

    say(settings.DATA_DIR)
    post = Post.objects.get(pk=post_id)
    while True:
        comment = submit(make_submission(post, email=f"poster{os.getpid()}@example.org")).comment
        assert comment is not None
        say(comment.pk, comment.number)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    post_for_ever(int(sys.argv[1]))
