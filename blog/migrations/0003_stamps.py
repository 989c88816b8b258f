"""The stamps that don't belong to one row of another table: without one, no page that hangs on it can be kept."""

from django.db import migrations

KEYS = ("authors", "lists", "order", "schedule", "site", "terms")


def make(apps, schema_editor):
    stamps = apps.get_model("blog", "Stamp").objects.using(schema_editor.connection.alias)
    for key in KEYS:
        stamps.get_or_create(key=key, defaults={"token": "first"})


class Migration(migrations.Migration):
    dependencies = [("blog", "0002_search")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
