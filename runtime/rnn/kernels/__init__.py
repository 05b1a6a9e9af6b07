"""Recurrences on plain arrays: no modules, no allocation where `out` and scratch arrays are given."""
