"""The page "The block": two layers and the way around them, with a real picture flowing through."""
