"""What a list is about, whichever of its pages is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from blog.archives import Term
from blog.listings import Link
from blog.models import Author, SiteSettings, Tag

from .schema import Node, front_page, profile_page
from .words import description_of


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A list's ``title`` (empty for the blog itself), what it holds, and the lists ``above`` it.

    ``nodes`` describe it to search engines, on its first page.
    """

    title: str = ""
    description: str = ""
    above: Sequence[Link] = ()
    has_crumbs: bool = False
    kind: str = "website"
    nodes: Sequence[Node] = field(default_factory=list)


def about_blog(site: SiteSettings) -> Subject:
    return Subject(description=site.description or site.tagline, nodes=front_page(site))


def about_term(term: Term, *, parents: Sequence[Link] = ()) -> Subject:
    """Describe a term's list. ``parents`` lead to those above a category; an author's links are read."""
    if isinstance(term, Author):
        description = description_of(term.html) or _("What %(name)s has written here.") % {"name": term.name}
        return Subject(title=term.name, description=description, kind="profile", nodes=[profile_page(term)])
    if isinstance(term, Tag):
        return Subject(title=term.name, description=_("All posts about %(name)s.") % {"name": term.name})
    return Subject(
        title=term.name,
        description=description_of(term.html) or _("All posts on %(name)s.") % {"name": term.name},
        above=parents,
        has_crumbs=True,
    )


def about_period(heading: str, *, parents: Sequence[Link]) -> Subject:
    description = _("All posts of %(period)s.") % {"period": heading}
    return Subject(title=heading, description=description, above=parents, has_crumbs=True)
