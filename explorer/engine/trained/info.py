"""What each trained network is: its module, its weights, and how it sees a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.engine.preprocessing import IMAGENET, Preprocessing
from explorer.engine.trained.alexnet import AlexNet
from explorer.engine.trained.efficientnet_lite import EfficientNetLite0
from explorer.engine.trained.lenet import LeNet5
from explorer.engine.trained.squeezenet import SqueezeNet
from explorer.engine.trained.vgg import VGG16

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.engine.trained.base import TitledModule

NetworkKind = Literal["classifier", "trunk"]
Vision = Literal["photograph", "digit"]


@dataclass(frozen=True, slots=True)
class NetworkInfo:
    """A network that the application knows.

    Parameters
    ----------
    key, title, year, description
        What it is called, when it was published, and what it is in one sentence.
    kind
        ``"trunk"``: convolutions alone, as bundled; a file with the dense layers completes it.
    weights
        Name of the bundled file in the manifest.
    preprocessing
        How the bundled weights see a picture.
    official, official_preprocessing
        Name of the file that others publish, and how its weights see a picture.
    labels
        Name of the list of classes in the manifest, or the digits.
    logits
        Module path whose output, flattened, is one score for each class.
    vision
        ``"digit"``: what is drawn in the picture is found and centred first.
    """

    key: str
    title: str
    year: int
    description: str
    kind: NetworkKind
    weights: str
    preprocessing: Preprocessing
    official: str
    official_preprocessing: Preprocessing
    labels: str
    logits: str
    build: Callable[[], TitledModule]
    build_complete: Callable[[], TitledModule]
    vision: Vision = "photograph"


_DIGITS = Preprocessing((32, 32), channels="grey", mean=(0.1307,), std=(0.3081,))
# The release's Caffe mean, in the order of channels to which its first filters were turned.
_CAFFE = Preprocessing((224, 224), resize=256, scale=1.0, mean=(123.68, 116.779, 103.939))
_TENSORFLOW = Preprocessing((224, 224), resize=256, scale=1.0, mean=(127.0,) * 3, std=(128.0,) * 3)

NETWORKS: Mapping[str, NetworkInfo] = {
    info.key: info
    for info in (
        NetworkInfo(
            key="lenet5",
            title="LeNet-5",
            year=1998,
            description="Two convolutions read handwritten digits, as on cheques in the 1990s.",
            kind="classifier",
            weights="lenet5",
            preprocessing=_DIGITS,
            official="",
            official_preprocessing=_DIGITS,
            labels="digits",
            logits="output",
            build=LeNet5,
            build_complete=LeNet5,
            vision="digit",
        ),
        NetworkInfo(
            key="alexnet",
            title="AlexNet",
            year=2012,
            description="Five convolutions, the first 11×11, as in the winner of ImageNet 2012.",
            kind="trunk",
            weights="alexnet",
            preprocessing=IMAGENET,
            official="alexnet-owt-7be5be79.pth",
            official_preprocessing=IMAGENET,
            labels="imagenet-classes",
            logits="classifier",
            build=AlexNet,
            build_complete=lambda: AlexNet(head=True),
        ),
        NetworkInfo(
            key="vgg16",
            title="VGG-16",
            year=2014,
            description="Thirteen 3×3 convolutions; each of five blocks halves height and width.",
            kind="trunk",
            weights="vgg16",
            preprocessing=IMAGENET,
            official="vgg16-397923af.pth",
            official_preprocessing=IMAGENET,
            labels="imagenet-classes",
            logits="classifier",
            build=VGG16,
            build_complete=lambda: VGG16(head=True),
        ),
        NetworkInfo(
            key="squeezenet",
            title="SqueezeNet 1.1",
            year=2016,
            description="AlexNet's accuracy with 1/50 of its weights: 1×1 convolutions squeeze.",
            kind="classifier",
            weights="squeezenet",
            preprocessing=_CAFFE,
            official="squeezenet1_1-b8a52dc0.pth",
            official_preprocessing=IMAGENET,
            labels="imagenet-classes",
            logits="classifier",
            build=SqueezeNet,
            build_complete=SqueezeNet,
        ),
        NetworkInfo(
            key="efficientnet-lite0",
            title="EfficientNet-Lite0",
            year=2020,
            description="Sixteen inverted residual blocks, found by search, for phones.",
            kind="classifier",
            weights="efficientnet-lite0",
            preprocessing=_TENSORFLOW,
            official="efficientnet-lite0-57934424.pth",
            official_preprocessing=_TENSORFLOW,
            labels="imagenet-classes",
            logits="_fc",
            build=EfficientNetLite0,
            build_complete=EfficientNetLite0,
        ),
    )
}
