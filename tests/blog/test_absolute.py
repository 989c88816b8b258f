"""Addresses written out in full."""

import pytest

from blog.absolute import absolute_links, absolute_url

BASE = "https://parley.example/2007/02/02/post/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/x/?a=1&amp;b=2">', '<a href="https://parley.example/x/?a=1&amp;b=2">'),
        ('<a href="#fn1">', f'<a href="{BASE}#fn1">'),
        ('<a href="https://e.example/">', '<a href="https://e.example/">'),
        ('<a href="mailto:a@e.example">', '<a href="mailto:a@e.example">'),
        ('<img alt=">" src="a.png">', f'<img alt=">" src="{BASE}a.png">'),
        (
            '<img srcset="/a.png 1x, /b.png 2x">',
            '<img srcset="https://parley.example/a.png 1x, https://parley.example/b.png 2x">',
        ),
        ('<code>&lt;a href="/x/"&gt;</code>', '<code>&lt;a href="/x/"&gt;</code>'),
        ('<a title=" href=" href="/y/">', '<a title=" href=" href="https://parley.example/y/">'),
        ('a < b href="/x/"', 'a < b href="/x/"'),
        ('<a href="http://[">', '<a href="http://[">'),
    ],
)
def test_links_and_pictures_get_scheme_and_host(html: str, expected: str) -> None:
    assert absolute_links(html, BASE) == expected


def test_long_text_is_read_in_one_go() -> None:
    html = "<a " * 50_000
    assert absolute_links(html, BASE) == html


def test_address_of_a_path() -> None:
    assert absolute_url("/about/") == "https://parley.example/about/"
