"""Charts of trainings, over the epochs and layer by layer; their replay, and how they are saved."""
