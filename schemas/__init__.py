"""The words of zhaoren: what every other room means by source, record, person, unit and post. No logic, no I/O."""
