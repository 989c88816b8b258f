"""Plain text from HTML."""

import pytest

from blog.markup import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two<br>three</p>", "One two three"),
        ("<p>un<b>bel</b>ievable</p>", "unbelievable"),
        ("a &amp; b &lt;c&gt; &nbsp;&eacute;", "a & b <c> é"),
        ('x<sup id="a"><a class="footnote-ref" href="#b">1</a></sup> y', "x y"),
        ('<p>note&nbsp;<a class="footnote-backref" href="#b">↩</a></p>', "note"),
        ('<a href="/x">link</a> after', "link after"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("<script>x</script><style>y</style>z", "z"),
        ("<p title='a>b'>c</p>", "c"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_text_of_html(html: str, text: str) -> None:
    assert plain_text(html) == text
