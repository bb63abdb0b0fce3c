from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from explorer.engine.darknet import DarknetError, bundled_plan, parse_plan, read_plan
from explorer.engine.darknet.cfg import parse_cfg
from tests.engine.darknet.files import (
    CFGS,
    SMALL,
    cfg_text,
    conv,
    plain_conv,
    yolo_head,
    yolov4_tiny,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_sections_options_and_their_lines() -> None:
    text = "# a comment\n\n[net]\r\n width = 64 \r\n;another\n[convolutional]\nfilters=3 # why\n"
    net, convolutional = parse_cfg(text)
    assert (net.kind, net.line) == ("net", 3)
    assert (net.options["width"].value, net.options["width"].line) == ("64", 4)
    assert (convolutional.kind, convolutional.line) == ("convolutional", 6)
    assert convolutional.options["filters"].value == "3"


def test_of_an_option_given_twice_the_first_counts_as_in_darknet() -> None:
    assert parse_cfg("[net]\nwidth=1\nwidth=2")[0].options["width"].value == "1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("# nothing\n\n", "is empty"),
        ("width=4\n", 'line 1: "width=4" is not a section'),
        ("[net]\nwidth 4\n", 'line 2: "width 4" is not a [section] or an option'),
        ("[net\nwidth=4\n", 'line 1: "[net" is not a section'),
        ("[convolutional]\nfilters=4\n", "line 1: a cfg begins with [net], not [convolutional]"),
        ("[net]\n" * 3000, "more than 2,000 sections"),
    ],
)
def test_what_is_not_a_cfg_is_refused(text: str, said: str) -> None:
    with pytest.raises(DarknetError) as caught:
        parse_plan(text, name="a.cfg")
    assert said in str(caught.value)
    assert str(caught.value).startswith("a.cfg")


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("connected output=10", "layer 1, [connected]: there is no such layer here; known are"),
        ("convolutional filters=-1", "filters=-1 is not between 1 and 32,768"),
        ("convolutional filters=1000000000", "filters=1000000000 is not between"),
        (f"convolutional filters={'9' * 40}", "filters is a whole number, not"),
        ("convolutional filters=1.5", 'filters is a whole number, not "1.5"'),
        ("convolutional filters=2 size=0", "size=0 is not between 1 and 31"),
        ("convolutional filters=2 stride=0", "stride=0 is not between"),
        ("convolutional filters=2 activation=swish", 'activation "swish" is unknown'),
        ("convolutional filters=2 flters=3", "flters is not an option that is known here"),
        ("convolutional filters=2 xnor=1", "xnor=1 is not supported"),
        ("convolutional filters=2 dilation=2", "dilation=2 is not supported"),
        ("convolutional filters=2 groups=2", "3 input channels are not 2 equal groups"),
        ("convolutional filters=2 groups=3", "2 filters are not 3 equal groups"),
        ("maxpool size=64 stride=1 padding=0", "nothing is left of 32 × 32 × 3"),
        ("maxpool size=-2 stride=2", "size=-2 is not between"),
        ("maxpool size=2 stride=2 padding=2", "padding=2 is not between 0 and 1"),
        ("maxpool size=2 stride=2 maxpool_depth=1", "maxpool_depth=1 is not supported"),
        ("route layers=1", "layers=1 is not between -1 and 0"),
        ("route layers=-2", "layers=-2 is not between -1 and 0"),
        ("route layers=7", "layers=7 is not between -1 and 0"),
        ("route", "it needs layers"),
        ("route layers=-1,,0", 'layers are whole numbers, not ""'),
        ("route layers=-1 groups=2 group_id=2", "group_id=2 is not between 0 and 1"),
        ("route layers=-1 groups=2", "3 channels are not 2 equal groups"),
        ("shortcut from=1 activation=linear", "from=1 is not between"),
        ("shortcut from=-1,0", "a sum of more than two layers is not supported"),
        ("shortcut from=-1 alpha=2", "alpha=2 is not supported"),
        ("shortcut from=-1 weights_type=per_feature", "weighted sums are not supported"),
        ("upsample stride=-2", "stride=-2 is not between"),
        ("upsample scale=2", "scale=2 is not supported"),
        ("reorg stride=2", "32 × 32 × 3 cannot be divided by stride 2"),
        ("reorg stride=1 reverse=1", "reverse=1 is not supported"),
        ("yolo num=3 anchors=1,2,3,4 classes=2", "anchors are 4 numbers, and num=3 asks for 6"),
        ("yolo num=1 anchors=1,nan classes=2", 'anchors is a number, not "nan"'),
        ("yolo num=1 anchors=0,1 classes=2", "anchors=0 is not between"),
        ("yolo num=1 anchors=1,2 mask=1 classes=2", "mask=1 is not between 0 and 0"),
        (
            "yolo num=1 anchors=1,2 classes=1 new_coords=1",
            "new_coords=1 is not supported: its boxes",
        ),
        ("yolo num=1 anchors=1,2 classes=2", "1 anchors × (5 + 2 classes) are 7 channels"),
        ("yolo num=1 classes=2", "it needs anchors"),
        ("region num=1 anchors=1,2 classes=2 tree=a.tree", "the class tree of YOLO9000"),
        ("region num=1 anchors=1,2 classes=2 coords=5", "coords=5 is not supported"),
    ],
)
def test_a_layer_that_is_not_understood_is_named_with_its_line(section: str, said: str) -> None:
    text = cfg_text("maxpool size=1 stride=1", section, plain_conv(14), yolo_head())
    with pytest.raises(DarknetError) as caught:
        parse_plan(text, name="a.cfg")
    message = str(caught.value)
    assert said in message
    assert "layer 1, [" in message
    headers = [number for number, line in enumerate(text.split("\n"), 1) if line[:1] == "["]
    first = headers[2]
    line = int(message.removeprefix("a.cfg, line ").partition(",")[0])
    assert first <= line <= first + section.count("=")


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        (["route layers=0", yolo_head()], "layer 0, [route]: there is no layer before it"),
        ([conv(8, 3)], "has neither [yolo] nor [region]: it is not a detector"),
        ([], "has neither [yolo] nor [region]"),
        ([plain_conv(14), yolo_head(), conv(8, 3)], "after a head only a [route] can follow"),
        ([plain_conv(14), yolo_head(), "route layers=-1"], "it reads layer 1, [yolo]"),
        (
            [plain_conv(14), yolo_head(), "route layers=0", plain_conv(16), yolo_head(classes=3)],
            "heads of 2, 3 classes",
        ),
        ([conv(4, 3), conv(4, 3, 2), "route layers=-1,-2"], "have different sides"),
        ([conv(4, 3), conv(4, 3, 2), "shortcut from=-2"], "have different sides"),
        ([conv(14, 3, 3), yolo_head()], "cannot be shared out among 11 cells"),
        ([conv(14, 3), "upsample stride=32", "upsample stride=32"], "needs over 1 GiB"),
        ([conv(32768, 1), "upsample stride=4"], "layer 1, [upsample]: at 32 × 32 pixels"),
        ([conv(32768, 1)] * 9 + ["route layers=0,1,2,3,4,5,6,7,8"], "needs over 1 GiB"),
    ],
)
def test_layers_that_do_not_fit_one_another_are_refused(sections: list[str], said: str) -> None:
    with pytest.raises(DarknetError) as caught:
        parse_plan(cfg_text(*sections), name="a.cfg")
    assert said in str(caught.value)


def test_a_picture_of_one_channel_is_refused() -> None:
    with pytest.raises(DarknetError, match="channels is not 3"):
        parse_plan(SMALL.replace("channels=3", "channels=1"))


@pytest.mark.parametrize("content", [b"\0\1\2", bytes(range(256)) * 9000, b"\xff\xfe[\0n\0e\0t"])
def test_a_binary_file_is_not_taken_for_a_cfg(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(content)
    with pytest.raises(DarknetError, match=r"a\.cfg is not a cfg"):
        read_plan(path)


def test_a_missing_file_a_folder_and_comments_in_another_encoding(tmp_path: Path) -> None:
    for path in (tmp_path / "none.cfg", tmp_path):
        with pytest.raises(DarknetError, match="cannot be read"):
            read_plan(path)
    path = tmp_path / "a.cfg"
    path.write_bytes("# 训练\n".encode("gbk") + SMALL.encode())
    assert len(read_plan(path).layers) == 5


def test_whatever_is_done_to_a_cfg_it_is_read_or_refused() -> None:
    """Numbers, lines and characters are changed at random; nothing but `DarknetError` comes out."""
    texts = [path.read_text("utf-8") for path in sorted(CFGS.glob("*.cfg"))] + [yolov4_tiny()]
    dice = random.Random(5)
    refused = 0
    for _ in range(400):
        text = _spoilt(dice.choice(texts), dice)
        try:
            parse_plan(text)
        except DarknetError:
            refused += 1
    assert refused > 100


def _spoilt(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(lines))
        match dice.randrange(5):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, dice.choice(lines))
            case 2:
                name, _, _ = lines[place].partition("=")
                values = ["-1", "0", "999999999999", "1e400", "nan", "", "2", "-5,3", "leaky"]
                lines[place] = f"{name}={dice.choice(values)}"
            case 3:
                here = list(lines[place])
                here.insert(dice.randint(0, len(here)), chr(dice.randrange(1, 0x3000)))
                lines[place] = "".join(here)
            case _:
                lines = lines[:place] or lines
    return "\n".join(lines)


def test_the_bundled_cfg_is_the_official_one_with_the_mask_that_its_weights_were_trained_with() -> (
    None
):
    official = read_plan(CFGS / "yolov3-tiny.cfg")
    bundled = bundled_plan()
    assert [one.placed.layer for one in bundled.layers[:-1]] == [
        one.placed.layer for one in official.layers[:-1]
    ]
    assert official.heads[1].anchors_px == ((10, 14), (23, 27), (37, 58))
    assert bundled.heads[1].anchors_px == ((23, 27), (37, 58), (81, 82))
    assert bundled.heads[0] == official.heads[0]
