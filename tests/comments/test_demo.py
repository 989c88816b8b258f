"""The demo: loaded whole into an empty local database, and worth reading. Loaded once for what only looks."""

import re
import stat
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

import blog.counters
import comments.counters
from blog import setup_token
from blog.models import Author, Category, Media, Page, Post, SiteSettings, Tag, User
from blog.roles import Role, role_of
from comments.demo import content
from comments.models import Comment, CommentStatus, ModerationLog

MAIN = "what-they-said-about-the-ferry"
RUN = 8  # words


@pytest.fixture(scope="module")
def lines(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[list[str]]:
    """Load the demo for all tests of this file that only look; gives the lines of its accounts' file."""
    with (
        django_db_blocker.unblock(),
        override_settings(
            MEDIA_ROOT=tmp_path_factory.mktemp("media"), DATA_DIR=tmp_path_factory.mktemp("data")
        ),
    ):
        atomic = transaction.atomic()
        atomic.__enter__()
        call_command("demo", verbosity=0)
        yield setup_token.accounts_path().read_text().splitlines()
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


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
    assert max(comment.depth for comment in thread) >= 5
    unseen = {comment.status: comment.rule_signals.get().reason for comment in thread if not comment.number}
    assert set(unseen) == {CommentStatus.PENDING, CommentStatus.SPAM}
    assert all(unseen.values())


def test_there_is_enough_of_it(demo):
    visible = Comment.objects.visible()
    assert Post.objects.public().count() >= 36
    assert visible.count() >= 320
    assert Author.objects.filter(post_count__gte=5).count() == Author.objects.count() == 5
    assert max(visible.values_list("depth", flat=True)) >= 8
    assert {category.depth for category in Category.objects.all()} == {0, 1}
    assert not Category.objects.filter(post_count=0).exists()


def test_every_kind_of_post_is_there(demo):
    posts = Post.objects.all()
    assert set(posts.values_list("language", flat=True)) == {"", "ar", "ja"}
    assert posts.pinned().count() == 1
    assert posts.filter(status="draft").exists()
    assert posts.scheduled().exists()
    for part in ("footnote-ref", "<table>", "codehilite", "<figcaption>", 'class="task', "<dl>"):
        assert posts.filter(html__contains=part).exists(), part
    assert posts.filter(toc__0__children__0__isnull=False).exists()
    assert posts.filter(update_notes__isnull=False).exists()
    assert posts.filter(featured_image__isnull=False).exists()
    assert Page.objects.get(slug="comment-policy").path == "about/comment-policy/"
    assert Page.objects.filter(in_menu=True).count() == 2


def test_what_waits_and_what_is_spam_says_why(demo):
    for status in (CommentStatus.PENDING, CommentStatus.SPAM):
        rows = Comment.objects.filter(status=status)
        assert rows.count() >= 2
        assert not rows.filter(rule_signals__isnull=True).exists()
        assert not rows.filter(rule_signals__reason="").exists()


def test_moderators_have_left_their_traces(demo):
    assert Comment.objects.filter(closed_at__isnull=False).exists()
    assert Comment.objects.visible().filter(edited_at__isnull=False).exists()
    deeds = set(ModerationLog.objects.values_list("verb", flat=True))
    assert deeds == {"close", "ban", "add-word", "note"}


def test_pictures_are_uploads_with_measures_and_words(demo):
    assert not Media.objects.filter(alt="").exists()
    for author in Author.objects.all():
        assert author.picture is not None
        assert author.picture.width == author.picture.height
    shown = "".join(Post.entries.values_list("html", flat=True))
    images = re.findall(r"<img [^>]*>", shown)
    assert len(images) >= 9
    for image in images:
        assert re.search(r' alt="[^"]+" src="/media/[^"]+" width="\d+" height="\d+" srcset="', image)


def test_pictures_are_light():
    folder = content.FOLDER / "pictures"
    assert {path.name for path in folder.glob("*.png") if path.stat().st_size > 60_000} == set()


def test_passwords_in_the_file_are_right(demo):
    accounts = [re.split(r" {2,}", line) for line in demo]
    assert {role for role, _username, _password in accounts} == set(Role.values)
    for role, username, password in accounts:
        assert Client().login(username=username, password=password)
        user = User.objects.get(username=username)
        assert (user.is_staff, role_of(user)) == (True, role)


def test_two_passwords_are_never_the_same(demo):
    assert len({line.split()[-1] for line in demo}) == len(demo) == 6


def test_file_of_accounts_is_private(demo):
    assert stat.S_IMODE(setup_token.accounts_path().stat().st_mode) == 0o600


def test_second_run_is_refused(demo):
    before = Post.entries.count(), User.objects.count()
    with pytest.raises(CommandError, match="needs an empty database"):
        call_command("demo")
    assert (Post.entries.count(), User.objects.count()) == before


def written() -> Iterator[tuple[str, str]]:
    """Everything somebody wrote for the demo, each text after the name of its file."""
    site = content.site()
    for row in (*site["author"], *site["category"]):
        yield "site.toml", row["text"]
    for folder, entries in (("posts", content.posts()), ("pages", content.pages())):
        for entry in entries:
            for text in (entry.title, entry.text, entry.excerpt, *(update.text for update in entry.updates)):
                yield f"{folder}/{entry.slug}.md", text
            for comment in entry.comments:
                yield f"comments/{entry.slug}.toml", comment.text


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_no_turn_of_phrase_is_used_twice():
    first: dict[tuple[str, ...], str] = {}
    again = set()
    for name, text in written():
        found = words(text)
        for start in range(len(found) - RUN + 1):
            run = tuple(found[start : start + RUN])
            if run in first:
                again.add(f"{first[run]} and {name}: {' '.join(run)}")
            first.setdefault(run, name)
    assert sorted(again) == []


def test_numbers_lead_to_comments():
    for post in content.posts():
        numbers = range(1, sum(comment.state == "approved" for comment in post.comments) + 1)
        texts = [post.text, *(update.text for update in post.updates), *(row.text for row in post.comments)]
        called = {int(number) for text in texts for number in re.findall(r"(?<![\w&#])#(\d+)\b", text)}
        assert called <= set(numbers), post.slug


def test_answers_come_after_what_they_answer():
    for post in content.posts():
        number = 0
        for comment in post.comments:
            assert (comment.reply_to or 0) <= number, f"{post.slug}: {comment.text}"
            assert comment.minutes >= 0
            number += comment.state == "approved"


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
    links = re.findall(r"https?://([\w.-]+)", "\n".join(text for _name, text in written()))
    assert {link for link in links if not re.search(r"(^|\.)example\.(org|com|net)$", link)} == set()
