"""The moderators' queue: which comments it lists, in which order, and what each row says."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import history
from comments.admin import filters, queue, rows
from comments.bans import ban
from comments.editing import withdraw
from comments.models import Comment, CommentStatus, DiscussionSettings
from comments.moderation import remove
from comments.notes import add_note
from comments.people import person_of
from tests.blog.admin.desk import DeskForm
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post, set_site

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


def held(text: str = "", **fields) -> Comment:
    return make_comment(text=text, status=CommentStatus.PENDING, **fields)


def listed(client, query: str = "") -> list[Comment]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def page(client, query: str = "") -> str:
    return " ".join(client.get(LIST + query).content.decode().split())


# --- Which ones, in which order


def test_the_queue_is_what_is_seen_first(maud) -> None:
    waiting, spam = held(), make_comment(status=CommentStatus.SPAM)
    make_comment()
    assert listed(maud) == [waiting]
    assert listed(maud, "?status=spam") == [spam]
    assert len(listed(maud, "?status=all")) == 3


def test_who_has_waited_longest_comes_first_and_all_else_newest_first(maud) -> None:
    waiting, spam = [held(), held()], [make_comment(status=CommentStatus.SPAM) for _ in range(2)]
    assert listed(maud) == waiting
    assert listed(maud, "?status=spam") == spam[::-1]
    assert listed(maud, "?status=all") == [*spam[::-1], *waiting[::-1]]


def test_comments_are_found_by_words_and_by_name(maud) -> None:
    found = held("About Baghdad.", name="Zoë")
    held("Something else.")
    assert listed(maud, "?q=baghdad") == listed(maud, "?q=zoe") == [found]


def test_the_title_leads_to_the_comments_of_one_post(maud) -> None:
    post = make_post("Open Forum")
    here = held(post=post)
    held()
    assert f'href="?status=all&amp;post={post.pk}"' in page(maud)
    assert listed(maud, f"?status=all&post={post.pk}") == [here]


@pytest.mark.parametrize(
    "query",
    ["?q=%00", "?status=bogus", "?p=0", "?p=999999999", "?post=x", "?o=1", "?reason=%00", "?reason=bogus"],
)
def test_odd_queries_are_no_errors(maud, query: str) -> None:
    held()
    assert maud.get(LIST + query, follow=True).status_code == 200


def test_tabs_count_what_waits_and_what_is_put_away(maud, monkeypatch) -> None:
    monkeypatch.setattr(queue, "MOST_COUNTED", 2)
    for _ in range(3):
        make_comment(status=CommentStatus.SPAM)
    held()
    html = page(maud)
    assert 'Waiting <span class="tab-count">1</span>' in html
    assert 'Spam <span class="tab-count">2+</span>' in html
    assert '<a href="?status=trash">Trash</a>' in html


# --- By reason


def test_the_list_is_narrowed_by_reason(maud) -> None:
    set_discussion(max_links=2)
    first = held("Good morning.")
    links = held("http://a.example/ http://b.example/")
    assert listed(maud, "?reason=links") == [links]
    assert listed(maud, "?reason=first") == [first, links]
    assert listed(maud, "?reason=links&status=spam") == []
    assert "Reason: <b>many links</b>" in page(maud, "?reason=links")


def test_what_a_rule_has_noticed_and_let_through_is_no_reason(maud) -> None:
    set_discussion(max_links=5)
    held("http://a.example/")
    assert listed(maud, "?reason=links") == []


def test_a_reason_is_looked_for_at_the_head_of_the_list_only(maud, monkeypatch) -> None:
    monkeypatch.setattr(filters, "ASKED_FOR_REASON", 2)
    oldest, second, _third = held(), held(), held()
    assert listed(maud, "?reason=first") == [oldest, second]
    assert "Looked for among the first" in page(maud, "?reason=first")
    assert "Looked for among the first" not in page(maud)


def test_reason_search_and_post_are_asked_together(maud) -> None:
    post = make_post()
    found = held("About Baghdad.", post=post)
    held("About Baghdad.")
    held("Something else.", post=post)
    assert listed(maud, f"?reason=first&q=baghdad&post={post.pk}") == [found]


# --- What is read


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(cast, maud, count: int, django_assert_num_queries) -> None:
    set_site()
    parent = make_comment()
    for _ in range(count):
        comment = held(parent=parent)
        add_note(person=person_of(comment), text="Noted.", by=cast.maud)
    # session, user, permissions (2), site, rows, their posts, signals, the oldest, tabs, histories,
    # notes, bans
    with django_assert_num_queries(13):
        assert len(listed(maud)) == count


def test_the_list_reads_no_long_columns_of_posts(maud) -> None:
    held()
    with CaptureQueriesContext(connection) as asked:
        maud.get(LIST)
    columns = " ".join(query["sql"] for query in asked)
    assert '"blog_post"."title"' in columns
    assert not [name for name in ("html", "source", "toc") if f'"blog_post"."{name}"' in columns]


# --- What a row says


def test_the_queue_says_why_somebody_waits(maud) -> None:
    set_discussion(hold_first=False, max_links=2)
    held("See http://a.example/ and <http://b.example/>")
    html = page(maud)
    assert '<div class="why">Many links</div>' in html
    assert "See <mark>http://a.example/</mark> and &lt;<mark>http://b.example/</mark>&gt;" in html


def test_rule_without_a_short_name_is_shown_with_its_reason(maud) -> None:
    set_discussion(hold_first=False)
    comment = held()
    comment.rule_signals.create(rule="weather", action="hold", reason="It rains.")
    assert '<div class="why">It rains.</div>' in page(maud)


def test_a_row_says_how_often_its_writer_was_approved_and_put_away(maud) -> None:
    set_discussion(flood_seconds=0)
    ann = {"name": "Ann", "email": "Ann@example.org"}
    for status in (CommentStatus.APPROVED, CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.TRASH):
        make_comment(status=status, **ann)
    held(**ann | {"email": "ann@EXAMPLE.org"})
    held()
    html = page(maud)
    assert "<span>2 approved, 2 put away</span>" in html
    assert f"<span>since {timezone.localdate():%-d %b %Y}</span>" in html
    assert "<span>none approved</span> <span>new here</span>" in html


def test_a_regular_is_not_counted_to_the_end(maud, monkeypatch) -> None:
    for module in (history, rows):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    set_discussion(flood_seconds=0)
    for _ in range(3):
        make_comment(email="ann@example.org")
    held(email="ann@example.org")
    assert "<span>1+ approved</span>" in page(maud)


def test_a_row_says_what_else_its_writer_is_called_noted_and_banned_for(cast, maud) -> None:
    set_discussion(flood_seconds=0)
    make_comment(name="Legion", email="x@example.org")
    for number in range(5):
        make_comment(name=f"Neighbour {number}", ip=f"192.0.2.{number}")
    comment = held(name="Brutus", email="x@example.org", ip="192.0.2.77")
    add_note(person=person_of(comment), text="Means <well>.", by=cast.maud)
    ban(kind="email", value="x@example.org", by=cast.maud)
    html = page(maud)
    assert "also as Legion" in html
    assert "same network: Neighbour 0, Neighbour 1, Neighbour 2 and 2 more" in html
    assert "<b>Note:</b> Means &lt;well&gt;. (Maud)" in html
    assert "banned for good (e-mail address)" in html
    assert 'href="/admin/comments/comment/person/?key=email%3Ax%40example.org"' in html


def test_a_reply_shows_what_it_answers(maud) -> None:
    set_discussion(flood_seconds=0)
    parent = make_comment(text="Are there <ferries> on Sundays?", name="Zoë")
    held(parent=parent, name="Ann")
    html = page(maud)
    assert "answers #1 by Zoë: <q>Are there &lt;ferries&gt; on Sundays?</q>" in html
    assert f'href="{LIST}{parent.pk}/change/"' in html


def test_a_long_comment_is_read_in_its_own_page(maud) -> None:
    comment = held(f"{'word ' * 500}end")
    html = page(maud)
    assert "Read all of it" in html
    assert "word end" not in html
    assert "word end" in DeskForm(maud, f"{LIST}{comment.pk}/change/").html


def test_who_said_it_and_where_is_one_sentence(maud) -> None:
    post = make_post("Open <Forum>")
    held(post=post, name="<Zoë>")
    place = f'on <a href="?status=all&amp;post={post.pk}">Open &lt;Forum&gt;</a>'
    assert f"<strong>&lt;Zoë&gt;</strong> {place}" in page(maud)


@pytest.mark.parametrize(("honeypot", "first"), [("", "_approve"), ("I am a program", "_spam")])
def test_the_likeliest_button_stands_first(maud, honeypot: str, first: str) -> None:
    held(honeypot=honeypot)
    assert re.search(r'name="decide" value="(\w+):', page(maud))[1] == first


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("pending", ["Approve", "Spam", "Trash", "Edit", "Reply", "Ban"]),
        ("approved", ["Hold", "Spam", "Trash", "Edit", "Reply", "Ban"]),
        ("spam", ["Approve", "Put back", "Trash", "Edit", "Ban"]),
        ("trash", ["Approve", "Put back", "Spam", "Edit", "Ban"]),
    ],
)
def test_a_row_offers_what_its_status_allows_by_keys_of_their_own(maud, status: str, words) -> None:
    make_comment(status=status)
    offered = re.findall(r'data-key="(.)">(?:\s*)([\w ]+?) <kbd', page(maud, f"?status={status}"))
    assert [word for _key, word in offered] == words
    assert len({key for key, _word in offered} | set("jkxuz")) == len(words) + 5


def test_who_may_only_look_sees_neither_addresses_nor_buttons(cast, client) -> None:
    held(email="secret@example.org")
    cast.arthur.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(cast.arthur)
    html = page(client)
    assert "secret@example.org" not in html
    assert "<button" not in html.partition('id="changelist"')[2].partition("paginator")[0]


# --- The head


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "<h1> 2 comments are waiting </h1>"),
        ("?status=pending", "<h1> 2 comments are waiting </h1>"),
        ("?status=spam", "<h1> Comments </h1>"),
        ("?q=word", "<h1> Comments </h1>"),
    ],
)
def test_the_heading_counts_what_waits(maud, query: str, heading: str) -> None:
    held(), held()
    assert heading in page(maud, query)


def test_the_queue_says_how_long_its_oldest_has_waited(maud) -> None:
    set_site(time_zone="Asia/Baghdad")
    oldest, _newer, approved = held(), held(), make_comment()
    then = timezone.now() - datetime.timedelta(days=3, hours=1)
    Comment.objects.filter(pk=oldest.pk).update(created_at=then)
    Comment.objects.filter(pk=approved.pk).update(created_at="2025-01-01T00:00Z")
    since = f"{then.astimezone(datetime.timezone(datetime.timedelta(hours=3))):%Y-%m-%dT%H:%M}"
    assert f'The oldest has waited for 3\xa0days, 1\xa0hour, since <time datetime="{since}' in (
        maud.get(LIST).content.decode().replace("&nbsp;", "\xa0")
    )
    for query in ("?status=all", "?status=approved", "?q=comment"):
        assert "The oldest" not in page(maud, query)


def test_what_its_own_author_has_deleted_says_so(maud) -> None:
    comment = make_comment()
    remove(comment=make_comment(), by=None)
    withdraw(comment=comment)
    assert page(maud, "?status=trash").count("deleted by its author") == 1
    status = page(maud, f"{comment.pk}/change/").partition("in the trash</b>")[2]
    assert status.startswith(", deleted by its author")


def test_an_empty_queue_says_so(maud) -> None:
    html = page(maud)
    assert "Nobody is waiting" in html
    assert "Every comment has its answer." in html
    assert "The oldest" not in html


def test_discussion_settings_are_saved_and_checked(cast, client) -> None:
    client.force_login(cast.ada)
    where = "/admin/comments/discussionsettings/1/change/"
    assert client.get("/admin/comments/discussionsettings/").headers["Location"] == where
    DeskForm(client, where).send("_save", max_links="7")
    assert DiscussionSettings.objects.get().max_links == 7
    assert DeskForm(client, where).send("_save", max_length="5").status_code == 200
