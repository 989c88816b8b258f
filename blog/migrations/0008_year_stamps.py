"""The stamps of the years that have posts: none was made until a post of its year was saved.

As if each year had changed just now, so that its file in the sitemap has a time, and can be kept.
"""

import secrets
import time

from django.db import migrations

YEAR = 1  # the level of a period


def make(apps, schema_editor):
    alias = schema_editor.connection.alias
    years = apps.get_model("blog", "ArchivePeriod").objects.using(alias).filter(level=YEAR)
    stamp = apps.get_model("blog", "Stamp")
    moment = f"{int(time.time()):x}"
    stamp.objects.using(alias).bulk_create(
        [
            stamp(key=f"year:{year}", token=f"{moment}.{secrets.token_urlsafe(9)}")
            for year in years.order_by("period").values_list("period", flat=True)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("blog", "0007_search_words")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
