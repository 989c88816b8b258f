"""``#17`` in a comment: what is linked, what isn't, and where it leads."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import mentions
from comments.models import Comment, CommentStatus
from comments.moderation import remove
from comments.submission import examine
from comments.wordpress import import_file
from tests.blog.wordpress import wxr
from tests.comment_factories import make_comment, make_submission
from tests.comments.discussions import make_threads
from tests.factories import make_post


def test_numbers_are_found_where_people_write_them() -> None:
    html = "<p>#1, see #22: (#3) and “#4”. Like <em>#5</em>’s #6!</p>"
    assert mentions.mentioned(html) == {1, 22, 3, 4, 5, 6}


@pytest.mark.parametrize(
    "html",
    [
        "<p>&#39;&#17;</p>",
        "<p>word#17 #17th #1.5 #0 #007 #1234567890 /#17 # 17 #x</p>",
        "<p><code>#17</code></p>",
        "<pre><code>#17\n</code></pre>",
        '<p><a href="https://a.example/#17">see <em>#17</em></a></p>',
        '<p><a class="mention" href="/c/9/">#17</a></p>',
        "<p>#١٧</p>",
        "",
    ],
)
def test_what_is_no_mention_stays_as_it_is(html: str) -> None:
    assert mentions.mentioned(html) == set()
    assert mentions.link(html, {17: 9, 1: 1, 5: 5, 7: 7}) == html


def test_text_behind_a_link_or_code_is_linked_again() -> None:
    html = '<p><code>#1</code> #1 <a href="/x/">#1</a> #1</p>'
    linked = '<a class="mention" href="/c/8/">#1</a>'
    assert mentions.link(html, {1: 8}) == f'<p><code>#1</code> {linked} <a href="/x/">#1</a> {linked}</p>'


def test_no_more_numbers_are_looked_up_than_anybody_needs() -> None:
    assert mentions.mentioned(" ".join(f"#{number}" for number in range(1, 200))) == set(range(1, 51))


def test_mention_of_what_stands_on_the_page_leads_there() -> None:
    html = mentions.link("<p>#1 #2</p>", {1: 8, 2: 9})
    assert mentions.targets(html) == [8, 9]
    assert mentions.led_within(html, {9}) == (
        '<p><a class="mention" href="/c/8/">#1</a> <a class="mention" href="#comment-9">#2</a></p>'
    )


def test_link_that_a_reader_wrote_is_none_of_ours() -> None:
    assert mentions.targets('<p><a href="/c/8/">class="mention"</a></p>') == []


@pytest.mark.django_db
def test_number_of_a_comment_on_the_same_post_becomes_a_link() -> None:
    make_comment(make_post())  # a #1 elsewhere
    post = make_post()
    first, second = make_comment(post), make_comment(post)
    remove(comment=second, by=None)
    held = make_comment(post, status=CommentStatus.PENDING)
    Comment.objects.filter(pk=held.pk).update(number=None, thread_number=None)
    said = make_comment(post, "#1 is right, #2 was not, `#1`, #3 and #99 I don't know")
    assert said.html == (
        f'<p><a class="mention" href="/c/{first.pk}/">#1</a> is right, '
        f'<a class="mention" href="/c/{second.pk}/">#2</a> was not, <code>#1</code>, '
        "#3 and #99 I don’t know</p>"
    )
    assert Comment.objects.get(pk=said.pk).html == said.html


@pytest.mark.django_db
def test_number_at_the_beginning_of_a_line_is_no_heading() -> None:
    post = make_post()
    first = make_comment(post)
    said = make_comment(post, "#1 is right\n\n#1\n\n# Really")
    link = f'<a class="mention" href="/c/{first.pk}/">#1</a>'
    assert said.html == f"<p>{link} is right</p>\n<p>{link}</p>\n<p><strong>Really</strong></p>"


@pytest.mark.django_db
def test_preview_shows_the_same_links() -> None:
    post = make_post()
    first = make_comment(post)
    outcome = examine(make_submission(post, text="As #1 says"))
    assert outcome.comment is not None
    assert f'href="/c/{first.pk}/"' in outcome.comment.html


@pytest.mark.django_db
def test_text_without_a_number_asks_nothing_and_one_with_many_asks_once() -> None:
    post = make_post()
    comment = make_comment(post, "# Nothing to see")
    with CaptureQueriesContext(connection) as queries:
        comment.render()
    assert len(queries) == 0
    comment.source = " ".join(f"#{number}" for number in range(1, 200))
    with CaptureQueriesContext(connection) as queries:
        comment.render()
    assert len(queries) == 1


@pytest.mark.django_db
def test_mentions_do_not_count_as_links(client: Client) -> None:
    post = make_post()
    make_threads(post, 5)
    outcome = examine(make_submission(post, text="#1 #2 #3 #4 #5"))
    assert [signal.rule for signal in outcome.signals if signal.rule == "links"] == []


@pytest.mark.django_db
def test_comments_of_before_are_linked_when_they_are_made_anew() -> None:
    post = make_post()
    first, second = make_comment(post), make_comment(post, "As #1 says")
    Comment.objects.filter(pk=second.pk).update(html="<p>As #1 says</p>")
    call_command("rerender", "comments", "--all", stdout=StringIO())
    second.refresh_from_db()
    assert second.html == f'<p>As <a class="mention" href="/c/{first.pk}/">#1</a> says</p>'


@pytest.mark.django_db
def test_imported_comments_are_linked_to_each_other_whatever_their_order(tmp_path) -> None:
    one = wxr.comment(5, "First; #2 below agrees", comment_date_gmt="2007-02-03 15:01:00")
    two = wxr.comment(6, "As #1 says, not #9", comment_date_gmt="2007-02-03 15:02:00")
    import_file(wxr.write(tmp_path, wxr.item("A", one, two, post_id=1), wxr.item("B", post_id=2)))
    first, second = Comment.objects.order_by("number")
    assert f'; <a class="mention" href="/c/{second.pk}/">#2</a> below' in first.html
    assert f'As <a class="mention" href="/c/{first.pk}/">#1</a> says, not #9' in second.html
