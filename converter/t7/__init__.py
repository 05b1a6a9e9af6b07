"""Torch7's file format: reading and writing every object it can hold, in each of its spellings."""

from .encoding import Encoding
from .errors import T7Error
from .load import T7File, read
from .reader import Reader
from .save import replacing, write
from .writer import Stored, Writer

__all__ = ["Encoding", "Reader", "Stored", "T7Error", "T7File", "Writer", "read", "replacing", "write"]
