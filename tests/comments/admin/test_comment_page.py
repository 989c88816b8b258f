"""One comment at the desk, with all that is known about it."""

import re

import pytest
from django.contrib.auth.models import Permission

from blog.models import CommentSwitch, Post, Status
from comments import moderation
from comments.bans import ban
from comments.editing import edit_comment
from comments.models import Ban, Comment, CommentStatus, ModerationLog
from comments.notes import add_note
from comments.people import person_of
from tests.blog.admin.desk import DeskForm
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post, set_site

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


def address(comment: Comment) -> str:
    return f"{LIST}{comment.pk}/change/"


def held(text: str = "", **fields) -> Comment:
    return make_comment(text=text, status=CommentStatus.PENDING, **fields)


def page_of(client, comment: Comment) -> str:
    response = client.get(address(comment))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# --- What it shows


def test_one_comment_shows_text_sender_rules_and_decisions(cast, maud) -> None:
    set_discussion(max_links=1)
    comment = held("Look: *here* http://spam.example/", name="Zoë", email="zoe@example.org", ip="192.0.2.77")
    DeskForm(maud, address(comment)).send("_remove", reason="Off topic")
    html = page_of(maud, comment)
    for shown in ("<em>here</em>", "Zoë", "zoe@example.org", "192.0.2.77", "Off topic", "Maud"):
        assert shown in html
    assert "Look: *here* <mark>http://spam.example/</mark>" in html
    assert "Moved to the trash" in html
    for signal in comment.rule_signals.all():
        assert signal.reason in html


def test_hostile_text_is_shown_and_not_run(maud) -> None:
    comment = held("<script>alert(1)</script> [x](javascript:alert(1))", name="<img src=x onerror=alert(1)>")
    edit_comment(comment=comment, source="<script>alert(2)</script>", by=make_comment_editor(), reason="<b>")
    html = page_of(maud, comment)
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def make_comment_editor():
    from tests.factories import make_user

    return make_user("editor", is_staff=True)


def test_what_is_answered_is_shown_with_the_way_to_it(maud) -> None:
    parent = make_comment(text="First <words>", name="Ann")
    html = page_of(maud, make_comment(parent=parent))
    assert "Answers <bdi>Ann</bdi>" in html
    assert f'<a href="{address(parent)}">First &lt;words&gt;</a>' in html


def test_the_writer_is_known_by_history_notes_and_bans(cast, maud) -> None:
    set_discussion(flood_seconds=0)
    ann = {"email": "ann@example.org", "ip": "192.0.2.1"}
    make_comment(name="Annie", **ann)
    make_comment(name="Bob", ip="192.0.2.2")
    comment = make_comment(name="Ann", status=CommentStatus.SPAM, **ann)
    add_note(person=person_of(comment), text="Sells <tea>", by=cast.edith)
    ban(kind="email", value="ann@example.org", by=cast.edith, reason="Tea again")
    html = page_of(maud, comment)
    for shown in ("1 approved, 0 put away", "Annie", "Bob", "Sells &lt;tea&gt;", "Edith", "Tea again"):
        assert shown in html
    assert f'href="{LIST}person/?key=email%3Aann%40example.org"' in html


def test_earlier_wordings_are_shown_as_what_was_changed(cast, maud) -> None:
    comment = make_comment(text="One\ntwo")
    edit_comment(comment=comment, source="One\nthree", by=cast.maud)
    edit_comment(comment=comment, source="One\nfour", by=cast.edith, reason="Spelling")
    html = maud.get(address(comment)).content.decode()
    diffs = re.findall(r'<span class="(?:added|removed)">([^<]*)</span>', html)
    assert diffs == ["-three", "+four", "-two", "+three"]
    assert "Spelling" in html


def test_who_may_only_look_sees_neither_sender_nor_forms(cast, client) -> None:
    comment = held(email="zoe@example.org", ip="192.0.2.77")
    cast.arthur.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(cast.arthur)
    html = page_of(client, comment)
    for hidden in (
        "zoe@example.org",
        "192.0.2.77",
        "person/?key",
        'name="decide"',
        "Change the text",
        "_approve",
    ):
        assert hidden not in html


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page_do_not_grow(cast, maud, count: int, django_assert_num_queries) -> None:
    set_site()
    comment = held("One")
    for number in range(count):
        comment.rule_signals.create(rule="weather", action="hold", reason="It rains.")
        edit_comment(comment=comment, source=f"Wording {number}", by=cast.maud)
        add_note(person=person_of(comment), text=f"Note {number}", by=cast.maud)
        ban(kind="name", value=f"Somebody {number}", by=cast.maud)
    # session, user, permissions (2), site, comment, its post, signals, log, wordings, history, notes, bans
    with django_assert_num_queries(13):
        maud.get(address(comment))


# --- Deciding


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


def test_without_a_button_nothing_is_decided(maud) -> None:
    comment = held()
    assert maud.post(address(comment), {"reason": "?"}).status_code == 403
    comment.refresh_from_db()
    assert comment.status == CommentStatus.PENDING


def test_comments_are_neither_added_nor_deleted_here(maud) -> None:
    comment = held()
    assert maud.get(f"{LIST}add/").status_code == 403
    assert maud.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"}).status_code == 403


def test_what_somebody_else_decided_meanwhile_stays_and_is_told(cast, maud) -> None:
    comment = held()
    form = DeskForm(maud, address(comment))
    moderation.mark_spam(comment=comment, by=cast.edith)
    answer = form.send("_approve", reason="Looks fine")
    assert "Edith marked this comment as spam" in answer.content.decode()
    assert form.values["reason"] == ["Looks fine"]
    comment.refresh_from_db()
    assert comment.status == CommentStatus.SPAM
    assert form.send("_approve").status_code == 302
    comment.refresh_from_db()
    assert comment.status == CommentStatus.APPROVED


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_odd_versions_are_no_errors(maud, seen: str) -> None:
    assert maud.post(address(held()), {"_approve": "1", "seen": seen}).status_code in (200, 302)


# --- Changing the text


def edit(client, comment: Comment, source: str, **more):
    page = f"{LIST}{comment.pk}/edit/"
    opened = re.search(r'name="edit-wording" value="(\w+)"', client.get(page).content.decode())
    assert opened is not None
    data = {"edit-source": source, "edit-wording": opened[1], "edit-why": "Spelling", **more}
    return client.post(page, data)


def test_text_is_changed_and_the_reason_kept(cast, maud) -> None:
    comment = make_comment(text="A tpyo")
    assert edit(maud, comment, "A typo").headers["Location"] == address(comment)
    comment.refresh_from_db()
    assert (comment.source, comment.html) == ("A typo", "<p>A typo</p>")
    assert comment.edited_at is not None
    entry = comment.moderation_log.get(verb="edit")
    assert (entry.by, entry.reason) == (cast.maud, "Spelling")


def test_two_who_change_a_text_at_once_lose_nothing(cast, maud) -> None:
    comment = make_comment(text="One\ntwo")
    opened = maud.get(f"{LIST}{comment.pk}/edit/").content.decode()
    wording = re.search(r'name="edit-wording" value="(\w+)"', opened)[1]
    edit_comment(comment=comment, source="One\nthree", by=cast.edith)
    answer = maud.post(f"{LIST}{comment.pk}/edit/", {"edit-source": "One\nfour", "edit-wording": wording})
    html = answer.content.decode()
    assert '<span class="removed">-three</span>' in html
    assert '<span class="added">+four</span>' in html
    assert re.search(r"<textarea[^>]*>\s*One\nfour</textarea>", html)
    comment.refresh_from_db()
    assert comment.source == "One\nthree"
    again = re.search(r'name="edit-wording" value="(\w+)"', html)[1]
    maud.post(f"{LIST}{comment.pk}/edit/", {"edit-source": "One\nfour", "edit-wording": again})
    comment.refresh_from_db()
    assert comment.source == "One\nfour"
    assert list(comment.revisions.values_list("source", flat=True)) == ["One\ntwo", "One\nthree"]


@pytest.mark.parametrize("source", ["", " \n", "\u200b", "\x00"])
def test_a_text_without_anything_to_see_is_refused(maud, source: str) -> None:
    comment = make_comment(text="Words")
    assert edit(maud, comment, source).status_code == 422
    comment.refresh_from_db()
    assert comment.source == "Words"


def test_text_is_changed_by_moderators_only(cast, client) -> None:
    comment = make_comment(text="Words")
    cast.arthur.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(cast.arthur)
    assert client.post(f"{LIST}{comment.pk}/edit/", {"edit-source": "Others"}).status_code == 403
    assert client.get(f"{LIST}{comment.pk}/edit/").status_code == 403
    comment.refresh_from_db()
    assert comment.source == "Words"


# --- Answering and banning from here: the forms of the queue


def test_forms_for_answering_and_banning_stand_on_the_page(cast, maud) -> None:
    comment = held(email="ann@example.org")
    html = page_of(maud, comment)
    assert f'action="{LIST}{comment.pk}/reply/"' in html
    assert f'action="{LIST}{comment.pk}/ban/"' in html
    seen = str(comment.version)
    maud.post(f"{LIST}{comment.pk}/reply/", {"text": "Welcome!", "seen": seen})
    assert Comment.objects.get(parent=comment).user == cast.maud
    sent = {"ban-what": "email:ann@example.org", "ban-days": "0", "ban-seen": seen, "seen": seen}
    maud.post(f"{LIST}{comment.pk}/ban/", sent | {"ban": "1"})
    assert Ban.objects.filter(kind="email", value="ann@example.org").exists()


# --- Closing


def test_comment_is_closed_and_opened_again(cast, maud) -> None:
    comment = make_comment()
    for do, told in (("close", "closed to replies"), ("reopen", "Close to replies")):
        answer = maud.post(f"{LIST}{comment.pk}/close/", {"do": do, "closing-why": "In circles"})
        assert answer.headers["Location"] == address(comment)
        assert told in page_of(maud, comment)
    logged = ModerationLog.objects.filter(reason="In circles", by=cast.maud).order_by("pk")
    assert list(logged.values_list("verb", flat=True)) == ["close", "reopen"]


def test_odd_buttons_close_nothing(maud) -> None:
    comment = make_comment()
    for answer in (
        maud.get(f"{LIST}{comment.pk}/close/"),
        maud.post(f"{LIST}{comment.pk}/close/", {"do": "x"}),
    ):
        assert answer.status_code == 302
    comment.refresh_from_db()
    assert comment.closed_at is None


@pytest.mark.parametrize("switch", [CommentSwitch.CLOSED, CommentSwitch.HELD, CommentSwitch.OPEN])
def test_whole_discussion_is_closed_by_a_moderator_without_rights_on_posts(cast, maud, switch) -> None:
    post = make_post("Open Forum")
    page = f"{LIST}discussion/{post.pk}/"
    assert "as the site&#x27;s settings say" in maud.get(page).content.decode()
    answer = maud.post(page, {"switch": switch, "closing-why": "Enough"}, follow=True)
    assert f"<strong>{switch.label}</strong>" in answer.content.decode()
    assert Post.objects.get().comment_switch == switch
    assert ModerationLog.objects.get(post=post).reason == "Enough"
    assert f'value="{switch}"' not in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?post=x", f"?post={'9' * 30}"])
def test_from_the_comments_of_a_post_leads_a_way_to_closing_them(maud, query: str) -> None:
    post = make_comment().post
    link = f'href="{LIST}discussion/{post.pk}/"'
    assert link in maud.get(f"{LIST}?status=all&post={post.pk}").content.decode()
    assert "/discussion/" not in maud.get(LIST + query, follow=True).content.decode()


@pytest.mark.parametrize("sent", ["", "ajar", "\x00"])
def test_odd_switches_change_nothing(maud, sent: str) -> None:
    post = make_post()
    assert maud.post(f"{LIST}discussion/{post.pk}/", {"switch": sent}).status_code == 200
    assert Post.objects.get().comment_switch == CommentSwitch.DEFAULT


def test_discussions_are_closed_by_moderators_only(cast, client) -> None:
    comment = make_comment()
    client.force_login(cast.arthur)
    assert client.post(f"{LIST}{comment.pk}/close/", {"do": "close"}).status_code == 403
    assert client.post(f"{LIST}discussion/{comment.post_id}/", {"switch": "closed"}).status_code == 403
    comment.refresh_from_db()
    assert comment.closed_at is None


def test_title_of_a_post_that_is_no_longer_public_is_not_told(maud) -> None:
    post = make_post("Our plans", status=Status.DRAFT)
    html = maud.get(f"{LIST}discussion/{post.pk}/").content.decode()
    assert "Our plans" not in html


def test_an_author_who_has_the_post_open_is_told_that_it_was_closed(cast, client, maud) -> None:
    post = make_post("Open Forum")
    client.force_login(cast.edith)
    form = DeskForm(client, f"/admin/blog/post/{post.pk}/change/")
    client.force_login(cast.maud)
    client.post(f"{LIST}discussion/{post.pk}/", {"switch": "closed"})
    client.force_login(cast.edith)
    answer = form.send("_save", title="Open Forum, again").content.decode()
    assert "Maud saved this at" in answer
    assert "-comment_switch: closed" in answer
    assert Post.objects.get().comment_switch == CommentSwitch.CLOSED


@pytest.mark.parametrize("path", ["999999/edit/", "999999/close/", "discussion/999999/", f"{'9' * 30}/edit/"])
def test_what_is_not_there_is_not_found(maud, path: str) -> None:
    assert maud.get(LIST + path).status_code == 404
