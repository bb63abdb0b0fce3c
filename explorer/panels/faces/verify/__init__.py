"""Two pictures: are they of one person?"""
