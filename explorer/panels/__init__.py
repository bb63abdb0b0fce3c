"""One package a panel; no panel imports another."""
