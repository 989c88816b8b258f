"""Each list of the desk is a walk along an index, narrowed by day, by category and by author too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0010_comments_held"), ("admin", "0003_logentry_add_action_flag_choices")]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["kind", "-published_on", "-id"], name="post_desk_day"),
        ),
        migrations.AddIndex(
            model_name="categorizedpost",
            index=models.Index(fields=["category", "-post"], name="categorizedpost_desk"),
        ),
        migrations.AddIndex(
            model_name="byline", index=models.Index(fields=["author", "-post"], name="byline_desk")
        ),
        migrations.AddIndex(
            model_name="author", index=models.Index(fields=["name", "id"], name="author_by_name")
        ),
        # Django looks for the history of a row by its type alone, through that of all rows of the type.
        migrations.RunSQL(
            "CREATE INDEX parley_history_of_row ON django_admin_log (content_type_id, object_id)",
            "DROP INDEX parley_history_of_row",
        ),
        # Beside indexes whose rows have been counted, SQLite takes one whose haven't for the best there is.
        *(
            migrations.RunSQL(f"ANALYZE {table}", migrations.RunSQL.noop)
            for table in (
                "blog_post",
                "blog_categorizedpost",
                "blog_byline",
                "blog_author",
                "django_admin_log",
            )
        ),
    ]
