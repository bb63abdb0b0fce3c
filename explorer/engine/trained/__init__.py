"""The trained networks that the application shows, as ordinary ``nn.Module`` objects.

Names of parameters are torchvision's where that library has the network, so that its official
files load. No activation works in place: a forward hook sees what each layer really returned.
"""
