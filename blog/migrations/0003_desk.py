import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0002_search")]

    operations = [
        migrations.AlterModelOptions(
            name="post",
            options={
                "permissions": [
                    ("publish_post", "Can publish posts"),
                    ("change_others_post", "Can change posts of others"),
                ],
                "verbose_name": "post",
                "verbose_name_plural": "posts",
            },
        ),
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("until", models.DateTimeField(null=True)),
            ],
        ),
    ]
