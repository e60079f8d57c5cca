"""detectron2's Faster R-CNN with FPN on ResNets, as its model zoo and its trainer write it.

Same detector, other conventions: BGR pixels 0..255; the stride of a bottleneck on its first 1x1
convolution; RoIAlign aligned, with as many samples a bin as it is wide; anchors not rounded; the
background is the last row already.
"""

from collections.abc import Mapping

from torch import Tensor

from fpn_core.config import (
    PAPER_LEVELS,
    BackboneConfig,
    BoxConfig,
    DetectorConfig,
    InputConfig,
    PyramidConfig,
    RpnConfig,
)
from fpn_core.errors import ConfigError, ModelError
from fpn_core.importing.checkpoint import Checkpoint, Converted, rename
from fpn_core.importing.classes import choose_classes
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

BGR_MEAN = (103.53, 116.28, 123.675)
BGR_STD = (1.0, 1.0, 1.0)  # as the Caffe weights that its ResNets start from were trained
BGR_STD_RESNEXT = (57.375, 57.12, 58.395)
SMALLEST_SIDE = 1e-6  # network pixels: detectron2 drops empty boxes alone
_WB = r"(weight|bias)"
_RES = r"backbone\.bottom_up\.res"
_NORM = r"(weight|bias|running_mean|running_var)"


def _stage_rules(stage: int) -> tuple[tuple[str, str], ...]:
    """Stage res2 is torchvision's layer1, and so on."""
    source, target = rf"{_RES}{stage}\.(\d+)", rf"backbone.body.layer{stage - 1}.\1"
    return (
        (rf"{source}\.conv([123])\.weight", rf"{target}.conv\2.weight"),
        (rf"{source}\.conv([123])\.norm\.{_NORM}", rf"{target}.bn\2.\3"),
        (rf"{source}\.shortcut\.weight", rf"{target}.downsample.0.weight"),
        (rf"{source}\.shortcut\.norm\.{_NORM}", rf"{target}.downsample.1.\2"),
    )


def _pyramid_rules(level: int) -> tuple[tuple[str, str], ...]:
    return (
        (rf"backbone\.fpn_lateral{level}\.{_WB}", rf"pyramid.lateral.{level - 2}.\1"),
        (rf"backbone\.fpn_output{level}\.{_WB}", rf"pyramid.output.{level - 2}.\1"),
    )


RULES = (
    (r"proposal_generator\.anchor_generator\.cell_anchors\.\d", ""),  # they follow from the config
    (r"pixel_(?:mean|std)", ""),  # read by _input
    (r"backbone\.bottom_up\.stem\.conv1\.weight", r"backbone.body.conv1.weight"),
    (rf"backbone\.bottom_up\.stem\.conv1\.norm\.{_NORM}", r"backbone.body.bn1.\1"),
    *(rule for stage in range(2, 6) for rule in _stage_rules(stage)),
    *(rule for level in range(2, 6) for rule in _pyramid_rules(level)),
    (rf"proposal_generator\.rpn_head\.conv\.{_WB}", r"rpn_head.conv.0.\1"),
    (rf"proposal_generator\.rpn_head\.conv\.conv(\d)\.{_WB}", r"rpn_head.conv.\1.\2"),
    (rf"proposal_generator\.rpn_head\.objectness_logits\.{_WB}", r"rpn_head.objectness.\1"),
    (rf"proposal_generator\.rpn_head\.anchor_deltas\.{_WB}", r"rpn_head.deltas.\1"),
    (rf"roi_heads\.box_head\.fc([12])\.{_WB}", r"box_head.fc\1.\2"),
    (rf"roi_heads\.box_predictor\.cls_score\.{_WB}", r"predictor.scores.\1"),
    (rf"roi_heads\.box_predictor\.bbox_pred\.{_WB}", r"predictor.deltas.\1"),
)


def from_detectron2(checkpoint: Checkpoint, options: ImportOptions) -> Converted:
    """The detector of a detectron2 checkpoint. Raises ModelError for any other."""
    tensors, file = checkpoint.tensors, checkpoint.file
    if any(name.startswith(("conv1_w", "res2_0_branch")) for name in tensors):
        raise ModelError(
            f"{file}: holds a bare backbone under Caffe2's names; give the checkpoint of a whole "
            "Faster R-CNN with FPN"
        )
    require(tensors, "backbone.fpn_lateral2.weight", file, "detectron2")
    scores = require(tensors, "roi_heads.box_predictor.cls_score.weight", file, "detectron2")
    deltas = require(tensors, "roi_heads.box_predictor.bbox_pred.weight", file, "detectron2")
    if len(deltas) not in (4, 4 * (len(scores) - 1)):
        raise ModelError(
            f"{file}: {len(scores) - 1} classes need {4 * (len(scores) - 1)} rows of boxes, or 4 "
            f"for all classes, not {len(deltas)}"
        )
    stages = tuple(f"backbone.bottom_up.res{n}" for n in range(2, 6))
    backbone = resnet_name(tensors, stages, file)
    check_arch(options.arch, SHORT_NAMES[backbone], file)
    config = _config(checkpoint, options, backbone)
    renamed = rename(checkpoint, RULES, "detectron2").tensors
    return Converted(SHORT_NAMES[backbone], config, renamed)


def _config(checkpoint: Checkpoint, options: ImportOptions, backbone: str) -> DetectorConfig:
    tensors, file = checkpoint.tensors, checkpoint.file
    scores = tensors["roi_heads.box_predictor.cls_score.weight"]
    classes, note = choose_classes(options.classes, len(scores) - 1, file)
    if note is not None:
        checkpoint.notes.append(note)
    ratios = parse_numbers(options.ratios or "0.5,1,2", "--ratios")
    name = "proposal_generator.rpn_head.objectness_logits.weight"
    anchors, channels = require(tensors, name, file, "detectron2").shape[:2]
    levels = levels_of(PAPER_LEVELS, ratios, anchors, options, file)
    if len(levels[0].anchor_sizes) > 1:
        raise ConfigError(
            f"{file}: detectron2 orders anchors by size first, then by ratio; only one size a "
            "level can be imported"
        )
    resnext = "resnext" in backbone
    eps = 1e-5 if options.bn_eps is None else options.bn_eps
    return DetectorConfig(
        mode="exact",
        class_names=classes.names,
        class_ids=classes.ids,
        hidden_classes=classes.hidden,
        levels=levels,
        input=input_of(_input(tensors, resnext), options),
        backbone=BackboneConfig(backbone, eps, "batch", stride_in_1x1=not resnext),
        pyramid=PyramidConfig(channels=channels),
        rpn=RpnConfig(anchor_ratios=ratios, conv_depth=_depth(tensors), min_size=SMALLEST_SIDE),
        box=_box(checkpoint, channels),
    )


def _input(tensors: Mapping[str, Tensor], resnext: bool) -> InputConfig:
    mean, std = BGR_MEAN, BGR_STD_RESNEXT if resnext else BGR_STD
    if "pixel_mean" in tensors and "pixel_std" in tensors:
        mean = _triple(tensors["pixel_mean"])
        std = _triple(tensors["pixel_std"])
    return InputConfig(bgr=True, value_scale=1.0, mean=mean, std=std, resize="pil")


def _triple(values: Tensor) -> tuple[float, float, float]:
    blue, green, red = (float(value) for value in values.flatten())
    return blue, green, red


def _depth(tensors: Mapping[str, Tensor]) -> int:
    prefix = "proposal_generator.rpn_head.conv.conv"
    return max(len({n for n in tensors if n.startswith(prefix) and n.endswith(".weight")}), 1)


def _box(checkpoint: Checkpoint, channels: int) -> BoxConfig:
    tensors, file = checkpoint.tensors, checkpoint.file
    width, inputs = require(tensors, "roi_heads.box_head.fc1.weight", file, "detectron2").shape
    return BoxConfig(
        epsilon=0.0,  # theirs, 1e-8 inside the logarithm, is below float32's resolution there
        pooled_size=pooled_size(inputs, channels, file),
        sampling_ratio=0,
        width=width,
        class_agnostic=len(tensors["roi_heads.box_predictor.bbox_pred.weight"]) == 4,
        min_size=SMALLEST_SIDE,
    )
