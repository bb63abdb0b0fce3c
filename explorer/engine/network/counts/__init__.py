"""What a network takes, and by which conventions: memory, savings, ledgers, comparisons."""
