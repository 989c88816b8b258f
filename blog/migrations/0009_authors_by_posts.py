"""The front page names the authors with the most posts, among thousands that an import may bring."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0008_year_stamps")]

    operations = [
        migrations.AddIndex(
            model_name="author",
            index=models.Index(fields=["-post_count", "slug"], name="author_by_posts"),
        ),
    ]
