from pathlib import Path

import django.utils.timezone
from django.db import migrations, models

# The search index may be made before or after this; whichever is there, it comes first.
_PREVIOUS = next((path.stem for path in Path(__file__).parent.glob("0002_*.py")), "0001_initial")


class Migration(migrations.Migration):
    dependencies = [("blog", _PREVIOUS)]

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
