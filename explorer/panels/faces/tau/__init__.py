"""How well distances tell people apart at τ, and how sure that is."""
