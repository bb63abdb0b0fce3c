"""Charts of trainings: errors over the epochs, and numbers layer by layer."""
