"""The four ways to render, by short names."""

from collections.abc import Callable

from blog.markup import Rendered, render


def _renderer(**chosen: str) -> Callable[..., Rendered]:
    def rendered(source: str, **options: object) -> Rendered:
        return render(source, **{**chosen, **options})  # type: ignore[arg-type]

    return rendered


author = _renderer(format="markdown", profile="author")
author_html = _renderer(format="html", profile="author")
reader = _renderer(format="markdown", profile="reader")
reader_html = _renderer(format="html", profile="reader")
EVERY_WAY = {"author": author, "author_html": author_html, "reader": reader, "reader_html": reader_html}
