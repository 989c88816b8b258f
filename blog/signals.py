"""Where the apps above this one join in: it tells them, and knows nothing of them."""

from django.dispatch import Signal

# The first page of the desk is being made for ``request``; receivers return what they have to show there, as
# a list of ``blog.admin.panels.Panel``.
desk_panels = Signal()
