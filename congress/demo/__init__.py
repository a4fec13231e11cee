"""The demo city: real institutions, fictional persons, a trail made by taking steps.

Each app that has a `demo` module with `load(city)` adds its part; the order is
that of the floors.
"""
