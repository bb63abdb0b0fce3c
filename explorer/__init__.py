"""ConvNet Explorer: see how convolutional networks work, live, on real models."""
