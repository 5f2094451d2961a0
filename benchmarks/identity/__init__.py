"""How well records are joined into people: pairwise and B-cubed, on made groups whose truth is known."""
