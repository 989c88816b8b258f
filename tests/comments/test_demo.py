"""The demo: loaded whole into an empty local database, and worth reading. Loaded once for what only looks."""

import re
import stat
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

import blog.counters
import comments.counters
from blog import setup_token
from blog.models import Author, Category, Page, Post, SiteSettings, Tag, User
from blog.roles import Role, role_of
from comments.demo import content
from comments.models import Comment, CommentStatus

MAIN = "what-they-said-about-the-ferry"
RUN = 8  # words


@pytest.fixture(scope="module")
def lines(django_db_setup, django_db_blocker) -> Iterator[list[str]]:
    """Load the demo for all tests of this file that only look; gives the lines of its accounts' file."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        call_command("demo", verbosity=0)
        yield setup_token.accounts_path().read_text().splitlines()
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
    setup_token.accounts_path().unlink()


@pytest.fixture
def demo(lines, db) -> list[str]:
    return lines


def public_addresses() -> list[str]:
    """Every page that the demo makes, and the lists of all; tags answer as one another, so some will do."""
    owners = (Post.entries.live(), Category.objects.all(), Author.objects.all(), Tag.objects.all()[:5])
    found = [row.get_absolute_url() for rows in owners for row in rows]
    found += [comment.get_absolute_url() for comment in Comment.objects.visible()[:3]]
    names = ("home", "archive", "categories", "tags", "authors", "search", "sitemap")
    return [*found, "/page/2/", "/feed/", "/feed/atom/", *(reverse(f"blog:{name}") for name in names)]


def test_every_public_page_of_it_answers(demo, client):
    answers = {path: client.get(path, follow=True).status_code for path in public_addresses()}
    assert len(answers) > 30
    assert {path: status for path, status in answers.items() if status != 200} == {}


def test_links_within_it_lead_somewhere(demo, client):
    texts = "".join(Post.entries.live().values_list("html", flat=True))
    links = set(re.findall(r'href="(/[^"]*)"', texts))
    assert links
    assert {link for link in links if client.get(link).status_code != 200} == set()


def test_what_is_not_out_yet_does_not_answer(demo, client):
    hidden = Post.objects.exclude(pk__in=Post.objects.live())
    assert sorted(client.get(post.get_absolute_url()).status_code for post in hidden) == [404, 404]


def test_site_says_that_it_is_the_demo(demo):
    site = SiteSettings.current()
    assert site.is_demo
    assert (site.title, site.time_zone) == ("The Slipway", "Europe/London")


def test_counters_are_right(demo):
    assert list(blog.counters.check(repair=False)) == []
    assert list(comments.counters.check(repair=False)) == []


def test_comments_are_numbered_in_their_order(demo):
    for post in Post.objects.all():
        numbered = Comment.objects.filter(post=post).numbered().order_by("created_at")
        numbers = list(numbered.values_list("number", flat=True))
        assert numbers == list(range(1, post.comment_count + 1))


def test_main_post_has_what_such_a_post_has(demo):
    post = Post.objects.get(slug=MAIN)
    assert post.html.count("<blockquote>") == 9
    assert (post.category_rows.filter(direct=True).count(), post.tags.count()) == (2, 23)
    assert post.update_notes.get().author == Author.objects.get(slug="ines-halloran")
    thread = post.comments.all()
    assert max(comment.depth for comment in thread) == 5
    unseen = {comment.status: comment.rule_signals.get().reason for comment in thread if not comment.number}
    assert set(unseen) == {CommentStatus.PENDING, CommentStatus.SPAM}
    assert all(unseen.values())


def test_every_kind_of_post_is_there(demo):
    assert set(Post.objects.values_list("language", flat=True)) == {"", "ar", "ja"}
    assert Post.objects.pinned().count() == 1
    assert Post.objects.filter(status="draft").count() == 1
    assert Post.objects.filter(html__contains="footnote", toc__0__children__isnull=False).count() == 1
    assert Post.objects.filter(html__contains="<table>").count() == 1
    assert Post.objects.filter(html__contains="codehilite").count() == 1
    assert {category.depth for category in Category.objects.all()} == {0, 1}
    assert Page.objects.get(slug="comment-policy").path == "about/comment-policy/"
    assert Page.objects.filter(in_menu=True).count() == 2


def test_passwords_in_the_file_are_right(demo):
    accounts = [re.split(r" {2,}", line) for line in demo]
    assert {role for role, _username, _password in accounts} == set(Role.values)
    for role, username, password in accounts:
        assert Client().login(username=username, password=password)
        user = User.objects.get(username=username)
        assert (user.is_staff, role_of(user)) == (True, role)


def test_two_passwords_are_never_the_same(demo):
    assert len({line.split()[-1] for line in demo}) == len(demo) == 5


def test_file_of_accounts_is_private(demo):
    assert stat.S_IMODE(setup_token.accounts_path().stat().st_mode) == 0o600


def test_second_run_is_refused(demo):
    before = Post.entries.count(), User.objects.count()
    with pytest.raises(CommandError, match="needs an empty database"):
        call_command("demo")
    assert (Post.entries.count(), User.objects.count()) == before


def written() -> list[str]:
    """Everything somebody wrote for the demo, without the quotations in comments, which repeat on purpose."""
    site = content.site()
    texts = [row["text"] for row in (*site["author"], *site["category"])]
    for entry in (*content.posts(), *content.pages()):
        texts += [entry.title, entry.text, entry.excerpt]
        texts += [update.text for update in entry.updates]
        texts += [re.sub(r"(?m)^> .*$", "", comment.text) for comment in entry.comments]
    return texts


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_no_sentence_is_written_twice():
    runs = Counter(
        tuple(found[start : start + RUN])
        for found in map(words, written())
        for start in range(len(found) - RUN + 1)
    )
    assert [" ".join(run) for run, count in runs.items() if count > 1] == []


def test_comments_quote_what_has_been_said():
    quoted = 0
    for post in content.posts():
        said = " ".join(words(post.text))
        for comment in post.comments:
            for quote in re.findall(r"(?m)^> (.*)$", comment.text):
                quoted += 1
                assert " ".join(words(quote)) in said, quote
            said += " " + " ".join(words(comment.text))
    assert quoted >= 8


def test_links_lead_to_nobody():
    links = re.findall(r"https?://([\w.-]+)", "\n".join(written()))
    assert {link for link in links if not re.search(r"(^|\.)example\.(org|com|net)$", link)} == set()
