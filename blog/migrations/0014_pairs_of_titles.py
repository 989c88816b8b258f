"""The pairs of words of each title: many titles have the one and many the other, and few have both."""

from importlib import import_module
from itertools import islice

from django.db import migrations

from blog.search import open_index
from blog.search.base import Document
from blog.search.posts import title_of

BATCH = 2_000


def make(apps, schema_editor):
    index = open_index(table="blog_search_titles", owner="blog_post", weights={"title": 1.0})
    index.drop()
    index.create()
    columns = ("pk", "created_at", "published_at", "listed_at", "title")
    posts = apps.get_model("blog", "Post")._base_manager.order_by("pk").values_list(*columns)
    rows = posts.iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        index.write(
            title_of(Document(pk, moment=published or created, shown_from=listed, texts=(title,)))
            for pk, created, published, listed, title in batch
        )


def unmake(apps, schema_editor):
    before = import_module("blog.migrations.0012_search_titles")
    before.unmake(apps, schema_editor)
    before.make(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("blog", "0013_months_of_lists")]

    operations = [migrations.RunPython(make, unmake)]
