"""The verb that makes one category of two, or one tag."""

from django.db import transaction
from django.utils.translation import gettext as _

from blog import derived, pagecache, redirects
from blog.models import CategorizedPost, Category, Post, Tag
from blog.taxonomy import PORTION
from blog.taxonomy_removal import reason_below


class MergeError(ValueError):
    """Its text is a sentence that says why these two can't become one."""


def merge_term(*, term: Category | Tag, into: Category | Tag) -> None:
    """Give the posts of ``term``, drafts included, to ``into``, and let its address lead there; it is gone.

    So many posts at a time, each time in a transaction of its own: thousands would hold up others. Stopped
    halfway it leaves both terms, and goes on from there when it is called again. Both are of one kind. Raises
    :class:`MergeError` where they are the same, where categories stand below ``term``, and when somebody else
    deletes one of them in the meantime.
    """
    reason = reason_below(term)
    if term.pk == into.pk:
        reason = _("“%(name)s” can’t be merged into itself.") % {"name": term}
    if reason:
        raise MergeError(reason)
    while _give_posts(term, into):
        pass


@transaction.atomic
def _give_posts(term: Category | Tag, into: Category | Tag) -> bool:
    """Give the next of them; return whether there may be more. With the last of them the term goes."""
    both = type(term).objects.select_for_update().filter(pk__in=(term.pk, into.pk)).order_by("pk")
    if len(both) < 2:
        raise MergeError(_("Somebody else has merged or deleted one of them in the meantime."))
    terms = next(kind for kind in derived.LISTS if kind.term_model is type(term))
    rows, post = terms.rows.objects, terms.post
    given = dict(rows.filter(**{terms.term: term.pk}).order_by(post).values_list(post, "pk")[:PORTION])
    if not given:
        _end(term, into)
        return False
    there = rows.filter(**{terms.term: into.pk, f"{post}__in": given})
    if terms.rows is CategorizedPost:
        there.update(direct=True)  # a row that stood for a category below becomes a filing of its own
    new = given.keys() - set(there.values_list(post, flat=True))
    rows.bulk_create(
        (terms.rows(**{post: pk, terms.term: into.pk}) for pk in sorted(new)), ignore_conflicts=True
    )
    left = derived.remove_rows(terms.rows, given.values())
    derived.refresh(Post.entries.filter(pk__in=given), also=left)
    return True


def _end(term: Category | Tag, into: Category | Tag) -> None:
    redirects.record(old=term.get_absolute_url(), new=into.get_absolute_url())
    keys = {"terms", *(f"{either._meta.model_name}:{either.pk}" for either in (term, into))}
    term.delete()
    pagecache.invalidate(keys)
