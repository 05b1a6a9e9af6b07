"""The dispatcher of Torch's argument forms: one declaration makes the method and the torch.* function.

``@operation("add", "*T* [T] real")`` declares that kernel ``add(r, t, value)`` serves ``y:add(1)``,
``y:add(x, 1)``, ``torch.add(x, 1)`` and ``torch.add(y, x, 1)``. Kernels get every slot of the pattern in
order, converted, with defaults filled in: a result that was left out is None where a source tensor
tells what to make, else the class to make (see `elements`); a source that was left out is the result.
Several declarations of one name are tried in order.

Resolving a call costs some ten microseconds once per combination of argument types; the answer, a
small compiled function that only rearranges arguments, is kept in a dictionary under these types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import repeat
from typing import Any

from ..arguments import wrong_class, wrong_type
from ..dtypes import DTYPES, DType
from ..errors import TorchError
from ..random.arguments import invalid_arguments, is_number
from ..registry import lookup
from . import signature
from .arrange import FIXED, compile_handler, spread
from .core import TensorCore
from .default import default_type, on_change
from .overlap import ELEMENTWISE, in_order
from .signature import Slot, accepts, parse

ALL = tuple(DTYPES)
REAL = tuple(name for name, dtype in DTYPES.items() if not dtype.integral)


class _Missing:
    """Type of the marker for an argument that was not given (nil counts as given)."""


_ = _Missing()


class Form:
    """One alternative of an operation: its pattern in one form, and the kernel that computes it."""

    def __init__(self, slots: tuple[Slot, ...], kernel: Callable, types: Iterable[str]) -> None:
        self.slots, self.kernel, self.types = slots, kernel, frozenset(types)
        self.variants = [given for given in signature.variants(slots) if _source_known(slots, given)]


def _one(slots: tuple[Slot, ...], types: tuple) -> bool:
    """Sizes are numbers, or there is one argument for all of them."""
    dims = [kind for slot, kind in zip(slots, types) if slot.kind == "sizes"]
    return len(dims) < 2 or all(map(signature.is_number, dims))


def _source_known(slots: tuple[Slot, ...], given: tuple[Slot, ...]) -> bool:
    """A source may be left out only where a result, which stands for it, is given."""
    missing = any(slot.kind == "T" and slot.optional and not slot.returned and slot not in given for slot in slots)
    return not missing or any(slot.returned for slot in given)


class Dispatcher:
    """All method forms, or all function forms, of one operation."""

    def __init__(self, name: str, is_method: bool) -> None:
        self.name, self.is_method = name, is_method
        self.forms: list[Form] = []
        self.text: str | None = None
        self.by_types: dict[tuple, Callable] = {}
        self.tree: dict[type, Any] = {}  # the same for up to four arguments: type -> type -> type -> type -> handler

    @cached_property
    def callable(self) -> Callable:
        """The method, or the function, once all forms are declared."""
        return _entry(self)

    def describe(self) -> str:
        """Docstring: what the kernels say, and the accepted arguments."""
        kernels = dict.fromkeys([form.kernel.__doc__.strip() for form in self.forms if form.kernel.__doc__])
        accepted = dict.fromkeys([signature.usage(form.slots) for form in self.forms])
        return "\n\n".join([*kernels, "Arguments: " + " | ".join(accepted)])

    def forget(self) -> None:
        self.by_types.clear()
        self.tree.clear()

    def supports(self, dtype: DType) -> bool:
        return any(dtype.name in form.types for form in self.forms)

    def resolve(self, args: tuple) -> Callable:
        """The function that serves these arguments, and all others of the same types."""
        cls, args, cacheable = self._class_of(args)
        if any(type(a) is str and is_number(a) for a in args):
            args, cacheable = tuple([float(a) if type(a) is str and is_number(a) else a for a in args]), False
        types = tuple(map(type, args))
        found = self._matching(cls, types)
        if not found and self.is_method:  # x.nonzero(result, x): the method of x's type, called by hand
            for other in {kind: None for kind in types[1:] if issubclass(kind, TensorCore)}:
                found = self._matching(other, types)
                if found:
                    cls = other
                    break
        if not found:
            raise self._refusal(cls, args)
        handler = compile_handler(found, types, cls, lambda *values: self._raise(cls, values))
        if not cacheable:
            return lambda *_ignored: handler(*args)
        self.by_types[types] = handler
        if len(types) <= FIXED:
            branch: dict[type, Any] = self.tree
            *inner, last = types + (_Missing,) * (FIXED - len(types))
            for kind in inner:
                branch = branch.setdefault(kind, {})
            branch[last] = handler
        return handler

    def _matching(self, cls: type[TensorCore], types: tuple) -> list[tuple[Form, tuple]]:
        """Every form, and the slots given, that accept these types."""
        found = []
        for form in self.forms:
            if cls.dtype.name in form.types:
                for variant in form.variants:
                    slots = spread(variant, len(types))
                    if slots and all(map(accepts, slots, types, repeat(cls))) and _one(slots, types):
                        found.append((form, slots))
        return found

    def _raise(self, cls: type[TensorCore], args: tuple) -> None:
        raise self._refusal(cls, args)

    def _class_of(self, args: tuple) -> tuple[type[TensorCore], tuple, bool]:
        """The tensor type that decides, the arguments, and whether the types alone tell it."""
        if self.is_method and args and isinstance(args[0], TensorCore):
            return type(args[0]), args, True
        for value in args[:2]:
            if isinstance(value, TensorCore):
                return type(value), args, True
        if args and signature.is_list(type(args[0])):
            first = signature.tensors(args[0])[:1]
            if first and isinstance(first[0], TensorCore):
                return type(first[0]), args, False
        if args and isinstance(args[-1], str) and issubclass(lookup(args[-1]) or object, TensorCore):
            return lookup(args[-1]), args[:-1], False  # type: ignore[return-value]
        return default_type(), args, not self.is_method  # functions forget when the default changes

    def _refusal(self, cls: type[TensorCore], args: tuple) -> TorchError:
        forms = [form for form in self.forms if cls.dtype.name in form.types]
        if not forms:
            return TorchError(f"{cls._typename} does not implement the torch.{self.name}() function")
        if self.text is not None:
            return _checked_in_c(forms, cls, args, self.text)
        return invalid_arguments(args, " | ".join([signature.usage(form.slots, cls) for form in forms]))


def _entry(dispatcher: Dispatcher) -> Callable:
    """The function that users call: it finds the handler by the types of the arguments."""
    slots = [slot for form in dispatcher.forms for slot in form.slots]
    few = all(len(form.slots) <= FIXED for form in dispatcher.forms)
    call = _short(dispatcher) if few and all(s.kind != "sizes" for s in slots) else _long(dispatcher)
    call.__name__ = call.__qualname__ = dispatcher.name
    call.__doc__ = dispatcher.describe()
    return call


def _short(dispatcher: Dispatcher) -> Callable:
    """For operations of up to four arguments (a fifth is one too many)."""
    tree, resolve = dispatcher.tree, dispatcher.resolve

    def call(a: Any = _, b: Any = _, c: Any = _, d: Any = _, e: Any = _) -> Any:
        if e is not _:
            return resolve((a, b, c, d, e))
        try:
            handler = tree[type(a)][type(b)][type(c)][type(d)]
        except KeyError:
            handler = resolve(tuple([x for x in (a, b, c, d) if x is not _]))
        return handler(a, b, c, d)

    return call


def _long(dispatcher: Dispatcher) -> Callable:
    """For operations of any number of arguments."""
    by_types, tree, resolve = dispatcher.by_types, dispatcher.tree, dispatcher.resolve

    def call(a: Any = _, b: Any = _, c: Any = _, d: Any = _, *rest: Any) -> Any:
        if rest:
            args = (a, b, c, d, *rest)
            handler = by_types.get(tuple(map(type, args))) or resolve(args)
            return handler(*args)
        try:
            handler = tree[type(a)][type(b)][type(c)][type(d)]
        except KeyError:
            handler = resolve(tuple([x for x in (a, b, c, d) if x is not _]))
        return handler(a, b, c, d)

    return call


def _checked_in_c(forms: list[Form], cls: type[TensorCore], args: tuple, text: str) -> TorchError:
    """The errors of methods that check by hand: which argument has the wrong type, or how many there must be."""
    for form in forms:
        for slots in form.variants:
            if len(slots) == len(args):
                for i, (slot, value) in enumerate(zip(slots, args), 1):
                    if not accepts(slot, type(value), cls):
                        wanted = {"T": cls, "I": cls.index_class, "B": cls.byte_class}.get(slot.kind)
                        return wrong_class(i, wanted._typename, value) if wanted else wrong_type(i, "number", value)
    return TorchError(text.format(T=cls._typename))


METHODS: dict[str, Dispatcher] = {}
FUNCTIONS: dict[str, Dispatcher] = {}


def operation(
    names: str,
    pattern: str | None = None,
    *,
    types: Iterable[str] = ALL,
    in_place: bool = False,
    method: str | None = None,
    function: str | None = None,
    text: str | None = None,
) -> Callable[[Callable], Callable]:
    """Declares a kernel under the given names (several: aliases).

    `pattern` serves methods as it stands and functions with the result optional and the source not;
    `in_place` keeps the result obligatory there too. `method` and `function` state the forms apart (one
    alone: only that form exists). `text` replaces the error of calls that fit no form.
    """
    if pattern is not None:
        method_slots: tuple | None = parse(pattern)
        function_slots: tuple | None = parse(pattern) if in_place else signature.as_function(parse(pattern))
    else:
        method_slots = parse(method) if method is not None else None
        function_slots = parse(function) if function is not None else None

    def declare(kernel: Callable) -> Callable:
        served = in_order(kernel) if ELEMENTWISE.issuperset(names.split()) else kernel
        for name in names.split():
            for slots, table in ((method_slots, METHODS), (function_slots, FUNCTIONS)):
                if slots is not None:
                    _add(table, name, Form(slots, served, types), text)
        return kernel

    return declare


def _add(table: dict[str, Dispatcher], name: str, form: Form, text: str | None) -> None:
    dispatcher = table.setdefault(name, Dispatcher(name, table is METHODS))
    dispatcher.forms.append(form)
    dispatcher.text = dispatcher.text or text


def install(cls: type[TensorCore]) -> None:
    """Gives a tensor class the methods that exist for its element type."""
    for name, dispatcher in METHODS.items():
        if dispatcher.supports(cls.dtype):
            setattr(cls, name, dispatcher.callable)


def _forget() -> None:
    for dispatcher in FUNCTIONS.values():
        dispatcher.forget()


on_change(_forget)
