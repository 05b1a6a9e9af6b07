"""What pyproject.toml cannot say: the C kernels."""

from setuptools import setup

from build_backend.commands import COMMANDS, extensions

setup(cmdclass=COMMANDS, ext_modules=extensions())
