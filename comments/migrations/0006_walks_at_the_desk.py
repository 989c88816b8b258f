"""The lists of bans and of words, of which somebody may paste thousands, are walks along an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_whose_is_newest")]

    operations = [
        migrations.AddIndex(
            model_name="ban", index=models.Index(fields=["-created_at", "-id"], name="ban_newest")
        ),
        migrations.AddIndex(
            model_name="wordrule", index=models.Index(fields=["pattern", "id"], name="wordrule_sorted")
        ),
        # Beside indexes whose rows have been counted, SQLite takes one whose haven't for the best there is.
        migrations.RunSQL("ANALYZE comments_ban", migrations.RunSQL.noop),
        migrations.RunSQL("ANALYZE comments_wordrule", migrations.RunSQL.noop),
    ]
