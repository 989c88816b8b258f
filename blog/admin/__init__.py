"""The desk: Django's admin, with our verbs behind its buttons."""

from . import media, pages, people, posts, redirects, settings, terms

__all__ = ["media", "pages", "people", "posts", "redirects", "settings", "terms"]
