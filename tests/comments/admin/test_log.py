"""The log: who did what, when and why."""

from urllib.parse import quote

import pytest

from blog.models import CommentSwitch, Status
from comments import moderation
from comments.admin import log
from comments.admin.deeds import DEEDS
from comments.bans import ban, lift
from comments.closing import close_below, set_comment_switch
from comments.models import CommentStatus, ModerationLog
from comments.notes import add_note
from tests.comment_factories import make_comment
from tests.factories import make_post, set_site

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/moderationlog/"


def listed(client, query: str = "") -> list[ModerationLog]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def text_of(client) -> str:
    return " ".join(client.get(LIST).content.decode().split())


def test_the_log_says_who_decided_what_and_why(cast, client) -> None:
    comment = make_comment(text="Off <you> go", name="Rude", status=CommentStatus.PENDING)
    moderation.remove(comment=comment, by=cast.maud, reason="House rule 3")
    client.force_login(cast.edith)
    html = client.get(LIST).content.decode()
    before_and_after = f"waiting → {CommentStatus.TRASH.label}"
    for shown in (
        "moved to the trash",
        before_and_after,
        "Rude",
        "Off &lt;you&gt; go",
        "Maud",
        "House rule 3",
    ):
        assert shown in html
    assert f'href="/admin/comments/comment/{comment.pk}/change/"' in html


def test_the_log_is_read_by_moderators_and_written_by_nobody(cast, client) -> None:
    comment = make_comment(status=CommentStatus.SPAM)
    entry = comment.moderation_log.first()
    client.force_login(cast.arthur)
    assert client.get(LIST).status_code == 403
    client.force_login(cast.ada)
    assert client.get(LIST).status_code == 200
    for address in (f"{LIST}add/", f"{LIST}{entry.pk}/delete/"):
        assert client.post(address, {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{entry.pk}/change/", {"reason": "Changed"}).status_code == 403
    entry.refresh_from_db()
    assert entry.reason == ""


def test_what_was_deleted_for_good_is_still_told_of(cast, maud) -> None:
    post = make_post("Open <Forum>")
    comment = make_comment(post, status=CommentStatus.PENDING)
    moderation.delete_for_good(comment=comment, by=cast.maud)
    shown = text_of(maud)
    assert "deleted for good" in shown
    assert f"a comment that is gone, /c/{comment.pk}/" in shown
    assert "on Open &lt;Forum&gt;" in shown


def test_closings_are_told_of_with_their_post(cast, maud) -> None:
    post = make_post("Open Forum")
    close_below(comment=make_comment(post), by=cast.maud, reason="In circles")
    set_comment_switch(post=post, switch=CommentSwitch.CLOSED, by=cast.maud)
    shown = text_of(maud)
    for words in ("closed to replies", "In circles", "comments closed", "on Open Forum"):
        assert words in shown


@pytest.mark.parametrize(
    ("person", "words"), [("email:ann@example.org", "ann@example.org"), ("user:7", "account no. 7")]
)
def test_notes_are_told_of_with_the_way_to_the_person(cast, maud, person: str, words: str) -> None:
    add_note(person=person, text="Kept between us", by=cast.maud)
    address = f"/admin/comments/comment/person/?key={quote(person, safe='')}"
    assert f'<a href="{address}">{words}</a>' in text_of(maud)
    assert "Kept between us" not in text_of(maud)


def test_bans_are_told_of(cast, maud) -> None:
    made = ban(kind="domain", value="spam.example", by=cast.maud, reason="Only spam")
    lift(ban=made, by=cast.maud)
    shown = text_of(maud)
    for words in ("<b>banned</b>", "<b>ban lifted</b>", "spam.example", "Only spam"):
        assert words in shown


def test_title_of_a_post_that_is_a_draft_now_is_not_told(cast, maud) -> None:
    post = make_post("Our plans")
    set_comment_switch(post=post, switch=CommentSwitch.CLOSED, by=cast.maud)
    post.refresh_from_db()
    post.status = Status.DRAFT
    post.save()
    shown = text_of(maud)
    assert "Our plans" not in shown
    assert "on a post that isn&#x27;t public" in shown


@pytest.mark.parametrize(
    ("verb", "who"),
    [("withdraw", "its author"), ("delete", "the blog by itself"), ("hold", "a rule, or its")],
)
def test_what_nobody_signed_for_says_so(maud, verb: str, who: str) -> None:
    moderation.record(comment=make_comment(), by=None, verb=verb)
    assert who in text_of(maud)


def test_verb_without_words_stands_for_itself(cast, maud) -> None:
    moderation.record(comment=make_comment(), by=cast.maud, verb="weigh")
    assert "<b>weigh</b>" in text_of(maud)


# --- Finding


def test_the_log_is_narrowed_by_deed_and_by_person(cast, maud) -> None:
    ModerationLog.objects.all().delete()
    for user, verb in ((cast.maud, "spam"), (cast.edith, "spam"), (cast.maud, "close"), (None, "spam")):
        moderation.record(comment=make_comment(), by=user, verb=verb)
    assert len(listed(maud, "?verb=close")) == 1
    assert len(listed(maud, f"?by_whom={cast.maud.pk}")) == 2
    assert [row.by for row in listed(maud, f"?verb=spam&by_whom={cast.edith.pk}")] == [cast.edith]
    assert [row.by for row in listed(maud, "?by_whom=none&verb=spam")] == [None]


def test_filters_look_through_the_newest_only(cast, maud, monkeypatch) -> None:
    monkeypatch.setattr(log, "LOOKED_THROUGH", 2)
    comment = make_comment()
    rows = [moderation.record(comment=comment, by=cast.maud, verb="spam") for _ in range(3)]
    assert listed(maud, "?verb=spam") == [rows[2], rows[1]]


@pytest.mark.parametrize("query", ["?verb=%00", "?by_whom=x", f"?by_whom={'9' * 40}", "?verb=bogus", "?p=0"])
def test_odd_queries_are_no_errors(maud, query: str) -> None:
    make_comment(status=CommentStatus.SPAM)
    assert maud.get(LIST + query, follow=True).status_code == 200


def test_every_deed_fits_its_column() -> None:
    longest = ModerationLog._meta.get_field("verb").max_length
    assert [verb for verb in DEEDS if len(verb) > longest] == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_log_do_not_grow(cast, client, count: int, django_assert_num_queries) -> None:
    set_site()
    for _ in range(count):
        moderation.mark_spam(comment=make_comment(status=CommentStatus.PENDING), by=cast.maud)
    client.force_login(cast.maud)
    # session, user, permissions (2), site, staff, rows with comments and moderators, their posts
    with django_assert_num_queries(8):
        client.get(LIST)
