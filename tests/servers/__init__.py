"""Real servers for the tests: each started once, on loopback, by fixtures that `tests/conftest.py` offers."""
