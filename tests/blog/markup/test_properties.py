"""What holds for any text at all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from blog.markup import plain_text
from blog.markup.plain import text_of
from blog.markup.sanitize import AUTHOR, READER, sanitize
from blog.markup.soup import tokenize
from tests.blog.markup.checker import faults, ids
from tests.blog.markup.ways import EVERY_WAY

NASTY = [
    "[", "]", "(", ")", "](", "![", "<", ">", "<a ", '<a href="', "<b>", "</b>", "<p>", "</p>", "<div>",
    "</div>",
    "<blockquote>", "<pre>", "</pre>", "<code>", "</code>", "<ul>", "<li>", "</ul>", "<table>", "<tr>",
    "<td>",
    "</table>", "<script>", "</script>", "<style>", "<svg>", "<iframe src='//x'>", "<!--", "-->",
    "<!--more-->",
    "<?", "?>", "<![CDATA[", "]]>", "&", "&amp;", "&lt;", "&#x202e;", "&#2;", "&#xFDD0;", "&#x10FF3F;",
    "*", "**", "_",
    "__", "`", "``", "```", "~~", "~~~", "\\", "\n", "\n\n", "    ", "\t", "  \n", "> ", "- ", "* ",
    "1. ", "# ", "## ",
    "---\n", "===\n", "|", "|---|\n", ": ", "[^1]", "[^1]: ", "[a]: b\n", "*[a]: b\n", "- [x] ",
    "http://a.b",
    "www.a.b", "javascript:", "a", "b", " ", "é", "\u0301", "日本", "\u05d0", "\u202e", "\x00", "\x02",
    "\x03",
    "klzzwxh:0000", "\ud800", "\ufdd0", "\U0010ff02", "\U0010ff3f", "😀", '"', "'", "=", "/", "id='main'",
    "<h1>",
    "</h1>", "<h2 id=a>", "<a name=x>", "<img src=x onerror=y>", "<details>", "{: #a .b }",
    "<!-- wp:html -->",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=5)), max_size=40).map("".join)
TAGS = [
    "<b>",
    "</b>",
    "<p>",
    "<br />",
    '<a href="x">',
    "<b",
    "<p ",
    '"',
    "'",
    ">",
    "<",
    "</p",
    " ",
    "a",
    "&lt;",
    "&a",
    "mp;",
]
ways = st.sampled_from(sorted(EVERY_WAY))
quick = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@given(texts, ways)
@quick
def test_any_text_gives_allowed_and_closed_html(source: str, way: str) -> None:
    profile = way.partition("_")[0]

    text = EVERY_WAY[way](source, anchor="p1")

    assert faults(text.html, profile, "p1") == []
    assert faults(text.excerpt_html, profile, "p1") == []
    assert not ids(text.excerpt_html)


@given(texts, ways)
@quick
def test_rendering_again_gives_the_same(source: str, way: str) -> None:
    assert EVERY_WAY[way](source, anchor="c1") == EVERY_WAY[way](source, anchor="c1")


@given(texts, st.sampled_from([AUTHOR, READER]))
@quick
def test_sanitising_any_html_twice_changes_nothing(source: str, policy: object) -> None:
    once = sanitize(EVERY_WAY["author_html"](source).html, policy)

    assert sanitize(once, policy) == once


@given(texts)
@quick
def test_ids_of_two_texts_never_meet(source: str) -> None:
    first, second = (ids(EVERY_WAY["author"](source, anchor=anchor).html) for anchor in ("p1", "p11"))

    assert not set(first) & set(second)


@given(texts, ways)
@quick
def test_contents_lead_to_headings(source: str, way: str) -> None:
    text = EVERY_WAY[way](source)
    entries = list(text.toc)
    while entries:
        entry = entries.pop()
        assert entry["id"] in ids(text.html)
        assert entry["title"]
        entries += entry["children"]


@given(texts)
@quick
def test_plain_text_of_any_text_is_one_line_without_markup(source: str) -> None:
    assert "\n" not in plain_text(EVERY_WAY["author"](source).html)


@given(texts, ways)
@quick
def test_plain_text_is_the_same_tag_by_tag(source: str, way: str) -> None:
    html = EVERY_WAY[way](source).html
    assert plain_text(html) == text_of(tokenize(html))


@given(st.lists(st.sampled_from([*TAGS, " ", '<a href="x">']), max_size=12).map("".join))
@quick
def test_plain_text_of_soup_is_the_same_tag_by_tag(soup: str) -> None:
    assert plain_text(soup) == text_of(tokenize(soup))


@given(st.lists(st.sampled_from("abc déf 日本 word"), max_size=60).map("".join))
@quick
def test_words_without_markup_come_out_as_they_went_in(source: str) -> None:
    for way in EVERY_WAY.values():
        assert plain_text(way(source).html) == " ".join(source.split())
