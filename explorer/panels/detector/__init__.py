"""YOLO & NMS: a detector live, its grid laid open, and non-maximum suppression step by step."""
