"""Makes the smaller copies of pictures that have none: those uploaded long ago, or restored without them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from blog import media
from blog.models import Media

BATCH = 200


class Command(BaseCommand):
    help = (
        "Makes the smaller copies of pictures that are missing. The site may run meanwhile, and it does no "
        "harm to stop half-way: what is there is not made again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        pictures = Media.objects.filter(media_type__startswith="image/").order_by("pk")
        looked_at = made = after = 0
        while batch := list(pictures.filter(pk__gt=after)[:BATCH]):
            made += sum(map(self.remake, batch))
            looked_at, after = looked_at + len(batch), batch[-1].pk
        self.stdout.write(
            _("%(pictures)d pictures looked at, %(copies)d copies made.")
            % {"pictures": looked_at, "copies": made}
        )
        if made:
            self.stdout.write(_("Texts with these pictures learn of them by `manage.py rerender --all`."))

    def remake(self, picture: Media) -> int:
        """Make what is missing of one picture, and say so; one that can't be read is passed over."""
        try:
            widths = media.remake(media=picture)
        except Exception as error:  # noqa: BLE001  a decoder raises anything, and the others are waiting
            self.stderr.write(_("%(name)s: %(error)s") % {"name": picture.file.name, "error": error})
            return 0
        if widths:
            self.stdout.write(f"{picture.file.name}: {', '.join(map(str, widths))}")
        return len(widths)
