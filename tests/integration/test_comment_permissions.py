"""Who may do what with comments: one table, tried on the server by everybody, whatever they are shown."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from blog.models import CommentSwitch, Post, User
from comments import bans
from comments.editing import wording_of
from comments.models import Ban, BanKind, Comment, CommentStatus, WordRule
from comments.moderation import hold
from tests.cast import author_of, make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post

pytestmark = pytest.mark.django_db

OWN = {"sec-fetch-site": "same-origin"}
DESK = "/admin/comments/comment/"

# A reader has written nothing. The guest has, and has the cookie for it; so has the one who was banned
# after that. Connie contributes elsewhere, Arthur wrote the post, Edith edits, Maud moderates, Ada
# administers; each of these has written a comment too.
PEOPLE = ("reader", "guest", "banned", "connie", "arthur", "edith", "maud", "ada")
EVERYBODY = PEOPLE
WRITERS = PEOPLE[1:]
MODERATORS = ("edith", "maud", "ada")

# What is tried, and who may. Everybody else is refused, and nothing changes.
TABLE: dict[str, tuple[str, ...]] = {
    "see a public comment": EVERYBODY,
    "see a comment of somebody else that waits": (),
    "see their own comment that waits, in its place": WRITERS,
    "see what waits, at the desk": MODERATORS,
    "reply": tuple(name for name in EVERYBODY if name != "banned"),
    "quote": EVERYBODY,
    "edit their own comment": tuple(name for name in WRITERS if name != "banned"),
    "edit another's comment as if it were theirs": (),
    "edit another's comment at the desk": MODERATORS,
    "delete their own comment": WRITERS,
    "delete another's comment as if it were theirs": (),
    "approve": MODERATORS,
    "mark as spam": MODERATORS,
    "put into the trash": MODERATORS,
    "reply from the desk": MODERATORS,
    "ban somebody": MODERATORS,
    "hold a word": MODERATORS,
    "close a thread": MODERATORS,
    "close a discussion": MODERATORS,
    "see an e-mail address in public": (),
    "see an e-mail address": MODERATORS,
    "see an IP address": MODERATORS,
    "see a person's history": MODERATORS,
    "write a note on a person": MODERATORS,
    "see the log": MODERATORS,
}


class Try:
    """One person's attempts on one post; each method returns whether it succeeded, judged by what changed."""

    def __init__(self, client: Client, post: Post) -> None:
        self.client, self.post = client, post
        self.other = make_comment(
            post, "Words of another", email="secret@example.com", ip="198.51.100.7", name="Otto"
        )
        self.other_held = make_comment(
            post,
            "Waiting words",
            email="secret@example.com",
            ip="198.51.100.7",
            status=CommentStatus.PENDING,
        )

    def write(self, text: str, **fields: Any) -> Any:
        person = {"name": "Gus", "email": "gus@example.org"}
        address = f"/comments/post/{self.post.pk}/"
        return self.client.post(address, person | {"text": text} | fields, headers=OWN)

    def sends(self, address: str, **values: Any) -> None:
        self.client.post(address, values, headers=OWN)

    def reads(self, words: str, address: str = "") -> bool:
        return words in self.client.get(address or self.post.get_absolute_url()).content.decode()

    @property
    def mine(self) -> Comment:
        """What this person wrote; of a reader, who wrote nothing, what somebody else did."""
        return Comment.objects.filter(source__startswith="My words").first() or self.other

    def becomes(self, comment: Comment, **expected: Any) -> bool:
        comment.refresh_from_db()
        return all(getattr(comment, name) == value for name, value in expected.items())

    def sees_own_held(self) -> bool:
        mine = self.mine
        hold(comment=mine, by=None)
        return self.reads(mine.source)

    def replies(self) -> bool:
        self.write("An answer", parent=self.other.pk)
        return Comment.objects.filter(source="An answer", parent=self.other).exists()

    def edits(self, comment: Comment) -> bool:
        self.sends(f"/c/{comment.pk}/edit/", text="Changed", version=wording_of(comment), do="post")
        return self.becomes(comment, source="Changed")

    def edits_at_desk(self) -> bool:
        self.sends(
            f"{DESK}{self.other.pk}/edit/",
            **{"edit-source": "Changed", "edit-wording": wording_of(self.other)},
        )
        return self.becomes(self.other, source="Changed")

    def deletes(self, comment: Comment) -> bool:
        self.sends(f"/c/{comment.pk}/delete/", do="delete")
        return self.becomes(comment, status=CommentStatus.TRASH)

    def decides(self, verb: str, status: CommentStatus) -> bool:
        self.sends(DESK, decide=f"{verb}:{self.other_held.pk}:{self.other_held.version}")
        in_row = self.becomes(self.other_held, status=status)
        Comment.objects.filter(pk=self.other_held.pk).update(status=CommentStatus.PENDING)
        self.sends(f"{DESK}{self.other_held.pk}/change/", **{verb: "1"})
        on_page = self.becomes(self.other_held, status=status)
        assert in_row == on_page, "the list and the page of a comment must not differ"
        return on_page

    def replies_from_desk(self) -> bool:
        self.sends(f"{DESK}{self.other_held.pk}/reply/", text="Welcome.", seen=self.other_held.version)
        return self.other_held.replies.exists()

    def bans(self) -> bool:
        before = Ban.objects.count()
        fields = {"what": f"email:{self.other.author_email}", "days": "7", "seen": self.other.version}
        self.sends(f"{DESK}{self.other.pk}/ban/", **{f"ban-{name}": value for name, value in fields.items()})
        in_row = Ban.objects.count() > before
        self.sends("/admin/comments/ban/add/", kind="email", value="x@example.com")
        assert in_row == Ban.objects.filter(value="x@example.com").exists()
        return in_row

    def holds_word(self) -> bool:
        self.sends("/admin/comments/wordrule/add/", pattern="casino", kind="word", action="hold")
        return WordRule.objects.exists()

    def closes_thread(self) -> bool:
        self.sends(f"{DESK}{self.other.pk}/close/", do="close")
        self.other.refresh_from_db()
        return self.other.closed_at is not None

    def closes_discussion(self) -> bool:
        self.sends(f"{DESK}discussion/{self.post.pk}/", switch=CommentSwitch.CLOSED)
        self.post.refresh_from_db()
        return self.post.comment_switch == CommentSwitch.CLOSED

    def sees_email_in_public(self) -> bool:
        pk = self.other.pk
        addresses = ("", f"/c/{pk}/reply/", f"/c/{pk}/quote/", f"{self.post.get_absolute_url()}feed/")
        return any(
            self.reads(secret, address)
            for address in addresses
            for secret in ("secret@example.com", "198.51.100.7")
        )

    def writes_note(self) -> bool:
        page = f"{DESK}person/?key=email%3Asecret%40example.com"
        self.sends(page, **{"note": "1", "note-text": "A note of mine"})
        return "A note of mine" in client_of("maud").get(page).content.decode()


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def _page(who: Try, comment: Comment) -> str:
    return f"{DESK}{comment.pk}/change/"


ATTEMPTS: dict[str, Callable[[Try], bool]] = {
    "see a public comment": lambda who: who.reads("Words of another"),
    "see a comment of somebody else that waits": lambda who: who.reads("Waiting words"),
    "see their own comment that waits, in its place": Try.sees_own_held,
    "see what waits, at the desk": lambda who: (
        who.reads("Waiting words", DESK) and who.reads("Waiting words", _page(who, who.other_held))
    ),
    "reply": Try.replies,
    "quote": lambda who: who.reads("&gt; Words of another", f"/c/{who.other.pk}/quote/"),
    "edit their own comment": lambda who: who.edits(who.mine),
    "edit another's comment as if it were theirs": lambda who: who.edits(who.other),
    "edit another's comment at the desk": Try.edits_at_desk,
    "delete their own comment": lambda who: who.deletes(who.mine),
    "delete another's comment as if it were theirs": lambda who: who.deletes(who.other),
    "approve": lambda who: who.decides("_approve", CommentStatus.APPROVED),
    "mark as spam": lambda who: who.decides("_spam", CommentStatus.SPAM),
    "put into the trash": lambda who: who.decides("_remove", CommentStatus.TRASH),
    "reply from the desk": Try.replies_from_desk,
    "ban somebody": Try.bans,
    "hold a word": Try.holds_word,
    "close a thread": Try.closes_thread,
    "close a discussion": Try.closes_discussion,
    "see an e-mail address in public": Try.sees_email_in_public,
    "see an e-mail address": lambda who: who.reads("secret@example.com", _page(who, who.other)),
    "see an IP address": lambda who: who.reads("198.51.100.7", _page(who, who.other)),
    "see a person's history": lambda who: who.reads(
        "Words of another", f"{DESK}person/?key=email%3Asecret%40example.com"
    ),
    "write a note on a person": Try.writes_note,
    "see the log": lambda who: who.client.get("/admin/comments/moderationlog/").status_code == 200,
}


def make_try(name: str, post: Post) -> Try:
    """Let somebody of that name come, who has written a comment already unless they only read."""
    user = User.objects.filter(username=name).first()
    client = Client()
    if user is not None:
        client.force_login(user)
    who = Try(client, post)
    if name != "reader":
        assert who.write(f"My words, says {name}").status_code == 303
    if name == "banned":
        bans.ban(kind=BanKind.EMAIL, value="gus@example.org", by=None)
    return who


def attempt(what: str, who: Try) -> bool:
    """Let ``who`` try it, and undo what came of it: everything is tried from the same beginning."""
    cookies = copy.deepcopy(who.client.cookies)
    point = transaction.savepoint()
    succeeded = ATTEMPTS[what](who)
    transaction.savepoint_rollback(point)
    who.client.cookies = cookies
    for row in (who.post, who.other, who.other_held):
        row.refresh_from_db()
    return succeeded


@pytest.mark.parametrize("name", PEOPLE)
def test_permissions_on_comments(name: str) -> None:
    set_discussion(hold_first=False, flood_seconds=0)
    cast = make_cast()
    who = make_try(name, make_post("The bridge", authors=[author_of(cast.arthur)]))
    succeeded = [what for what in TABLE if attempt(what, who)]
    assert succeeded == [what for what, may in TABLE.items() if name in may]


def test_every_attempt_is_in_the_table() -> None:
    assert ATTEMPTS.keys() == TABLE.keys()
