"""Writes tokens as HTML in which every element is closed, within limits.

What browsers do with missing and crossed end tags is followed for what people write: an unclosed `<p>` or
`<li>`, a `<b>` that runs over the end of a paragraph. The result parses to the same tree everywhere.
"""

from collections.abc import Collection, Iterable

from blog.markup.soup import BLOCK, FORMATTING, HEADINGS, VOID, Token

_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"tr", "tbody", "thead", "tfoot", "caption", "colgroup"})
_NO_TEXT_INSIDE = frozenset({"ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr", "colgroup"})
_CONTAINERS = BLOCK - {"p", "div", "address"}
# Opening the key closes these, if no container stands between.
_CLOSES: dict[str, frozenset[str]] = {
    **dict.fromkeys(BLOCK - _CELLS - _ROWS - {"col"}, frozenset({"p"})),
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": _CELLS,
    "th": _CELLS,
    "tr": frozenset({"tr"}),
    **dict.fromkeys(_ROWS - {"tr"}, _ROWS),
    "a": frozenset({"a"}),
    "rt": frozenset({"rt", "rp"}),
    "rp": frozenset({"rt", "rp"}),
}
_MOST_REOPENED = 6


def balance(tokens: Iterable[Token], *, tags: Collection[str], depth: int, most: int) -> str:
    """The tokens as HTML: only elements in `tags`, at most `most` of them, nested at most `depth` deep."""
    writer = _Writer(frozenset(tags), depth, most)
    for token in tokens:
        writer.write(token)
    return writer.finish()


class _Writer:
    def __init__(self, tags: frozenset[str], depth: int, most: int) -> None:
        self.tags, self.depth, self.left = tags, depth, most
        self.out: list[str] = []
        self.open: list[str] = []
        # Formatting that was open where a paragraph ended, and goes on in the next.
        self.pending: list[str] = []
        # Formatting whose end tag came while a block inside it was open.
        self.owed: list[str] = []

    def write(self, token: Token) -> None:
        if token.kind == "text":
            self._text(token.data)
        elif token.name in self.tags:
            if token.kind == "start":
                self._start(token)
            elif token.name not in VOID:
                self._end(token.name)

    def finish(self) -> str:
        while self.open:
            self._close_last()
        return "".join(self.out)

    def _text(self, data: str) -> None:
        if data.strip():
            self._reopen()
        if data:
            self.out.append(data)

    def _start(self, token: Token) -> None:
        name = token.name
        if name in _CLOSES:
            self._close_implied(name)
        if self.left <= 0 or (name not in VOID and len(self.open) >= self.depth):
            return
        self.left -= 1
        if name not in BLOCK:
            self._reopen()
        self.out.append(token.data)
        if name not in VOID:
            self.open.append(name)

    def _close_implied(self, name: str) -> None:
        closed = _CLOSES[name]
        if name in HEADINGS:
            closed = closed | HEADINGS
        barriers = frozenset({"table"}) if name in _CELLS or name in _ROWS else _CONTAINERS
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] in closed:
                self._close_to(index, carry=name not in _CELLS and name != "a")
                return
            if self.open[index] in barriers:
                return

    def _end(self, name: str) -> None:
        if name in self.pending:
            self.pending.remove(name)
            return
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] == name:
                self._close_to(index, carry=name == "p" or name not in BLOCK)
                self._pay()
                return
            if name not in BLOCK and self.open[index] in BLOCK:
                if name in self.open:
                    self.owed.append(name)
                return
            if self.open[index] == "table" or (self.open[index] in _CELLS and name not in _ROWS | {"table"}):
                return

    def _close_to(self, index: int, *, carry: bool) -> None:
        carried = [name for name in self.open[index + 1 :] if name in FORMATTING and name != "a"]
        while len(self.open) > index:
            self._close_last()
        if carry:
            self.pending = (self.pending + carried)[:_MOST_REOPENED]

    def _close_last(self) -> None:
        name = self.open.pop()
        if name == "p" and self.out[-1] == "<p>":
            # Nothing was written into it: it stood around a block, which has closed it.
            self.out.pop()
        else:
            self.out.append(f"</{name}>")

    def _pay(self) -> None:
        """Closes formatting that stands last and has had its end tag."""
        while self.open and self.open[-1] in self.owed:
            self.owed.remove(self.open[-1])
            self._close_last()

    def _reopen(self) -> None:
        if not self.pending or (self.open and self.open[-1] in _NO_TEXT_INSIDE):
            return
        for name in self.pending:
            if self.left > 0 and len(self.open) < self.depth:
                self.left -= 1
                self.out.append(f"<{name}>")
                self.open.append(name)
        self.pending = []
