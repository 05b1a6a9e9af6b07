"""How primitives are made: descriptors that live as long as they are needed, and no kernel rather than a slow one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from . import library as _library
from .library import UNIMPLEMENTED, Failure, Library
from .primitive import Primitive

_SLOW = "ref", "simple"  # how the names of implementations begin that are loops without vectors


@contextlib.contextmanager
def descriptors(library: Library, layouts: Sequence[Any]) -> Iterator[list[Any]]:
    """Memory descriptors of the layouts (None of None), for the time being."""
    made = [own and own.descriptor(library) for own in layouts]
    try:
        yield made
    finally:
        for one in made:
            if one is not None:
                library.call("memory_desc_destroy", one)


@contextlib.contextmanager
def post_ops(library: Library, attributes: Any) -> Iterator[Any]:
    """Steps that are done with a primitive's result; the attributes have them in the end."""
    steps = library.make("post_ops_create")
    try:
        yield steps
        library.call("primitive_attr_set_post_ops", attributes, steps)
    finally:
        library.call("post_ops_destroy", steps)


def fast(library: Library, descriptor: Any) -> Any:
    """The primitive's descriptor; it fails as UNIMPLEMENTED where oneDNN could only do it slowly."""
    if library.implementation(descriptor).startswith(_SLOW):
        refuse(library, descriptor)
    return descriptor


def refuse(library: Library, descriptor: Any) -> None:
    """Lets go of a primitive's descriptor that is of no use, and fails as UNIMPLEMENTED."""
    library.call("primitive_desc_destroy", descriptor)
    raise Failure("primitive_desc_create", UNIMPLEMENTED)


def primitive_or_none(
    create: Callable[[Library, Any], Any],
    layouts: Sequence[tuple[int, Any]],
    kept: int | None = None,
    part: int | None = None,
) -> Primitive | None:
    """The primitive; None where oneDNN has no (fast) kernel for it."""
    try:
        with _library.lock:
            return Primitive(create, layouts, kept, part)
    except Failure as failure:
        if failure.status == UNIMPLEMENTED:
            return None
        raise
