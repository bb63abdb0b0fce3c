"""A drawing in ranks: nothing overlaps, everything flows one way, no line runs through a box."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.layered import LayeredDrawing, LayeredError, Spacing, lay_out
from explorer.engine.layered_order import first_fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.layered import DrawnNode

Point = tuple[float, float]
Edges = list[tuple[int, ...]]

BOX = (60.0, 30.0)
SPACING = Spacing(gap=40, lane=16, channel=8, row=32)
EPSILON = 1e-6


def boxes(edges: Sequence[Sequence[int]]) -> list[Point]:
    return [BOX] * len(edges)


def draw(edges: Sequence[Sequence[int]], **options: Any) -> LayeredDrawing:
    return lay_out(edges, options.pop("sizes", boxes(edges)), spacing=SPACING, **options)


def residual_chain(blocks: int) -> Edges:
    """Two layers and a sum with the block's input, again and again."""
    edges: Edges = [()]
    for _ in range(blocks):
        last = len(edges) - 1
        edges += [(last,), (last + 1,), (last + 2, last)]
    return edges


@st.composite
def graphs(drawn: st.DrawFn) -> tuple[Edges, list[Point]]:
    """Any graph without a circle, its nodes in any order."""
    count = drawn(st.integers(1, 22))
    chance = drawn(st.sampled_from([0.08, 0.2, 0.6]))
    random = drawn(st.randoms(use_true_random=False))
    sequence = list(range(count))
    random.shuffle(sequence)
    edges: Edges = [()] * count
    for place, node in enumerate(sequence):
        near = sequence[max(0, place - 1) : place] if random.random() < 0.7 else []
        far = [one for one in sequence[:place] if random.random() < chance]
        edges[node] = tuple(near + far)
    sizes = [(random.uniform(10, 90), random.uniform(10, 60)) for _ in range(count)]
    return edges, sizes


def sides(node: DrawnNode) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom."""
    half = (node.width / 2, node.height / 2)
    return node.x - half[0], node.y - half[1], node.x + half[0], node.y + half[1]


def crosses(start: Point, end: Point, node: DrawnNode) -> bool:
    """Whether a piece of a line runs through the inside of a box (Liang and Barsky, 1984)."""
    left, top, right, bottom = sides(node)
    enter, leave = 0.0, 1.0
    for at, step, low, high in (
        (start[0], end[0] - start[0], left + EPSILON, right - EPSILON),
        (start[1], end[1] - start[1], top + EPSILON, bottom - EPSILON),
    ):
        if step == 0:
            if not low < at < high:
                return False
            continue
        near, far = sorted(((low - at) / step, (high - at) / step))
        enter, leave = max(enter, near), min(leave, far)
    return enter < leave


OPTIONS = st.fixed_dictionaries(
    {"wrap": st.one_of(st.none(), st.integers(1, 7)), "flow": st.sampled_from(["right", "down"])}
)


@settings(max_examples=200, deadline=None)
@given(graph=graphs(), options=OPTIONS)
def test_boxes_do_not_overlap(graph: tuple[Edges, list[Point]], options: dict[str, Any]) -> None:
    edges, sizes = graph
    drawing = draw(edges, sizes=sizes, **options)
    assert [(n.width, n.height) for n in drawing.nodes] == [pytest.approx(size) for size in sizes]
    for one, other in combinations(drawing.nodes, 2):
        a, b = sides(one), sides(other)
        apart = a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
        assert apart, (one, other)


@settings(max_examples=200, deadline=None)
@given(graph=graphs(), options=OPTIONS)
def test_no_line_runs_through_a_box(
    graph: tuple[Edges, list[Point]], options: dict[str, Any]
) -> None:
    edges, sizes = graph
    drawing = draw(edges, sizes=sizes, **options)
    for line in drawing.lines:
        for start, end in pairwise(line.points):
            assert not any(crosses(start, end, node) for node in drawing.nodes), line


@settings(max_examples=200, deadline=None)
@given(graph=graphs(), options=OPTIONS)
def test_lines_lead_from_border_to_border(
    graph: tuple[Edges, list[Point]], options: dict[str, Any]
) -> None:
    edges, sizes = graph
    drawing = draw(edges, sizes=sizes, **options)
    expected = {(start, end) for end, some in enumerate(edges) for start in some}
    assert sorted((one.start, one.end) for one in drawing.lines) == sorted(expected)
    along = 1 if options["flow"] == "down" else 0
    for line in drawing.lines:
        for node, point, side in ((line.start, line.points[0], 2), (line.end, line.points[-1], 0)):
            box = sides(drawing.nodes[node])
            assert point[along] == pytest.approx(box[side + along])
            assert box[1 - along] < point[1 - along] < box[3 - along]
        for x, y in line.points:
            assert -EPSILON <= x <= drawing.width + EPSILON
            assert -EPSILON <= y <= drawing.height + EPSILON


@settings(max_examples=200, deadline=None)
@given(graph=graphs(), flow=st.sampled_from(["right", "down"]))
def test_everything_flows_one_way(graph: tuple[Edges, list[Point]], flow: Any) -> None:
    edges, sizes = graph
    drawing = draw(edges, sizes=sizes, flow=flow)
    along = 1 if flow == "down" else 0
    for line in drawing.lines:
        assert drawing.nodes[line.start].rank < drawing.nodes[line.end].rank
        for point, after in pairwise(line.points):
            assert point[along] <= after[along] + EPSILON


@settings(max_examples=200, deadline=None)
@given(graph=graphs())
def test_long_lines_of_two_nodes_share_no_lane(graph: tuple[Edges, list[Point]]) -> None:
    edges, sizes = graph
    drawing = draw(edges, sizes=sizes)
    lanes = [
        (line.start, line.points[2], line.points[3]) for line in drawing.lines if line.is_detour
    ]
    for (one, a, b), (other, c, d) in combinations(lanes, 2):
        if one != other and a[1] == pytest.approx(c[1]):
            assert b[0] < c[0] or d[0] < a[0], (one, other)


@given(graph=graphs())
def test_ranks_are_longest_paths(graph: tuple[Edges, list[Point]]) -> None:
    edges, _ = graph
    ranks = [node.rank for node in draw(edges).nodes]
    for node, some in enumerate(edges):
        if some:
            assert ranks[node] == 1 + max(ranks[other] for other in some)
        followers = [ranks[end] for end, all_ in enumerate(edges) if node in all_]
        if not some and followers:
            assert ranks[node] == min(followers) - 1
    assert set(ranks) == set(range(max(ranks) + 1))


def test_a_chain_is_a_straight_row() -> None:
    drawing = draw([(), (0,), (1,)])
    assert [(n.x, n.y, n.rank, n.lane) for n in drawing.nodes] == [
        (30, 15, 0, 0),
        (130, 15, 1, 0),
        (230, 15, 2, 0),
    ]
    assert drawing.lines[0].points == ((60, 15), (100, 15))
    assert (drawing.width, drawing.height, drawing.rows) == (260, 30, 1)


def test_a_skip_connection_goes_round_its_block() -> None:
    """Worked by hand: risers and drops take a channel of 8 each, the lane lies 8 + 8 above."""
    drawing = draw([(), (0,), (1,), (2, 0)])
    assert [node.lane for node in drawing.nodes] == [0, 0, 0, 0]
    assert [node.y for node in drawing.nodes] == [31, 31, 31, 31]
    (skip,) = (line for line in drawing.lines if line.is_detour)
    assert (skip.start, skip.end) == (0, 3)
    assert skip.points == (
        (60, 23.5),
        (68, 23.5),
        (68, 0),
        (308, 0),
        (308, 23.5),
        (316, 23.5),
    )
    straight = next(line for line in drawing.lines if line.end == 3 and not line.is_detour)
    assert straight.points == ((268, 31), (316, 31))


def test_a_projection_stands_beside_the_block() -> None:
    drawing = draw([(), (0,), (1,), (0,), (2, 3)])
    assert [(n.rank, n.lane) for n in drawing.nodes] == [(0, 0), (1, 0), (2, 0), (1, 1), (3, 0)]
    assert not any(line.is_detour for line in drawing.lines)
    assert drawing.nodes[3].y == drawing.nodes[1].y + 30 + 16


def test_branches_of_an_inception_module_lie_side_by_side() -> None:
    drawing = draw([(), (0,), (0,), (2,), (0,), (4,), (0,), (6,), (1, 3, 5, 7)])
    assert [node.lane for node in drawing.nodes] == [0, 2, 0, 0, 1, 1, -1, -1, 0]
    assert [node.rank for node in drawing.nodes] == [0, 1, 1, 2, 1, 2, 1, 2, 3]
    assert not any(line.is_detour for line in drawing.lines)


def test_nested_skips_lie_around_one_another() -> None:
    """As in a U-Net: the innermost lies next to the boxes."""
    drawing = draw([(), (0,), (1,), (2,), (3, 2), (4,), (5, 1), (6,), (7, 0)])
    heights = {line.start: line.points[2][1] for line in drawing.lines if line.is_detour}
    assert heights == {0: 0, 1: 8, 2: 16}
    assert len(drawing.lines) == 11


def test_a_long_graph_is_wrapped_like_a_text() -> None:
    drawing = draw(residual_chain(4), wrap=5)  # 13 ranks
    assert drawing.rows == 3
    assert [node.row for node in drawing.nodes] == [0] * 5 + [1] * 5 + [2] * 3
    assert [node.x for node in drawing.nodes[:1] + drawing.nodes[5:6]] == [drawing.nodes[10].x] * 2
    first, second, third = ([n for n in drawing.nodes if n.row == row] for row in range(3))
    assert max(n.y for n in first) < min(n.y for n in second) < min(n.y for n in third)
    (back,) = (line for line in drawing.lines if (line.start, line.end) == (4, 5))
    assert back.is_detour
    assert back.points[-1] == (drawing.nodes[5].x - 30, drawing.nodes[5].y)
    assert drawing.width < 5 * 60 + 6 * 40 + 100


def test_a_graph_of_nothing_and_of_one() -> None:
    assert draw([]) == LayeredDrawing((), (), 0, 0, 0)
    alone = draw([()])
    assert (alone.width, alone.height, alone.lines) == (60, 30, ())


def test_an_edge_that_is_given_twice_is_drawn_once() -> None:
    assert len(draw([(), (0, 0)]).lines) == 1


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ([(1,), (0,)], "in a circle, at or before node 0"),
        ([(), (1,)], "in a circle, at or before node 1"),
        ([(), (0, 3), (1,), (2,)], "in a circle, at or before node 1"),
        ([(), (2,)], "Node 1 follows node 2, but there are only 2 nodes"),
        ([(-1,)], "Node 0 follows node -1"),
    ],
)
def test_what_cannot_be_drawn_is_said(edges: Edges, message: str) -> None:
    with pytest.raises(LayeredError, match=message):
        draw(edges)


def test_sizes_that_are_none_are_said() -> None:
    with pytest.raises(LayeredError, match="2 nodes with edges, but 1 sizes"):
        lay_out([(), ()], [BOX])
    with pytest.raises(LayeredError, match="The box of node 0 cannot be 0×5"):
        lay_out([()], [(0, 5)])
    with pytest.raises(LayeredError, match="The box of node 0 cannot be nan×5"):
        lay_out([()], [(float("nan"), 5)])
    with pytest.raises(LayeredError, match="at least 1 rank, not 0"):
        draw([()], wrap=0)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=40))
def test_first_fit_takes_as_few_tracks_as_possible(spans: list[tuple[int, int]]) -> None:
    intervals = sorted((first, first + length) for first, length in spans)
    tracks = first_fit(intervals)
    for (a, one), (b, other) in combinations(zip(intervals, tracks, strict=True), 2):
        assert one != other or a[1] < b[0]
    most = max((sum(a <= at <= b for a, b in intervals) for at in range(40)), default=0)
    assert len(set(tracks)) == most


@pytest.mark.timeout(30)
@pytest.mark.parametrize("wrap", [None, 100])
@pytest.mark.parametrize(
    "edges",
    [
        [(), *((i,) for i in range(7999))],
        residual_chain(2667)[:8000],
        [(), *([(0,)] * 7998), tuple(range(1, 7999))],
        [tuple(range(max(0, i - 8), i)) for i in range(8000)],
        [(), *((0, i) for i in range(7999))],
        [(), *((i,) for i in range(7998)), tuple(range(7999))],
    ],
    ids=["chain", "residual", "wide", "dense", "from-the-first", "to-the-last"],
)
def test_eight_thousand_nodes_are_laid_out(edges: Edges, wrap: int | None) -> None:
    drawing = draw(edges, wrap=wrap)
    assert len(drawing.nodes) == 8000
    assert len(drawing.lines) == sum(len(set(some)) for some in edges)
    assert len({(node.rank, node.lane) for node in drawing.nodes}) == 8000
    if wrap and drawing.rows > 1 and len(drawing.lines) < 12_000:
        assert drawing.width < 20_000
