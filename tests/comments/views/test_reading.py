"""Discussions as readers see them: below the post, on further pages, in a flat list; permanent addresses."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog import pagecache
from blog.models import Post, Status
from comments import cards, threads
from comments.models import Comment
from comments.moderation import approve, hold, remove
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.comments.discussions import make_thread, make_threads
from tests.counting import counted
from tests.factories import days_ago, make_author, make_page, make_post

pytestmark = pytest.mark.django_db


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def anchors(html: str) -> list[int]:
    """Return the pks of the comments on the page, tombstones too, in their order."""
    return [int(pk) for pk in re.findall(r'<article class="comment[^>]* id="comment-([0-9]+)"', html)]


def threads_of(client: Client, post: Post) -> str:
    """Return the comments alone, without the form, which has something to unfold too."""
    return (
        body(client, post.get_absolute_url()).partition('<ol class="thread">')[2].partition('id="write"')[0]
    )


def test_post_shows_its_comments_numbered_and_nested(client: Client) -> None:
    post = make_post()
    first = make_comment(post, "The **first** word", name="Ann", url="https://ann.example/")
    reply = make_comment(post, "An answer", name="Ben", parent=first)
    html = re.sub(r' class="(?!replies)[^"]*"', "", body(client, post.get_absolute_url()))
    assert "<strong>first</strong>" in html
    assert '<a href="https://ann.example/" rel="nofollow ugc noopener">Ann</a>' in html
    assert f'<a href="/c/{first.pk}/" aria-label="#1, permanent link">#1</a>' in html
    assert f'<a href="#comment-{first.pk}">in reply to #1 Ann</a>' in html
    assert f'href="/c/{reply.pk}/reply/"' in html
    assert html.count('<ol class="replies">') == 1
    assert "<b>2</b> comments" in html


def test_post_without_comments_says_so_kindly(client: Client) -> None:
    assert "Nobody has said anything yet" in body(client, make_post().get_absolute_url())


def test_page_of_the_site_has_a_discussion_too(client: Client) -> None:
    page = make_page("About")
    comment = make_comment(page, "Hello")
    assert anchors(body(client, page.get_absolute_url())) == [comment.pk]
    assert client.get(comment.get_absolute_url()).url == f"/about/#comment-{comment.pk}"
    assert anchors(body(client, "/about/comments/flat/")) == [comment.pk]


def test_discussion_never_shows_email_or_address(client: Client) -> None:
    post = make_post()
    comment = make_comment(post, email="secret@example.org", ip="203.0.113.77")
    for address in (post.get_absolute_url(), f"/c/{comment.pk}/reply/", f"{post.get_absolute_url()}feed/"):
        html = body(client, address)
        assert "secret@" not in html
        assert "203.0.113" not in html


def test_discussion_marks_the_author_of_the_post_and_the_staff(client: Client) -> None:
    cast = make_cast()
    post = make_post(authors=[cast.arthur.author])
    make_comment(post, user=cast.arthur)
    make_comment(post, user=cast.maud)
    make_comment(post)
    html = body(client, post.get_absolute_url())
    assert html.count("wrote this post") == 1
    assert html.count('<span class="badge">staff</span>') == 1


def test_author_without_an_account_marks_nobody(client: Client) -> None:
    post = make_post(authors=[make_author("Guest")])
    make_comment(post)
    assert "wrote this post" not in body(client, post.get_absolute_url())


def test_removed_comment_with_replies_leaves_a_tombstone(client: Client) -> None:
    post = make_post()
    first = make_comment(post, "Rude words", name="Ann")
    make_comment(post, parent=first)
    remove(comment=first, by=None)
    html = body(client, post.get_absolute_url())
    assert "Rude words" not in html
    assert "Ann" not in html
    assert "A comment stood here. It was removed by a moderator." in html
    assert "in reply to #1, which was removed" in html
    assert client.get(f"/c/{first.pk}/").url == f"{post.get_absolute_url()}#comment-{first.pk}"


def test_tombstone_says_who_removed_it(client: Client) -> None:
    post = make_post()
    first = make_comment(post)
    make_comment(post, parent=first)
    remove(comment=first, by=None)
    Comment.objects.filter(pk=first.pk).update(withdrawn_at=timezone.now())
    assert "It was removed by its author." in body(client, post.get_absolute_url())
    hold(comment=first, by=None)
    assert "It waits for a moderator before it is shown again." in body(client, post.get_absolute_url())


def test_removed_comment_without_replies_is_gone(client: Client) -> None:
    post = make_post("The bridge")
    comment = make_comment(post, "Rude words", name="Ann")
    remove(comment=comment, by=None)
    assert anchors(body(client, post.get_absolute_url())) == []
    response = client.get(f"/c/{comment.pk}/")
    html = response.content.decode()
    assert response.status_code == 410
    assert "Comment #1 was removed" in html
    assert "A moderator has removed it." in html
    assert f'<a href="{post.get_absolute_url()}#comments">To the other comments on The bridge</a>' in html
    assert "Rude" not in html
    assert "Ann" not in html
    assert response.headers["Cache-Control"] == "private, no-store"
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=timezone.now())
    assert "Its author has removed it." in client.get(f"/c/{comment.pk}/").content.decode()


def test_comment_that_waits_again_may_come_back(client: Client) -> None:
    comment = make_comment()
    hold(comment=comment, by=None)
    response = client.get(f"/c/{comment.pk}/")
    assert response.status_code == 404
    assert "Comment #1 isn’t shown at the moment" in response.content.decode()


def test_tombstone_goes_when_its_last_reply_does(client: Client) -> None:
    post = make_post()
    first = make_comment(post)
    reply = make_comment(post, parent=first)
    remove(comment=first, by=None)
    remove(comment=reply, by=None)
    assert client.get(f"/c/{first.pk}/").status_code == 410
    approve(comment=reply, by=None)
    assert client.get(f"/c/{first.pk}/").status_code == 302


def test_permalink_of_what_was_never_public_is_404(client: Client) -> None:
    for status in ("pending", "spam"):
        comment = make_comment(status=status)
        if comment.number is not None:  # the door let it in; as if it had held it
            Comment.objects.filter(pk=comment.pk).update(number=None, thread_number=None)
        assert client.get(f"/c/{comment.pk}/").status_code == 404
        assert client.get(f"/c/{comment.pk}/reply/").status_code == 404
    assert client.get(f"/c/{10**30}/").status_code == 404


def test_threads_are_paged_by_their_numbers(client: Client) -> None:
    post = make_post()
    made = make_threads(post, 26)
    base = post.get_absolute_url()
    first, second = body(client, base), body(client, f"{base}comments/2/")
    assert anchors(first) == [comment.pk for comment in made[:25]]
    assert anchors(second) == [made[25].pk]
    assert f'href="{base}comments/2/#comments" rel="next"' in first
    assert f'href="{base}#comments" rel="prev"' in second
    assert f'<link rel="canonical" href="https://parley.example{base}comments/2/">' in second
    assert f'<link rel="prev" href="{base}">' in second
    assert f"<title>{post}, comments, page 2 – " in second
    assert client.get(f"/c/{made[25].pk}/").url == f"{base}comments/2/#comment-{made[25].pk}"
    assert client.get(f"{base}comments/1/").url == base
    assert client.get(f"{base}comments/3/").status_code == 404


def test_pages_do_not_shift_when_a_comment_goes(client: Client) -> None:
    post = make_post()
    made = make_threads(post, 27)
    remove(comment=made[0], by=None)
    assert anchors(body(client, f"{post.get_absolute_url()}comments/2/")) == [made[25].pk, made[26].pk]


def test_flat_view_shows_comments_one_after_another(client: Client) -> None:
    post = make_post()
    first, second = make_comment(post), make_comment(post)
    reply = make_comment(post, parent=first)
    html = body(client, f"{post.get_absolute_url()}comments/flat/")
    assert anchors(html) == [first.pk, second.pk, reply.pk]
    assert '<ol class="replies">' not in html
    assert f'href="#comment-{first.pk}">in reply to #1' in html


def test_flat_view_is_paged_by_number(client: Client) -> None:
    post = make_post()
    made = make_threads(post, 101)
    base = f"{post.get_absolute_url()}comments/flat/"
    assert anchors(body(client, f"{base}2/")) == [made[100].pk]
    assert client.get(f"{base}1/").url == base
    assert client.get(f"{base}3/").status_code == 404


def test_long_thread_goes_on_elsewhere(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 3)
    post = make_post()
    made = make_thread(post, 7)
    base = post.get_absolute_url()
    more = f"{base}comments/thread/1/page/2/"
    html = body(client, base)
    assert anchors(html) == [comment.pk for comment in made[:4]]
    assert f'<p class="thread-goes-on"><a href="{more}">' in html
    assert anchors(body(client, more)) == [made[0].pk, *(comment.pk for comment in made[4:7])]
    assert f'href="/c/{made[3].pk}/">in reply to #4' in body(client, more)
    assert anchors(body(client, f"{base}comments/thread/1/page/3/")) == [made[0].pk, made[7].pk]
    assert client.get(f"/c/{made[3].pk}/").url == f"{base}#comment-{made[3].pk}"
    assert client.get(f"/c/{made[4].pk}/").url == f"{more}#comment-{made[4].pk}"
    assert client.get(f"{base}comments/thread/1/page/1/").url == f"/c/{made[0].pk}/"
    for missing in ("1/page/4", "2/page/2", "99/page/2", "99/page/1"):
        assert client.get(f"{base}comments/thread/{missing}/").status_code == 404, missing


def test_thread_of_which_only_the_rest_is_visible_can_still_be_reached(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 3)
    post = make_post()
    made = make_thread(post, 4)
    for comment in made[:4]:
        remove(comment=comment, by=None)
    html = body(client, post.get_absolute_url())
    assert anchors(html) == [made[0].pk]
    assert f'href="{post.get_absolute_url()}comments/thread/1/page/2/"' in html


def test_thread_that_just_fits_does_not_go_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 3)
    post = make_post()
    make_thread(post, 3)
    assert "thread-goes-on" not in body(client, post.get_absolute_url())


def test_reply_whose_thread_is_lost_has_its_place_in_the_flat_view(client: Client) -> None:
    post = make_post()
    root, reply = make_thread(post, 1)
    Comment.objects.filter(pk=root.pk).delete()
    address = client.get(f"/c/{reply.pk}/").url
    assert address == f"{post.get_absolute_url()}comments/flat/#comment-{reply.pk}"
    assert anchors(body(client, address)) == [reply.pk]


def test_thread_of_any_depth_is_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    post = make_post()
    made = make_thread(post, 5000)
    assert len(anchors(body(client, f"{post.get_absolute_url()}comments/thread/1/page/10/"))) == 201
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 5000)
    html = body(client, post.get_absolute_url())
    assert anchors(html) == [comment.pk for comment in made]
    assert html.count('<ol class="replies">') == html.count("</ol></details>") == threads.MAX_INDENT


def test_replies_fold_where_there_are_two_or_more(client: Client) -> None:
    post = make_post()
    root = make_comment(post, "A question")
    answer = make_comment(post, "An answer", parent=root)
    assert "<details" not in threads_of(client, post)
    make_comment(post, "Another", parent=answer)
    make_comment(post, "A question of its own")
    html = threads_of(client, post)
    assert re.findall(r'<details class="fold" open><summary><span>([^<]*)</span></summary>', html) == [
        "2 replies"
    ]
    assert html.count("<li>") == html.count("</li>") == 4
    assert html.index("</details>") < html.index("A question of its own")


def test_cards_are_rendered_once(client: Client) -> None:
    post = make_post()
    make_threads(post, 20)
    body(client, post.get_absolute_url())
    before = len(cards.render_card)
    body(client, post.get_absolute_url())
    assert len(cards.render_card) == before


def test_card_follows_what_it_shows(client: Client) -> None:
    post = make_post()
    first = make_comment(post, name="Ann")
    make_comment(post, parent=first)
    assert "in reply to #1 Ann" in body(client, post.get_absolute_url())
    Comment.objects.filter(pk=first.pk).update(author_name="Anna")
    pagecache.invalidate([f"thread:{post.pk}"])
    assert "in reply to #1 Anna" in body(client, post.get_absolute_url())
    set_discussion(comments_open=False)
    assert "/reply/" not in body(client, post.get_absolute_url())


def card_of(html: str, comment: Comment) -> str:
    """Return the HTML of one comment's card."""
    return html.partition(f'id="comment-{comment.pk}"')[2].partition("</article>")[0]


def test_mention_leads_within_the_page_where_it_can(client: Client) -> None:
    post = make_post()
    first = make_comment(post)
    second = make_comment(post, "As #1 says")
    base = post.get_absolute_url()
    assert f'<a class="mention" href="#comment-{first.pk}">#1</a>' in body(client, base)
    Comment.objects.filter(pk=first.pk).update(thread_number=30)
    pagecache.invalidate([f"thread:{post.pk}"])
    assert anchors(body(client, base)) == [second.pk]
    assert f'<a class="mention" href="/c/{first.pk}/">#1</a>' in body(client, base)


def test_card_names_the_answers_that_stand_elsewhere(client: Client) -> None:
    set_discussion(flood_seconds=0)
    post = make_post()
    first = make_comment(post)
    answers = [make_comment(post, parent=first) for _ in range(10)]
    base = post.get_absolute_url()
    assert "answered by" not in body(client, base)
    named = re.findall(
        r"#([0-9]+)</a>", card_of(body(client, f"{base}comments/flat/"), first).partition("answered by")[2]
    )
    assert [int(number) for number in named] == list(range(2, 10))
    html = card_of(body(client, f"{base}comments/flat/"), first)
    assert f'answered by <a href="#comment-{answers[0].pk}">#2</a>, ' in html
    assert f'<a href="#comment-{answers[7].pk}">#9</a> …</p>' in html


def test_answers_on_other_pages_are_named_with_their_permanent_addresses(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 3)
    monkeypatch.setattr(threads, "COMMENTS_PER_FLAT_PAGE", 4)
    post = make_post()
    made = make_thread(post, 5, parent_of=lambda position: 1 if position > 3 else 0)
    base = post.get_absolute_url()
    far = f'answered by <a href="/c/{made[4].pk}/">#5</a>, <a href="/c/{made[5].pk}/">#6</a></p>'
    for address in (base, f"{base}comments/flat/"):
        assert far in card_of(body(client, address), made[1])
    # Those of the first comment of a thread are the thread.
    assert "answered by" not in card_of(body(client, base), made[0])
    remove(comment=made[4], by=None)
    assert f'answered by <a href="/c/{made[5].pk}/">#6</a></p>' in card_of(body(client, base), made[1])


def test_answer_beyond_the_indent_is_named(client: Client) -> None:
    post = make_post()
    made = make_thread(post, 9, parent_of=lambda position: position - 1 if position < 8 else 6)
    html = body(client, post.get_absolute_url())
    assert f'answered by <a href="#comment-{made[8].pk}">#9</a>, ' in card_of(html, made[6])
    assert html.count("answered by") == 1


def test_closed_thread_offers_no_reply_below_where_it_was_closed(client: Client) -> None:
    post = make_post()
    made = make_thread(post, 9, parent_of=lambda position: 0 if position == 9 else position - 1)
    Comment.objects.filter(pk=made[3].pk).update(closed_at=timezone.now())
    base = post.get_absolute_url()
    for address in (base, f"{base}comments/flat/newest/"):
        html = body(client, address)
        can_be_answered = [comment.pk for comment in made if f'href="/c/{comment.pk}/reply/"' in html]
        assert can_be_answered == [made[0].pk, made[1].pk, made[2].pk, made[9].pk]
        assert html.count("Closed to replies") == 1
        assert "Closed to replies" in card_of(html, made[3])


def test_whole_thread_that_is_closed_is_closed_on_each_of_its_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 3)
    monkeypatch.setattr(threads, "COMMENTS_PER_FLAT_PAGE", 4)
    post = make_post()
    made = make_thread(post, 7)
    Comment.objects.filter(pk=made[0].pk).update(closed_at=timezone.now())
    for way in ("", "comments/thread/1/page/2/", "comments/flat/2/"):
        html = body(client, post.get_absolute_url() + way)
        assert anchors(html)
        assert "/reply/" not in html


def test_reply_to_what_was_never_public_stands_among_threads(client: Client) -> None:
    post = make_post()
    held = make_comment(post, status="pending")
    Comment.objects.filter(pk=held.pk).update(number=None, thread_number=None)
    reply = Comment.objects.create(post=post, parent=held, root=held, source="A", html="<p>A</p>")
    approve(comment=reply, by=None)
    assert anchors(body(client, post.get_absolute_url())) == [reply.pk]
    assert "in reply to" not in body(client, post.get_absolute_url())
    approve(comment=held, by=None)
    html = body(client, post.get_absolute_url())
    assert anchors(html) == [reply.pk, held.pk]
    assert "in reply to #2" in card_of(html, reply)
    assert f'answered by <a href="#comment-{reply.pk}">#1</a>' in card_of(html, held)


ALL_WAYS = ("", "comments/threads/", "comments/flat/", "comments/newest/", "comments/flat/newest/")


def test_all_comments_stand_on_one_page_where_the_settings_want_that(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 3)
    monkeypatch.setattr(threads, "MOST_ON_ONE_PAGE", 120)
    set_discussion(all_on_one_page=True)
    post = make_post()
    made = make_thread(post, 119)
    base = post.get_absolute_url()
    for way in ALL_WAYS:
        html = body(client, base + way)
        assert sorted(anchors(html)) == [comment.pk for comment in made], way
        assert 'class="pager"' not in html
        assert "thread-goes-on" not in html
    for page, first in {
        "comments/1/": "",
        "comments/2/": "",
        "comments/flat/2/": "comments/flat/",
        "comments/newest/1/": "comments/newest/",
        "comments/flat/newest/2/": "comments/flat/newest/",
    }.items():
        response = client.get(base + page)
        assert (response.status_code, response.url) == (301, base + first), page
    assert client.get(f"{base}comments/thread/1/page/9/").url == f"/c/{made[0].pk}/"
    assert client.get(f"/c/{made[110].pk}/").url == f"{base}#comment-{made[110].pk}"
    assert client.get(f"{base}comments/121/").status_code == 404


def test_pages_are_back_where_there_are_more_comments_than_fit_on_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "MOST_ON_ONE_PAGE", 120)
    set_discussion(all_on_one_page=True)
    post = make_post()
    made = make_threads(post, 121)
    base = post.get_absolute_url()
    assert len(anchors(body(client, base))) == 25
    assert anchors(body(client, f"{base}comments/flat/2/")) == [comment.pk for comment in made[100:]]
    assert client.get(f"/c/{made[30].pk}/").url == f"{base}comments/2/#comment-{made[30].pk}"


def _queries(client: Client, address: str) -> int:
    """Count what the discussion asks the database for one page."""
    with counted() as queries:
        assert client.get(address).status_code == 200
    return len([query for query in queries if "comments_" in query["sql"]])


@pytest.mark.parametrize("replies", [0, 2, 60, 230])
def test_any_page_of_any_discussion_takes_the_same_queries(client: Client, replies: int) -> None:
    post = make_post()
    make_thread(post, replies)
    base = post.get_absolute_url()
    # Settings, the highest number, comments; where they stand in threads, roots and replies are two. Where
    # answers may stand on other pages, they are asked for; and whether one of the other pages is closed,
    # where something answers what stands there.
    has_more = replies > threads.REPLIES_PER_PAGE
    for way in ALL_WAYS:
        is_last = has_more and way == "comments/flat/newest/"
        assert _queries(client, base + way) == (3 if "flat" in way else 4) + has_more + is_last, way
    if has_more:
        assert _queries(client, f"{base}comments/thread/1/page/2/") == 6
        assert _queries(client, f"{base}comments/flat/3/") == 5
        assert _queries(client, f"{base}comments/flat/newest/1/") == 4


@pytest.mark.parametrize("count", [1, 3, 26, 101])
def test_any_page_of_many_threads_takes_the_same_queries(client: Client, count: int) -> None:
    post = make_post()
    make_threads(post, count)
    base = post.get_absolute_url()
    for way in ALL_WAYS:
        assert _queries(client, base + way) == (3 + (count > 100) if "flat" in way else 4), way
    client.cookies["comments_view"] = "newest"
    assert _queries(client, base) == 4
    # Settings alone: this is what everybody sees, and was made above.
    client.cookies["comments_view"] = "threads"
    assert _queries(client, base) == 1


@pytest.mark.parametrize("count", [1, 3, 2_000])
def test_one_page_of_all_comments_takes_three_queries(client: Client, count: int) -> None:
    set_discussion(all_on_one_page=True)
    post = make_post()
    make_threads(post, count)
    for way in ALL_WAYS:
        assert _queries(client, post.get_absolute_url() + way) == 3, way


def test_thread_of_sixty_levels_keeps_its_shape_in_every_way(client: Client) -> None:
    post = make_post()
    made = make_thread(post, 60)
    for way in ALL_WAYS:
        html = body(client, post.get_absolute_url() + way)
        expected = [comment.pk for comment in made]
        assert anchors(html) == (expected[::-1] if way == "comments/flat/newest/" else expected), way
        assert html.count("<ol") == html.count("</ol>")
        assert html.count("<details") == html.count("</details>")
        assert html.count('<a class="comment__parent') == 60


BELOW = (
    "",
    "comments/1/",
    "comments/2/",
    "comments/flat/",
    "comments/flat/1/",
    "comments/threads/",
    "comments/newest/",
    "comments/newest/1/",
    "comments/flat/newest/",
    "comments/flat/newest/1/",
    "comments/thread/1/page/1/",
    "comments/thread/1/page/2/",
    "feed/",
    "feed/atom/",
    "feed.json",
)


def _addresses(post: Post, comment: Comment) -> list[str]:
    base = post.get_absolute_url()
    return [
        *(base + name for name in BELOW),
        f"/c/{comment.pk}/",
        f"/c/{comment.pk}/reply/",
        f"/comments/post/{post.pk}/",
    ]


def _hidden_post(**fields: Any) -> tuple[Post, Comment]:
    post = make_post("Hidden title")
    comment = make_comment(post, "Hidden words")
    for name, value in fields.items():
        setattr(post, name, value)
    if password := fields.get("password"):
        post.set_password(password)
    post.save()
    return post, comment


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.PRIVATE},
        {"status": Status.TRASH},
        {"status": Status.REVIEW},
        {"status": Status.DRAFT},
        {"published_at": days_ago(-1)},
        {"password": "open"},
    ],
    ids=["private", "trash", "review", "draft", "scheduled", "password"],
)
def test_discussion_of_a_post_one_may_not_read_is_nowhere(client: Client, fields: dict[str, Any]) -> None:
    post, comment = _hidden_post(**fields)
    for address in _addresses(post, comment):
        response = client.get(address)
        assert "Hidden words" not in response.content.decode(), address
        assert response.status_code in (404, 410) or "password" in fields, (address, response.status_code)
        assert "Location" not in response.headers, address
    assert client.get(f"/c/{comment.pk}/").status_code == 404
    assert client.post(f"/comments/post/{post.pk}/", {"text": "x"}).status_code == 404
    assert "Hidden" not in body(client, "/comments/feed/")


def test_password_opens_the_discussion_too(client: Client) -> None:
    post, comment = _hidden_post(password="open")
    assert "Hidden words" not in client.get(post.get_absolute_url()).content.decode()
    client.post(f"/unlock/{post.pk}/", {"password": "open"})
    response = client.get(f"{post.get_absolute_url()}comments/flat/")
    assert anchors(response.content.decode()) == [comment.pk]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"/c/{comment.pk}/").status_code == 302
    assert client.get(f"/c/{comment.pk}/reply/").headers["Cache-Control"] == "private, no-store"


def test_address_that_leads_on_is_kept_by_nobody_for_a_post_behind_a_password(client: Client) -> None:
    post, comment = _hidden_post(password="open")
    client.post(f"/unlock/{post.pk}/", {"password": "open"})
    for address in (f"/c/{comment.pk}/", f"{post.get_absolute_url()}comments/1/"):
        response = client.get(address)
        assert response.status_code in (301, 302)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert not hasattr(response, "page_dependencies")


def test_address_that_leads_on_depends_on_post_and_comments(client: Client) -> None:
    post = make_post()
    comment = make_comment(post)
    for address in (f"/c/{comment.pk}/", f"{post.get_absolute_url()}comments/thread/1/page/1/"):
        keys = client.get(address).page_dependencies.keys  # type: ignore[attr-defined]
        assert {f"post:{post.pk}", f"thread:{post.pk}"} <= keys


@pytest.mark.parametrize(
    "address",
    [
        "/2026/02/30/slug/comments/2/",
        "/0000/01/01/slug/comments/2/",
        "/2026/01/01/slug/comments/0/",
        "/2026/01/01/slug/comments/-1/",
        "/2026/01/01/slug/comments/abc/",
        f"/2026/01/01/slug/comments/{10**30}/",
        "/2026/01/01/%00/comments/2/",
        "/2026/01/01/%ff/comments/2/",
        "/nothing/comments/2/",
        "/nothing/feed/",
        "/c/0/",
        "/c/-1/",
        "/c/abc/",
        "/c/999999/reply/",
    ],
)
def test_odd_addresses_are_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_closed_discussion_says_so_instead_of_offering_a_form(client: Client) -> None:
    post = make_post()
    comment = make_comment(post)
    set_discussion(comments_open=False, site_closed_message="Back on Monday.")
    for address in (post.get_absolute_url(), f"/c/{comment.pk}/reply/"):
        html = body(client, address)
        assert "Back on Monday." in html
        assert "<textarea" not in html


def test_page_expires_when_comments_close(client: Client) -> None:
    post = make_post(published_at=days_ago(2))
    set_discussion(close_after_days=3)
    dependencies = client.get(post.get_absolute_url()).page_dependencies  # type: ignore[attr-defined]
    assert post.published_at is not None
    assert (dependencies.expires - post.published_at).days == 3
    assert f"thread:{post.pk}" in dependencies.keys


def test_page_of_closed_comments_does_not_expire(client: Client) -> None:
    post = make_post(published_at=days_ago(5))
    set_discussion(close_after_days=3)
    response = client.get(post.get_absolute_url())
    assert response.page_dependencies.expires is None  # type: ignore[attr-defined]


def test_discussion_is_the_same_for_everyone_and_sets_no_cookie(client: Client) -> None:
    post = make_post()
    make_comment(post)
    response = client.get(post.get_absolute_url())
    assert not response.cookies
    assert "csrf" not in response.content.decode()
    assert 'name="token"' not in response.content.decode()


def test_signed_in_staff_get_a_form_without_name_on_a_page_that_is_not_kept(client: Client) -> None:
    cast = make_cast()
    post = make_post()
    client.force_login(cast.arthur)
    response = client.get(post.get_absolute_url())
    assert "You are signed in and comment as <strong>Arthur</strong>" in response.content.decode()
    assert 'name="email"' not in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"


def test_reply_page_shows_what_is_answered(client: Client) -> None:
    comment = make_comment(text="A *question*", name="Ann")
    html = body(client, f"/c/{comment.pk}/reply/")
    assert anchors(html) == [comment.pk]
    assert f'name="parent" value="{comment.pk}"' in html


def test_comment_on_hold_again_cannot_be_answered(client: Client) -> None:
    comment = make_comment()
    hold(comment=comment, by=None)
    assert client.get(f"/c/{comment.pk}/reply/").status_code == 404
