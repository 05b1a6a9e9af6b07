"""How luabridge is built: setuptools, and the C kernels of runtime/kernels/native (`python -m build_backend`)."""
