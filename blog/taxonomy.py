"""Verbs for categories, tags and bylines: the only writers of the rows that join them to posts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from blog import derived, pagecache, redirects, search
from blog.models import Author, Byline, CategorizedPost, Category, Post, Tag, TaggedPost
from blog.slugs import free_slug, key_of, nfc, slug_of

MAX_TAG_LENGTH = 100
PORTION = 500  # posts in memory at once, with their texts


def get_tags(names: Iterable[str]) -> list[Tag]:
    """Return the tags called ``names``, made where they are missing, in order and each once.

    At most four queries, however many names: one to find, one for taken slugs, one to make, one to
    read what somebody else made in the same moment.
    """
    wanted = {key_of(name): cut_name(name) for name in reversed(list(names))}
    wanted = {key_of(name): name for name in reversed(list(wanted.values())) if name}
    found = {tag.key: tag for tag in Tag.objects.filter(key__in=wanted)}
    missing = [name for key, name in wanted.items() if key not in found]
    if missing:
        found.update(_make_tags(missing))
    return [found[key] for key in wanted]


def is_too_long(name: str) -> bool:
    """Whether a tag can't be called ``name``; its key may be longer than itself, as "ß" becomes "ss"."""
    return max(len(name), len(key_of(name))) > MAX_TAG_LENGTH


def cut_name(name: str) -> str:
    """Return ``name`` as a tag is called, so short that its key has room too."""
    name = nfc(" ".join(name.split()))[:MAX_TAG_LENGTH]
    # No letter has more than three in its key.
    return name[: MAX_TAG_LENGTH // 3] if is_too_long(name) else name


def _make_tags(names: Sequence[str]) -> dict[str, Tag]:
    slugs = {name: slug_of(name, fallback="tag")[:90] for name in names}
    taken = set(
        Tag.objects.filter(
            slug__regex=r"^(" + "|".join(sorted(set(slugs.values()))) + r")(-\d+)?$"
        ).values_list("slug", flat=True)
    )
    tags = []
    for name in names:
        slug = free_slug(slugs[name], taken.__contains__)
        taken.add(slug)
        tags.append(Tag(name=name, key=key_of(name), slug=slug))
    Tag.objects.bulk_create(tags, ignore_conflicts=True)
    return {tag.key: tag for tag in Tag.objects.filter(key__in=[tag.key for tag in tags])}


def set_tags(*, post: Post, names: Iterable[str]) -> set[str]:
    """Make ``names`` the post's tags; return the page keys of the lists it left.

    The caller refreshes the post afterwards (see ``blog.publishing.save_post``).
    """
    return _set_rows(TaggedPost, "content_object", "tag", post, [tag.pk for tag in get_tags(names)])


def set_categories(*, post: Post, categories: Iterable[Category]) -> set[str]:
    """File the post under ``categories``; return the page keys of the lists it left."""
    wanted = [category.pk for category in categories]
    # A row that stood for an ancestor may become a filing of its own, and the other way about.
    CategorizedPost.objects.filter(post=post, category__in=wanted, direct=False).update(direct=True)
    return _set_rows(CategorizedPost, "post", "category", post, wanted, direct=True)


def set_authors(*, post: Post, authors: Sequence[Author]) -> set[str]:
    """Print ``authors``, in this order, over the post; return the page keys of the lists it left."""
    left = _set_rows(Byline, "post", "author", post, [author.pk for author in authors])
    rows = {row.author_id: row for row in Byline.objects.filter(post=post)}
    moved = []
    for position, author in enumerate(authors):
        row = rows[author.pk]
        if row.position != position:
            row.position = position
            moved.append(row)
    Byline.objects.bulk_update(moved, ["position"])
    return left


def _set_rows(
    model: Any, post_field: str, term_field: str, post: Post, wanted: Sequence[int], **only: Any
) -> set[str]:
    existing = dict(model.objects.filter(**{post_field: post}, **only).values_list(f"{term_field}_id", "pk"))
    left = derived.remove_rows(model, [pk for term, pk in existing.items() if term not in set(wanted)])
    model.objects.bulk_create(
        model(**{post_field: post, f"{term_field}_id": term}, **only)
        for term in dict.fromkeys(wanted)
        if term not in existing
    )
    return left


@transaction.atomic
def save_category(*, category: Category) -> Category:
    """Save a new or changed category; where its slug or place changed, move what is below it too.

    Raises ValidationError where it would stand below itself. Old addresses lead to the new ones.
    """
    category.clean()
    category.name = nfc(" ".join(category.name.split()))
    category.slug = slug_of(category.slug or category.name, fallback="category")
    before = Category.objects.filter(pk=category.pk).first() if category.pk else None
    below, others = category.parent.path if category.parent else "", Category.objects.exclude(pk=category.pk)
    category.slug = free_slug(category.slug, lambda slug: others.filter(path=f"{below}{slug}/").exists())
    category.path = category.path_below(category.parent)
    _write(category, is_new=before is None)
    if before is not None and before.path != category.path:
        _move_below(before, category)
    if before is not None and before.parent_id != category.parent_id:
        _refresh_all(Post.entries.filter(category_rows__category=category))
    pagecache.invalidate({"terms", "lists", f"category:{category.pk}"})
    return category


def _refresh_all(posts: QuerySet[Post]) -> None:
    """Refresh ``posts``, be they all of the archive, a portion at a time."""
    ids = list(posts.values_list("pk", flat=True))
    for start in range(0, len(ids), PORTION):
        derived.refresh(Post.entries.filter(pk__in=ids[start : start + PORTION]))


def _move_below(before: Category, category: Category) -> None:
    redirects.record(old=before.get_absolute_url(), new=category.get_absolute_url())
    for child in Category.objects.filter(path__startswith=before.path).exclude(pk=category.pk):
        old = child.get_absolute_url()
        child.path = category.path + child.path.removeprefix(before.path)
        Category.objects.filter(pk=child.pk).update(path=child.path)
        redirects.record(old=old, new=child.get_absolute_url())


@transaction.atomic
def save_tag(*, tag: Tag) -> Tag:
    """Save a new or changed tag; its old address leads to the new one.

    Raises ValidationError where another tag already has that name.
    """
    before = Tag.objects.filter(pk=tag.pk).first() if tag.pk else None
    tag.slug = free_slug(
        slug_of(tag.slug or tag.name, fallback="tag")[:90],
        lambda slug: Tag.objects.filter(slug=slug).exclude(pk=tag.pk).exists(),
    )
    tag.name = nfc(" ".join(tag.name.split()))
    tag.key = key_of(tag.name)
    tag.validate_unique()
    _write(tag, is_new=before is None)
    if before is not None:
        redirects.record(old=before.get_absolute_url(), new=tag.get_absolute_url())
        if before.name != tag.name:
            _find_by_new_name(Post.entries.filter(tag_rows__tag=tag))
    pagecache.invalidate({"terms", f"tag:{tag.pk}"})
    return tag


@transaction.atomic
def save_author(*, author: Author) -> Author:
    """Save a new or changed author; the old address leads to the new one."""
    before = Author.objects.filter(pk=author.pk).first() if author.pk else None
    author.name = nfc(" ".join(author.name.split()))
    author.slug = free_slug(
        slug_of(author.slug or author.name, fallback="author"),
        lambda slug: Author.objects.filter(slug=slug).exclude(pk=author.pk).exists(),
    )
    _write(author, is_new=before is None)
    if before is not None:
        redirects.record(old=before.get_absolute_url(), new=author.get_absolute_url())
        if before.name != author.name:
            _find_by_new_name(Post.entries.filter(bylines__author=author))
    pagecache.invalidate({"authors", f"author:{author.pk}"})
    return author


def _write(term: Category | Tag | Author, *, is_new: bool) -> None:
    """Save ``term``, but not its number of posts, which may have changed since it was read."""
    columns = {field.name for field in term._meta.concrete_fields if not field.primary_key}
    term.save(update_fields=None if is_new else columns - {"post_count"})


def _find_by_new_name(posts: QuerySet[Post]) -> None:
    """Index ``posts`` again under a term's new name, once it is stored: thousands would hold up others."""

    def index() -> None:
        search.index(posts.only("pk"))
        # A page of results made since the name was stored shows what the index held until now.
        pagecache.invalidate({"lists"})

    transaction.on_commit(index)
