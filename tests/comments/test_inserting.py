"""A row put in by a statement of our own is the row that Django would have saved."""

import datetime

import pytest
from django.forms.models import model_to_dict

from blog.models import Format
from comments.inserting import insert
from comments.models import Action, Comment, CommentStatus, RuleSignal
from tests.factories import make_post

pytestmark = pytest.mark.django_db

AT = datetime.datetime(2007, 2, 2, 12, 0, 0, 123456, tzinfo=datetime.UTC)


def columns_of(row: Comment | RuleSignal) -> dict[str, object]:
    """All that the database holds of it, but for its key."""
    (found,) = type(row).objects.filter(pk=row.pk).values()
    return {name: value for name, value in found.items() if name != "id"}


def comment(post, **fields) -> Comment:
    return Comment(
        post=post,
        status=CommentStatus.PENDING,
        author_name="O’Brien %s",
        source="It’s 100 %.",
        format=Format.MARKDOWN,
        created_at=AT,
        ip="2001:db8::1",
        **fields,
    )


def test_every_column_is_as_django_saves_it() -> None:
    post = make_post()
    saved, inserted = comment(post), comment(post)
    saved.save(force_insert=True)
    insert(inserted)
    assert columns_of(inserted) == columns_of(saved)
    assert inserted.pk == saved.pk + 1
    signals = [
        RuleSignal(comment=saved, rule="links", action=Action.HOLD, weight=0.1, created_at=AT)
        for _ in range(2)
    ]
    signals[0].save(force_insert=True)
    insert(signals[1])
    assert columns_of(signals[1]) == columns_of(signals[0])


def test_what_was_inserted_is_known_to_be_there() -> None:
    row = comment(make_post())
    insert(row)
    row.author_name = "Amy"
    row.save()
    assert model_to_dict(Comment.objects.get()) == model_to_dict(row)
