"""The side table of the search in comments, made for the database in use. Fill it with `manage.py reindex`."""

from django.db import migrations

from blog.search import open_index


def _index():
    return open_index(table="comments_search", owner="comments_comment", weights={"name": 4.0, "text": 1.0})


def make(apps, schema_editor):
    _index().create()


def unmake(apps, schema_editor):
    _index().drop()


class Migration(migrations.Migration):
    dependencies = [("blog", "0002_search"), ("comments", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
