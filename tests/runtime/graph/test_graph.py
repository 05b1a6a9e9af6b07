"""Graphs: order, roots, cycles, walks, DOT text. Expected values are Torch's (fixtures of graph's own cases)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from runtime import TorchError, graph
from runtime.graph.layout import places, rows


def diamond() -> tuple[graph.Graph, list[graph.Node]]:
    g, n = graph.Graph(), [graph.Node(i * 10) for i in range(1, 7)]
    g.add([graph.Edge(n[0], n[1]), graph.Edge(n[0], n[2]), graph.Edge(n[1], n[3]), graph.Edge(n[2], n[3])])
    g.add(graph.Edge(n[4], n[3]))
    return g, n


def data(nodes: object) -> list:
    return [node.data for node in nodes.array_values()]  # type: ignore[attr-defined]


def test_nodes_roots_leaves_and_order() -> None:
    g, n = diamond()
    assert data(g.nodes) == [10, 20, 30, 40, 50]
    assert data(g.roots()) == [10, 50]
    assert data(g.leaves()) == [40]
    assert data(g.topsort()[0]) == [10, 20, 30, 50, 40]
    assert [n[0].id, n[4].id, n[5].id] == [1, 5, 0]
    assert data(g.reverse()[0].roots()) == [40]


def test_copies_share_data_only() -> None:
    g, _ = diamond()
    copy = g.clone()
    assert copy.todot() == g.todot()
    assert all(a is not b for a, b in zip(copy.nodes.array_values(), g.nodes.array_values()))


def test_cycles() -> None:
    g, n = diamond()
    assert not g.hasCycle()
    g.add(graph.Edge(n[3], n[0]))
    assert g.hasCycle()
    with pytest.raises(TorchError, match="Graph has cycles"):
        g.topsort()
    with pytest.raises(TorchError, match="graph.Edge or {graph.Edges} expected"):
        g.add(3)


def test_walks() -> None:
    n = [graph.Node(f"n{i}") for i in range(1, 6)]
    n[0].add([n[1], n[2]])
    n[1].add(n[3])
    n[2].add(n[3])
    n[3].add(n[4])
    n[0].add(n[1])
    assert len(n[0].children) == 2
    for walk, want in (("dfs", ["n5", "n4", "n2", "n3", "n1"]), ("bfs", ["n1", "n2", "n3", "n4", "n5"])):
        seen: list = []
        getattr(n[0], walk)(lambda node, seen=seen: seen.append(node.data))
        assert seen == want
    assert not n[0].hasCycle()
    n[4].add(n[2])
    assert n[0].hasCycle()
    assert (n[0].visited, n[0].marked) == (False, False)


def test_a_chain_longer_than_pythons_stack() -> None:
    nodes = [graph.Node(i) for i in range(20_000)]
    for a, b in zip(nodes, nodes[1:]):
        a.add(b)
    assert data(nodes[0].graph().topsort()[0]) == list(range(20_000))
    assert not nodes[0].hasCycle()


def test_dot_text() -> None:
    a, b = graph.Node("first\nline"), graph.Node('second "quoted"')
    a.graphNodeAttributes = lambda: {"color": "red", "shape": "box"}  # type: ignore[attr-defined]
    g = graph.Graph()
    g.add(graph.Edge(a, b))
    assert g.todot("t") == (
        'digraph G {\nlabelloc="t";\nlabel="t";\nnode [shape = oval]; \n'
        'n1[label="Node1\\nfirst\\nline" color=red shape=box];\nn2[label="Node2\\nsecond \\"quoted\\""];\nn1 -> n2;\n}'
    )
    assert [graph._dotEscape(t) for t in ("plain", "two words", 'q"q')] == ["plain", '"two words"', '"q\\"q"']


def test_dot_files(tmp_path: Path) -> None:
    g, _ = diamond()
    graph.dot(g, "title", str(tmp_path / "out"))
    assert "n1 -> n2" in (tmp_path / "out.dot").read_text()
    assert (tmp_path / "out.svg").exists() == (shutil.which("dot") is not None)


def test_positions_from_graphvizs_plain_text() -> None:
    plain = 'graph 1 2 4\nnode n2 1 3 0.75 0.5 "a" solid ellipse black lightgrey\nnode n1 0.5 1 0.75 0.5 b\nstop\n'
    assert places(plain) == [(2, 0.5, 0.75), (1, 0.25, 0.25)]


def test_positions_without_graphviz() -> None:
    g, n = diamond()
    found = {i: (x, y) for i, x, y in rows(g)}
    assert found[n[0].id][1] > found[n[1].id][1] == found[n[2].id][1] > found[n[3].id][1]
    assert found[n[3].id][0] == 0.5
    assert len(set(found.values())) == 5
    assert graph.graphvizLayout(g)._size == (5, 2)
