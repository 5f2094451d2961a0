"""A question in, an answer out: understanding the text, choosing the query, the structural answer, the reasons."""
