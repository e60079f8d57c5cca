"""torchvision's Faster R-CNN with FPN: its "v1" and "v2" on ResNets, and on MobileNetV3.

Same detector, other conventions: class 0 is the background; anchors are rounded and stand a whole
number of pixels apart, padded side // grid side; RoIAlign is not aligned by half a cell; pixels
are normalised before they are resized. The result runs in "exact" mode, in torchvision's order of
operations.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from fpn_core.backbone import MOBILENET
from fpn_core.config import (
    PAPER_LEVELS,
    BackboneConfig,
    BoxConfig,
    DetectorConfig,
    InputConfig,
    LevelConfig,
    PyramidConfig,
    RpnConfig,
)
from fpn_core.errors import ModelError
from fpn_core.importing.checkpoint import Checkpoint, Converted, rename
from fpn_core.importing.classes import COCO_NAMES, choose_classes
from fpn_core.importing.shapes import (
    SHORT_NAMES,
    ImportOptions,
    check_arch,
    input_of,
    levels_of,
    parse_numbers,
    pooled_size,
    require,
    resnet_name,
)

BATCH_NORM_EPS = 1e-5
COCO_V1_EPS = 0.0
ALL_SIZES = (32.0, 64.0, 128.0, 256.0, 512.0)
MOBILENET_LEVELS = (  # the two last stages of the backbone have the same stride
    LevelConfig("P5a", 32, ALL_SIZES),
    LevelConfig("P5b", 32, ALL_SIZES),
    LevelConfig("P6", 64, ALL_SIZES),
)
_WB = r"(weight|bias)"
RULES = (
    (r"backbone\.body\.(.+)", r"backbone.body.\1"),
    (rf"rpn\.head\.conv\.(\d)\.0\.{_WB}", r"rpn_head.conv.\1.\2"),
    (rf"rpn\.head\.conv\.{_WB}", r"rpn_head.conv.0.\1"),  # up to torchvision 0.12
    (rf"rpn\.head\.cls_logits\.{_WB}", r"rpn_head.objectness.\1"),
    (rf"rpn\.head\.bbox_pred\.{_WB}", r"rpn_head.deltas.\1"),
    (rf"roi_heads\.box_head\.fc6\.{_WB}", r"box_head.fc1.\1"),
    (rf"roi_heads\.box_head\.fc7\.{_WB}", r"box_head.fc2.\1"),
    (r"roi_heads\.box_head\.([0-3])\.([01])\.(\w+)", r"box_head.convolutions.\1.\2.\3"),
    (rf"roi_heads\.box_head\.5\.{_WB}", r"box_head.fc.\1"),
    (rf"roi_heads\.box_predictor\.cls_score\.{_WB}", r"predictor.scores.\1"),
    (rf"roi_heads\.box_predictor\.bbox_pred\.{_WB}", r"predictor.deltas.\1"),
)
FPN_RULES = {
    False: (
        (rf"backbone\.fpn\.inner_blocks\.(\d)\.(?:0\.)?{_WB}", r"pyramid.lateral.\1.\2"),
        (rf"backbone\.fpn\.layer_blocks\.(\d)\.(?:0\.)?{_WB}", r"pyramid.output.\1.\2"),
    ),
    True: (
        (r"backbone\.fpn\.inner_blocks\.(\d)\.([01]\.\w+)", r"pyramid.lateral.\1.\2"),
        (r"backbone\.fpn\.layer_blocks\.(\d)\.([01]\.\w+)", r"pyramid.output.\1.\2"),
    ),
}


def from_torchvision(checkpoint: Checkpoint, options: ImportOptions) -> Converted:
    """The detector of a torchvision state dict. Raises ModelError for any other."""
    tensors, file = checkpoint.tensors, checkpoint.file
    require(tensors, "rpn.head.cls_logits.weight", file, "torchvision")
    scores = require(tensors, "roi_heads.box_predictor.cls_score.weight", file, "torchvision")
    deltas = require(tensors, "roi_heads.box_predictor.bbox_pred.weight", file, "torchvision")
    if len(deltas) != 4 * len(scores):
        raise ModelError(
            f"{file}: {len(scores)} rows of class scores need {4 * len(scores)} rows of boxes, "
            f"not {len(deltas)}"
        )
    normed = "backbone.fpn.inner_blocks.0.1.weight" in tensors
    arch = _architecture(checkpoint, options, normed)
    config = _config(checkpoint, options, arch, normed)
    renamed = rename(checkpoint, FPN_RULES[normed] + RULES, "torchvision").tensors
    for kind in ("weight", "bias"):
        rows = renamed[f"predictor.scores.{kind}"]
        renamed[f"predictor.scores.{kind}"] = torch.cat((rows[1:], rows[:1]))  # background last
        renamed[f"predictor.deltas.{kind}"] = renamed[f"predictor.deltas.{kind}"][4:]
    return Converted(arch, config, renamed)


def _architecture(checkpoint: Checkpoint, options: ImportOptions, normed: bool) -> str:
    """One of ARCHITECTURES, from the shapes; MobileNet's two differ in their settings alone."""
    tensors, file = checkpoint.tensors, checkpoint.file
    if "backbone.body.conv1.weight" in tensors:
        found = SHORT_NAMES[_resnet(tensors, checkpoint)] + ("-v2" if normed else "")
        check_arch(options.arch, found, file)
        return found
    require(tensors, "backbone.body.0.0.weight", file, "torchvision")
    trained_as = str(checkpoint.arguments.get("model", ""))
    found = "mobilenet-320" if trained_as.endswith("_320_fpn") else "mobilenet"
    check_arch(options.arch, found, file)
    if options.arch is None and not trained_as:
        checkpoint.notes.append(
            "took it for the 800-pixel MobileNet; if it is the 320-pixel one, say so with "
            "--arch mobilenet-320"
        )
    return options.arch or found


def _resnet(tensors: Mapping[str, Tensor], checkpoint: Checkpoint) -> str:
    stages = tuple(f"backbone.body.layer{n}" for n in range(1, 5))
    return resnet_name(tensors, stages, checkpoint.file)


def _config(
    checkpoint: Checkpoint, options: ImportOptions, arch: str, normed: bool
) -> DetectorConfig:
    tensors, file = checkpoint.tensors, checkpoint.file
    mobile = arch.startswith("mobilenet")
    classes, note = choose_classes(
        options.classes, len(tensors["roi_heads.box_predictor.cls_score.weight"]) - 1, file
    )
    if note is not None:
        checkpoint.notes.append(note)
    rpn = _rpn(checkpoint, options, arch)
    anchors = tensors["rpn.head.cls_logits.weight"].shape
    levels = levels_of(
        MOBILENET_LEVELS if mobile else PAPER_LEVELS, rpn.anchor_ratios, anchors[0], options, file
    )
    sides = (320, 640) if arch == "mobilenet-320" else (800, 1333)
    return DetectorConfig(
        mode="exact",
        class_names=classes.names,
        class_ids=classes.ids,
        hidden_classes=classes.hidden,
        levels=levels,
        input=input_of(InputConfig(*sides, resize="torchvision"), options),
        backbone=BackboneConfig(
            MOBILENET if mobile else _resnet(tensors, checkpoint),
            _norm_eps(checkpoint, options),
            "batch" if checkpoint.batch_norms else "frozen",
        ),
        pyramid=PyramidConfig(channels=anchors[1], norm=normed),
        rpn=rpn,
        box=_box(tensors, checkpoint, anchors[1], mobile),
    )


def _rpn(checkpoint: Checkpoint, options: ImportOptions, arch: str) -> RpnConfig:
    depth = len({n.split(".")[3] for n in checkpoint.tensors if n.startswith("rpn.head.conv.")})
    old_names = "rpn.head.conv.weight" in checkpoint.tensors
    keep = 150 if arch == "mobilenet-320" else 1000
    return RpnConfig(
        anchor_ratios=parse_numbers(options.ratios or "0.5,1,2", "--ratios"),
        anchor_stride="grid",
        round_anchors=True,
        conv_depth=1 if old_names else depth,
        pre_nms=(2000, keep),
        post_nms=(2000, keep),
        score_threshold=0.05 if arch.startswith("mobilenet") else 0.0,
    )


def _box(
    tensors: Mapping[str, Tensor], checkpoint: Checkpoint, channels: int, mobile: bool
) -> BoxConfig:
    convolutions = "roi_heads.box_head.0.0.weight" in tensors
    name = "roi_heads.box_head.5.weight" if convolutions else "roi_heads.box_head.fc6.weight"
    width, inputs = require(tensors, name, checkpoint.file, "torchvision").shape
    return BoxConfig(
        roi_levels=(0,) if mobile else (0, 1, 2, 3),  # both of MobileNet's stages map to the first
        k_min=5 if mobile else 2,
        pooled_size=pooled_size(inputs, channels, checkpoint.file),
        aligned=False,
        head="four_conv_one_fc" if convolutions else "two_fc",
        width=width,
    )


def _norm_eps(checkpoint: Checkpoint, options: ImportOptions) -> float:
    """The epsilon of the backbone's batch norms, which no weights file tells.

    torchvision's ResNet-50 "v1" weights for COCO were trained with none at all, and whatever was
    fine-tuned from them by `weights="DEFAULT"` keeps that; all else has 1e-5. Such weights come
    from frozen norms, and have COCO's 91 rows unless a predictor was put in their place.
    """
    if options.bn_eps is not None:
        return options.bn_eps
    tensors = checkpoint.tensors
    variances = [value for name, value in tensors.items() if name.endswith("running_var")]
    candidate = (
        "roi_heads.box_head.fc6.weight" in tensors
        and "backbone.body.conv1.weight" in tensors
        and _resnet(tensors, checkpoint) == "resnet50"
        and not checkpoint.batch_norms
        and all(bool((value > 0).all()) for value in variances)
    )
    if not candidate:
        return BATCH_NORM_EPS
    told = _started_from_coco(checkpoint)
    coco = len(tensors["roi_heads.box_predictor.cls_score.weight"]) == len(COCO_NAMES) + 1
    if told if told is not None else coco:
        checkpoint.notes.append(
            "batch-norm epsilon 0, as torchvision's COCO_V1 weights need it; if these were "
            "trained from an ImageNet backbone, say --bn-eps 1e-5"
        )
        return COCO_V1_EPS
    if told is None:
        checkpoint.notes.append(
            "batch-norm epsilon 1e-5; if these weights were fine-tuned from torchvision's COCO_V1 "
            'weights (weights="DEFAULT"), say --bn-eps 0'
        )
    return BATCH_NORM_EPS


def _started_from_coco(checkpoint: Checkpoint) -> bool | None:
    """Whether the training script's arguments say so; None where they are not in the file."""
    arguments = checkpoint.arguments
    if "weights" in arguments:
        return arguments["weights"] is not None
    if "pretrained" in arguments:  # the script's option up to torchvision 0.12
        return bool(arguments["pretrained"])
    return None
