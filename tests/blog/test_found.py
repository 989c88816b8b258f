"""What a search can be narrowed by, put into words."""

import datetime

from blog.models import Post
from blog.search.facets import Choice, Facet
from blog.templatetags.found import facet_boxes, likely_html


def test_choices_lead_on_and_a_chosen_one_is_marked() -> None:
    facet = Facet(
        "Tag", [Choice("Ferry", 1234, "?q=pier&tag=ferry", False), Choice("Pier", 2, "?q=pier", True)]
    )
    assert facet_boxes([facet, facet], "/search/").startswith(
        '<section class="box facet" aria-labelledby="facet-1"><h2 class="box__head" id="facet-1">Tag</h2>'
        '<ul class="plain">'
        '<li><a href="/search/?q=pier&amp;tag=ferry"><span>Ferry</span><span>1,234</span></a></li>'
        '<li><a href="/search/?q=pier" aria-current="true"><span>Pier</span><span>2</span></a></li>'
        '</ul></section><section class="box facet" aria-labelledby="facet-2">'
    )


def test_names_are_no_markup() -> None:
    shown = facet_boxes([Facet("<Tag>", [Choice('<b>"', 1, '?q="<i>', False)])], "/search/")
    assert "&lt;Tag&gt;</h2>" in shown
    assert (
        '<li><a href="/search/?q=&quot;&lt;i&gt;"><span>&lt;b&gt;&quot;</span><span>1</span></a></li>'
    ) in shown


def test_posts_that_may_be_meant_are_links_with_their_years() -> None:
    at = datetime.datetime(2019, 5, 17, 12, tzinfo=datetime.UTC)
    post = Post(title="<Pier>", slug="pier&", language="ar", published_at=at, published_on=at.date())
    draft = Post(title="Draft", slug="draft", published_at=at, published_on=at.date())
    assert (
        '<li><b>2019</b><a href="/2019/05/17/pier&amp;/" lang="ar" dir="rtl">&lt;Pier&gt;</a></li>'
        '<li><b>2019</b><a href="/2019/05/17/draft/">Draft</a></li>'
    ) in likely_html([post, draft], "pier")


def test_words_of_an_address_are_no_markup_and_stand_in_the_form_only() -> None:
    shown = likely_html([], '"><!--posts-->')
    assert 'value="&quot;&gt;&lt;!--posts--&gt;"' in shown
    assert "<li>" not in shown
    assert "Perhaps" not in shown
    titled = likely_html([Post(title="<!--words-->", slug="x", published_on=datetime.date(2019, 5, 17))], "w")
    assert "&lt;!--words--&gt;</a>" in titled
