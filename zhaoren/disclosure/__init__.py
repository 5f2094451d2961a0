"""What leaves the house and is counted: reveals, contact requests, budgets, audit. The wall stands; nothing is built yet."""
