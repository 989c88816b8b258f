"""What a post is filed under goes into the search index, so that a search can be narrowed by it.

The words stay as they are; only the labels are added, from the rows that lists are made of.
"""

from django.db import migrations

# As in blog.search: "§" for every row, "§tag7" and the like.
LABELS = """
    '§'
    || coalesce((SELECT ' §year' || {year} FROM blog_post WHERE id = s.id AND published_on IS NOT NULL), '')
    || coalesce((SELECT {join}(' §tag' || tag_id, '') FROM blog_taggedpost WHERE content_object_id = s.id), '')
    || coalesce((SELECT {join}(' §author' || author_id, '') FROM blog_byline WHERE post_id = s.id), '')
    || coalesce((SELECT {join}(' §category' || category_id, '') FROM blog_categorizedpost WHERE post_id = s.id), '')
"""
FILL_SQLITE = "UPDATE blog_search AS s SET labels = " + LABELS.format(  # noqa: S608 (constants)
    year="CAST(substr(published_on, 1, 4) AS INTEGER)", join="group_concat"
)
FILL_POSTGRES = """
    UPDATE blog_search AS t
    SET labels = found.labels, words = words || array_to_tsvector(string_to_array(found.labels, ' '))
    FROM (SELECT s.id, {labels} AS labels FROM blog_search AS s) AS found WHERE found.id = t.id
""".format(labels=LABELS.format(year="extract(year FROM published_on)::int", join="string_agg"))  # noqa: S608 (constants)

# What an FTS5 table indexes is settled when it is made.
FTS = "CREATE VIRTUAL TABLE blog_search_fts USING fts5({columns}, content='blog_search', content_rowid='place', tokenize='ascii')"
REBUILD = "INSERT INTO blog_search_fts (blog_search_fts) VALUES ('rebuild')"

ADD = {
    "sqlite": [
        "ALTER TABLE blog_search ADD COLUMN labels TEXT NOT NULL DEFAULT '§'",
        FILL_SQLITE,
        "DROP TABLE blog_search_fts",
        FTS.format(columns="title, tags, authors, text, labels"),
        REBUILD,
    ],
    "postgresql": [
        "ALTER TABLE blog_search ADD COLUMN labels text NOT NULL DEFAULT '§'",
        FILL_POSTGRES,
        "ALTER TABLE blog_search ALTER COLUMN labels DROP DEFAULT",
    ],
}
REMOVE = {
    "sqlite": [
        "DROP TABLE blog_search_fts",
        "ALTER TABLE blog_search DROP COLUMN labels",
        FTS.format(columns="title, tags, authors, text"),
        REBUILD,
    ],
    "postgresql": [
        "UPDATE blog_search SET words = ts_delete(words, string_to_array(labels, ' '))",
        "ALTER TABLE blog_search DROP COLUMN labels",
    ],
}


def add(apps, schema_editor):
    _run(schema_editor, ADD)


def remove(apps, schema_editor):
    _run(schema_editor, REMOVE)


def _run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("blog", "0005_renditions")]

    operations = [migrations.RunPython(add, remove)]
