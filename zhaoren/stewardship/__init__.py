"""What people decide: merge reviews, held runs, quarantine, failed questions and the words that mend them."""
