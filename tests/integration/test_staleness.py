"""Whatever is changed, every process serves what is true afterwards, and keeps what has not changed.

Two servers store the pages of one blog. Each change in turn is made by this process, a third one; then every
page is asked of both servers and compared with what is made anew.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from blog import media, publishing, taxonomy, taxonomy_removal
from blog.models import Author, Category, CommentSwitch, Page, Post, Tag
from blog.site import save_settings
from blog.taxonomy_merge import merge_term
from comments import closing, editing, moderation
from comments.bans import ban
from comments.models import BanKind, Comment, CommentStatus
from comments.notes import add_note
from comments.people import person_of
from comments.settings import save_settings as save_discussion_settings
from comments.submission import submit
from tests.blog.admin.desk import picture
from tests.cast import make_cast
from tests.comment_factories import make_comment, make_submission, set_discussion
from tests.factories import make_author, make_category, make_first_stamps, make_page, make_post, set_site
from tests.integration.served import ROOT, Served, collect_static, serving

pytestmark = pytest.mark.django_db(transaction=True)

EXPORT = str(ROOT / "tests/data/wordpress.xml")
MANY_LINKS = " ".join(f"https://site{number}.example/" for number in range(9))
# What depends on the post "The bridge" alone, and what shows it in some other way.
BRIDGE = {"bridge", "bridge, flat", "bridge, feed"}
LISTING_BRIDGE = {"home", "tag", "category", "parent category", "author", "year", "month", "day"}
# Another post, far from it in time, without a term in common; its own lists; and what stands by itself.
APART = {"mill", "mill, feed", "mill's tag", "mill's category", "mill's author", "mill's year"}
ALONE = {"page", "robots", "manifest"}
EVERYTHING = BRIDGE | LISTING_BRIDGE | APART | ALONE
PAGES = {
    "bridge": "/2024/05/01/the-bridge/",
    "bridge, flat": "/2024/05/01/the-bridge/comments/flat/",
    "bridge, feed": "/2024/05/01/the-bridge/feed/",
    "home": "/",
    "tag": "/tag/ferry/",
    "category": "/category/town/harbour/",
    "parent category": "/category/town/",
    "author": "/author/edith/",
    "year": "/2024/",
    "month": "/2024/05/",
    "day": "/2024/05/01/",
    "mill": "/2009/02/03/the-mill/",
    "mill, feed": "/2009/02/03/the-mill/feed/",
    "mill's tag": "/tag/flour/",
    "mill's category": "/category/country/",
    "mill's author": "/author/miller/",
    "mill's year": "/2009/",
    "page": "/about/",
    "robots": "/robots.txt",
    "search form": "/search/",
    "manifest": "/manifest.webmanifest",
    # Of these it is only asked that they are true.
    "home, page 2": "/page/2/",
    "feed": "/feed/",
    "Atom": "/feed/atom/",
    "JSON feed": "/feed.json",
    "tag's feed": "/tag/ferry/feed/",
    "archive": "/archive/",
    "categories": "/categories/",
    "tags": "/tags/",
    "authors": "/authors/",
    "sitemap": "/sitemap.xml",
    "new post": "/2024/06/07/the-new-one/",
    "renamed tag": "/tag/ferries/",
    "moved category": "/category/country/harbour/",
    "imported": "/2003/",
}


class Blog:
    """The blog, and what is done to it."""

    def __init__(self) -> None:
        make_first_stamps()
        set_site(title="The Slipway", posts_per_page=5)
        set_discussion(flood_seconds=0, hold_first=False)
        self.cast = make_cast()
        miller, edith = make_author("Miller"), make_author("Edith")
        self.town = make_category("Town")
        self.harbour = make_category("Harbour", self.town)
        self.country = make_category("Country")
        about = {"authors": [edith], "categories": [self.harbour], "tags": ["ferry"]}
        for number in range(4):
            make_post(f"Note {number}", published_at=day(2024, 1, number + 1), **about)
            make_post(f"Old {number}", published_at=day(2015, 1, number + 1))
        make_post(
            "The mill",
            published_at=day(2009, 2, 3),
            authors=[miller],
            categories=[self.country],
            tags=["flour"],
        )
        self.bridge = make_post("The bridge", published_at=day(2024, 5, 1), **about)
        self.new = make_post("The new one", status="draft", published_at=day(2024, 6, 7), **about)
        make_page("About", in_menu=True)
        self.image = media.store(file=picture(), by=self.cast.ada, name="quay.jpg", alt="The quay")
        self.first = make_comment(self.bridge, "The first word")
        make_comment(self.bridge, "An answer", parent=self.first)
        self.held = make_comment(self.bridge, "Waits", status=CommentStatus.PENDING)

    def edit(self, **fields: Any) -> None:
        self.change(self.bridge, **fields)

    def change(self, post: Post, **fields: Any) -> None:
        terms = {name: fields.pop(name) for name in ("authors", "categories", "tags") if name in fields}
        fresh = Post.entries.get(pk=post.pk)
        for name, value in fields.items():
            setattr(fresh, name, value)
        publishing.save_post(post=fresh, by=self.cast.edith, **terms)

    def lock(self, password: str) -> None:
        post = Post.objects.get(pk=self.bridge.pk)
        post.set_password(password)
        publishing.save_post(post=post, by=self.cast.edith)

    def correct(self) -> None:
        post = Post.objects.get(pk=self.bridge.pk)
        post.update_notes.create(source="The figure was wrong.", author=Author.objects.get(slug="edith"))
        publishing.save_post(post=post, by=self.cast.edith)

    def rename(self, term: Tag | Category | Author, name: str, **fields: Any) -> None:
        for field, value in {"name": name, **fields}.items():
            setattr(term, field, value)
        save = {Tag: taxonomy.save_tag, Category: taxonomy.save_category, Author: taxonomy.save_author}
        keyword = type(term).__name__.lower()
        save[type(term)](**{keyword: term})  # type: ignore[operator]

    def comment(self, verb: Callable[..., Any], comment: Comment | None = None) -> None:
        verb(comment=Comment.objects.get(pk=(comment or self.first).pk), by=self.cast.maud)

    def forget(self, name: str) -> None:
        post = Post.objects.get(pk=self.bridge.pk)
        publishing.save_post(post=post, by=None, tags=["ferries"])
        taxonomy_removal.remove_term(term=Tag.objects.get(name=name))


def day(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, 12, tzinfo=datetime.UTC)


def new_one(verb: Callable[..., Post]) -> Callable[[Blog], Post]:
    return lambda blog: verb(post=Post.entries.get(pk=blog.new.pk), by=blog.cast.edith)


def discuss(**fields: Any) -> Callable[[Blog], object]:
    return lambda _blog: save_discussion_settings(settings=set_discussion(**fields))


def moved(term: Category, parent: Category | None) -> Category:
    term = Category.objects.get(pk=term.pk)
    term.parent = parent
    return term


# What is done, in this order, and the pages that have nothing to do with it: both servers still have these.
Change = tuple[str, Callable[[Blog], object], set[str]]
OTHERS = APART | ALONE
CHANGES: list[Change] = [
    ("comment held", lambda b: submit(make_submission(b.bridge, text=MANY_LINKS)), EVERYTHING),
    ("comment", lambda b: make_comment(b.bridge, "Another word"), OTHERS),
    ("reply", lambda b: make_comment(b.bridge, "Indeed", parent=b.first), OTHERS),
    ("comment approved", lambda b: b.comment(moderation.approve, b.held), OTHERS),
    ("comment marked as spam", lambda b: b.comment(moderation.mark_spam), OTHERS),
    ("comment restored", lambda b: b.comment(moderation.approve), OTHERS),
    ("comment removed", lambda b: b.comment(moderation.remove, b.held), OTHERS),
    ("comment edited", lambda b: editing.edit_comment(comment=b.first, source="O", by=b.cast.maud), OTHERS),
    ("thread closed below", lambda b: b.comment(closing.close_below), OTHERS),
    ("thread opened again", lambda b: b.comment(closing.reopen_below), OTHERS),
    ("comments closed", lambda b: closing.set_comment_switch(post=b.bridge, switch=CommentSwitch.CLOSED,
     by=b.cast.maud), OTHERS),
    ("comments opened", lambda b: closing.set_comment_switch(post=b.bridge, switch=CommentSwitch.OPEN,
     by=b.cast.maud), OTHERS),
    ("ban", lambda b: ban(kind=BanKind.EMAIL, value="x@example.org", by=b.cast.maud), EVERYTHING),
    ("note", lambda b: add_note(person=person_of(b.first), text="Hm.", by=b.cast.maud), EVERYTHING),
    ("comment on the other post", lambda b: make_comment(Post.objects.get(slug="the-mill"), "Grinds"),
     BRIDGE | ALONE | LISTING_BRIDGE - {"home"}),
    ("text", lambda b: b.edit(source="Other text."), OTHERS),
    ("title", lambda b: b.edit(title="The other bridge"), OTHERS),
    ("title again", lambda b: b.edit(title="The bridge"), OTHERS),
    ("update note", Blog.correct, OTHERS),
    ("picture", lambda b: b.edit(featured_image=b.image), OTHERS),
    ("words of the picture", lambda b: media.change(media=b.image, alt="A quay", caption="Low", credit=""),
     APART | ALONE),
    ("draft edited", lambda b: b.change(b.new, source="Not yet."), EVERYTHING),
    ("published", new_one(publishing.publish), OTHERS),
    ("pinned", lambda b: b.change(b.new, sticky_until=timezone.now() + datetime.timedelta(days=1)),
     {"mill", *ALONE}),
    ("not pinned", lambda b: b.change(b.new, sticky_until=None), {"mill", *ALONE}),
    ("trashed", new_one(publishing.trash), OTHERS),
    ("published again", new_one(publishing.publish), OTHERS),
    ("made private", new_one(publishing.make_private), OTHERS),
    ("public again", new_one(publishing.publish), OTHERS),
    ("unpublished", new_one(publishing.unpublish), OTHERS),
    ("locked", lambda b: b.lock("secret"), OTHERS),
    ("unlocked", lambda b: b.lock(""), OTHERS),
    ("moved to another day", lambda b: b.edit(published_at=day(2024, 5, 2)), OTHERS),
    ("moved back", lambda b: b.edit(published_at=day(2024, 5, 1)), OTHERS),
    ("tags", lambda b: b.edit(tags=["ferry", "steel"]), OTHERS),
    ("categories", lambda b: b.edit(categories=[b.town]), OTHERS),
    ("categories back", lambda b: b.edit(categories=[b.harbour]), OTHERS),
    ("authors", lambda b: b.edit(authors=[Author.objects.get(slug="miller")]), {"mill, feed", "robots"}),
    ("authors back", lambda b: b.edit(authors=[Author.objects.get(slug="edith")]), {"mill, feed", "robots"}),
    ("tag renamed", lambda b: b.rename(Tag.objects.get(name="ferry"), "ferries", slug="ferries"), {"robots"}),
    ("tag removed", lambda b: b.forget("steel"), {"robots"}),
    ("category renamed", lambda b: b.rename(Category.objects.get(pk=b.harbour.pk), "Port"), {"robots"}),
    ("category moved", lambda b: taxonomy.save_category(category=moved(b.harbour, b.country)), {"robots"}),
    ("author renamed", lambda b: b.rename(Author.objects.get(slug="edith"), "Edith Quay"), {"robots"}),
    ("tags merged", lambda _b: merge_term(term=Tag.objects.get(slug="ferries"),
     into=Tag.objects.get(slug="flour")), {"robots"}),
    ("categories merged", lambda b: merge_term(term=b.harbour, into=b.town), {"robots"}),
    ("page", lambda b: b.change(Page.objects.get(slug="about"), source="We."), set()),
    ("page renamed", lambda b: b.change(Page.objects.get(slug="about"), title="Us"), set()),
    ("page added", lambda _b: make_page("Imprint", in_menu=True), set()),
    ("settings of discussions", discuss(flat_first=True), set()),
    ("and others", discuss(flat_first=False, comments_open=False), set()),
    ("settings of the site", lambda _b: save_settings(site=set_site(title="The Quay")), set()),
    ("import", lambda _b: call_command("import_wordpress", EXPORT, verbosity=0), set()),
    ("HTML made anew", lambda _b: call_command("rerender", "--all", verbosity=0), set()),
]  # fmt: skip


@pytest.fixture
def servers() -> Iterator[list[Served]]:
    collect_static()
    with serving() as one, serving() as other:
        yield [one, other]


def test_no_page_is_ever_stale_and_none_is_thrown_away_for_nothing(servers: list[Served]) -> None:
    blog = Blog()
    for server in servers:
        for path in PAGES.values():
            server.ask(path)
    faults: list[str] = []
    for what, change, kept in CHANGES:
        change(blog)
        faults += _faults(what, kept, servers)  # after this, both have stored every page again
    assert not faults, "\n".join(faults)


def _faults(what: str, kept: set[str], servers: list[Served]) -> Iterator[str]:
    for name, path in PAGES.items():
        answers = [server.ask(path) for server in servers]
        true = next((answer for answer in answers if not answer.is_hit), None) or servers[0].made(path)
        for number, answer in enumerate(answers):
            if (answer.status, answer.body) != (true.status, true.body):
                yield f"{what}: server {number} serves a stale {name} ({answer.status})"
            if name in kept and not answer.is_hit:
                yield f"{what}: server {number} has thrown away {name}"
