"""What the losses see: the Gram matrices of style and picture, and where their entries are from."""
