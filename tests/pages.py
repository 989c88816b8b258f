"""Every kind of page that the site has, as a list of addresses, and a small blog that has them all.

For tests that look at all pages in one way: as HTML, as pages for everybody. A new kind of page is one more
line here.
"""

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from blog import media, redirects, taxonomy
from blog.models import Author, CommentSwitch, Format, Media, Post, Status
from blog.setup_token import make_token
from comments import decision_links, moderation, ownership
from comments.bans import ban
from comments.editing import edit_comment, withdraw
from comments.models import BanKind, Comment, CommentStatus, DiscussionSettings, WordRule
from comments.notes import add_note
from comments.people import person_of
from comments.views.receipts import receipt_address
from comments.words import save_rule
from config.urls import handler404  # noqa: F401  these addresses are handled as those of the site
from tests.blog.admin.desk import picture
from tests.cast import Cast, author_of, make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.comments.discussions import make_thread
from tests.factories import make_category, make_page, make_post, set_site


@dataclass(frozen=True)
class Ask:
    """A request: ``sent`` is a form that is posted there, ``by`` names who of the cast is signed in.

    ``like`` is another kind that has all that this one looks like: it need not be looked at twice.
    ``owns`` says that the comment which waits was written in this browser.
    """

    address: str
    status: int = 200
    sent: dict[str, str] = field(default_factory=dict)
    by: str = ""
    like: str = ""
    owns: bool = False


COMMENTS = 110
# Of the cookie and the hidden field of forms that need one; who asks has to set the cookie.
CSRF = "c" * 32
TOKEN = {"csrfmiddlewaretoken": CSRF}
COMMENT = {"name": "Ann", "email": "ann@example.org", "text": "> Quoted\n\nAn *answer* with `code`."}

# Words in braces are what `build` returns.
FOR_READERS = {
    "home": Ask("/"),
    "home, page 2": Ask("/page/2/", like="home"),
    "long discussion": Ask("/2024/05/01/the-bridge/"),
    "flat discussion": Ask("/2024/03/01/long-read/comments/flat/", like="long read"),
    "discussion, newest first": Ask("/2024/05/01/the-bridge/comments/newest/", like="long discussion"),
    "flat discussion, newest first": Ask("/2024/03/01/long-read/comments/flat/newest/", like="long read"),
    "comment removed": Ask("/c/{gone}/", 410),
    "comment that waits again": Ask("/c/{again}/", 404, like="comment removed"),
    "rest of a thread": Ask("/2024/05/02/the-quarrel/comments/thread/1/page/2/", like="long discussion"),
    "post for staff": Ask("/2024/03/01/long-read/", by="ada", like="long read"),
    "post without comments": Ask("/2024/04/02/quiet/"),
    "post with comments closed": Ask("/2024/04/01/closed/"),
    "post from right to left": Ask("/2024/03/03/rtl/"),
    "post in Japanese": Ask("/2024/03/02/cjk/"),
    "long read": Ask("/2024/03/01/long-read/"),
    "post from WordPress": Ask("/2024/03/04/imported/"),
    "preview of a draft": Ask("/preview/{draft}/", by="ada"),
    "locked post": Ask("/2024/02/02/locked/", like="locked post, wrong password"),
    "locked post, wrong password": Ask("/unlock/{locked}/", 403, {"password": "guess"}),
    "page": Ask("/about/"),
    "page below a page": Ask("/about/history/"),
    "archive": Ask("/archive/"),
    "year": Ask("/2024/"),
    "month": Ask("/2024/03/", like="year"),
    "day": Ask("/2024/03/01/", like="year"),
    "category with others below it": Ask("/category/town/"),
    "category below another": Ask("/category/town/harbour/"),
    "tag": Ask("/tag/ferry/"),
    "author": Ask("/author/edith/"),
    "categories": Ask("/categories/"),
    "tags": Ask("/tags/"),
    "authors": Ask("/authors/"),
    "search": Ask("/search/"),
    "search that finds": Ask("/search/?q=bridge"),
    "search with filters": Ask("/search/?q=bridge+in:town&author=edith&tag=ferry&year=2024&sort=best"),
    "search with odd filters": Ask("/search/?q=bridge&author=nobody&year=x", like="search with filters"),
    "search in comments": Ask("/search/comments/?q=paragraph"),
    "search that finds nothing": Ask("/search/?q=nothing-of-the-kind"),
    "comment form with errors": Ask("/comments/post/{post}/", 422, {"text": "", "email": "no"}),
    "reply": Ask("/c/{comment}/reply/"),
    "quotation": Ask("/c/{comment}/quote/", like="reply"),
    "preview of a comment": Ask("/comments/post/{post}/", 200, COMMENT | {"do": "preview"}),
    "comment refused": Ask("/comments/post/{closed}/", 422, COMMENT),
    "receipt": Ask("{receipt}"),
    "own comment that waits": Ask("/2024/04/02/quiet/", owns=True),
    "own comment to change": Ask("/c/{own}/edit/", by="maud"),
    "own comment, changed elsewhere": Ask("/c/{own}/edit/", 409, {"text": "Other"}, by="maud"),
    "own comment to delete": Ask("/c/{own}/delete/", by="maud"),
    "own comment, deleted": Ask("/c/{withdrawn}/delete/", by="maud"),
    "comment of somebody else": Ask("/c/{own}/edit/", 404, {"text": "Other"}),
    "link in a mail to a moderator": Ask("{decide}"),
    "link in a mail, broken": Ask("/comments/decide/x/", 404, like="link in a mail to a moderator"),
    "setup": Ask("/setup/?token={token}", like="setup with errors"),
    "setup with errors": Ask("/setup/", sent=TOKEN | {"title": ""}),
    "not found": Ask("/nowhere/", 404),
    "not found, with what may be meant": Ask("/2024/05/01/the-brigde/", 404),
    "gone": Ask("/shop/", 410, like="not found"),
    "not understood": Ask("/admin/blog/post/?authors__user__password__startswith=x", 400, by="ada"),
    "not allowed": Ask("/admin/blog/sitesettings/1/change/", 403, by="connie"),
    "form too old": Ask("/admin/login/", 403, {"username": "ada"}),
    "our own fault": Ask("/our-own-fault/", 500, like="not understood"),
}  # fmt: skip
AT_THE_DESK = {
    "sign-in": Ask("/admin/login/", like="sign-in refused"),
    "sign-in refused": Ask("/admin/login/", sent=TOKEN | {"username": "ada", "password": "guess"}),
    "password reset": Ask("/admin/password/"),
    "password reset, sent": Ask("/admin/password/sent/", like="password reset"),
    "password reset, link used": Ask("/admin/password/x/y/", like="password reset"),
    "password reset, new password": Ask("/admin/password/{uid}/{reset}/"),
    "desk": Ask("/admin/", by="ada"),
    "password change": Ask("/admin/password_change/", by="ada"),
    "posts": Ask("/admin/blog/post/", by="ada"),
    "new post": Ask("/admin/blog/post/add/", by="ada", like="new post with errors"),
    "new post with errors": Ask("/admin/blog/post/add/", sent=TOKEN | {"slug": "no slug"}, by="ada"),
    "editor": Ask("/admin/blog/post/{post}/change/", by="ada"),
    "editor of a page": Ask("/admin/blog/page/{page}/change/", by="ada"),
    "history": Ask("/admin/blog/post/{post}/history/", by="ada"),
    "media": Ask("/admin/blog/media/", by="ada"),
    "file": Ask("/admin/blog/media/{picture}/change/", by="ada"),
    "file to delete": Ask("/admin/blog/media/{picture}/delete/", by="ada"),
    "category at the desk": Ask("/admin/blog/category/{category}/change/", by="ada"),
    "category to merge": Ask("/admin/blog/category/{category}/merge/", by="ada"),
    "author at the desk": Ask("/admin/blog/author/{author}/change/", by="ada"),
    "account": Ask("/admin/blog/user/{user}/change/", by="ada"),
    "found at the desk": Ask("/admin/blog/post/?q=bridge", by="ada", like="posts"),
    "not found at the desk": Ask("/admin/nowhere/", 404, by="ada"),
    "comment queue": Ask("/admin/comments/comment/", by="maud"),
    "comments approved": Ask("/admin/comments/comment/?status=approved", by="maud", like="comment queue"),
    "held comment": Ask("/admin/comments/comment/{held}/change/", by="maud"),
    "answer to a held comment": Ask("/admin/comments/comment/{held}/reply/", by="maud"),
    "whom to ban": Ask("/admin/comments/comment/{held}/ban/", by="maud"),
    "bans": Ask("/admin/comments/ban/", by="maud"),
    "new ban with errors": Ask("/admin/comments/ban/add/", sent=TOKEN | {"value": "x"}, by="maud"),
    "ban": Ask("/admin/comments/ban/{ban}/change/", by="maud", like="new ban with errors"),
    "ban to lift": Ask("/admin/comments/ban/{ban}/delete/", by="maud"),
    "words": Ask("/admin/comments/wordrule/", by="maud"),
    "new word with errors": Ask("/admin/comments/wordrule/add/", sent=TOKEN | {"kind": "x"}, by="maud"),
    "word": Ask("/admin/comments/wordrule/{word}/change/", by="maud"),
    "words to paste": Ask("/admin/comments/wordrule/paste/", by="maud"),
    "text to try": Ask("/admin/comments/wordrule/try/?pattern=waits&kind=word", by="maud", like="word"),
    "text of a comment": Ask("/admin/comments/comment/{held}/edit/", by="maud"),
    "person who comments": Ask("/admin/comments/comment/person/?key={person}", by="maud"),
    "who may comment": Ask("/admin/comments/comment/discussion/{post}/", by="maud"),
    "log": Ask("/admin/comments/moderationlog/", by="maud"),
    "settings": Ask("/admin/blog/sitesettings/1/change/", by="ada"),
    "settings of discussions": Ask("/admin/comments/discussionsettings/1/change/", by="ada", like="settings"),
}
KINDS = FOR_READERS | AT_THE_DESK


def _fail(request: HttpRequest) -> HttpResponse:
    raise ArithmeticError("A fault of ours, for the page that says so.")


urlpatterns = [path("our-own-fault/", _fail), path("", include("config.urls"))]

DATA = Path(__file__).parent / "data"
LONG_READ = (DATA / "long-read.md").read_text()
IMPORTED = (DATA / "imported.html").read_text()
ARABIC = "اجتمع المجلس مساء الثلاثاء وتحدث عن الجسر.\n\n> كلام غيرنا\n\n## عنوان\n\nنص *قصير*."
JAPANESE = "町の議会は火曜日の夜に開かれた。\n\n> 誰かの言葉\n\n## 見出し\n\n短い文章です。"
SAID = (
    "A short word.",
    f"{'A paragraph that is long. ' * 9}\n\nAnd another.",
    "> Somebody else's words\n\nMine, with *emphasis*, **weight** and `code`.",
    "1. One\n2. Two\n\n- a\n- b\n\n[A link](https://example.org/some/where)",
    "شكرا على هذا المقال",
    f"```\n{'a line of code ' * 9}\n```",
)


def build() -> dict[str, Any]:
    """Make the blog; return what the addresses have to be told."""
    set_site(title="The Slipway", tagline="Notes from the harbour", posts_per_page=5, is_demo=True)
    set_discussion(flood_seconds=0)
    cast = make_cast()
    image = media.store(file=picture(), by=cast.ada, name="quay.jpg", alt="The quay", caption="Low water")
    author = author_of(cast.edith)
    author.picture, author.source = image, "Edith *edits*."
    taxonomy.save_author(author=author)
    author.links.create(label="Her papers", url="https://papers.example.org/")
    redirects.record(old="/shop/", new="")
    named = (
        _posts(author, image) | _pages() | {"picture": image.pk, "author": author.pk, "user": cast.edith.pk}
    )
    return named | _discuss(named, cast) | _keys(cast)


def _posts(author: Author, image: Media) -> dict[str, Any]:
    """The posts by which the addresses go, and enough others for further pages of lists."""
    town = make_category("Town", source="Who decided *what*.")
    harbour = make_category("Harbour", town)
    terms = {"authors": [author], "categories": [town, harbour]}
    tags = [
        "ferry",
        "public money",
        "a tag of many words that is longer than most",
        *map("tag {}".format, range(30)),
    ]
    for number in range(8):
        make_post(
            f"Note {number}", published_at=_day(1, number + 1), tags=["ferry", f"year {number}"], **terms
        )
    post = _post("The bridge", _day(5, 1), LONG_READ, image, tags=tags, featured_image=image, **terms)
    post.update_notes.create(source="The figure was *wrong*.", author=author)
    _post("Long read", _day(3, 1), LONG_READ, image, tags=tags, **terms)
    _post("cjk", _day(3, 2), JAPANESE, image, language="ja", **terms)
    _post("rtl", _day(3, 3), ARABIC, image, language="ar", **terms)
    _post("Imported", _day(3, 4), IMPORTED, image, format=Format.HTML, **terms)
    make_post("Quiet", published_at=_day(4, 2), **terms)
    return {
        "post": post.pk,
        "category": harbour.pk,
        "draft": make_post("A draft", status=Status.DRAFT).pk,
        "locked": make_post("Locked", published_at=_day(2, 2), password="secret").pk,
        "closed": make_post("Closed", published_at=_day(4, 1), comment_switch=CommentSwitch.CLOSED).pk,
    }


def _post(title: str, at: datetime.datetime, source: str, image: Media, **fields: Any) -> Post:
    source = source.replace("{picture}", image.file.url)
    return make_post(title, published_at=at, source=source, **fields)


def _day(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2024, month, day, 12, 0, 0, 123456, tzinfo=datetime.UTC)


def _pages() -> dict[str, Any]:
    about = make_page("About", in_menu=True, source="## Who\n\nWe.\n\n## Where\n\nHere.")
    make_page("History", parent=about, in_menu=True)
    return {"page": about.pk}


def _discuss(named: dict[str, Any], cast: Cast) -> dict[str, Any]:
    """A discussion with all that can happen in one, a long quarrel, and a comment that is held."""
    post = Post.objects.get(pk=named["post"])
    first = last = make_comment(post, "The first word", name="Ann", url="https://ann.example/")
    for number in range(COMMENTS):
        parent = {0: None, 1: first}.get(number % 4, last)
        last = make_comment(post, f"{number}. {SAID[number % len(SAID)]}", parent=parent)
    make_comment(post, "By the post's author", user=cast.edith, parent=first)
    make_comment(post, "By somebody of the staff", user=cast.maud, parent=first)
    make_comment(post, "As #1 says, and #9999 does not", parent=first)
    removed = make_comment(post, "Not for long")
    make_comment(post, "An answer that stays", parent=removed)
    moderation.remove(comment=removed, by=cast.maud)
    short = Post.objects.get(slug="long-read")
    word = make_comment(short, "A word", name="Ben, a man of more names", url="https://ben.example/")
    make_comment(short, "An answer", name="Cat", url="https://cat.example/", parent=word)
    gone, again = make_comment(short, "Not for long"), make_comment(short, "Not yet, after all")
    moderation.remove(comment=gone, by=cast.maud)
    moderation.hold(comment=again, by=cast.maud)
    # On a short page: the whole long discussion need not be looked at again for it.
    held = make_comment(Post.objects.get(slug="quiet"), "Waits", status=CommentStatus.PENDING)
    own = _own(short, cast)
    make_thread(make_post("The quarrel", published_at=_day(5, 2)), replies=210)  # last: it takes its own keys
    add_note(person=person_of(held), text="Writes as they speak.", by=cast.edith)
    edit_comment(comment=held, source="Waits, still", by=cast.maud)
    barred = ban(kind=BanKind.EMAIL, value="someone@example.org", by=cast.maud, reason="Shouts").pk
    word = save_rule(rule=WordRule(pattern="waits"), by=cast.maud).pk
    commented = {"person": person_of(held), "ban": barred, "word": word}
    commented |= {"comment": first.pk, "held": held.pk, "gone": gone.pk, "again": again.pk}
    commented |= own | {"mine": _cookie_of(held)}
    decide = decision_links.address(comment=held, wish="approve", user=cast.maud)
    return commented | {"receipt": receipt_address(held), "decide": decide}


def _own(post: Post, cast: Cast) -> dict[str, Any]:
    """What somebody of the staff said a moment ago, and what they took back."""
    withdrawn = withdraw(comment=make_comment(post, "Taken back", user=cast.maud))
    return {"own": make_comment(post, "My *word*", user=cast.maud).pk, "withdrawn": withdrawn.pk}


def _cookie_of(comment: Comment) -> str:
    """What the browser in which ``comment`` was written was given."""
    response = HttpResponse()
    ownership.give(response, HttpRequest(), comment, DiscussionSettings.current())
    return response.cookies[ownership.COOKIE].value


def _keys(cast: Cast) -> dict[str, Any]:
    """What proves who one is."""
    return {
        "token": make_token(),
        "uid": urlsafe_base64_encode(force_bytes(cast.edith.pk)),
        "reset": default_token_generator.make_token(cast.edith),
    }
