"""Padding of volumes by repeated borders (nn.VolumetricReplicationPadding)."""

from __future__ import annotations

from ...registry import register
from .border_padding import BorderPadding
from .kernels.borders import replicated


@register("nn.VolumetricReplicationPadding")
class VolumetricReplicationPadding(BorderPadding):
    """Repeats the borders of volumes (planes x T x H x W), or with a batch before; negative padding crops.

    All paddings are pleft by default.
    """

    _sides = (("pfront", "pback"), ("ptop", "pbottom"), ("pleft", "pright"))
    _map = staticmethod(replicated)

    def __init__(
        self,
        pleft: int,
        pright: int | None = None,
        ptop: int | None = None,
        pbottom: int | None = None,
        pfront: int | None = None,
        pback: int | None = None,
    ) -> None:
        super().__init__()
        self.pleft = pleft
        self.pright = pleft if pright is None else pright
        self.ptop = pleft if ptop is None else ptop
        self.pbottom = pleft if pbottom is None else pbottom
        self.pfront = pleft if pfront is None else pfront
        self.pback = pleft if pback is None else pback

    def __tostring__(self) -> str:
        names = ("left", "right", "top", "bottom", "front", "back")
        sides = ", ".join(f"{name}={int(getattr(self, 'p' + name))}" for name in names)
        return f"{self._typename}({sides})"
