"""`python -m build_backend`: compiles in place those kernels that are not as the sources are (needs a C compiler)."""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import compilers, kernels

NO_COMPILER = 3


def main() -> int:
    """The exit status: 1 if something does not compile, NO_COMPILER where nothing compiles."""
    paths = {name: kernels.FOLDER / (name + kernels.SUFFIX) for name in kernels.levels()}
    stale = {name: path for name, path in paths.items() if not kernels.is_current(path)}
    if not stale:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        compiler = compilers.installed() or compilers.zig(Path(folder))
        if compiler is None:
            print(f"no C compiler: looked for $CC, {', '.join(compilers.NAMES)}, ziglang", file=sys.stderr)
            return NO_COMPILER
        start = time.perf_counter()
        with ThreadPoolExecutor() as pool:
            jobs = [pool.submit(kernels.build, compiler, name, path) for name, path in stale.items()]
        errors = [job.exception() for job in jobs]
    for error in filter(None, errors):
        print(error, file=sys.stderr)
    print(f"{compiler.command[0]}: {', '.join(stale)} in {time.perf_counter() - start:.1f} s")
    return int(any(errors))


sys.exit(main())
