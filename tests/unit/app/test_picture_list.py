"""The list of opened pictures: what it shows, in what order, and steps in it."""

from dataclasses import replace

from app.domain.picture_filter import Arrangement, PictureFilter, PictureSort
from app.domain.picture_list import PictureList
from app.domain.project.summaries import PictureState, PictureSummary
from app.domain.records import Picture

PATHS = [f"/p/pic_{number}.png" for number in range(6)]
REVIEWED = PictureFilter(states=frozenset({PictureState.REVIEWED}))


def listed() -> PictureList:
    pictures = PictureList()
    pictures.summaries = {
        PATHS[n]: PictureSummary(Picture(n + 1, PATHS[n], reviewed=True)) for n in (1, 4)
    }
    pictures.replace(PATHS)
    return pictures


def test_an_arrangement_holds_for_pictures_that_come_later() -> None:
    pictures = listed()
    pictures.arrange(Arrangement(REVIEWED, PictureSort.NAME, descending=True))
    assert pictures.shown == [PATHS[4], PATHS[1]]
    pictures.replace([*PATHS, "/p/pic_9.png"])
    assert pictures.shown == [PATHS[4], PATHS[1]]
    pictures.arrange(Arrangement())
    assert pictures.shown == [*PATHS, "/p/pic_9.png"]
    assert pictures.row_of("/p/pic_9.png") == 6


def test_the_text_is_one_of_the_filters() -> None:
    pictures = listed()
    pictures.arrange(Arrangement(replace(REVIEWED, text="_4")))
    assert pictures.shown == [PATHS[4]]
    assert pictures.filter_text == "_4"
    pictures.arrange(Arrangement(PictureFilter(text="  ")))
    assert pictures.shown == PATHS


def test_rows_stay_until_the_list_is_arranged_again() -> None:
    pictures = listed()
    pictures.arrange(Arrangement(REVIEWED))
    pictures.summaries = {}
    assert pictures.shown == [PATHS[1], PATHS[4]]
    pictures.arrange(pictures.arrangement)
    assert pictures.shown == []


def test_times_decide_and_the_unknown_comes_last() -> None:
    pictures = listed()
    pictures.times = {PATHS[0]: 5.0, PATHS[2]: 7.0, PATHS[3]: 5.0}
    by_time = Arrangement(order=PictureSort.TIME)
    assert by_time.needs_times
    pictures.arrange(by_time)
    assert pictures.shown == [PATHS[n] for n in (0, 3, 2, 1, 4, 5)]


def test_what_lies_beyond_the_current_picture() -> None:
    pictures = listed()
    assert pictures.beyond(1) == PATHS
    assert pictures.beyond(-1) == PATHS[::-1]
    pictures.current = PATHS[3]
    assert pictures.beyond(1) == PATHS[4:]
    assert pictures.beyond(-1) == [PATHS[2], PATHS[1], PATHS[0]]
    pictures.current = PATHS[5]
    assert pictures.beyond(1) == []
    pictures.current = PATHS[0]
    assert pictures.beyond(-1) == []
