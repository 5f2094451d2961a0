"""The command `zhaoren`: thin calls, words for people, JSON for machines, exit codes for shells."""
