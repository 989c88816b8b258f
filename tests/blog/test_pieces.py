"""Parts of the frame that are made once: never for another title, language, menu or place than theirs."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString
from django.utils.translation import override

from blog.models import Page, SiteSettings

HEADER, MASTHEAD = "{% load pieces %}{% header %}", "{% load pieces %}{% masthead total %}"
FEEDS = '{% load pieces %}{% piece "includes/_feed_links.html" title=title %}'


def drawn(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_piece_is_another_one_where_what_it_shows_is() -> None:
    assert [drawn(FEEDS, title=title).count("Tea Blog") for title in ("Tea Blog", "Other", "Tea Blog")] == [
        4,
        0,
        4,
    ]


def test_piece_for_safe_text_is_not_that_for_the_same_text_typed_by_somebody() -> None:
    assert 'title="<b>"' in drawn(FEEDS, title=SafeString("<b>"))
    assert "<b>" not in drawn(FEEDS, title="<b>")


def test_piece_sees_nothing_but_what_it_is_given() -> None:
    assert "secret" not in drawn(FEEDS, title="Tea", feed_base="/secret/", feed_title="secret")


def test_piece_is_made_in_each_language() -> None:
    source = '{% load pieces %}{% piece "includes/_find.html" %}'
    with override("en"):
        english = drawn(source)
    with override("de"):
        german = drawn(source)
    assert english != german
    with override("en"):
        assert drawn(source) == english


@pytest.mark.parametrize("path", ["/archive/", "/about/"])
def test_menu_marks_the_page_one_is_on_and_no_other(path: str, rf: RequestFactory) -> None:
    def menu(path: str) -> str:
        about = Page(title="About <us>", path="about/")
        return drawn(HEADER, site=SiteSettings(), menu_pages=[about], request=rf.get(path))

    assert menu("/elsewhere/").count("aria-current") == 0
    assert f'href="{path}" aria-current="page"' in menu(path)
    assert menu(path).count("aria-current") == 1
    assert "About &lt;us&gt;" in menu(path)


def test_menu_follows_the_pages_that_are_in_it() -> None:
    pages = [Page(title="About", path="about/"), Page(title="Imprint", path="imprint/")]
    for source in (HEADER, MASTHEAD):
        assert "Imprint" in drawn(source, site=SiteSettings(), menu_pages=pages)
        assert "Imprint" not in drawn(source, site=SiteSettings(), menu_pages=pages[:1])
        assert "About" in drawn(source, site=SiteSettings(), menu_pages=pages[:1])


def test_masthead_follows_the_site_and_its_posts() -> None:
    named = SiteSettings(title="Tea & Co", tagline="Leaves")
    assert "Tea &amp; Co" in drawn(MASTHEAD, site=named)
    assert "Leaves" in drawn(MASTHEAD, site=named)
    assert "Leaves" not in drawn(MASTHEAD, site=SiteSettings(title="Tea & Co", tagline=""))
    assert "<b>1,234</b> posts" in drawn(MASTHEAD, site=named, total=1234)
    assert "<b>1</b> post<" in drawn(MASTHEAD, site=named, total=1)
