"""Edge filters: a picture beside its response, every number of it taken apart."""
