"""What structures are crossed by.

1. A size class starts at its first number; what is not told has none (M14).
2. A region is that of the department; a department may have none.
"""

import numpy as np
from benchmark.networks import crossed, labels_of, region

from diag.benchmark.structures import homes, region_codes, size_codes
from diag.questionnaire.questionnaire_model import SizeClass


def sizes(*starts):
    return [
        SizeClass.model_validate({"id": f"t{start}", "from": start, "label": "x"})
        for start in starts
    ]


def test_a_size_class_starts_at_its_first_number():
    staff = np.array([0, 19, 19.5, 20, 49, 50, 100_000, np.nan])
    assert size_codes(staff, sizes(0, 20, 50)).tolist() == [0, 0, 0, 1, 1, 2, 2, -1]


def test_fewer_than_the_first_class_is_not_told():
    assert size_codes(np.array([3.0]), sizes(5, 20)) == -1


def test_classes_keep_their_rank_in_whatever_order_they_are_written():
    assert size_codes(np.array([3.0, 30.0]), sizes(20, 0)).tolist() == [1, 0]


def test_no_class_no_size():
    assert size_codes(np.array([3.0, np.nan]), []).tolist() == [-1, -1]


def test_a_region_is_that_of_the_department():
    questionnaire = crossed((0, 1, -1), regions=2)
    labels = labels_of(questionnaire)
    assert labels["region"] == (region(0), region(1))
    home = homes(questionnaire, labels["departement"], labels["region"])
    assert home.tolist() == [0, 1, -1]
    assert region_codes(np.array([0, 1, 2, -1]), home).tolist() == [0, 1, -1, -1]
