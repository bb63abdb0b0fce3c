"""What each layer keeps: pictures found from noise by one loss alone."""
