"""The recorded run: the paper's figure, made on CIFAR-10 and replayed in ten seconds."""
