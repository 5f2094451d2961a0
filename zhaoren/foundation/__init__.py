"""Settings, errors, logs, clock and ids: what every room of the product stands on."""
