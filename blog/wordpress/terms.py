"""Categories and tags of an export, found again or made here."""

from collections.abc import Iterable, Sequence
from html import unescape

from django.db import transaction
from django.utils.translation import gettext as _

from blog import taxonomy
from blog.models import Category, Format, Tag
from blog.redirects import MAX_PATH
from blog.slugs import free_slug, key_of, nfc, slug_of

from .addresses import MOST_LEVELS, reference, remember
from .items import WxrItem, WxrTerm, WxrTermRef
from .report import Kind, Report

CATEGORY, TAG = Kind("category"), Kind("tag")


def clean_name(text: str, longest: int) -> str:
    """A term's name as readers see it; WordPress keeps names with their entities."""
    return nfc(" ".join(unescape(text).split()))[:longest]


def tag_name(text: str) -> str:
    """As :func:`clean_name`, short enough for a tag."""
    return taxonomy.cut_name(unescape(text))


def top_down(terms: Sequence[WxrTerm], report: Report) -> list[WxrTerm]:
    """Order categories so that each stands after its parent.

    Where the parent is not in the file, or stands below its own child, the category becomes a root.
    """
    by_slug = {term.slug: term for term in terms}
    ordered: dict[str, WxrTerm] = {}
    for term in terms:
        chain: dict[str, WxrTerm] = {}
        at: WxrTerm | None = term
        while at is not None and at.slug not in ordered:
            chain[at.slug] = at
            if at.parent and (at.parent not in by_slug or at.parent in chain):
                report.note(_("its parent is missing, or stands below it; it stands at the top"), _place(at))
                at.parent = ""
            at = by_slug.get(at.parent) if at.parent else None
        ordered.update(reversed(chain.items()))
    return list(ordered.values())


def _place(term: WxrTerm) -> str:
    return f"{'category' if term.taxonomy == 'category' else 'tag'} {term.slug}"


class Categories:
    """The categories by the slug they had in WordPress."""

    def __init__(self, report: Report, *, dry_run: bool) -> None:
        self.report = report
        self.dry_run = dry_run
        self.found: dict[str, Category] = {}

    @transaction.atomic
    def store(self, terms: Iterable[WxrTerm]) -> None:
        """Make those which are not there yet."""
        once = {term.slug: term for term in reversed([_with_slug(term) for term in terms])}
        for term in top_down(list(reversed(once.values())), self.report):
            self._store(term)

    def of(self, item: WxrItem) -> list[Category]:
        """The categories of ``item``; those which the file does not list are made."""
        refs = [ref for ref in item.terms if ref.taxonomy == "category" and (ref.slug or ref.name)]
        return list({category.slug: category for ref in refs for category in [self._of(ref)]}.values())

    def _of(self, ref: WxrTermRef) -> Category:
        term = _with_slug(WxrTerm("category", ref.slug, ref.name))
        return self.found.get(term.slug) or self._store(term)

    def _store(self, term: WxrTerm) -> Category:
        self.report.found[CATEGORY] += 1
        category = self._find(term)
        if category is None:
            category = self._make(term)
            self.report.stored[CATEGORY] += 1
        else:
            self.report.already[CATEGORY] += 1
        self.found[term.slug] = category
        return category

    def _find(self, term: WxrTerm) -> Category | None:
        """The one that came from there, or one that stands in its place already."""
        here = Category.objects.filter(import_ref__in=_references(term)).first()
        if here is not None:
            return here
        parent = self.found.get(term.parent)
        path = f"{parent.path if parent else ''}{slug_of(term.slug, fallback='category')}/"
        return Category.objects.filter(path=path, import_ref=None).first()

    def _make(self, term: WxrTerm) -> Category:
        parent = self._room_below(self.found.get(term.parent), term)
        category = Category(
            name=clean_name(term.name, 200) or term.slug,
            slug=term.slug,
            parent=parent,
            source=term.description,
            format=Format.HTML,
            import_ref=_references(term)[0],
        )
        if self.dry_run:
            category.slug = slug_of(term.slug, fallback="category")
            category.path = category.path_below(parent)
            return category
        taxonomy.save_category(category=category)
        remember({f"/category/{category.path.rpartition(category.slug)[0]}{term.slug}/": category})
        return category

    def _room_below(self, parent: Category | None, term: WxrTerm) -> Category | None:
        if parent is None or (
            parent.depth + 1 < MOST_LEVELS and len(parent.path) + len(term.slug) < MAX_PATH
        ):
            return parent
        self.report.note(_("it stands too deep in the tree; it stands at the top"), _place(term))
        return None


def _references(term: WxrTerm) -> list[str]:
    """By its number, under which WordPress's /?cat=… asks; by its slug where only a post names it."""
    by_slug = reference(f"category:{term.slug}")
    return [reference(term.number), by_slug] if term.number else [by_slug]


def _with_slug(term: WxrTerm) -> WxrTerm:
    term.slug = term.slug or slug_of(term.name, fallback="category")
    return term


class Tags:
    """The tags by our own key, under which two of WordPress's may be one; made when an item has them."""

    def __init__(self, report: Report, *, dry_run: bool) -> None:
        self.report = report
        self.dry_run = dry_run
        self.listed: dict[str, WxrTerm] = {}
        self.slugs: dict[str, list[str]] = {}
        self.found: dict[str, int] = {}
        self.made: set[str] = set()

    def add(self, term: WxrTerm) -> None:
        """Know a tag that the file lists."""
        name = tag_name(term.name or term.slug)
        key = key_of(name)
        if not name or term.slug in self.listed:
            return
        first = self.slugs.setdefault(key, [])
        if first:
            self.report.note(
                _("the same tag as “%(slug)s” here; its address leads there") % {"slug": first[0]},
                _place(term),
            )
        first.append(term.slug)
        self.listed[term.slug] = WxrTerm("post_tag", term.slug, name)
        if term.description:
            self.report.note(_("tags have no description here; it was left out"), _place(term))

    def of(self, items: Iterable[WxrItem]) -> list[list[int]]:
        """The ids of the tags of each item, in a few queries for all of them."""
        names = [self._names(item) for item in items]
        self._settle({key: name for of_item in names for key, name in of_item.items()})
        return [[self.found[key] for key in of_item if key in self.found] for of_item in names]

    def account(self) -> None:
        """Report on the tags, once all items are read."""
        self._find([key for key in self.slugs if key not in self.found])
        for key, slugs in self.slugs.items():
            self.report.found[TAG] += len(slugs)
            if key in self.made:
                self.report.stored[TAG] += 1
            elif key in self.found:
                self.report.already[TAG] += 1
            else:
                self.report.skip(TAG, _("nothing has it"))
            if len(slugs) > 1:
                self.report.skip(TAG, _("it is one with another tag here"), count=len(slugs) - 1)

    def _names(self, item: WxrItem) -> dict[str, str]:
        names: dict[str, str] = {}
        for ref in item.terms:
            if ref.taxonomy == "post_tag":
                listed = self.listed.get(ref.slug)
                name = listed.name if listed else tag_name(ref.name or ref.slug)
                if name:
                    key = key_of(name)
                    slugs = self.slugs.setdefault(key, [ref.slug or slug_of(name, fallback="tag")])
                    first = self.listed.get(slugs[0])
                    names[key] = first.name if first else name
        return names

    def _settle(self, names: dict[str, str]) -> None:
        """Find or make the tags called ``names`` (by key)."""
        missing = [key for key in names if key not in self.found]
        self._find(missing)
        new = [key for key in missing if key not in self.found]
        self.made.update(new)
        if self.dry_run:
            self.found.update(dict.fromkeys(new, 0))
        elif new:
            self._make({key: names[key] for key in new})

    def _find(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), 500):
            rows = Tag.objects.filter(key__in=keys[start : start + 500])
            self.found.update(rows.values_list("key", "pk"))

    def _make(self, names: dict[str, str]) -> None:
        old = {key: self.slugs[key][0] or name for key, name in names.items()}
        wanted = {key: slug_of(slug, fallback="tag")[:90] for key, slug in old.items()}
        taken = set(Tag.objects.filter(slug__in=wanted.values()).values_list("slug", flat=True))
        tags = []
        for key, name in names.items():
            slug = free_slug(
                wanted[key], lambda slug: slug in taken or (slug[-1:].isdigit() and _is_taken(slug))
            )
            taken.add(slug)
            tags.append(Tag(name=name, key=key, slug=slug))
        Tag.objects.bulk_create(tags)
        self.found.update({tag.key: tag.pk for tag in tags})
        remember({f"/tag/{slug}/": tag for tag in tags for slug in self.slugs[tag.key]})


def _is_taken(slug: str) -> bool:
    return Tag.objects.filter(slug=slug).exists()
