"""What excites a unit: its gradient, the evidence for a class, and the picture it likes best."""
