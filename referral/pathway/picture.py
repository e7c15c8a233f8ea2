"""A pathway as a picture: questions in layers, beside each the ways out of the flow, and the answers that
take them. Nothing of it is drawn by chance, so the same pathway is the same picture. (pure)

Units: all lengths are those of an SVG; the widest picture is as wide as its widest layer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Final

from referral.pathway.conditions import ALWAYS, Condition
from referral.pathway.effects import Shows, Wants
from referral.pathway.shapes import Book, Pathway, Question, Way

WIDE: Final = 236  # of a box
BETWEEN: Final = 34  # two columns
LINE: Final = 18  # height of a line of text
PAD: Final = 12
GAP: Final = 40  # between two layers that have nothing to say to each other
LETTERS: Final = 29  # in a line of a box
LABEL: Final = 27  # letters in a line beside an arrow
MOST_LABELS: Final = 5  # lines beside one arrow
SWEEPS: Final = 8
ASIDE: Final = 214  # between a question and the ways out beside it: the answers stand there

Say = Callable[[str], str]
ASIDE_KINDS: Final = frozenset({"flow", "stop"})


@dataclass(frozen=True, slots=True)
class Box:
    """A question, or where walks leave the flow. `kind` is begin, question, plan, stop or flow."""

    kind: str
    name: str  # id of the question or of the flow
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    x: int
    y: int
    height: int
    width: int = WIDE

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def texts(self) -> list[tuple[int, str, bool]]:
        """Return each line of text with the height at which it stands, and whether it is a note."""
        rows = [(line, False) for line in self.lines] + [(note, True) for note in self.notes]
        return [(self.y + PAD + 13 + n * LINE, line, note) for n, (line, note) in enumerate(rows)]


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside an arrow."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way on; `path` is what an SVG draws. A way that only skipping takes is `faint`."""

    path: str
    labels: tuple[Label, ...]
    faint: bool = False


@dataclass(frozen=True, slots=True)
class WayOn:
    """A way on in words, for the list beside the picture."""

    answers: tuple[str, ...]
    kind: str
    name: str
    to: str
    when: str


@dataclass(frozen=True, slots=True)
class Told:
    """A question in words, with every way on."""

    id: str
    text: str
    ways: tuple[WayOn, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All of a flow."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int
    told: tuple[Told, ...]


@dataclass(slots=True)
class _Node:
    """A box before it has a place; `name` of a bend is empty."""

    key: str
    kind: str
    name: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    layer: int = 0
    order: float = 0.0
    x: int = 0
    y: int = 0

    @property
    def height(self) -> int:
        return 0 if self.kind == "bend" else 2 * PAD + LINE * (len(self.lines) + len(self.notes))


@dataclass(slots=True)
class _Edge:
    """A way from one box to another, over bends where it passes layers."""

    start: str
    end: str
    says: list[str] = field(default_factory=list)
    faint: bool = True
    over: list[str] = field(default_factory=list)


def picture(book: Book, flow: str, *, say: Say) -> Picture:
    """Return the picture of a flow; `say` gives the words of a text key."""
    pathway = book.pathways[flow]
    told = tuple(_told(book, question, say) for question in pathway.questions.values())
    nodes, edges = _graph(book, pathway, told, say)
    down = [edge for edge in edges if nodes[edge.end].kind not in ASIDE_KINDS]
    out = [edge for edge in edges if nodes[edge.end].kind in ASIDE_KINDS]
    _layers(nodes, down)
    _bends(nodes, down)
    rows = _ordered(nodes, down)
    width, height = _places(nodes, rows, down, out)
    boxes = tuple(
        Box(one.kind, one.name, one.lines, one.notes, one.x, one.y, one.height)
        for one in nodes.values()
        if one.kind != "bend"
    )
    arrows = (*_arrows(nodes, down), *_ways_out(nodes, out))
    return Picture(boxes, arrows, width, height, told)


# --- what is in it ---


def _told(book: Book, question: Question, say: Say) -> Told:
    ways: dict[tuple[Way, str, str], list[str]] = {}
    for answer in question.answers:
        for target in answer.next or question.next:
            ways.setdefault((target.way, target.name, _said(target.when)), []).append(say(answer.key))
    for target in question.next if question.skip_if else ():
        ways.setdefault((target.way, target.name, _said(target.when)), [])
    return Told(
        question.id,
        say(question.text),
        tuple(
            WayOn(tuple(answers), way.value, name, _name(book, question.flow, way, name, say), when)
            for (way, name, when), answers in ways.items()
        ),
    )


def _name(book: Book, flow: str, way: Way, name: str, say: Say) -> str:
    if way is Way.QUESTION:
        return say(book.pathways[flow].questions[name].text)
    if way is Way.FLOW:
        return say(f"{name}.title") if name in book.pathways else name
    return ""


def _said(when: Condition) -> str:
    """Return a condition as the files write it."""
    if when is ALWAYS or when == ALWAYS:
        return ""
    parts = (
        " and ".join([*sorted(wanted), *(f"not {name}" for name in sorted(unwanted))])
        for wanted, unwanted in when.alternatives
    )
    return " or ".join(parts)


def condition_said(when: Condition | None) -> str:
    """Return a condition as the files write it; nothing for one that always holds."""
    return "" if when is None else _said(when)


def _graph(
    book: Book, pathway: Pathway, told: Iterable[Told], say: Say
) -> tuple[dict[str, _Node], list[_Edge]]:
    nodes = {
        f"q:{name}": _Node(f"q:{name}", "question", name, _lines(say(one.text)), _notes(book, one))
        for name, one in pathway.questions.items()
    }
    edges: list[_Edge] = []
    for question in told:
        everything = len(pathway.questions[question.id].answers)
        for way in question.ways:
            end = _end(nodes, question.id, way)
            edge = next((e for e in edges if (e.start, e.end) == (f"q:{question.id}", end)), None)
            if edge is None:
                edge = _Edge(f"q:{question.id}", end)
                edges.append(edge)
            edge.faint = edge.faint and not way.answers
            edge.says += _labels(way, all_of_them=len(way.answers) == everything)
    return nodes, edges


def _lines(text: str) -> tuple[str, ...]:
    lines = wrap(text, LETTERS) or [""]
    return tuple(lines[:3]) if len(lines) <= 3 else (*lines[:2], lines[2][: LETTERS - 1] + "…")


def _notes(book: Book, question: Question) -> tuple[str, ...]:
    needs: dict[str, None] = {}
    cards: dict[str, None] = {}
    for answer in question.answers:
        for effect in book.unpacked(answer.deeds.effects):
            if isinstance(effect, Wants):
                needs[effect.need.value.replace("_", " ").lower()] = None
            elif isinstance(effect, Shows):
                cards[effect.card] = None
    found = [f"+ {line}" for line in wrap(", ".join(needs), LETTERS)][:2]
    return (*found, *([f"▤ {len(cards)}"] if cards else []))


def _end(nodes: dict[str, _Node], question: str, way: WayOn) -> str:
    """Return the key of where a way leads; of flows and stops each question has its own box beside it."""
    if way.kind == Way.QUESTION:
        return f"q:{way.name}"
    key = "plan" if way.kind == Way.PLAN else f"{way.kind}:{way.name}:{question}"
    if key not in nodes:
        lines = _lines(f"{way.name} · {way.to}") if way.kind == Way.FLOW else ()
        nodes[key] = _Node(key, way.kind, way.name, lines or ("",))
    return key


def _labels(way: WayOn, *, all_of_them: bool) -> list[str]:
    if all_of_them or not way.answers:
        return _short(f"({way.when})") if way.when else []
    said = [line for text in way.answers for line in _short(text)]
    return said + _short(f"({way.when})") if way.when else said


def _short(text: str) -> list[str]:
    lines = wrap(text, LABEL)
    return [lines[0] if len(lines) == 1 else f"{lines[0]} …"] if lines else []


# --- layers, bends, order ---


def _layers(nodes: dict[str, _Node], edges: list[_Edge]) -> None:
    """Put each box below everything that leads to it; a loop, which no published flow has, is cut."""
    done: dict[str, int] = {}

    def deepest(key: str, way: tuple[str, ...]) -> int:
        if key in way:
            return -1
        if key not in done:
            above = [deepest(one.start, (*way, key)) for one in edges if one.end == key]
            done[key] = max(above, default=-1) + 1
        return done[key]

    for key, node in nodes.items():
        node.layer = deepest(key, ())
    if "plan" in nodes:
        nodes["plan"].layer = max(node.layer for node in nodes.values() if node.kind == "question") + 1


def _bends(nodes: dict[str, _Node], edges: list[_Edge]) -> None:
    for number, edge in enumerate(edges):
        first, last = nodes[edge.start].layer, nodes[edge.end].layer
        for layer in range(first + 1, last):
            key = f"bend:{number}:{layer}"
            nodes[key] = _Node(key, "bend", layer=layer)
            edge.over.append(key)


def _ordered(nodes: dict[str, _Node], edges: list[_Edge]) -> list[list[_Node]]:
    """Sort each layer so that few arrows cross: by the middle of what it hangs on, up and down."""
    rows: list[list[_Node]] = [[] for _ in range(max(node.layer for node in nodes.values()) + 1)]
    for node in nodes.values():
        if node.kind not in ASIDE_KINDS:
            rows[node.layer].append(node)
    for row in rows:
        row.sort(key=lambda node: node.kind == "bend")
        for place, node in enumerate(row):
            node.order = place
    above, below = _neighbours(edges)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            beside = above if sweep % 2 == 0 else below
            row.sort(key=lambda node: _mean(nodes, beside.get(node.key, []), node.order))
            for place, node in enumerate(row):
                node.order = place - (len(row) - 1) / 2
    return rows


def _neighbours(edges: list[_Edge]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for edge in edges:
        chain = [edge.start, *edge.over, edge.end]
        for one, other in zip(chain, chain[1:], strict=False):
            below.setdefault(one, []).append(other)
            above.setdefault(other, []).append(one)
    return above, below


def _mean(nodes: dict[str, _Node], keys: list[str], otherwise: float) -> float:
    return sum(nodes[key].order for key in keys) / len(keys) if keys else otherwise


# --- places ---


def _shown(edge: _Edge) -> list[str]:
    says = list(dict.fromkeys(edge.says))
    return (
        says if len(says) <= MOST_LABELS else [*says[: MOST_LABELS - 1], f"+ {len(says) - MOST_LABELS + 1}"]
    )


def _gap(row: list[_Node], edges: list[_Edge]) -> int:
    """Return the space below a layer: as much as the words beside its arrows need."""
    keys = {node.key for node in row}
    says: dict[str, int] = {}
    for edge in edges:
        if edge.start in keys:
            first = edge.over[0] if edge.over else edge.end
            says[first] = says.get(first, 0) + len(_shown(edge))
    return GAP + LINE * max(says.values(), default=0)


def _places(
    nodes: dict[str, _Node], rows: list[list[_Node]], down: list[_Edge], out: list[_Edge]
) -> tuple[int, int]:
    """Give every box its place and return how wide and how high the picture is."""
    step, widest = WIDE + BETWEEN, max(len(row) for row in rows)
    above, _ = _neighbours(down)
    width = widest * step - BETWEEN
    y = height = 8
    for row in rows:
        left = _left(nodes, row, above, widest, step)
        aside = left + len(row) * step - BETWEEN + ASIDE
        for place, node in enumerate(row):
            node.x, node.y = left + place * step, y
        beside = y
        for edge in (edge for edge in out if nodes[edge.start] in row):
            end = nodes[edge.end]
            width = max(width, aside + WIDE)
            end.x, end.y = aside, beside + max(0, LINE * len(_shown(edge)) - end.height // 2)
            beside = end.y + end.height + PAD
        height = max(y + max(node.height for node in row), beside - PAD)
        y = max(y + max(node.height for node in row) + _gap(row, down), beside + PAD)
    return width + 4, height + 8


def _left(
    nodes: dict[str, _Node], row: list[_Node], above: dict[str, list[str]], widest: int, step: int
) -> int:
    """Return where a layer begins: its first box straight below what leads to it, where there is room."""
    for place, node in enumerate(row):
        xs = [nodes[key].x for key in above.get(node.key, [])]
        if xs:
            return max(2, min(min(xs) - place * step, 2 + (widest - len(row)) * step))
    return 2


def _arrows(nodes: dict[str, _Node], edges: list[_Edge]) -> Iterable[Arrow]:
    taken: dict[str, int] = {}
    for edge in edges:
        chain = [nodes[key] for key in (edge.start, *edge.over, edge.end)]
        yield Arrow(_path(chain), _beside(chain, edge, taken), edge.faint)


def _path(chain: list[_Node]) -> str:
    start, first = chain[0], chain[1]
    x, y = start.x + WIDE // 2, start.y + start.height
    drawn, rest = [f"M{x} {y}"], chain[1:]
    if first.x != start.x:  # out at the side: the words below the box stay free
        x, y = first.x + WIDE // 2, first.y
        side = start.x + WIDE if first.x > start.x else start.x
        drawn, rest = [f"M{side} {start.y + start.height - 16} H{x} V{y}"], chain[2:]
    for node in rest:
        to, down = node.x + WIDE // 2, node.y
        if node is chain[-1] and chain[-2].kind == "bend" and x != to:  # in at the side, past other boxes
            drawn.append(f"V{node.y + node.height // 2} H{node.x + WIDE if x > to else node.x}")
            break
        half = (down - y) // 2
        drawn.append(f"L{x} {down}" if x == to else f"C{x} {y + half} {to} {down - half} {to} {down}")
        x, y = to, node.y
    return " ".join(drawn)


def _beside(chain: list[_Node], edge: _Edge, taken: dict[str, int]) -> tuple[Label, ...]:
    """Put the words beside the arrow; those of another arrow to the same box stand below them."""
    first, says = chain[1], _shown(edge)
    begin = taken.get(first.key, 0)
    taken[first.key] = begin + len(says)
    same_way = chain[0].x == first.x
    top = chain[0].y + chain[0].height + 22 if same_way else first.y - 14 - LINE * (len(says) - 1)
    x = first.x + WIDE // 2 + 9
    return tuple(Label(x, top + (begin + n) * LINE, text) for n, text in enumerate(says))


def _ways_out(nodes: dict[str, _Node], edges: list[_Edge]) -> Iterable[Arrow]:
    """Yield the ways out of the flow: from the side of the question to the box beside it, words above it."""
    for edge in edges:
        start, end, says = nodes[edge.start], nodes[edge.end], _shown(edge)
        x, y = start.x + WIDE, start.y + 22
        at = end.y + end.height // 2
        turn = end.x - ASIDE + 18
        path = f"M{x} {y} H{turn} V{at} H{end.x}" if y != at else f"M{x} {y} H{end.x}"
        top = at - 6 - LINE * (len(says) - 1)
        yield Arrow(path, tuple(Label(turn + 8, top + n * LINE, text) for n, text in enumerate(says)))
