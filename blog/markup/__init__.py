"""Text to safe HTML: the one place that knows Markdown, sanitising and excerpts.

    from blog.markup import render, Rendered, MARKUP_VERSION, plain_text

A leaf: it knows no models, reads no database, and is the only importer of markdown, bleach and nh3.
"""

from blog.markup.plain import plain_text
from blog.markup.rendering import MARKUP_VERSION, Rendered, render

__all__ = ["MARKUP_VERSION", "Rendered", "plain_text", "render"]
