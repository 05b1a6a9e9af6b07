"""``python -m luabridge`` is ``luabridge``."""

from .cli import main

main(prog_name="luabridge")
