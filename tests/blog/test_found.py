"""What a search can be narrowed by, put into words."""

from blog.search.facets import Choice, Facet
from blog.templatetags.found import choices


def test_choices_lead_on_and_a_chosen_one_is_marked() -> None:
    facet = Facet(
        "Tag", [Choice("Ferry", 1234, "?q=pier&tag=ferry", False), Choice("Pier", 2, "?q=pier", True)]
    )
    assert choices(facet, "/search/") == (
        '<li><a href="/search/?q=pier&amp;tag=ferry"><span>Ferry</span><span>1,234</span></a></li>'
        '<li><a href="/search/?q=pier" aria-current="true"><span>Pier</span><span>2</span></a></li>'
    )


def test_names_are_no_markup() -> None:
    shown = choices(Facet("Tag", [Choice('<b>"', 1, '?q="<i>', False)]), "/search/")
    assert shown == (
        '<li><a href="/search/?q=&quot;&lt;i&gt;"><span>&lt;b&gt;&quot;</span><span>1</span></a></li>'
    )
