"""The words of titles by themselves, for whoever stands at a wrong address; from what the index has of them."""

from django.db import migrations

from blog.search import open_index

FILL = {
    "sqlite": [
        "INSERT INTO blog_search_titles (place, id, shown_from, title) "
        "SELECT place, id, shown_from, title FROM blog_search ORDER BY place",
        "INSERT INTO blog_search_titles_fts (blog_search_titles_fts) VALUES ('rebuild')",
    ],
    # "a" marks the words of the title.
    "postgresql": [
        "INSERT INTO blog_search_titles (id, place, shown_from, words) "
        "SELECT id, place, shown_from, ts_filter(words, '{a}') FROM blog_search",
        "ANALYZE blog_search_titles",
    ],
}


def _index():
    return open_index(table="blog_search_titles", owner="blog_post", weights={"title": 1.0})


def make(apps, schema_editor):
    _index().create()
    with schema_editor.connection.cursor() as cursor:
        for statement in FILL[schema_editor.connection.vendor]:
            cursor.execute(statement)


def unmake(apps, schema_editor):
    _index().drop()


class Migration(migrations.Migration):
    dependencies = [("blog", "0011_walks_at_the_desk")]

    operations = [migrations.RunPython(make, unmake)]
