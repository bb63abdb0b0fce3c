"""The page "Step through": non-maximum suppression, one decision after the other."""
