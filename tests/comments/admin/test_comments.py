"""The moderators' desk: the queue, and one comment with all that is known about it."""

import pytest

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
    make_comment(text="See http://a.example/ and http://b.example/", status=CommentStatus.PENDING)
    html = maud.get(LIST).content.decode()
    assert '<td class="field-why">many links</td>' in html


def test_rule_without_a_short_name_is_shown_with_its_reason(maud) -> None:
    set_discussion(hold_first=False)
    comment = held()
    comment.rule_signals.create(rule="weather", action="hold", reason="It rains.")
    assert '<td class="field-why">It rains.</td>' in maud.get(LIST).content.decode()


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
    # session, user, permissions (2), site, count, rows with their posts, signals
    with django_assert_num_queries(8):
        assert len(listed(maud)) == count


def test_the_list_reads_no_long_columns_of_posts(maud) -> None:
    held()
    response = maud.get(LIST)
    columns = str(response.context["cl"].queryset.query).split(" FROM ")[0]
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
