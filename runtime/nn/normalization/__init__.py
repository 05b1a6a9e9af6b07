"""Normalisations."""

__all__: list[str] = []
