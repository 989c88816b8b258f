"""The words that a misspelt search may have meant, from the titles, tags and authors there are."""

from django.db import migrations, models

from blog.search.words import is_cjk, words


def fill(apps, schema_editor):
    names = (("Post", "title"), ("Tag", "name"), ("Author", "name"))
    found = set()
    for model, field in names:
        for text in (
            apps.get_model("blog", model)._base_manager.order_by().values_list(field, flat=True).iterator()
        ):
            found.update(word for word in words(text) if word.isalpha() and not is_cjk(word))
    word = apps.get_model("blog", "SearchWord")
    word.objects.bulk_create((word(word=text) for text in sorted(found)), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("blog", "0006_search_labels")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.CharField(max_length=100, primary_key=True, serialize=False))],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
