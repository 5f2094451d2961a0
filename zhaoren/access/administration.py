"""Who may decide about people and units, and see everything that is said of them while deciding."""

from __future__ import annotations

from schemas.viewer import Viewer


def may_administer(viewer: Viewer) -> bool:
    """Only who sits at this machine: a policy names readers, and reading is no right to change."""
    return viewer.local_administrator
