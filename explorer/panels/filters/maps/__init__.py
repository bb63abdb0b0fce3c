"""Feature maps of real networks: any layer, all channels, on pictures, clips and the camera."""
