"""For whom a material is, what it is about, and whom of a unit an assignment reaches."""

DISEASES = (
    "influenza", "norovirus", "varicella", "mycoplasma", "hfmd", "mumps", "covid19", "tuberculosis",
)  # fmt: skip
THEMES = ("handwashing", "ventilation", "vomit", "masks", "stayhome", "returning", "rumours")
SUBJECTS = (*DISEASES, *THEMES, "other")

# Pupils by age, then who looks after them.
AUDIENCES = ("kindergarten", "lower", "upper", "secondary", "parent", "teacher", "canteen")
# Answered by the family of each child: a guardian's account, with the child where it is for the child.
FAMILIES = ("kindergarten", "lower", "upper", "secondary", "parent")
# The posts that are meant (own choice).
POSTS = {
    "teacher": (
        "class_teacher", "subject_teacher", "grade_head", "principal", "school_doctor",
        "dormitory_keeper", "counsellor",
    ),
    "canteen": ("canteen",),
}  # fmt: skip
# Of which stages the classes are whose families an audience reaches; the register knows no age of a class.
_STAGES = {
    "kindergarten": ("kindergarten",),
    "lower": ("primary", "teaching_point", "nine_year", "special"),
    "upper": ("primary", "teaching_point", "nine_year", "special"),
    "secondary": ("junior", "senior", "nine_year", "special"),
}


def reaches(audience: str, stage: str) -> bool:
    """Whether the families of a class of a stage are meant; parents of all."""
    return audience in FAMILIES and (audience not in _STAGES or stage in _STAGES[audience])
