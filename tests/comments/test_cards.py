"""What a card says of a comment, and that nothing a commenter types is markup."""

from typing import Any

from django.utils.translation import override

from comments.cards import Card, render_card
from comments.threads import Row
from tests.comments.test_threads import row


def card(found: Row, **known: Any) -> Card:
    shown = {"parent_is_here": False, "is_by_post_author": False, "can_be_answered": True}
    return Card(found, **(shown | {"language": "en", "time_zone": "UTC"} | known))


def html_of(found: Row, **known: Any) -> str:
    with override("en"):
        return render_card(card(found, **known))


def test_names_and_addresses_that_somebody_typed_are_escaped() -> None:
    typed = row(2, 1)._replace(
        name='<b>"Ann" & {pk}</b>', url="https://ann.example/?a=1&b='2'", parent_name="<i>Bob</i>"
    )
    html = html_of(typed)
    assert "&lt;b&gt;&quot;Ann&quot; &amp; {pk}&lt;/b&gt;</a></bdi>" in html
    assert 'href="https://ann.example/?a=1&amp;b=&#x27;2&#x27;" rel="nofollow ugc noopener"' in html
    assert ">in reply to #1 &lt;i&gt;Bob&lt;/i&gt;</a>" in html
    assert "<b>" not in html and "<i>" not in html


def test_text_that_is_html_already_stands_as_it_is() -> None:
    body = '<p>{pk} <a href="https://example.org/?a&amp;b">&lt;</a></p>'
    assert f'<div class="comment__body e-content" dir="auto">{body}</div>' in html_of(
        row(1)._replace(html=body)
    )


def test_card_says_who_wrote_and_what_has_become_of_it() -> None:
    plain = row(1)._replace(user_id=None)
    assert "badge" not in html_of(plain) and ">edited<" not in html_of(plain)
    assert '<span class="badge">staff</span>' in html_of(plain._replace(user_id=7))
    assert "wrote this post" in html_of(plain._replace(user_id=7), is_by_post_author=True)
    assert "<span>edited</span>" in html_of(plain._replace(edited_at=plain.created_at))
    assert "Closed to replies" in html_of(plain._replace(closed_at=plain.created_at))


def test_links_to_answer_and_quote_stand_only_where_one_can_answer() -> None:
    assert f'data-reply="{row(1).pk}"' in html_of(row(1)) and "data-quote" in html_of(row(1))
    assert 'class="acts"' not in html_of(row(1), can_be_answered=False)
