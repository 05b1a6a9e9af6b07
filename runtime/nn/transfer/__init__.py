"""Element-wise transfer functions."""

__all__: list[str] = []
