"""The side table of the search in posts, made for the database in use. Fill it with `manage.py reindex`."""

from django.db import migrations

from blog.search import open_index


def _index():
    weights = {"title": 10.0, "tags": 4.0, "authors": 4.0, "text": 1.0}
    return open_index(table="blog_search", owner="blog_post", weights=weights)


def make(apps, schema_editor):
    _index().create()


def unmake(apps, schema_editor):
    _index().drop()


class Migration(migrations.Migration):
    dependencies = [("blog", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
