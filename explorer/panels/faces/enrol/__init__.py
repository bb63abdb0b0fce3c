"""One photograph is enough: a face found, aligned, judged, named and kept."""
