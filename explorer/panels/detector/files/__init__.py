"""Files instead of the camera: boxes of pictures, an annotated video, a folder evaluated."""
