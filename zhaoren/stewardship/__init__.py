"""What people decide: merge reviews, held runs, quarantine, failed questions. Nothing is built yet."""
