"""What comments cost where no row of the table says it: cards that nobody has made yet, and bytes.

Needs Django set up on a copy of the corpus.
"""

from blog.models import Post
from tests.bench.corpus import Size, special_posts
from tests.bench.load import ChangedAnswerError, ask
from tests.bench.server import Server


def cold(server: Server, size: Size) -> dict[str, float]:
    """Return the CPU-ms of first requests, by the post's number of comments, when templates are warm.

    To be asked of a server that has just started.
    """
    for address in _addresses_with(1, 9, 16):
        ask(server.port, address)
    whole = Post.objects.get(pk=special_posts(size)[2_000]).get_absolute_url()
    # Processor time is told in hundredths of a second, so of a small page it takes several.
    return {
        "200": _cpu_ms(server, _addresses_with(150, 260, 8)),
        "2,000": _cpu_ms(server, [whole]),
    }


def bytes_of_a_comment(server: Server, size: Size) -> float:
    """Return what each comment adds to the HTML of its page; the corpus's texts are a part of that."""
    post = Post.objects.get(pk=special_posts(size)[2_000])
    (quiet,) = _addresses_with(0, 0, 1)
    whole, base = (
        len(ask(server.port, address, encoding="identity").body)
        for address in (post.get_absolute_url(), quiet)
    )
    return (whole - base) / post.comment_count


def _addresses_with(least: int, most: int, posts: int) -> list[str]:
    """Addresses of posts with about so many comments, other than those in the table."""
    found = Post.objects.filter(comment_count__range=(least, most)).exclude(comment_count=200)
    return [post.get_absolute_url() for post in found.order_by("pk")[:posts]]


def _cpu_ms(server: Server, addresses: list[str]) -> float:
    before = server.cpu_seconds()
    statuses = {ask(server.port, address).status for address in addresses}
    if statuses != {200}:
        raise ChangedAnswerError(f"{addresses}: {statuses}")
    return (server.cpu_seconds() - before) / len(addresses) * 1000
