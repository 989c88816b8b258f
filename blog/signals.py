"""Where the apps above this one join in: it tells them, and knows nothing of them."""

from django.dispatch import Signal

# The first page of the desk is being made for ``request``; receivers return what they have to show there, as
# a list of ``blog.admin.panels.Panel``.
desk_panels = Signal()

# It is time for what is done beside the requests (see ``blog.background``), every minute and every hour.
# Receivers return what they did, in a sentence for whoever runs the blog, or nothing where they did nothing.
minutely = Signal()
hourly = Signal()
