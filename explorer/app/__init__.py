"""The window, the command line, scenes and screenshots."""
