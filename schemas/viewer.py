"""Who asks. Every call that answers takes one; there is no default."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.expressions import Expression
from schemas.vocabulary import Layer


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person or a service, as the door that let it in describes it.

    Attributes:
        id: the name that the policy knows it by.
        local_administrator: the one who sits at this machine; only loopback doors may say so.
    """

    id: str
    local_administrator: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """What the policy allows one viewer, as conditions on what is published.

    Attributes:
        find: entries that he may find at all.
        layers: layer -> entries of which he may read (and search) the values of this layer. A layer that is not
            named is closed.
    """

    find: Expression
    layers: tuple[tuple[Layer, Expression], ...]

    def reach(self, layer: Layer) -> Expression | None:
        """The condition for one layer; None when it is closed to him everywhere."""
        return next((condition for named, condition in self.layers if named == layer), None)


LOCAL_ADMINISTRATOR = Viewer("local", local_administrator=True)
