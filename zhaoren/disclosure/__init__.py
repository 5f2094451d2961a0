"""What leaves the house and is counted: reveals, contact requests, budgets, audit. Nothing is built yet."""
