"""What people decide: merge reviews, held runs, quarantine, failed questions. The wall stands; nothing is built yet."""
