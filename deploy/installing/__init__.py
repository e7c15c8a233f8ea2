"""How an installation is put together: pure descriptions and rendering, then the steps that use them.

Python's standard library alone: `deploy/install` runs before anything of the site is installed.
"""
