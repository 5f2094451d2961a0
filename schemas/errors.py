"""The errors that a connector may raise. Each says where, what and what to do, in one sentence without secrets."""

from __future__ import annotations


class SourceError(Exception):
    """A source could not be read.

    Args:
        where: the place in the administrator's words: `zhaoren.toml: source 'hr-nj': column 'emp_no'`.
        what: what is wrong.
        what_to_do: what mends it; empty when nothing but waiting does.
    """

    def __init__(self, where: str, what: str, what_to_do: str = "") -> None:
        self.where = where
        self.what = what
        self.what_to_do = what_to_do
        super().__init__(": ".join(part for part in (where, what) if part) + (f"; {what_to_do}" if what_to_do else ""))


class SourceBusy(SourceError):
    """No answer now; a later try may work."""


class SourceRefused(SourceError):
    """A person must mend address, rights or mapping; trying again cannot help."""
