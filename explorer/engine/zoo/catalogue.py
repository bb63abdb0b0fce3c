"""Which networks there are, where each was published, and how one is built by its name."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.engine.zoo import alexnet, efficientnet, googlenet, lenet, resnet, squeezenet, vgg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.engine.network import Network

_LENET = "LeCun et al., Gradient-based learning applied to document recognition, section II.B"
_ALEXNET = "Krizhevsky et al., ImageNet classification with deep CNNs, section 3.5, figure 2"
_ONE_WEIRD_TRICK = "Krizhevsky, One weird trick for parallelizing CNNs, page 5, footnote 1"
_VGG = "Simonyan and Zisserman, Very deep convolutional networks, table 1"
_RESNET = "He et al., Deep residual learning for image recognition, table 1"
_GOOGLENET = "Szegedy et al., Going deeper with convolutions, section 5, table 1"
_SQUEEZENET = "Iandola et al., SqueezeNet, section 3.3; 1.1 is the authors' release of 2016"
_EFFICIENTNET = "Tan and Le, EfficientNet, table 1; Lite0 is Google's release of 2020"


class UnknownNetworkError(ExplorerError, KeyError):
    """A name that no network of the zoo has; the message has the nearest one."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError alone would show the text in quotes


@dataclass(frozen=True, slots=True)
class Classic:
    """A network that was published.

    Attributes
    ----------
    key, title, year
        What it is called, and when it came out.
    source
        The paper, and where in it the network stands.
    note
        What to mind, in one sentence.
    make
        Builds it; `build` keeps what it returns.
    """

    key: str
    title: str
    year: int
    source: str
    note: str
    make: Callable[[], Network]


CLASSICS: Mapping[str, Classic] = MappingProxyType({
    classic.key: classic
    for classic in (
        Classic(
            "lenet5", "LeNet-5", 1998, _LENET,
            "As usually built today: C3 sees all maps, pooling takes the maximum, ReLU, no RBF.",
            lenet.lenet5,
        ),
        Classic(
            "lenet5-1998", "LeNet-5 of 1998", 1998, _LENET + ", table I",
            "As published: C3 sees some maps, pooling is trained, fixed patterns at the output.",
            lenet.lenet5_1998,
        ),
        Classic(
            "alexnet", "AlexNet", 2012, _ALEXNET,
            "Two groups, one on each GPU; 227×227, since 224 without padding gives 54, not 55.",
            alexnet.alexnet,
        ),
        Classic(
            "alexnet-one-gpu", "AlexNet on one GPU", 2012, _ALEXNET,
            "The same widths without groups; the one-GPU net of section 3.2 is narrower.",
            partial(alexnet.alexnet, groups=1),
        ),
        Classic(
            "alexnet-torchvision", "AlexNet, torchvision", 2014, _ONE_WEIRD_TRICK,
            "Another network: 64 filters first, no normalisation, 224×224 with a padding of 2.",
            alexnet.alexnet_torchvision,
        ),
        Classic(
            "vgg16", "VGG-16", 2014, _VGG + ", column D",
            "Thirteen 3×3 convolutions; nine tenths of the weights are in the dense layers.",
            partial(vgg.vgg, 16),
        ),
        Classic(
            "vgg19", "VGG-19", 2014, _VGG + ", column E",
            "VGG-16 with one convolution more in each of the last three blocks.",
            partial(vgg.vgg, 19),
        ),
        Classic(
            "resnet18", "ResNet-18", 2015, _RESNET,
            "Eight blocks of two 3×3 convolutions; a 1×1 projects where the shape changes.",
            partial(resnet.resnet, 18),
        ),
        Classic(
            "resnet34", "ResNet-34", 2015, _RESNET,
            "Sixteen blocks of two 3×3 convolutions: 3.7 G multiplications, VGG-19 takes 19.6 G.",
            partial(resnet.resnet, 34),
        ),
        Classic(
            "resnet50", "ResNet-50", 2015, _RESNET,
            "Sixteen bottlenecks; the stride is in the 3×3 convolution, as in torchvision.",
            partial(resnet.resnet, 50),
        ),
        Classic(
            "resnet50-v1", "ResNet-50, version 1", 2015, _RESNET,
            "As the authors released it: the stride is in the first 1×1, which skips 3 of 4 cells.",
            partial(resnet.resnet, 50, strides_early=True),
        ),
        Classic(
            "resnet101", "ResNet-101", 2015, _RESNET,
            "ResNet-50 with 23 blocks instead of 6 in conv4_x; the stride is in the 3×3.",
            partial(resnet.resnet, 101),
        ),
        Classic(
            "resnet152", "ResNet-152", 2015, _RESNET,
            "Fifty bottlenecks, and still fewer multiplications than VGG-16.",
            partial(resnet.resnet, 152),
        ),
        Classic(
            "googlenet", "GoogLeNet", 2014, _GOOGLENET + ", figure 3",
            "Nine inception modules; two side heads help to train it and are counted apart.",
            googlenet.googlenet,
        ),
        Classic(
            "googlenet-torchvision", "GoogLeNet, torchvision", 2014, _GOOGLENET,
            "Batch normalisation throughout, and 3×3 where the paper has 5×5.",
            googlenet.googlenet_torchvision,
        ),
        Classic(
            "inception3a", "Inception 3a", 2014, _GOOGLENET,
            "The first inception module by itself; 1×1 convolutions make it cheap.",
            googlenet.inception3a,
        ),
        Classic(
            "squeezenet", "SqueezeNet 1.1", 2016, _SQUEEZENET,
            "Fire modules: a 1×1 squeezes the channels before 1×1 and 3×3 filters read them.",
            squeezenet.squeezenet,
        ),
        Classic(
            "efficientnet-lite0", "EfficientNet-Lite0", 2020, _EFFICIENTNET,
            "Sixteen inverted bottlenecks; the sums are linear, with no ReLU after them.",
            efficientnet.efficientnet_lite0,
        ),
    )
})  # fmt: skip
"""Every network, by its key, family by family."""

NAMES: tuple[str, ...] = tuple(CLASSICS)
TITLES: Mapping[str, str] = MappingProxyType({key: one.title for key, one in CLASSICS.items()})


@cache
def build(name: str) -> Network:
    """Return a network of the zoo, the same value each time.

    Parameters
    ----------
    name
        One of `NAMES`.

    Raises
    ------
    UnknownNetworkError
        There is no such network; the message has the nearest name. It is a KeyError.
    """
    if name not in CLASSICS:
        raise UnknownNetworkError(_unknown(name))
    return CLASSICS[name].make()


def _unknown(name: str) -> str:
    (nearest,) = get_close_matches(name.lower(), NAMES, n=1, cutoff=0)
    return (
        f"There is no network {name!r} in the zoo; the nearest name is {nearest!r}. "
        f"All names: {', '.join(NAMES)}."
    )
