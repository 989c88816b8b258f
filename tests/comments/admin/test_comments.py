"""The moderators' desk: the queue, and one comment with all that is known about it."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.admin import rows as rows_of
from comments.models import Comment, CommentStatus, DiscussionSettings, ModerationLog
from tests.blog.admin.desk import DeskForm
from tests.cast import Cast, make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post, set_site

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def maud(cast, client):
    client.force_login(cast.maud)
    return client


def address(comment: Comment) -> str:
    return f"{LIST}{comment.pk}/change/"


def held(text: str = "", **fields) -> Comment:
    return make_comment(text=text, status=CommentStatus.PENDING, **fields)


def listed(client, query: str = "") -> list[Comment]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def test_the_queue_is_what_is_seen_first(maud) -> None:
    waiting, spam = held(), make_comment(status=CommentStatus.SPAM)
    make_comment()
    assert listed(maud) == [waiting]
    assert listed(maud, "?status=spam") == [spam]
    assert len(listed(maud, "?status=all")) == 3


def test_the_queue_says_why_somebody_waits(maud) -> None:
    set_discussion(hold_first=False, max_links=2)
    held("See http://a.example/ and <http://b.example/>")
    html = maud.get(LIST).content.decode()
    assert '<div class="why">Many links</div>' in html
    assert "See <mark>http://a.example/</mark> and &lt;<mark>http://b.example/</mark>&gt;" in html


def test_rule_without_a_short_name_is_shown_with_its_reason(maud) -> None:
    set_discussion(hold_first=False)
    comment = held()
    comment.rule_signals.create(rule="weather", action="hold", reason="It rains.")
    assert '<div class="why">It rains.</div>' in maud.get(LIST).content.decode()


def test_comments_are_found_by_words_and_by_name(maud) -> None:
    found = held("About Baghdad.", name="Zoë")
    held("Something else.")
    assert listed(maud, "?q=baghdad") == listed(maud, "?q=zoe") == [found]


def test_the_title_leads_to_the_comments_of_one_post(maud) -> None:
    post = make_post("Open Forum")
    here = held(post=post)
    held()
    assert f'href="?status=all&amp;post={post.pk}"' in maud.get(LIST).content.decode()
    assert listed(maud, f"?status=all&post={post.pk}") == [here]


@pytest.mark.parametrize("query", ["?q=%00", "?status=bogus", "?p=0", "?p=999999999", "?post=x", "?o=1"])
def test_odd_queries_are_no_errors(maud, query: str) -> None:
    held()
    assert maud.get(LIST + query, follow=True).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(maud, count: int, django_assert_num_queries) -> None:
    set_site()
    for _ in range(count):
        held()
    # session, user, permissions (2), site, count, the oldest, rows, their posts, signals
    with django_assert_num_queries(10):
        assert len(listed(maud)) == count


def test_the_list_reads_no_long_columns_of_posts(maud) -> None:
    held()
    with CaptureQueriesContext(connection) as asked:
        maud.get(LIST)
    columns = " ".join(query["sql"] for query in asked)
    assert '"blog_post"."title"' in columns
    assert not [name for name in ("html", "source", "toc") if f'"blog_post"."{name}"' in columns]


@pytest.mark.parametrize(
    ("action", "status", "told"),
    [
        ("approve", CommentStatus.APPROVED, "2 comments are approved."),
        ("mark_spam", CommentStatus.SPAM, '2 comments are marked as spam. <a href="?status=spam">'),
        ("remove", CommentStatus.TRASH, '2 comments are in the trash. <a href="?status=trash">'),
    ],
)
def test_ticked_comments_are_decided_by_the_verbs(
    cast, maud, action: str, status: CommentStatus, told: str
) -> None:
    ticked, other = [held(), held()], held()
    data = {"action": action, "_selected_action": [row.pk for row in ticked], "select_across": "1"}
    answer = maud.post(LIST, data, follow=True)
    assert told in answer.content.decode()
    assert set(Comment.objects.filter(status=status)) == set(ticked)
    assert ModerationLog.objects.filter(by=cast.maud).count() == 2
    other.refresh_from_db()
    assert other.status == CommentStatus.PENDING


# --- Deciding in a row of the list


def press(client, name: str, comment: Comment, query: str = ""):
    return client.post(LIST + query, {"decide": f"{name}:{comment.pk}"}, follow=True)


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("_approve", CommentStatus.APPROVED, "The comment by Zoë is approved."),
        ("_spam", CommentStatus.SPAM, "The comment by Zoë is among the spam."),
        ("_remove", CommentStatus.TRASH, "The comment by Zoë is in the trash."),
    ],
)
def test_a_button_of_a_row_decides_about_that_comment_alone(
    cast, maud, name: str, status: CommentStatus, told: str
) -> None:
    comment, other = held(name="Zoë"), held()
    html = maud.get(LIST).content.decode()
    assert f'name="decide" value="{name}:{comment.pk}"' in html
    answer = press(maud, name, comment, "?q=&p=1").content.decode()
    assert f'{told} <a href="{address(comment)}">' in answer
    assert list(Comment.objects.filter(status=status)) == [comment]
    assert ModerationLog.objects.get(by=cast.maud).comment == comment
    other.refresh_from_db()
    assert other.status == CommentStatus.PENDING


def test_what_somebody_else_has_decided_meanwhile_is_not_decided_again(maud) -> None:
    comment = make_comment()
    assert "Nothing had to be changed." in press(maud, "_approve", comment).content.decode()
    comment.delete()
    assert "Nothing had to be changed." in press(maud, "_approve", comment).content.decode()


@pytest.mark.parametrize("pressed", ["", "_approve", "_approve:x", f"_approve:{'9' * 30}", "_burn:1"])
def test_odd_buttons_decide_nothing(maud, pressed: str) -> None:
    comment = held()
    assert maud.post(LIST, {"decide": pressed}).status_code in (302, 403)
    comment.refresh_from_db()
    assert comment.status == CommentStatus.PENDING


def test_buttons_of_rows_are_for_those_who_moderate(cast, client) -> None:
    comment = held()
    client.force_login(cast.arthur)
    assert press(client, "_approve", comment).status_code == 403
    cast.arthur.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(cast.arthur)
    assert 'name="decide"' not in client.get(LIST).content.decode()
    assert press(client, "_approve", comment).status_code == 403
    comment.refresh_from_db()
    assert comment.status == CommentStatus.PENDING


def test_a_button_of_a_row_needs_the_token_of_its_form(cast) -> None:
    strict, comment = Client(enforce_csrf_checks=True), held()
    strict.force_login(cast.maud)
    assert strict.post(LIST, {"decide": f"_approve:{comment.pk}"}).status_code == 403
    comment.refresh_from_db()
    assert comment.status == CommentStatus.PENDING


@pytest.mark.parametrize(("honeypot", "first"), [("", "_approve"), ("I am a program", "_spam")])
def test_the_likeliest_button_stands_first(maud, honeypot: str, first: str) -> None:
    held(honeypot=honeypot)
    html = maud.get(LIST).content.decode()
    assert re.search(r'name="decide" value="(\w+):', html)[1] == first


# --- What a row says


def test_a_row_says_how_often_its_writer_was_approved_and_removed(maud) -> None:
    set_discussion(flood_seconds=0)
    ann = {"name": "Ann", "email": "Ann@example.org"}
    for status in (CommentStatus.APPROVED, CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.TRASH):
        make_comment(status=status, **ann)
    held(**ann | {"email": "ann@EXAMPLE.org"})
    held()
    rows = [rows_of.person(row) for row in listed(maud)]
    assert rows == [
        "<span>none approved</span>",
        "<span>2 approved</span><span>2 removed</span>",
    ]


def test_a_regular_is_not_counted_to_the_end(maud, monkeypatch) -> None:
    monkeypatch.setattr(rows_of, "MOST_COUNTED", 1)
    set_discussion(flood_seconds=0)
    for _ in range(3):
        make_comment(email="ann@example.org")
    held(email="ann@example.org")
    assert "<span>1+ approved</span>" in maud.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("a <b> c", [], "a &lt;b&gt; c"),
        ("a <b> c", ["<b>"], "a <mark>&lt;b&gt;</mark> c"),
        ("Spam, spam", ["spam", ""], "<mark>Spam</mark>, <mark>spam</mark>"),
        (
            "http://a.example/1",
            ["http://a.example/", "http://a.example/1"],
            "<mark>http://a.example/1</mark>",
        ),
        ("a.c abc", ["a.c"], "<mark>a.c</mark> abc"),
    ],
)
def test_words_are_marked_and_all_else_is_escaped(text: str, words: list[str], html: str) -> None:
    assert rows_of.marked(text, words) == html


def test_a_long_comment_is_read_in_its_own_page(maud) -> None:
    comment = held(f"{'word ' * 500}end")
    html = maud.get(LIST).content.decode()
    assert "Read all of it" in html
    assert "word end" not in html
    assert "word end" in DeskForm(maud, address(comment)).html


def test_who_said_it_and_where_is_one_sentence(maud) -> None:
    post = make_post("Open <Forum>")
    set_discussion(flood_seconds=0)
    held(post=post, name="<Zoë>")
    held(parent=make_comment(post), name="Ann")
    place = f'on <a href="?status=all&amp;post={post.pk}">Open &lt;Forum&gt;</a>'
    html = maud.get(LIST).content.decode()
    assert f"<strong>&lt;Zoë&gt;</strong> {place}" in html
    assert f"<strong>Ann</strong> answers #1 {place}" in html


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "<h1>2 comments are waiting</h1>"),
        ("?status=pending", "<h1>2 comments are waiting</h1>"),
        ("?status=spam", "<h1>Comments</h1>"),
        ("?q=word", "<h1>Comments</h1>"),
    ],
)
def test_the_heading_counts_what_waits(maud, query: str, heading: str) -> None:
    held(), held()
    assert heading in " ".join(maud.get(LIST + query).content.decode().split()).replace("> ", ">").replace(
        " <", "<"
    )


def test_the_queue_says_since_when_its_oldest_waits(maud) -> None:
    set_site(time_zone="Asia/Baghdad")
    oldest, _newer, approved = held(), held(), make_comment()
    Comment.objects.filter(pk=oldest.pk).update(created_at="2026-03-05T22:30Z")
    Comment.objects.filter(pk=approved.pk).update(created_at="2025-01-01T00:00Z")
    since = 'The oldest has waited since <time datetime="2026-03-06T01:30:00+03:00">'
    assert since in maud.get(LIST).content.decode()
    for query in ("?status=all", "?status=approved", "?q=comment"):
        assert "The oldest" not in maud.get(LIST + query).content.decode()


def test_an_empty_queue_says_so(maud) -> None:
    html = maud.get(LIST).content.decode()
    assert "Nobody is waiting" in html
    assert "The oldest" not in html


# --- One comment


def test_approving_gives_the_number_and_counts(maud) -> None:
    comment = held()
    assert DeskForm(maud, address(comment)).send("_approve", reason="Known to us").status_code == 302
    comment.refresh_from_db()
    assert (comment.number, comment.is_visible) == (1, True)
    assert comment.post.comment_count == 1
    assert comment.moderation_log.first().reason == "Known to us"


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        (CommentStatus.PENDING, ["_approve", "_spam", "_remove"]),
        (CommentStatus.APPROVED, ["_hold", "_spam", "_remove"]),
        (CommentStatus.SPAM, ["_approve", "_restore", "_remove"]),
        (CommentStatus.TRASH, ["_approve", "_restore", "_spam"]),
    ],
)
def test_buttons_fit_the_status(maud, status: CommentStatus, buttons: list[str]) -> None:
    assert DeskForm(maud, address(make_comment(status=status))).buttons == buttons


def test_one_comment_shows_text_sender_rules_and_decisions(cast, maud) -> None:
    set_discussion(max_links=1)
    comment = held("Look: *here* http://spam.example/", name="Zoë", email="zoe@example.org", ip="192.0.2.77")
    DeskForm(maud, address(comment)).send("_remove", reason="Off topic")
    html = DeskForm(maud, address(comment)).html
    for shown in (
        "<em>here</em>",
        "Zoë",
        "zoe@example.org",
        "192.0.2.77",
        "Off topic",
        "Maud",
        "spam.example",
    ):
        assert shown in html
    for signal in comment.rule_signals.all():
        assert signal.reason in html


def test_hostile_text_is_shown_and_not_run(maud) -> None:
    comment = held("<script>alert(1)</script> [x](javascript:alert(1))", name="<img src=x onerror=alert(1)>")
    html = DeskForm(maud, address(comment)).html
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_without_a_button_nothing_is_decided(maud) -> None:
    comment = held()
    assert maud.post(address(comment), {"reason": "?"}).status_code == 403
    comment.refresh_from_db()
    assert comment.status == CommentStatus.PENDING


def test_comments_are_neither_added_nor_deleted_here(maud) -> None:
    comment = held()
    assert maud.get(f"{LIST}add/").status_code == 403
    assert maud.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_form_do_not_grow(maud, count: int, django_assert_num_queries) -> None:
    set_site()
    comment = held()
    first = comment.rule_signals.first()
    for _ in range(count - 1):
        comment.rule_signals.create(rule=first.rule, action=first.action, reason="Again.")
    ModerationLog.objects.filter(comment=comment).delete()
    # session, user, permissions (2), site, comment, its post, signals, log
    with django_assert_num_queries(9):
        maud.get(address(comment))


def test_discussion_settings_are_saved_and_checked(cast, client) -> None:
    client.force_login(cast.ada)
    where = "/admin/comments/discussionsettings/1/change/"
    assert client.get("/admin/comments/discussionsettings/").headers["Location"] == where
    DeskForm(client, where).send("_save", max_links="7")
    assert DiscussionSettings.objects.get().max_links == 7
    assert DeskForm(client, where).send("_save", max_length="5").status_code == 200
