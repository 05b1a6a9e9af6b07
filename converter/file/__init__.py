"""torch.File and its kin: DiskFile, MemoryFile and PipeFile.

Several values, of any type, one after the other in one file::

    file = DiskFile("log.t7", "w").binary()
    file.writeInt(3); file.writeObject(model); file.close()
"""

from .base import File
from .disk import DiskFile
from .memory import MemoryFile
from .objects import use_bridge
from .pipe import PipeFile

__all__ = ["DiskFile", "File", "MemoryFile", "PipeFile", "use_bridge"]
