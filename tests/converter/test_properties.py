"""Random object graphs survive every spelling of a file."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import converter
from converter import Encoding

from .graphs import assert_same, graphs

ENCODINGS = [Encoding(), Encoding(big_endian=True), Encoding(ascii=True)]


@settings(max_examples=150, deadline=None)
@given(graphs(), st.sampled_from(ENCODINGS))
def test_graph_survives_writing_and_reading(graph, encoding):
    data = converter.dumps(graph, encoding=encoding)
    file = converter.read(data)
    assert file.encoding == encoding
    assert file.end == file.size
    assert_same(graph, file.object)


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(ENCODINGS))
def test_what_was_read_is_written_the_same(graph, encoding):
    data = converter.dumps(graph, encoding=encoding)
    assert converter.dumps(converter.loads(data), encoding=encoding) == data


@settings(max_examples=40, deadline=None)
@given(st.lists(graphs(), min_size=1, max_size=4), st.sampled_from(ENCODINGS))
def test_several_objects_in_one_file(several, encoding):
    several.append(several[0])
    import io

    buffer = io.BytesIO()
    converter.save_all(several, buffer, encoding=encoding)
    found = converter.load_all(buffer.getvalue())
    assert len(found) == len(several)
    assert found[-1] is found[0]
    for one, other in zip(several, found):
        assert_same(one, other)
