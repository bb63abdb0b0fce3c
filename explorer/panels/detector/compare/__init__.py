"""The page that shows the boxes before and after non-maximum suppression."""
