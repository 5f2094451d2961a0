"""The policy: who may find whom and read which layers. Pure; every door asks it through an `Audience`."""
