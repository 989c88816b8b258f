"""How the fields of posts and pages stand on their form: the sheet itself, and what stands beside it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from blog.models import Post

Fieldset = tuple[Any, Any]

# What everybody who writes is offered.
WRITING: list[Fieldset] = [
    (None, {"fields": ("title", "slug"), "classes": ("headline",)}),
    (None, {"fields": ("source",), "classes": ("writing",)}),
]
IN_LISTS: Fieldset = (_("In lists"), {"fields": ("excerpt", "featured_image"), "classes": ("side",)})
SEO = ("seo_title", "seo_description", "canonical_url")


def publication(post: Post | None, *fields: str) -> Fieldset:
    """What is decided before a text goes out: on top of all that stands beside it."""
    unlock = ("remove_password",) if post is not None and post.password else ()
    shown = ("published_at", *fields, "comment_switch", "new_password", *unlock)
    return _("Publication"), {"fields": shown, "classes": ("side", "foremost")}


def more(*fields: str) -> Fieldset:
    """What is seldom asked for, folded away."""
    return _("More"), {"fields": ("format", "language", *fields), "classes": ("side", "collapse")}
