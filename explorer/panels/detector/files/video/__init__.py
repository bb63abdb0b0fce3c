"""A video file with boxes drawn into it."""
