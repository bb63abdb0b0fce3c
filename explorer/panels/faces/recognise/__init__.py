"""Who is seen: faces in moving pictures with names, followed from frame to frame."""
