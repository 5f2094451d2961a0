"""Tests of the house itself: its import contracts, its locks, its sizes and what its files may not hold."""
