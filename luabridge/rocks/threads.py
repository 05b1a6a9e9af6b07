"""The Lua states of torch/threads: each with globals and random numbers of its own, run one at a time.

A job is done when it is added; only the order in which jobs of several threads would interleave is not Torch's.
"""

from __future__ import annotations

from typing import Any

from ..serial import Serializer
from ..states import Parcel, World

_DO_JOB = """
function print(...)  -- Lua's own: the interpreter's is not loaded in threads
   local texts = {...}
   for i = 1, select('#', ...) do texts[i] = tostring(texts[i]) end
   io.write(table.concat(texts, '\\t'), '\\n')
end
local function outcome(status, ...) return {status = status, results = {...}, n = select('#', ...)} end
return function(job)
   return outcome(xpcall(function() return job.callback(unpack(job.args, 1, job.n)) end, debug.traceback))
end
"""


class Worker:
    """One thread: a Lua state that runs jobs of another one."""

    def __init__(self, engine: Any) -> None:
        self.engine = type(engine)()
        if engine.captured is not None:
            self.engine.capture_output(*engine.captured)
        self._caller = Serializer(engine)
        self._own = Serializer(self.engine)
        self._world = World(self._own)
        with self._world.entered(self._caller):
            self._do_job = self.engine.state.execute(_DO_JOB, name="=luabridge.threads")

    def run_job(self, job: Any, sharing: bool) -> Any:
        """Does a job {callback, args}; gives {status, results}."""
        parcel = Parcel(job, self._caller, sharing)
        with self._world.entered(self._caller):
            done = self.engine.call(self._do_job, parcel.open(self._own))
            result = Parcel(done, self._own, sharing)
        return result.open(self._caller)

    def execute(self, source: str) -> None:
        """Runs a chunk."""
        with self._world.entered(self._caller):
            self.engine.call(self.engine.bridge["th"]["execute"], source, "=thread")


def open(engine: Any) -> Any:  # noqa: A001
    """What the rock's Lua file works with."""
    from runtime.table import Table

    def new_worker() -> Worker:
        return Worker(engine)

    def run_job(worker: Worker, job: Any, sharing: bool) -> Any:
        return worker.run_job(job, sharing)

    def execute(worker: Worker, source: str) -> None:
        worker.execute(source)

    return Table({"new_worker": new_worker, "run_job": run_job, "execute": execute})
