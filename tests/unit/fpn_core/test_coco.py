"""Reading COCO files: what is usable is kept, every bad row gets one line that names it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fpn_core.coco import CocoDataset, load_json_object, match_class_names, read_coco
from fpn_core.errors import AnnotationError

CATEGORIES = [{"id": 7, "name": "cat"}, {"id": 3, "name": "dog"}]
PICTURE = {"id": 1, "file_name": "a.jpg", "width": 100, "height": 80}


def box_row(bbox: object, **changes: Any) -> dict[str, Any]:
    return {"id": 11, "image_id": 1, "category_id": 7, "bbox": bbox, "iscrowd": 0} | changes


def read(tmp_path: Path, *, check_files: bool = False, **content: Any) -> CocoDataset:
    """Writes boxes.json with one 100x80 picture unless told otherwise, and reads it."""
    parts = {"categories": CATEGORIES, "images": [PICTURE], "annotations": []} | content
    path = tmp_path / "boxes.json"
    path.write_text(json.dumps({k: v for k, v in parts.items() if v is not None}), "utf-8")
    return read_coco(path, tmp_path / "images", check_files=check_files)


def save_picture(path: Path, size: tuple[int, int] = (100, 80), **options: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size).save(path, **options)


def test_a_good_file_gives_every_box_and_no_problem(tmp_path: Path) -> None:
    data = read(
        tmp_path,
        images=[PICTURE, {"id": 9, "file_name": "b.jpg", "width": 10, "height": 20}],
        annotations=[
            box_row([10, 20, 30.5, 40], id=5, category_id=3),
            box_row([0, 0, 10, 20], id=6, image_id=9),
            box_row([1, 2, 3, 4], id=7, iscrowd=1),
        ],
    )
    assert data.class_names == ("cat", "dog")
    assert data.class_ids == (7, 3)
    assert data.problems == ()
    first, second = data.pictures
    assert (first.id, first.file_name, first.width, first.height) == (1, "a.jpg", 100, 80)
    assert first.path == tmp_path / "images" / "a.jpg"
    np.testing.assert_array_equal(first.boxes, [[10, 20, 40.5, 60], [1, 2, 4, 6]])
    assert first.boxes.dtype == np.float32
    assert first.labels.tolist() == [1, 0]
    assert first.ignore.tolist() == [False, True]
    assert first.annotation_ids.tolist() == [5, 7]
    assert second.boxes.tolist() == [[0, 0, 10, 20]]


def test_a_picture_without_boxes_has_empty_columns(tmp_path: Path) -> None:
    picture = read(tmp_path).pictures[0]
    assert picture.boxes.shape == (0, 4)
    assert picture.labels.shape == picture.ignore.shape == picture.annotation_ids.shape == (0,)


@pytest.mark.parametrize("area", [None, 0, -5, float("nan"), float("inf"), 10**400, True, "200"])
def test_areas_are_the_files_own_where_it_gives_usable_ones(tmp_path: Path, area: object) -> None:
    rows = [box_row([1, 2, 10, 20], area=150.5), box_row([1, 2, 10, 20], id=12, area=area)]
    assert read(tmp_path, annotations=rows).pictures[0].areas.tolist() == [150.5, 200]


@pytest.mark.parametrize(
    ("bbox", "words"),
    [
        ([10, 20, float("nan"), 5], "nan"),
        ([float("inf"), 0, 5, 5], "inf"),
        ([10, 20, -4, 5], "width -4"),
        ([10, 20, 4, -5], "height -5"),
        ([10, 20, 0, 5], "width 0"),
        ([200, 20, 5, 5], "outside the 100x80 picture"),
        ([-30, 20, 30, 5], "outside the 100x80 picture"),
        ([1, 2, 3], "not 4 numbers"),
        ([1, 2, 3, "4"], "not 4 numbers"),
        ([1, 2, 3, True], "not 4 numbers"),
        ([1, 2, 3, 10**400], "beyond any picture"),
        ({"x": 1}, "not 4 numbers"),
        (None, "not 4 numbers"),
    ],
)
def test_an_unusable_box_is_left_out_and_named(tmp_path: Path, bbox: object, words: str) -> None:
    data = read(tmp_path, annotations=[box_row(bbox), box_row([1, 2, 3, 4], id=12)])
    assert data.pictures[0].annotation_ids.tolist() == [12]
    (problem,) = data.problems
    assert problem.startswith("boxes.json, annotation 11 of a.jpg: bbox ")
    assert words in problem


def test_a_box_that_leaves_the_picture_is_clipped_and_named(tmp_path: Path) -> None:
    data = read(tmp_path, annotations=[box_row([-10, 70, 50, 50])])
    assert data.pictures[0].boxes.tolist() == [[0, 70, 40, 80]]
    assert "clipped" in data.problems[0]


def test_overhang_by_rounding_is_clipped_without_a_word(tmp_path: Path) -> None:
    data = read(tmp_path, annotations=[box_row([-0.4, 0, 100.9, 80.3])])
    assert data.pictures[0].boxes.tolist() == [[0, 0, 100, 80]]
    assert data.problems == ()


def test_a_box_too_thin_for_float32_is_not_kept_as_zero_area(tmp_path: Path) -> None:
    wide = {**PICTURE, "width": 60000}
    data = read(tmp_path, images=[wide], annotations=[box_row([50000, 1, 0.001, 5])])
    assert len(data.pictures[0].boxes) == 0
    assert len(data.problems) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"image_id": 99}, "no picture has id 99"),
        ({"image_id": None}, "no picture has id (none)"),
        ({"category_id": 1}, "no category has id 1"),
        ({"category_id": "7"}, 'no category has id "7"'),
    ],
)
def test_a_box_of_an_unknown_picture_or_class_is_left_out(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    data = read(tmp_path, annotations=[box_row([1, 2, 3, 4], **changes)])
    assert len(data.pictures[0].boxes) == 0
    assert data.problems == (f"boxes.json, annotation 11: {words}; left out",)


def test_rows_that_are_no_objects_are_named_by_their_place(tmp_path: Path) -> None:
    data = read(
        tmp_path, images=[PICTURE, "b.jpg"], annotations=[box_row([1, 2, 3, 4]), [1, 2, 3, 4]]
    )
    assert len(data.pictures) == len(data.pictures[0].boxes) == 1
    assert data.problems[0].startswith('boxes.json, image 1: "b.jpg"')
    assert data.problems[1].startswith("boxes.json, annotation row 1: [1, 2, 3, 4]")


def test_boxes_of_repeated_ids_are_all_kept_with_one_line(tmp_path: Path) -> None:
    rows = [box_row([1, 2, 3, 4]), box_row([5, 6, 7, 8]), box_row([9, 9, 9, 9])]
    data = read(tmp_path, annotations=rows)
    assert data.pictures[0].annotation_ids.tolist() == [11, 11, 11]
    (problem,) = data.problems
    assert "first: 11" in problem


def test_boxes_without_an_id_are_kept(tmp_path: Path) -> None:
    data = read(tmp_path, annotations=[box_row([1, 2, 3, 4], id=None)] * 2)
    assert data.pictures[0].annotation_ids.tolist() == [-1, -1]
    assert data.problems == ()


def test_the_first_of_two_pictures_with_one_id_wins(tmp_path: Path) -> None:
    second = {**PICTURE, "file_name": "b.jpg"}
    data = read(tmp_path, images=[PICTURE, second], annotations=[box_row([1, 2, 3, 4])])
    assert [picture.file_name for picture in data.pictures] == ["a.jpg"]
    assert data.problems == ("boxes.json, image 1 (b.jpg): id 1 is taken; the first one is kept",)


def test_a_missing_picture_is_one_line_and_its_boxes_are_none(tmp_path: Path) -> None:
    save_picture(tmp_path / "images" / "a.jpg")
    images = [PICTURE, {**PICTURE, "id": 2, "file_name": "gone.jpg"}]
    rows = [box_row([1, 2, 3, 4]), box_row([1, 2, 3, 4], id=12, image_id=2)]
    data = read(tmp_path, images=images, annotations=rows, check_files=True)
    assert [picture.file_name for picture in data.pictures] == ["a.jpg"]
    (problem,) = data.problems
    assert "gone.jpg is not in" in problem
    kept = read(tmp_path, images=images, annotations=rows, check_files=False)
    assert len(kept.pictures) == 2


def test_a_wrong_picture_folder_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"none of its 1 pictures .*first: a\.jpg"):
        read(tmp_path, check_files=True)


def test_sub_folders_absolute_paths_and_backslashes_are_found(tmp_path: Path) -> None:
    names = ["été/a.jpg", "other\\b.jpg", str(tmp_path / "elsewhere" / "c.jpg")]
    for path in ("images/été/a.jpg", "images/other/b.jpg", "elsewhere/c.jpg"):
        save_picture(tmp_path / path)
    images = [{**PICTURE, "id": i, "file_name": name} for i, name in enumerate(names)]
    data = read(tmp_path, images=images, check_files=True)
    assert data.problems == ()
    assert all(picture.path.is_file() for picture in data.pictures)
    assert [picture.file_name for picture in data.pictures] == names


def test_a_missing_size_is_read_upright_from_the_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    save_picture(tmp_path / "images" / "a.jpg", (100, 80), exif=exif)
    data = read(
        tmp_path,
        images=[{"id": 1, "file_name": "a.jpg"}],
        annotations=[box_row([0, 0, 80, 100])],
        check_files=True,
    )
    assert (data.pictures[0].width, data.pictures[0].height) == (80, 100)
    assert data.problems == ()


def test_a_missing_size_of_a_broken_picture_leaves_it_out(tmp_path: Path) -> None:
    save_picture(tmp_path / "images" / "a.jpg")
    (tmp_path / "images" / "b.jpg").write_bytes(b"")
    images = [PICTURE, {"id": 2, "file_name": "b.jpg", "width": 0, "height": -3}]
    data = read(tmp_path, images=images, check_files=True)
    assert len(data.pictures) == 1
    assert "b.jpg: empty" in data.problems[0]


def test_bad_categories_are_left_out_and_named(tmp_path: Path) -> None:
    rows = [*CATEGORIES, {"id": 7, "name": "cow"}, {"id": 8}, {"name": "x"}, {"id": 9, "name": " "}]
    data = read(tmp_path, categories=rows)
    assert data.class_names == ("cat", "dog")
    assert len(data.problems) == 4
    assert "id 7 is taken by cat" in data.problems[0]


def test_a_file_without_annotations_has_empty_pictures(tmp_path: Path) -> None:
    data = read(tmp_path, annotations=None)
    assert len(data.pictures) == 1
    assert "no 'annotations'" in data.problems[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"categories": []}, "no usable class"),
        ({"categories": None}, "no 'categories'"),
        ({"images": None}, "no 'images'"),
        ({"images": []}, "'images' is empty"),
        ({"images": {"a": 1}}, "'images' is not an array but of type object"),
        ({"annotations": 5}, "of type number"),
    ],
)
def test_a_file_that_cannot_serve_is_an_error(
    tmp_path: Path, content: dict[str, Any], words: str
) -> None:
    with pytest.raises(AnnotationError, match=words) as caught:
        read(tmp_path, **content)
    assert str(caught.value).startswith("boxes.json: ")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b'{"images": [\n  1,,]}', "line 2, column 5"),
        (b"[1, 2]", "JSON array, not an object"),
        (b"null", "JSON null"),
        (b'{"name": "\xff\xfe"}', "byte 10 is not UTF-8"),
        (b"[" * 200_000, "not usable JSON"),
    ],
)
def test_a_file_that_is_no_json_object_names_the_place(
    tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "boxes.json"
    path.write_bytes(data)
    with pytest.raises(AnnotationError, match=words) as caught:
        read_coco(path, tmp_path)
    assert "boxes.json" in str(caught.value)


def test_a_missing_file_or_a_folder_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(AnnotationError, match="cannot be read"):
            load_json_object(path)


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "bom.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert load_json_object(path) == {"a": 1}


def test_class_names_match_without_case_spaces_and_dashes() -> None:
    mapping, unmatched = match_class_names(
        ["Potted plant", "tv_monitor", "zebra", "dining-table"],
        ["pottedplant", "dining table", "TV monitor"],
    )
    assert mapping.tolist() == [0, 2, -1, 1]
    assert mapping.dtype == np.int64
    assert unmatched == ("zebra",)


def test_equal_spelling_wins_over_similar_spelling() -> None:
    mapping, unmatched = match_class_names(["cat", "CAT"], ["Cat", "cat"])
    assert mapping.tolist() == [1, 0]
    assert unmatched == ()
