"""What takes work off the GUI thread: sources, workers, jobs, settings, errors."""
