"""Both variants on the clock of this machine, and the roof above them."""
