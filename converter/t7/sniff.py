"""Names what a file is that is no .t7 file, and says what to do with it."""

from __future__ import annotations

import re

_TORCH_ZIP = "a zip archive (a PyTorch or numpy file): .pth files are read by PyTorch, .npz files by numpy"
_MAGIC: list[tuple[bytes, str]] = [
    (b"version https://git-lfs", "a git-lfs pointer, not the file itself: fetch it with `git lfs pull`"),
    (b"PK\x03\x04", _TORCH_ZIP),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "gzip data: decompress it first (gunzip, or tar xzf if it is a .tar.gz)"),
    (b"\xfd7zXZ\x00", "xz data: decompress it first (unxz)"),
    (b"BZh", "bzip2 data: decompress it first (bunzip2)"),
    (b"\x28\xb5\x2f\xfd", "zstandard data: decompress it first (unzstd)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-zip archive: unpack it first"),
    (b"Rar!", "a rar archive: unpack it first"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file: read it with h5py"),
    (b"\x93NUMPY", "a numpy .npy file: read it with numpy.load"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"%PDF", "a PDF document"),
    (b"\x1bLJ", "LuaJIT bytecode: run it with luabridge"),
    (b"\x1bLua", "Lua bytecode"),
    (b"\x7fELF", "an executable or shared library"),
    (b"MATLAB 5.0", "a MATLAB file: read it with scipy.io.loadmat"),
    (b"version https://", "a pointer file of a version control system, not the file itself"),
]
_HTML = re.compile(rb"\s*(<!doctype|<html|<head|<\?xml|<!--)", re.I)
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_SAFETENSORS = re.compile(rb".{8}\{\s*\"", re.S)
_LUA = re.compile(rb"\s*(--|local |require|return\b|#!)")


def describe(head: bytes, size: int) -> str | None:
    """What a file that starts with `head` seems to be, with advice; None if nothing is recognised."""
    if size < 4:
        return "empty" if size == 0 else f"only {size} bytes long"
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if _HTML.match(head):
        return "an HTML or XML page, probably an error page saved in place of a download: fetch the file again"
    if _PICKLE.match(head):
        return "a Python pickle (perhaps of PyTorch): read it with the library that wrote it"
    if _SAFETENSORS.match(head) and int.from_bytes(head[:8], "little") < max(size, 1 << 27):
        return "a safetensors file: read it with safetensors"
    if head[:257].endswith(b"ustar") or head[257:262] == b"ustar":
        return "a tar archive: unpack it first (tar xf)"
    if _is_onnx(head):
        return "an ONNX model (protobuf): read it with onnx or onnxruntime"
    if not head.strip(b"\0"):
        return "nothing but zero bytes: an interrupted download or copy"
    if head[:64].lstrip()[:1] in (b"{", b"[") and _is_text(head):
        return "JSON or similar text"
    if _LUA.match(head) and _is_text(head):
        return "Lua source text: run it with `luabridge run`"
    if _is_text(head):
        return f"text that starts with {head.split()[0][:40].decode('latin-1')!r}" if head.split() else "blank text"
    return None


def _is_onnx(head: bytes) -> bool:
    """ir_version (field 1, a small varint), then producer_name or a string-like field."""
    return len(head) > 4 and head[0] == 0x08 and 0 < head[1] < 0x20 and head[2] in (0x12, 0x1A, 0x3A, 0x42)


def _is_text(head: bytes) -> bool:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return controls == 0
