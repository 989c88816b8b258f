"""Words that a misspelt search may have meant."""

from django.db import models


class SearchWord(models.Model):
    """A word of a title, a tag or an author's name, as the search folds it. Kept by ``blog.search``.

    It may be one of a draft, and may be used no more: whatever is suggested has been found again, in public.
    """

    word = models.CharField(max_length=100, primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.word
