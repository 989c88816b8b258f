"""How many rows of each term's list are of which month: the way to the pages in the middle of it."""

from django.db import migrations, models

LISTS = (
    ("category", "category_id", "blog_categorizedpost"),
    ("tag", "tag_id", "blog_taggedpost"),
    ("author", "author_id", "blog_byline"),
)
MONTH = {
    "sqlite": "SUBSTR(listed_at, 1, 7)",
    "postgresql": "TO_CHAR(listed_at AT TIME ZONE 'UTC', 'YYYY-MM')",
}


def fill(apps, schema_editor):
    month = MONTH[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        for kind, term, table in LISTS:
            cursor.execute(
                "INSERT INTO blog_listmonth (key, month, post_count) "  # noqa: S608
                f"SELECT '{kind}:' || {term}, {month}, COUNT(*) FROM {table} "
                "WHERE listed_at IS NOT NULL GROUP BY 1, 2"
            )
        cursor.execute("ANALYZE blog_listmonth")


class Migration(migrations.Migration):
    dependencies = [("blog", "0012_search_titles")]

    operations = [
        migrations.CreateModel(
            name="ListMonth",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "month", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("month", models.CharField(max_length=7)),
                ("post_count", models.IntegerField()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
