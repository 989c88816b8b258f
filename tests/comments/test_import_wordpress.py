"""``manage.py import_wordpress``, from the file to the pages that readers see."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from blog.models import Author, Category, Page, Post, Tag
from comments import counters
from comments.models import Comment
from comments.wordpress import storing
from tests.crawling import crawl
from tests.factories import set_site

EXPORT = Path(__file__).resolve().parent.parent / "data" / "wordpress.xml"


def run(file: Path | str = EXPORT, *args: str) -> str:
    out = io.StringIO()
    call_command("import_wordpress", str(file), *args, stdout=out, stderr=out)
    return out.getvalue()


def table(report: str) -> dict[str, list[int]]:
    """The rows of the report: found, stored, already there, skipped."""
    rows = (line.rsplit(maxsplit=4) for line in report.partition("\n\n")[0].splitlines()[1:])
    return {row[0]: [int(cell.replace(",", "")) for cell in row[1:]] for row in rows}


@pytest.fixture
def imported(db):
    set_site(title="The Quay", posts_per_page=3)
    return run()


def test_report_says_what_was_found_and_what_became_of_it(imported) -> None:
    assert table(imported) == {
        "attachment": [1, 0, 0, 1],
        "author": [4, 4, 0, 0],
        "category": [6, 6, 0, 0],
        "comment, approved": [17, 17, 0, 0],
        "comment, of what is left out": [1, 0, 0, 1],
        "comment, pending": [1, 1, 0, 0],
        "comment, post-trashed": [1, 1, 0, 0],
        "comment, spam": [1, 1, 0, 0],
        "comment, trash": [1, 1, 0, 0],
        "nav_menu_item": [1, 0, 0, 1],
        "page, draft": [1, 1, 0, 0],
        "page, publish": [5, 5, 0, 0],
        "pingback, approved": [1, 1, 0, 0],
        "post, auto-draft": [1, 0, 0, 1],
        "post, draft": [1, 1, 0, 0],
        "post, future": [1, 1, 0, 0],
        "post, pending": [1, 1, 0, 0],
        "post, private": [1, 1, 0, 0],
        "post, publish": [11, 11, 0, 0],
        "post, trash": [1, 1, 0, 0],
        "product": [1, 0, 0, 1],
        "tag": [6, 4, 0, 2],
        "trackback, approved": [1, 1, 0, 0],
    }
    assert "1 × product: this blog has nothing of the kind\n      product 42 “A rope for sale”" in imported
    assert (
        "1 × it has shortcodes that are shown as they were typed\n      post 23 “日本の港”: [gallery]"
        in imported
    )


def test_second_run_says_that_all_is_there(imported) -> None:
    assert sum(stored for _found, stored, _already, _skipped in table(run()).values()) == 0


def test_every_public_page_answers(imported, client) -> None:
    entries = Post.entries.live()
    terms = [*Category.objects.all(), *Tag.objects.all(), *Author.objects.filter(post_count__gt=0)]
    comments = Comment.objects.visible().filter(post__in=Post.entries.public())
    wanted = {thing.get_absolute_url() for thing in (*entries, *terms, *comments)}
    answers = crawl(client, ["/", "/sitemap.xml", "/robots.txt", "/feed/", "/?p=11", "/?page_id=32", *wanted])
    assert {path: status for path, status in answers.items() if status not in (200, 301, 302)} == {}
    assert len(answers) > 150
    assert {post.slug for post in entries} >= {"日本", "odd-signs", "no-title", "locked", "deep"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/?p=11", "/2007/02/02/the-storm/"),
        ("/archives/11/the-storm/", "/2007/02/02/the-storm/"),
        ("/archives/11/the-storm", "/2007/02/02/the-storm/"),
        ("/archives/11/storm/", "/2007/02/02/the-storm/"),
        ("/?page_id=30", "/about/crew/deep/"),
        ("/?cat=6", "/category/harbour/"),
        ("/tag/cafe-2/", "/tag/cafe/"),
        ("/2007/02/02/%e6%97%a5%e6%9c%ac-alt/", "/2007/02/02/%E6%97%A5%E6%9C%AC/"),
    ],
)
def test_old_addresses_lead_to_the_new_ones(imported, client, old, new) -> None:
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, new)
    assert client.get(new).status_code == 200


def test_what_was_hidden_stays_hidden(imported, client) -> None:
    hidden = ["Tomorrow", "A draft", "For review", "Among us", "Thrown away", "Hidden page", "Buy"]
    for address in ("/", "/archive/", "/feed/", "/sitemap.xml", "/about/", "/comments/feed/"):
        text = client.get(address).content.decode()
        assert [title for title in hidden if title in text] == []
    for number in (14, 15, 16, 17, 18, 35):
        assert client.get(f"/?p={number}").status_code == 404
    assert client.get("/2007/02/02/thrown-away/").status_code == 410


def test_thread_of_ten_levels_is_shown_whole(imported, client) -> None:
    text = client.get("/2007/02/02/the-storm/").content.decode()
    post = Post.objects.get(import_ref="wordpress:11")
    assert Comment.objects.filter(post=post).order_by("-depth").first().depth == 10
    assert all(f"Reply {level}" in text for level in range(1, 11))
    assert "A reply to what was removed" in text and "Ping « Elsewhere" in text
    assert not [evil for evil in ("<script>", "javascript:", 'onclick="', "<img src=x") if evil in text]
    assert "@example.com" not in text and "192.0.2.1" not in text
    assert post.comment_count == 17
    assert list(counters.check()) == []


def test_locked_post_opens_with_the_password_of_old(imported, client) -> None:
    post = Post.objects.get(import_ref="wordpress:13")
    assert "Some text." not in client.get(post.get_absolute_url()).content.decode()
    client.post(f"/unlock/{post.pk}/", {"password": "anchor"})
    assert "Some text." in client.get(post.get_absolute_url()).content.decode()


def test_pages_stand_in_their_tree(imported) -> None:
    assert list(Page.objects.order_by("path").values_list("path", flat=True)) == [
        "about/",
        "about/crew/",
        "about/crew/deep/",
        "hidden/",
        "lost/",
        "tags-2/",
    ]


@pytest.mark.django_db
def test_dry_run_writes_nothing(client) -> None:
    planned = run(EXPORT, "--dry-run")
    assert planned.startswith("Nothing was written")
    assert not (Post.entries.exists() or Comment.objects.exists() or Author.objects.exists())
    assert table(planned.partition("\n")[2]) == table(run())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read"), ("hello", "not well-formed XML"), ("<rss/>", "is not a WordPress export")],
)
def test_file_that_cannot_be_used_is_refused_in_one_line(tmp_path, content, message) -> None:
    path = tmp_path / "export.xml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match=message) as refusal:
        run(path)
    assert "\n" not in str(refusal.value)


@pytest.mark.django_db
def test_two_imports_at_once_end_in_a_sentence(monkeypatch) -> None:
    def taken(*args: object) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(storing, "store", taken)
    with pytest.raises(CommandError, match="run it again"):
        run()


@pytest.mark.django_db
def test_file_that_is_cut_off_leaves_nothing_half_done(tmp_path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(EXPORT.read_bytes()[:-2_000])
    with pytest.raises(CommandError, match="is cut off"):
        run(path)
    assert not (Post.entries.exists() or Author.objects.exists())
