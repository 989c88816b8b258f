"""What people have tried, in every way a text can be given: nothing of it may come out working."""

import pytest

from blog.markup.sanitize import AUTHOR, READER, safe_url, sanitize
from tests.blog.markup.checker import faults
from tests.blog.markup.ways import EVERY_WAY

SCRIPTS = [
    "javascript:alert(1)",
    "javascript:123",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\x00script:alert(1)",
    "java&#115;cript:alert(1)",
    "java&#x73;cript:alert(1)",
    "java&#0000115cript:alert(1)",
    "&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "java&#xA;script:alert(1)",
    "java&shy;script:alert(1)",
    "\u200bjavascript:alert(1)",
    "&#x202e;javascript:alert(1)",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "jar:javascript:x",
    "vbscript:msgbox(1)",
    "VBSCRIPT:x",
    "vb\tscript:x",
    "livescript:x",
    "mocha:x",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "DATA:x",
    "blob:https://x/y",
    "filesystem:x",
    "file:///etc/passwd",
    "ms-its:x",
]
TAGS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x' o\x00nerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=x:alert(alt) onerror=eval(src) alt=0>",
    '<img srcset="javascript:x 1x" src=x>',
    '<img src="x" dynsrc="javascript:x" lowsrc="javascript:x">',
    "<b onmouseover=alert(1)>x</b>",
    "<b onmouseover\n=\nalert(1)>x</b>",
    "<b/onclick=alert(1)>x</b>",
    '<p style="background:url(javascript:x)">x</p>',
    '<b style="position:fixed;inset:0">x</b>',
    "<style>@import '//x';</style>",
    "<link rel=stylesheet href=//x>",
    '<meta http-equiv="refresh" content="0;url=javascript:x">',
    '<base href="javascript:x//">',
    "<svg onload=alert(1)>",
    '<svg><script>alert(1)</script></svg><svg><a xlink:href="javascript:x"><text>x</text></a></svg>',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '<math href="javascript:x">x</math>',
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<template><p title="</template><img src=x onerror=alert(1)>">',
    '<textarea><p title="</textarea><img src=x onerror=alert(1)>">',
    '<title><p title="</title><img src=x onerror=alert(1)>">',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    '<noembed><p title="</noembed><img src=x onerror=alert(1)>">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:x></object><embed src=javascript:x><applet code=x></applet>",
    "<form action=javascript:x><input name=y autofocus onfocus=x></form>",
    "<form><button formaction=javascript:x>z</button></form>",
    "<input type=image src=x onerror=x><select><option>x</select><isindex type=image>",
    "<video><source onerror=alert(1)></video><audio src=javascript:x autoplay onplay=x>",
    "<video poster=javascript:x src=data:x></video>",
    "<body onload=x><html manifest=x><head profile=x><frameset onload=x><frame src=x>",
    "<details ontoggle=x open><summary>y</summary></details>",
    "<marquee onstart=x>y</marquee><blink>z</blink><keygen autofocus>",
    "<a href=x ping=//y target=_blank download onclick=z>x</a>",
    "<table background=javascript:x><td background=javascript:x>y</table>",
    '<a id="main" name="title">x</a><form id="location"><p id=document name=cookie>y</p>',
    '<div data-js="x" role="alert" tabindex="0" contenteditable accesskey="s" slot=x is=y>z</div>',
    "<custom-element onclick=x>y</custom-element><x:y z>w</x:y>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!DOCTYPE html><!ENTITY x 'y'><?xml-stylesheet href='javascript:x'?>",
    "<? echo 1 ?><% x %><!x><!/></>",
    "</p></div></body></html><script>alert(1)</script>",
    "<p title='</p><script>alert(1)</script>'>x",
    "<a title=\"a`b>c\" href='x'>y</a>",
    "<table><tr><td><svg><td><style></table><img src=x onerror=x>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;x &LT;script&GT;",
    "&amp;lt;script&amp;gt;",
    "\x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 \x02amp\x03 \x0260\x03script",
    "&#2;wzxhzdk:0&#3; `a` <b>x</b>",
    "\U0010ff02script\U0010ff03alert(1)\U0010ff3f\ufdd0 &#x10FF02;script&#x10FF03;",
    "<a href='\U0010ff12'>x</a>",
    '<details id="x"><p class="admin-button modal scroll">y</p></details>',
    '<section class="footnotes"><a class="footnote-ref" href="#main">x</a></section>',
    "<b\ud800>\udfff</b>",
]
# Each address in every place where one can stand.
PLACES = [
    '<a href="{}">x</a>',
    "<a href='{}'>x</a>",
    "<a href={}>x</a>",
    '<img src="{}" alt="x">',
    '<img srcset="/a.png 1x, {} 2x" src="/a.png" alt="x">',
    '<video src="{0}" poster="{0}"></video>',
    '<blockquote cite="{0}"><q cite="{0}">x</q></blockquote>',
    "[x]({})",
    "[x](<{}>)",
    '[x]({} "title")',
    "![x]({})",
    '![x]({} "title")',
    "<{}>",
    "[x][1]\n\n[1]: {}",
    "[x]: {}\n\n[x] ![x]",
    "{}",
    'http://a.org/"{}',
]


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("payload", TAGS)
def test_markup_that_does_harm_does_not_survive(payload: str, way: str) -> None:
    profile = way.partition("_")[0]

    for source in (payload, f"text {payload} text", f"> - {payload}", f"# {payload}", f"<p>{payload}</p>"):
        text = EVERY_WAY[way](source)
        assert faults(text.html, profile) == []
        assert faults(text.excerpt_html, profile) == []


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("address", SCRIPTS)
def test_addresses_that_run_do_not_survive(address: str, way: str) -> None:
    for place in PLACES:
        text = EVERY_WAY[way](place.format(address))
        assert faults(text.html, way.partition("_")[0]) == [], place
        assert all(link.startswith(("http:", "https:")) for link in text.links)


@pytest.mark.parametrize("address", SCRIPTS)
def test_scheme_is_read_as_browsers_read_it(address: str) -> None:
    assert not safe_url(address, frozenset({"http", "https"}))


@pytest.mark.parametrize(
    "address",
    [
        "https://a.org",
        "HTTP://a.org:80/x?y=z:1#w",
        "/a:b",
        "a/b:c",
        "?a:b",
        "#a:b",
        "",
        "//a.org/x",
        "a.html",
    ],
)
def test_good_addresses_stay(address: str) -> None:
    assert safe_url(address, frozenset({"http", "https"}))


def test_placeholders_of_the_parser_fetch_nothing() -> None:
    html = EVERY_WAY["author"](
        "`secret` \x02klzzwxh:0000\x03 &#2;klzzwxh:0000&#3; \x0260\x03b\x0262\x03"
    ).html

    assert html.count("secret") == 1
    assert "<b>" not in html


@pytest.mark.parametrize("way", EVERY_WAY)
def test_stand_in_typed_as_an_entity_makes_no_scheme(way: str) -> None:
    for code in range(0x10FF00, 0x10FF40):
        html = EVERY_WAY[way](f'[x](javascript&#x{code:X};y) <a href="javascript&#x{code:X};y">z</a>').html
        assert faults(html, way.partition("_")[0]) == []


@pytest.mark.parametrize("policy", [AUTHOR, READER])
@pytest.mark.parametrize("payload", TAGS)
def test_sanitising_twice_changes_nothing(payload: str, policy: object) -> None:
    once = sanitize(payload.encode("utf-8", "replace").decode(), policy)

    assert sanitize(once, policy) == once


@pytest.mark.parametrize("name", ["first", "second"])
def test_each_sanitiser_stands_alone(name: str) -> None:
    """Each must refuse all by itself, or there would be only one."""
    sanitize("", AUTHOR)
    cleaner = AUTHOR.cleaners.__dict__[name]

    for payload in TAGS:
        assert "<script" not in cleaner.clean(payload.encode("utf-8", "replace").decode()).lower()
    for address in SCRIPTS:
        assert "href" not in cleaner.clean(f"<a href='{address}'>x</a>")
    assert cleaner.clean("<p onclick=x id=a>y</p>") == '<p id="a">y</p>'
