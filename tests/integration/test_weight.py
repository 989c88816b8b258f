"""What a page weighs on the wire: text, sheets and scripts compressed, without pictures and fonts."""

import gzip
import random
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from comments.models import Comment
from tests.bench.corpus import WORDS
from tests.comments.discussions import make_thread
from tests.factories import make_author, make_category, make_post

pytestmark = pytest.mark.django_db
LIMIT = 60_000  # bytes
SCRIPTS_LIMIT = 15_000
SOURCES = Path(settings.STATICFILES_DIRS[0])


def words(chance: random.Random, count: int) -> str:
    """Words in no order, which compress worse than anybody's sentences."""
    return " ".join(chance.choices(WORDS, k=count))


def packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 6))


def sheet() -> str:
    """The sheet of the readers, in one piece as it is served."""
    listed = re.findall(r'@import url\("([^"]+)"\)', (SOURCES / "css/site.css").read_text())
    return "".join((SOURCES / "css" / name).read_text() for name in listed)


def weight(client: Client, url: str) -> int:
    html = client.get(url).content.decode()
    scripts = re.findall(r'<script type="module" src="/static/([^"]+)"', html)
    return packed(html) + packed(sheet()) + sum(packed((SOURCES / name).read_text()) for name in scripts)


def test_home_is_light(client: Client) -> None:
    chance = random.Random(1)
    author, category = make_author("Ines Halloran"), make_category("Town hall")
    for number in range(10):
        tags = [f"{words(chance, 2)} {number}{letter}" for letter in "abcdefghijkl"]
        make_post(
            words(chance, 7), source=words(chance, 400), authors=[author], categories=[category], tags=tags
        )
    assert weight(client, "/") < LIMIT


def test_post_with_a_hundred_comments_is_light(client: Client) -> None:
    chance = random.Random(2)
    post = make_post(words(chance, 7), source="\n\n".join(words(chance, 90) for _ in range(12)))
    made = make_thread(post, 99, parent_of=chance.randrange)
    for comment in made:
        comment.html = f"<p>{words(chance, 60)}</p>"
        comment.author_name = words(chance, 2)
    Comment.objects.bulk_update(made, ["html", "author_name"])
    assert client.get(post.get_absolute_url()).content.count(b'<article class="comment') == 100
    assert weight(client, post.get_absolute_url()) < LIMIT


def test_all_scripts_for_readers_are_light_together() -> None:
    assert sum(packed(path.read_text()) for path in (SOURCES / "js").glob("*.js")) < SCRIPTS_LIMIT
