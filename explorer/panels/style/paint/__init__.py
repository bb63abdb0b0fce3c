"""The page on which a picture is painted, watched and steered."""
