"""The verb that deletes a category, tag or author nobody needs any more."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog import pagecache, redirects
from blog.models import Author, Category, Tag


class TermInUseError(ValueError):
    """Its text is a sentence that says what still hangs on the term."""


def reason_to_keep(term: Category | Tag | Author) -> str:
    """Why ``term`` cannot be deleted, or nothing."""
    posts = term.post_rows.count()
    if posts:
        return ngettext(
            "%(count)d post still uses “%(name)s”. Take it off that post first.",
            "%(count)d posts still use “%(name)s”. Take it off those posts first.",
            posts,
        ) % {"count": posts, "name": term}
    return reason_below(term)


def reason_below(term: Category | Tag | Author) -> str:
    """Say that categories below ``term`` must go elsewhere first; nothing, where there are none."""
    if isinstance(term, Category) and term.children.exists():
        return _("There are categories below “%(name)s”. Move or delete them first.") % {"name": term}
    return ""


@transaction.atomic
def remove_term(*, term: Category | Tag | Author) -> None:
    """Delete ``term``; its address says from then on that it is gone.

    Raises :class:`TermInUseError` while posts, drafts included, or categories below it use it.
    """
    reason = reason_to_keep(term)
    if reason:
        raise TermInUseError(reason)
    redirects.record(old=term.get_absolute_url(), new="")
    keys = {"terms", "authors", f"{term._meta.model_name}:{term.pk}"}
    term.delete()
    pagecache.invalidate(keys)
